"""Stylesheets, scripts and icons under addresses that change with their content."""

import json

from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from whitenoise import WhiteNoise

from webapp.config import BadConfiguration
from webapp.routes.guard import public
from webapp.services import Services


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
    version = json.loads(manifest.read_text())["version"]
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(root),  # with the version before, whose pages may still be open
        prefix="static/",
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
    )

    def asset(name: str) -> str:
        return f"/static/{version}/{name}"

    app.add_template_global(asset)

    @app.get("/favicon.ico")
    @public
    def favicon() -> ResponseReturnValue:
        """What browsers and crawlers ask for that read no page first."""
        return redirect(asset("favicon.ico"))
