"""Diary scores are counted behind people's backs of time only: each entry asks for a new count."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.diary import HOST, entry
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Event, Lot
from webapp.models.diary_score import score_of
from webapp.usecases.diary_scores import score_diaries
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def write(cast, lot, now):
    """Write in the lot of work that was done so many days ago."""

    def write(days: float = 0, **given):
        told = entry(lot, event_time=now - timedelta(days=days), **given)
        return capture_event(cast.lan, told, HOST, now=now)

    return write


def count_again(now) -> int:
    return score_diaries(Actor.system(), now=now)


def score(lot) -> int | None:
    db.session.expire_all()
    return db.session.get_one(Lot, lot.id).diary_score


def test_a_lot_is_counted_once_and_again_after_an_entry(lot, write, now):
    assert count_again(now) == 1
    assert (score(lot), count_again(now)) == (0, 0)

    for days in range(10, 40):
        write(days)

    assert score(lot) is None
    assert count_again(now) == 1
    assert score(lot) > 60


def test_the_times_of_a_phone_are_counted(lot, write, now):
    for days in range(10, 40):
        write(days, device_time=now - timedelta(days=days))

    assert score_of(db.session(), lot.id).points == 0


@pytest.mark.parametrize("days", [400, -400])
def test_a_changed_clock_changes_no_time_of_receipt_and_is_told(lot, write, now, days):
    captured = write(30, device_time=now + timedelta(days=days))

    assert captured.received_at == now
    assert db.session.get_one(Event, captured.event_id).received_at == now
    assert score_of(db.session(), lot.id).clock > 0


def test_what_was_set_aside_is_not_counted(lot, write, now):
    for days in range(10, 20):
        event = db.session.get_one(Event, write(days).event_id)
        event.quarantined_at = now
        db.session.commit()

    assert score_of(db.session(), lot.id).points == 0


def test_a_lot_that_is_none_has_no_points(app):
    assert score_of(db.session(), uuid4()).points == 0
