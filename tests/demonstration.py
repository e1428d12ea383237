"""The whole demonstration, made once for each database engine; every test gets a copy of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from click.testing import Result
from flask import Flask

from tests.databases import Server
from webapp.cli import demo
from webapp.db import close_connections

FILLED = "demonstration"
_NUMBERS = count()


@dataclass(frozen=True)
class Demonstration:
    """A filled database that nobody is connected to, and how it was made."""

    server: Server
    open_app: Callable[[str], Flask]
    now: datetime
    made: Result = field(compare=False)

    def copy(self) -> Flask:
        """An application on a copy of its own, at the time at which it was made."""
        url = self.server.create(f"{FILLED}_{next(_NUMBERS)}", template=FILLED)
        return _at(self.now, self.open_app(url))


def fill(
    server: Server, template: str, open_app: Callable[[str], Flask], now: datetime
) -> Demonstration:
    """Fill an empty, migrated database by the command itself."""
    app = _at(now, open_app(server.create(FILLED, template=template)))
    made = app.test_cli_runner().invoke(demo)
    with app.app_context():
        close_connections()
    return Demonstration(server, open_app, now, made)


def _at(now: datetime, app: Flask) -> Flask:
    app.extensions["temthat"] = replace(app.extensions["temthat"], clock=lambda: now)
    return app
