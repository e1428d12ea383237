"""Activations that are odd for their organisation: told once a day, lapsed when undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.sellable import sellable_lot
from traceability.alerts import AlertAnswer, AlertKind, AlertState, AnswerUnfit, answers_to
from traceability.roles import Actor
from traceability.stamps import OrderKind
from webapp.db import db
from webapp.jobs import watch_activations
from webapp.models import Activation, StampAlert
from webapp.turns import TURN_SECONDS
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.undo import UndoActivation, undo_activation
from webapp.usecases.alerts import AnswerAlert, answer_alert
from webapp.usecases.odd_activations import weigh_activations

SYSTEM = Actor.system()


@pytest.fixture
def lot(make, product):
    return sellable_lot(make, product)


@pytest.fixture
def night(now):
    """Two in the morning at home."""
    return now.replace(hour=19) - timedelta(days=1)


def alerts() -> list[StampAlert]:
    db.session.expire_all()
    return list(db.session.scalars(select(StampAlert).order_by(StampAlert.subject)))


def activated(cast, roll, lot, at, **given):
    return activate_range(cast.minh, ActivateRange(roll.id, lot.id, **given), now=at).id


def test_an_activation_at_night_is_told_to_owner_and_inspectors(
    cast, client_of, roll, lot, night, now
):
    activated(cast, roll, lot, night, count=30)

    assert weigh_activations(SYSTEM, now=now) == 1

    (alert,) = alerts()
    assert (alert.kind, alert.organisation_id) == (AlertKind.ODD_ACTIVATION, lot.organisation_id)
    assert (alert.happened_at, alert.raised_at, alert.lot_id) == (night, now, lot.id)
    for reader in (cast.minh, cast.quang):
        page = client_of(reader).get(f"/alerts/{alert.id}").text
        assert "Có 30 tem được kích hoạt trong khoảng 22 giờ đến 4 giờ" in page
        assert "không phải kết luận về ai" in page
    own = client_of(cast.minh).get(f"/alerts/{alert.id}").text
    assert "Đúng là chúng tôi làm" in own
    assert "Hàng trưng bày của chúng tôi" not in own
    assert client_of(cast.hoa).get(f"/alerts/{alert.id}").status_code == 404


def test_one_in_the_forenoon_is_weighed_once_and_tells_nothing(cast, roll, lot, now):
    activated(cast, roll, lot, now, count=30)

    assert weigh_activations(SYSTEM, now=now) == 1
    assert weigh_activations(SYSTEM, now=now) == 0
    assert alerts() == []


def test_more_of_the_same_day_is_the_same_alert_with_the_sum(cast, roll, lot, night, now):
    activated(cast, roll, lot, night, count=30)
    weigh_activations(SYSTEM, now=now)

    activated(cast, roll, lot, night + timedelta(minutes=5), count=20)
    weigh_activations(SYSTEM, now=now)

    (alert,) = alerts()
    assert alert.signs[0].details == {"count": 50}
    assert (alert.happened_at, alert.last_at) == (night, night + timedelta(minutes=5))


def test_it_lapses_when_it_is_undone(cast, roll, lot, night, now):
    done = activated(cast, roll, lot, night, count=30)
    weigh_activations(SYSTEM, now=now)

    undo_activation(cast.minh, UndoActivation(done, "Nhầm lô"), now=now)
    assert weigh_activations(SYSTEM, now=now) == 1

    assert [alert.state for alert in alerts()] == [AlertState.EXPLAINED]


def test_the_owners_word_is_kept_and_does_not_make_it_lapse(cast, roll, lot, night, now):
    activated(cast, roll, lot, night, count=30)
    weigh_activations(SYSTEM, now=now)

    answer_alert(cast.minh, AnswerAlert(alerts()[0].id, AlertAnswer.OWN_WORK), now=now)

    assert [alert.state for alert in alerts()] == [AlertState.ANSWERED]


def test_that_stamps_are_on_display_is_no_answer_to_how_they_were_activated(
    cast, roll, lot, night, now
):
    activated(cast, roll, lot, night, count=30)
    weigh_activations(SYSTEM, now=now)

    with pytest.raises(AnswerUnfit):
        answer_alert(cast.minh, AnswerAlert(alerts()[0].id, AlertAnswer.DISPLAY), now=now)

    assert [alert.state for alert in alerts()] == [AlertState.OPEN]


@pytest.mark.parametrize(("more", "is_told"), [(20, False), (30, True)])
def test_twice_as_many_after_the_owners_word_are_told_anew(
    cast, roll, lot, night, now, more, is_told
):
    """A word at the beginning of a night must not silence all of it."""
    activated(cast, roll, lot, night, count=30)
    weigh_activations(SYSTEM, now=night)
    answer_alert(cast.minh, AnswerAlert(alerts()[0].id, AlertAnswer.OWN_WORK), now=night)

    for minutes in (1, 2):  # by little and little it is no less
        later = night + timedelta(minutes=minutes)
        activated(cast, roll, lot, later, count=more // 2)
        weigh_activations(SYSTEM, now=later)

    before, *waves = alerts()
    assert (before.state, before.signs[0].details) == (AlertState.ANSWERED, {"count": 30})
    assert [(it.state, it.signs[0].details) for it in waves] == [
        (AlertState.OPEN, {"count": 60})
    ] * is_told


def test_another_oddity_after_the_owners_word_is_told(cast, roll, lot, night, now):
    activated(cast, roll, lot, night, count=30)
    weigh_activations(SYSTEM, now=night)
    answer_alert(cast.minh, AnswerAlert(alerts()[0].id, AlertAnswer.OWN_WORK), now=night)

    activated(cast, roll, lot, night + timedelta(minutes=1), count=5, province_code="31")
    weigh_activations(SYSTEM, now=now)

    assert [alert.state for alert in alerts()] == [AlertState.ANSWERED, AlertState.OPEN]


def test_far_more_than_on_any_day_before_is_told(make, cast, product, lot, now):
    for days in range(1, 6):
        roll = make.roll(make.order(product, count=200))
        make.activation(roll, activated_at=now - timedelta(days=days))
    roll = make.roll(make.order(product, count=1_000))

    activated(cast, roll, lot, now, count=1_000)
    weigh_activations(SYSTEM, now=now)

    (alert,) = alerts()
    assert [(it.code, dict(it.details)) for it in alert.signs] == [
        ("activated_above_usual", {"count": 1_000, "most": 200})
    ]


def test_a_network_in_a_province_where_the_organisation_has_nothing_is_told(
    make, cast, roll, lot, now
):
    activated(cast, roll, lot, now, count=10, province_code="31")

    weigh_activations(SYSTEM, now=now)

    assert alerts()[0].signs[0].details == {"count": 10, "province": "Hải Phòng"}


def test_where_it_has_a_place_it_is_at_home(make, cast, roll, lot, now):
    make.province("31", "Hải Phòng")
    make.place(cast.cooperative, commune_code=make.commune("11443", "31").code)
    activated(cast, roll, lot, now, count=10, province_code="31")

    weigh_activations(SYSTEM, now=now)

    assert alerts() == []


def test_one_lot_stamp_on_many_packs_is_not_counted(make, cast, product, night, now):
    order = make.order(product, kind=OrderKind.LOT)
    make.activation(make.roll(order), activated_at=night)

    weigh_activations(SYSTEM, now=now)

    assert alerts() == []


def test_what_was_activated_over_a_month_ago_raises_none(make, cast, product, night, now):
    make.activation(make.roll(make.order(product)), activated_at=night - timedelta(days=40))

    assert weigh_activations(SYSTEM, now=now) == 1
    assert alerts() == []


def test_the_worker_weighs_all_that_wait_and_lets_others_write_between(
    app, make, product, now, monkeypatch
):
    pauses: list[float] = []
    monkeypatch.setattr("webapp.turns.sleep", pauses.append)
    order = make.order(product, count=60)
    roll = make.roll(order)
    for first in range(roll.first, roll.last):
        values = {"first": first, "last": first + 1, "undone_at": now}
        make.activation(roll, **values)

    assert watch_activations(app, now) == 60
    assert pauses == [TURN_SECONDS]  # fifty at once
    assert not db.session.scalars(select(Activation).where(~Activation.is_weighed)).all()


@pytest.mark.parametrize("kind", AlertKind)
def test_each_kind_can_be_answered_by_what_fits_it(kind):
    answers = answers_to(kind)

    assert AlertAnswer.DO_NOT_KNOW in answers
    assert (AlertAnswer.OWN_WORK in answers) is (kind is AlertKind.ODD_ACTIVATION)
    assert (AlertAnswer.DISPLAY in answers) is (kind is not AlertKind.ODD_ACTIVATION)
