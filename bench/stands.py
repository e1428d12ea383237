"""Applications on filled databases, each asked for equally many stamps, and how they are asked."""

import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import flask_migrate
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.served import verdicts
from bench.stamp_data import Filled, fill
from tests.databases import TEMPLATE, Server
from traceability.keyring import SerialPlace
from webapp.db import close_connections
from webapp.routes.page_shells import PageShells

HTML: Final = "text/html"
# Different stamps, from everywhere: with the first look at each and the later ones, no more pages
# than a process keeps.
ASKED: Final = 400
Call = Callable[[], None]


@dataclass(frozen=True)
class Stand:
    """One application on its filled database."""

    app: Flask
    forgetful: Flask  # another that keeps no pages
    url: str
    folder: Path
    filled: Filled
    asked: int  # different stamps

    @property
    def size(self) -> str:
        """How many stamps, as a power of ten."""
        return f"{self.filled.stamps:.0e}".replace("e+0", "e")

    def places(self) -> list[SerialPlace]:
        """Stamps from everywhere, as many at each size."""
        return self.filled.places(self.asked)

    def paths(self) -> Iterator[str]:
        """The same, over and over."""
        return itertools.cycle([self.filled.path(place) for place in self.places()])

    def warm(self) -> None:
        """Look at each of them twice: the second look is told another sentence."""
        look = caller(self.app, self.paths(), HTML)
        for _ in range(2):
            for _ in range(self.asked):
                look()
            self.app.extensions["scan_sink"].flush()

    def close(self) -> None:
        """Write the looks that wait, and let go of the database."""
        for app in (self.app, self.forgetful):
            app.extensions["scan_sink"].flush()
            with app.app_context():
                close_connections()


def device() -> str:
    """The cookie of a phone that nobody saw before: every look counts and is written."""
    return f"device={secrets.token_urlsafe(16)}"


def address() -> str:
    """Of a network that is public and that nobody uses."""
    return "11.{}.{}.{}".format(*secrets.token_bytes(3))


def caller(app: Flask, paths: Iterator[str], accept: str) -> Call:
    """One request through the whole WSGI stack, by another phone elsewhere each time."""
    base = EnvironBuilder("/", headers={"Accept": accept}).get_environ()

    def call() -> None:
        path = next(paths)
        environ = base | {"PATH_INFO": path, "RAW_URI": path}
        environ |= {"HTTP_COOKIE": device(), "REMOTE_ADDR": address()}
        _, status, _ = run_wsgi_app(app.wsgi_app, environ, buffered=True)
        assert status.startswith("200"), status

    return call


def prepared(server: Server, sizes: list[int], folder: Path, asked: int = ASKED) -> Iterator[Stand]:
    """An application on each size, from one migrated template."""
    template = verdicts(server.create(TEMPLATE), folder)
    with template.app_context():
        flask_migrate.upgrade()
        close_connections()
    for size in sizes:
        begun = time.monotonic()
        url = server.create(f"verify_{size}", template=TEMPLATE)
        app = verdicts(url, folder)
        filled = fill(app, size, min(1_000_000, size // 20))
        stand = Stand(app, without_pages(url, folder), url, folder, filled, asked)
        stand.warm()
        print(f"  filled {stand.size} in {time.monotonic() - begun:.0f} s", flush=True)
        yield stand


def without_pages(url: str, folder: Path) -> Flask:
    """An application that renders every page anew."""
    app = verdicts(url, folder)
    app.extensions["kept"] = replace(app.extensions["kept"], stamp_pages=PageShells(0))
    return app
