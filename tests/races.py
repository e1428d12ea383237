"""Several people, or one impatient one, doing a thing at the same moment."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from threading import Barrier, Event
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import text

from traceability.errors import Refusal
from webapp.db import db

T = TypeVar("T")

PATIENCE_SECONDS = 30
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def at_once(app: Flask, act: Callable[[], T], times: int = 8) -> list[T]:
    """Let so many threads do it together, each in an application context of its own."""
    together = Barrier(times)

    def race(_: int) -> T:
        with app.app_context():
            together.wait()
            return act()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(race, range(times)))


def one_wins(app: Flask, act: Callable[[], object], refused: str, times: int = 8) -> None:
    """Of so many at once exactly one does it, and all others are refused by that code."""

    def tried() -> str:
        try:
            act()
        except Refusal as refusal:
            return refusal.code
        return ""

    assert sorted(at_once(app, tried, times)) == ["", *[refused] * (times - 1)]


def acted_meanwhile(
    app: Flask, monkeypatch: pytest.MonkeyPatch, where: str, work: Callable[[], T], act: Any
) -> T:
    """Let `act` begin when `work` has come to the function that is called `where`, which goes on
    once the other one waits for it. Both come to an end; gives back what `work` does.
    """
    comes, may_go_on = Event(), Event()
    module, name = where.rsplit(".", 1)
    real = getattr(import_module(module), name)

    def paused(*args: Any) -> Any:
        comes.set()
        assert may_go_on.wait(PATIENCE_SECONDS)
        return real(*args)

    monkeypatch.setattr(where, paused)

    def in_app(do: Callable[[], Any]) -> Any:
        with app.app_context():
            return do()

    with ThreadPoolExecutor(2) as people:
        worked = people.submit(in_app, work)
        try:
            assert comes.wait(PATIENCE_SECONDS)
            acted = people.submit(in_app, act)
            _wait_for_a_lock(app, acted)
        finally:
            may_go_on.set()
        done = worked.result(PATIENCE_SECONDS)
        acted.result(PATIENCE_SECONDS)
    return done


def _wait_for_a_lock(app: Flask, other: Future[Any]) -> None:
    """Until somebody waits for a lock; SQLite has one writer at a time, and tells nobody."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            return
        for _ in range(PATIENCE_SECONDS * 20):
            if other.done() or db.session.execute(text(WAITING)).scalar_one():
                return
            db.session.rollback()
            time.sleep(0.05)
    pytest.fail("nobody waited for a lock")
