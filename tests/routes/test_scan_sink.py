"""Looks at stamps reach the database in batches, and none is lost while it is away."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from webapp.db import db
from webapp.models import Scan
from webapp.routes import scan_sink
from webapp.routes.scan_sink import ScanSink
from webapp.usecases.scans import SeenStamp, record_scans


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A database that takes nothing while the list says so."""
    state = [True]

    def record(*args: object, **named: object) -> int:
        if state[0]:
            raise RuntimeError("the database is away")
        return record_scans(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(scan_sink, "record_scans", record)
    return state


def look(now: datetime, counter: int = 1) -> SeenStamp:
    return SeenStamp(1, counter, now, "device", "valid", "link")


def kept() -> int:
    return db.session.execute(select(func.count()).select_from(Scan)).scalar_one()


def test_without_a_pause_a_look_is_written_at_once(app: Flask, now: datetime) -> None:
    ScanSink(app, 0).put(look(now))

    assert kept() == 1


def test_many_looks_are_written_in_batches(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = ScanSink(app, flush_seconds=0)
    batches: list[int] = []

    def record(actor: object, seen: list[SeenStamp], *, now: datetime) -> int:
        batches.append(len(seen))
        return len(seen)

    monkeypatch.setattr(scan_sink, "record_scans", record)
    for counter in range(scan_sink.BATCH + 1):
        waiting = look(now, counter)
        sink._waiting[waiting.key_id, counter, waiting.device_hash] = waiting

    assert sink.flush() == scan_sink.BATCH + 1
    assert batches == [scan_sink.BATCH, 1]


def test_what_comes_while_a_batch_is_written_waits_for_the_next(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = ScanSink(app, flush_seconds=0)
    batches: list[int] = []

    def record(actor: object, seen: list[SeenStamp], *, now: datetime) -> int:
        batches.append(len(seen))
        later = look(now, counter=len(batches) + 1)
        sink._waiting[later.key_id, later.counter, later.device_hash] = later
        return len(seen)

    monkeypatch.setattr(scan_sink, "record_scans", record)
    first = look(now, counter=1)
    sink._waiting[first.key_id, first.counter, first.device_hash] = first

    assert sink.flush() == 1
    assert [seen.counter for seen in sink._waiting.values()] == [2]


def test_looks_wait_while_the_database_is_away(app: Flask, now: datetime, away: list[bool]) -> None:
    sink = ScanSink(app, 0)
    sink.put(look(now))
    sink.put(look(now + timedelta(seconds=1), counter=2))
    assert kept() == 0
    away[0] = False

    written = sink.flush()

    assert written == kept() == 2


def test_what_waits_is_known_and_not_counted_twice(
    app: Flask, now: datetime, away: list[bool]
) -> None:
    sink = ScanSink(app, 0)
    sink.put(look(now))
    sink.put(look(now + timedelta(minutes=1)))
    away[0] = False

    assert sink.flush() == kept() == 1


def test_the_queue_has_an_end(
    app: Flask, now: datetime, away: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_sink, "CAPACITY", 2)
    sink = ScanSink(app, 0)
    for counter in range(3):
        sink.put(look(now, counter))

    away[0] = False
    sink.flush()

    assert set(db.session.execute(select(Scan.counter)).scalars()) == {1, 2}


@pytest.mark.committed
def test_a_thread_writes_them_after_a_moment(
    committed_app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = threading.Event()

    def record(*args: object, **named: object) -> int:
        count = record_scans(*args, **named)  # type: ignore[arg-type]
        written.set()
        return count

    monkeypatch.setattr(scan_sink, "record_scans", record)

    ScanSink(committed_app, 0.01).put(look(now))

    assert written.wait(timeout=20)
    with committed_app.app_context():
        assert kept() == 1
