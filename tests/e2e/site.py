"""The application behind a real port, as browsers reach it, and its makers behind it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from time import monotonic
from typing import ClassVar, TypeVar

from flask import Flask
from sqlalchemy import String, func, select
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.makers import Maker
from traceability.quantities import UNITS
from webapp.db import db, reader
from webapp.models import Scan

T = TypeVar("T")

PATIENCE = 15.0
# Units of the country, and a place that a hint gives as an example: English has no other words.
_LOCAL_NAMES = ("Nà Khoang", *(unit.en for unit in UNITS.values()))


class RunningClock:
    """Begins at a fixed time and goes on as clocks do, so that no two events share a moment."""

    def __init__(self, begins: datetime) -> None:
        self._begins = begins
        self._began = monotonic()

    def __call__(self) -> datetime:
        return self._begins + timedelta(seconds=monotonic() - self._began)

    def forward(self, **step: float) -> None:
        """Let time pass: `clock.forward(minutes=11)`."""
        self._begins += timedelta(**step)


class _Quiet(WSGIRequestHandler):
    # One connection a request: when the server stops, no browser holds a line that still answers.
    protocol_version = "HTTP/1.0"

    running: ClassVar[set[int]] = set()

    def run_wsgi(self) -> None:
        self.running.add(id(self))
        try:
            super().run_wsgi()
        finally:
            self.running.discard(id(self))

    def log_request(self, *_: object, **__: object) -> None:
        pass


@dataclass
class Site:
    """One application at one address; it can be stopped and started again."""

    app: Flask
    port: int
    clock: RunningClock
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _server: BaseWSGIServer | None = None
    _thread: threading.Thread | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def start(self) -> None:
        self._server = make_server(
            "127.0.0.1", self.port, self.app, threaded=True, request_handler=_Quiet
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        """Refuse connections from now on, as a server does that is down."""
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None
            wait_until(lambda: not _Quiet.running, "a request never ended")

    @contextmanager
    def makers(self) -> Iterator[Maker]:
        """Makers of rows in this site's database; take out plain values before the block ends."""
        with self.app.app_context():
            keyring = self.app.extensions["temthat"].keyring
            yield Maker(keyring, self.clock(), self._numbers)

    def told_by_people(self) -> set[str]:
        """Names, places, words: every text in the database, which no language switch changes."""
        names = {self.app.extensions["temthat"].config.site_name, *_LOCAL_NAMES}
        with self.app.app_context(), reader() as connection:
            return names | {
                told
                for table in db.metadata.sorted_tables
                for column in table.columns
                if isinstance(column.type, String)
                for told in connection.scalars(select(column).distinct())
                if told
            }

    def wait_for_looks(self, count: int) -> None:
        """Until so many looks are written: that happens after the page has been answered."""
        wait_until(lambda: self._count_looks() >= count, f"{count} looks were never written")

    def _count_looks(self) -> int:
        self.app.extensions["scan_sink"].flush()
        with self.app.app_context(), reader() as connection:
            return connection.execute(select(func.count()).select_from(Scan)).scalar_one()


def wait_until(condition: Callable[[], T], complaint: str) -> T:
    """What the condition gives, as soon as that is true."""
    until, pause = monotonic() + PATIENCE, threading.Event()
    while not (found := condition()):
        if monotonic() > until:
            raise AssertionError(complaint)
        pause.wait(0.02)
    return found
