"""Looks at stamps on their way to the database: noted after the answer, written in batches.

What may be lost: a look is held in this process for `scan_flush_seconds` (half a second) before
it is written. A process that is killed at once (kill -9, power) loses the looks of that time and no
others; one that is asked to stop writes them first. While the database is away the looks wait, up
to `CAPACITY` in each process; beyond that the oldest are given up, each with a line in the log.
"""

import atexit
import logging
import threading
from datetime import datetime
from itertools import islice
from typing import Final

from flask import Flask

from traceability.roles import Actor
from webapp.services import Services
from webapp.usecases.scans import SeenStamp, count_unknown, record_scans

CAPACITY: Final = 20_000
BATCH: Final = 500
AWAY_SECONDS: Final = 2.0  # between two tries while the database does not take them

log = logging.getLogger(__name__)

_Held = tuple[int, int, str | None]  # a stamp and a device


class ScanSink:
    """One for each process; its thread begins with the first look, so after any fork."""

    def __init__(self, app: Flask, flush_seconds: float) -> None:
        self._app = app
        self._flush_seconds = flush_seconds
        self._waiting: dict[_Held, SeenStamp] = {}  # in the order in which they came
        self._unknown = 0
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._something_waits = threading.Event()
        self._thread: threading.Thread | None = None

    def put(self, look: SeenStamp) -> None:
        """Take one look; never waits for the database unless told to flush at once.

        While a look of the same device at the same stamp waits here, this one is none.
        """
        with self._lock:
            if self._waiting.setdefault(_held(look), look) is not look:
                return
            given_up = len(self._waiting) - CAPACITY
            if given_up > 0:
                del self._waiting[next(iter(self._waiting))]
        if given_up > 0:
            log.error("the database is away too long: a look at a stamp is given up")
        if self._flush_seconds:
            self._begin()
            self._something_waits.set()
        else:
            self.flush()

    def count_unknown(self) -> None:
        """Count a code that nobody issued; written with what is written next, at the latest when
        the process is asked to stop.
        """
        with self._lock:
            self._unknown += 1
        if self._flush_seconds:
            self._begin()
            self._something_waits.set()

    def flush(self) -> int:
        """Write what waits, and give back how many; after a failure it waits on."""
        written = 0
        with self._writing, self._app.app_context():
            self._write_unknown()
            while batch := self._next_batch():
                try:
                    record_scans(Actor.system(), batch, now=batch[-1].scanned_at)
                except Exception:  # whatever it was, looks are kept and the thread lives on
                    log.exception("looks at stamps could not be written yet")
                    break
                with self._lock:
                    for look in batch:  # given up meanwhile where the queue ran over
                        self._waiting.pop(_held(look), None)
                written += len(batch)
                if len(batch) < BATCH:
                    break  # what came meanwhile goes with more of its kind, not a transaction each
        return written

    def _write_unknown(self) -> None:
        with self._lock:
            count, self._unknown = self._unknown, 0
        if not count:
            return
        try:
            count_unknown(Actor.system(), count, now=self._now())
        except Exception:  # the count is wanted, but no page and no look waits for it
            log.exception("unknown codes could not be counted yet")
            with self._lock:
                self._unknown += count

    def _now(self) -> datetime:
        services: Services = self._app.extensions["temthat"]
        return services.clock()

    def _next_batch(self) -> list[SeenStamp]:
        with self._lock:
            return list(islice(self._waiting.values(), BATCH))

    def _begin(self) -> None:
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="scans", daemon=True)
                    self._thread.start()
                    atexit.register(self.flush)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            self._something_waits.wait()
            self._something_waits.clear()
            pause.wait(self._flush_seconds)
            self.flush()
            if self._waiting:
                self._something_waits.set()
                pause.wait(AWAY_SECONDS)


def _held(look: SeenStamp) -> _Held:
    return look.key_id, look.counter, look.device_hash


def start_scan_sink(app: Flask) -> None:
    """Give the application its sink."""
    services: Services = app.extensions["temthat"]
    app.extensions["scan_sink"] = ScanSink(app, services.config.scan_flush_seconds)
