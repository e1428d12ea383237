"""What was answered is not told again; what cannot have been meant by the answer is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.look_histories import look_around, recorded
from traceability.alerts import AlertAnswer, AlertState
from traceability.roles import Actor
from traceability.stamp_ledger import StampState
from webapp.db import db
from webapp.models import StampAlert
from webapp.usecases.alerts import AnswerAlert, answer_alert
from webapp.usecases.suspicions import score_stamps


def alerts() -> list[StampAlert]:
    db.session.expire_all()
    return list(db.session.scalars(select(StampAlert).order_by(StampAlert.subject)))


def score(now) -> None:
    score_stamps(Actor.system(), now=now)


@pytest.fixture
def answered(make, cast, now):
    """An alert about stolen stamps that were looked at, which Minh has answered now."""
    order = make.order(make.product(cast.cooperative))
    make.roll(order, StampState.STOLEN)
    stolen_look(order, now - timedelta(hours=2))
    score(now)
    answer = AnswerAlert(alerts()[0].id, AlertAnswer.DO_NOT_KNOW, "Đã báo công an")
    answer_alert(cast.minh, answer, now=now)
    return order


def stolen_look(order, at, offset=0):
    given = {"verdict": "withdrawn", "cause": "stolen"}
    look_around(recorded(order, at, ["14"], offset, **given), at)


def states() -> list[AlertState]:
    return [alert.state for alert in alerts()]


def test_a_new_wave_after_an_answer_is_told_again_and_the_answer_stays(answered, now):
    later = now + timedelta(days=2)
    for offset in (1, 2):
        stolen_look(answered, later, offset)

    score(later)
    stolen_look(answered, later + timedelta(hours=1), 3)
    score(later + timedelta(hours=1))

    assert states() == [AlertState.ANSWERED, AlertState.OPEN]
    before, wave = alerts()
    assert (before.answer_words, before.counter) == ("Đã báo công an", answered.first)
    assert (wave.happened_at, wave.answer) == (later, None)
    assert wave.counter in (answered.first + 1, answered.first + 2)
    assert wave.last_at == later + timedelta(hours=1)


@pytest.mark.parametrize(("hours", "offset"), [(2, 1), (23, 1), (48, 0)])
def test_looks_soon_after_the_answer_or_at_the_same_stamp_are_what_was_answered(
    answered, now, hours, offset
):
    later = now + timedelta(hours=hours)
    stolen_look(answered, later, offset)

    score(later)

    assert states() == [AlertState.ANSWERED]


def test_a_wave_that_was_answered_too_is_followed_by_another(answered, cast, now):
    for wave in (1, 2):
        later = now + timedelta(days=2 * wave)
        stolen_look(answered, later, wave)
        score(later)
        answer = AnswerAlert(alerts()[wave].id, AlertAnswer.INSPECTION_WANTED)
        answer_alert(cast.minh, answer, now=later)

    assert states() == [AlertState.ANSWERED] * 3
