"""Stamps are registered as displayed, by themselves or as an answer, while a worker scores them:
one waits, and none locks up.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.cast import make_cast
from tests.look_histories import look_around, recorded
from tests.makers import Maker
from traceability.alerts import AlertAnswer
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.suspicion import DisplayKind
from webapp.db import db
from webapp.models import Organisation, Stamp, StampAlert
from webapp.usecases import suspicions
from webapp.usecases.displays import (
    AnswerWithDisplay,
    EndDisplay,
    RegisterDisplay,
    answer_with_display,
    end_display,
    register_display,
)

WORDS = ("Siêu thị Hạc Thành", "Hàng mẫu trên kệ")
PATIENCE_SECONDS = 30
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def wait_for_a_lock(app: Flask, other) -> None:
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


def scored_meanwhile(app: Flask, monkeypatch, now, act) -> None:
    """Let `act` begin when the worker holds the stamp's mark and has not written the stamp."""
    real, holds, may_go_on = suspicions._look_at, Event(), Event()

    def paused(*args) -> None:
        holds.set()
        assert may_go_on.wait(PATIENCE_SECONDS)
        real(*args)

    monkeypatch.setattr(suspicions, "_look_at", paused)

    def in_app(work):
        with app.app_context():
            return work()

    with ThreadPoolExecutor(2) as people:
        scored = people.submit(in_app, lambda: suspicions.score_stamps(Actor.system(), now=now))
        try:
            assert holds.wait(PATIENCE_SECONDS)
            acted = people.submit(in_app, act)
            wait_for_a_lock(app, acted)
        finally:
            may_go_on.set()
        assert scored.result(PATIENCE_SECONDS) == 1
        acted.result(PATIENCE_SECONDS)


@pytest.mark.committed
@pytest.mark.parametrize("what", ["registers", "ends", "answers"])
def test_a_display_and_a_worker_at_one_stamp_both_come_to_an_end(
    committed_app, monkeypatch, now, what
):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring, now)
        minh = make_cast(make).minh
        order = make.order(make.product(db.session.get_one(Organisation, minh.organisation_id)))
        make.activation(make.roll(order))
        place, display_id = SerialPlace(order.key_id, order.first), uuid4()
        look_around(recorded(order, now - timedelta(days=1)), now)
        suspicions.score_stamps(Actor.system(), now=now)
        alert_id = db.session.scalars(select(StampAlert.id)).one()
        if what == "ends":
            register(minh, display_id, place, now)
            suspicions.score_stamps(Actor.system(), now=now)
        look_around(recorded(order, now - timedelta(hours=20)), now)

    answer = AnswerWithDisplay(alert_id, display_id, AlertAnswer.DISPLAY, *WORDS)
    acts = {
        "registers": lambda: register(minh, display_id, place, now),
        "ends": lambda: end_display(minh, EndDisplay(display_id, "Đã bán"), now=now),
        "answers": lambda: answer_with_display(minh, answer, now=now),
    }
    scored_meanwhile(committed_app, monkeypatch, now, acts[what])

    with committed_app.app_context():
        kept = db.session.get_one(Stamp, (place.key_id, place.counter))
        assert (kept.display_kind is None) is (what == "ends")
        kept_answer = db.session.get_one(StampAlert, alert_id).answer
        assert (kept_answer is AlertAnswer.DISPLAY) is (what == "answers")


def register(minh: Actor, display_id: UUID, place: SerialPlace, now) -> None:
    register_display(minh, RegisterDisplay(display_id, place, DisplayKind.DISPLAY, *WORDS), now=now)
