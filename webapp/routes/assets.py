"""Stylesheets, scripts and icons under addresses that change with their content."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, redirect
from flask.typing import ResponseReturnValue
from whitenoise import WhiteNoise

from webapp.config import BadConfiguration
from webapp.routes.guard import public
from webapp.services import Services


@dataclass(frozen=True)
class AssetNames:
    """The files that are served, by the name under which pages ask for them."""

    version: str
    names: Mapping[str, str]  # each with the SHA-256 of its content

    def path(self, name: str) -> str:
        """Where a file is fetched."""
        return f"/static/{self.version}/{name}"


def asset_names() -> AssetNames:
    """Those of the running application."""
    return cast(AssetNames, current_app.extensions["asset_names"])


def start_assets(app: Flask) -> None:
    """Serve `build/static/<version>/` for ever and let templates name a file with `asset()`.

    Raises:
        BadConfiguration: the assets were never built.
    """
    services: Services = app.extensions["temthat"]
    root = services.config.assets_dir
    manifest = root / "manifest.json"
    if not manifest.exists():
        raise BadConfiguration(f"{manifest} is missing: run bin/setup, which builds the assets.")
    told = json.loads(manifest.read_text())
    names = AssetNames(told["version"], told.get("files", {}))
    app.extensions["asset_names"] = names
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(root),  # with the version before, whose pages may still be open
        prefix="static/",
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
    )

    app.add_template_global(names.path, "asset")

    @app.get("/favicon.ico")
    @public
    def favicon() -> ResponseReturnValue:
        """What browsers and crawlers ask for that read no page first."""
        return redirect(names.path("favicon.ico"))
