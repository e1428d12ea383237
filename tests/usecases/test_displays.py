"""Registering what many look at: the suspicion lapses, and what it would be stays to be seen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.look_histories import look_around, recorded
from traceability.alerts import (
    AlertAnswer,
    AlertState,
    DisplayNotTold,
    NoSuchAlert,
    NoSuchDisplay,
)
from traceability.geography import NoSuchProvince
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.stamps import NoSuchStamp
from traceability.suspicion import ALARM_AT, DisplayKind
from webapp.db import db
from webapp.models import LedgerEntry, Stamp, StampAlert, StampDisplay
from webapp.usecases.alerts import AnswerAlert, answer_alert
from webapp.usecases.displays import (
    AlreadyDisplayed,
    AnswerWithDisplay,
    BadDisplayRange,
    DisplayEnded,
    DisplayIdUsed,
    DisplayReasonMissing,
    EndDisplay,
    RegisterDisplay,
    answer_with_display,
    end_display,
    register_display,
)
from webapp.usecases.suspicions import score_stamps


@pytest.fixture
def order(make, cast):
    """Stamps in use, one of them copied and alarming."""
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    look_around(recorded(order, make.now - timedelta(days=1)), make.now)
    score_stamps(Actor.system(), now=make.now)
    return order


def shown(order, **given) -> RegisterDisplay:
    values = {
        "display_id": uuid4(),
        "stamp": SerialPlace(order.key_id, order.first),
        "kind": DisplayKind.DISPLAY,
        "place": "Siêu thị Hạc Thành",
        "reason": "Hàng mẫu trên kệ",
    } | given
    return RegisterDisplay(**values)


def the_stamp(order) -> Stamp:
    db.session.expire_all()
    return db.session.get_one(Stamp, (order.key_id, order.first))


def the_alert() -> StampAlert:
    db.session.expire_all()
    return db.session.execute(select(StampAlert)).scalar_one()


def rescored(now) -> None:
    score_stamps(Actor.system(), now=now)


@pytest.mark.parametrize("who", ["minh", "quang"])
def test_the_suspicion_lapses_at_once_and_stays_lapsed(order, cast, now, who):
    before = the_stamp(order).suspicion

    register_display(getattr(cast, who), shown(order), now=now)

    assert the_stamp(order).suspicion <= ALARM_AT < before
    rescored(now)
    kept = the_stamp(order)
    assert kept.suspicion <= ALARM_AT
    assert (kept.suspicion_unexplained, kept.suspicion_reasons) == (before, "[]")
    assert (kept.display_kind, kept.display_since) == (DisplayKind.DISPLAY, now)
    assert the_alert().state is AlertState.EXPLAINED


def test_when_it_ends_the_stamp_is_weighed_as_any_other_again(order, cast, now):
    command = shown(order)
    register_display(cast.minh, command, now=now)
    rescored(now)

    end_display(cast.minh, EndDisplay(command.display_id, "Đã bán"), now=now)
    rescored(now)

    kept = the_stamp(order)
    assert kept.suspicion == kept.suspicion_unexplained > ALARM_AT
    assert (kept.display_kind, kept.display_since) == (None, None)
    assert the_alert().state is AlertState.OPEN


def test_pressing_twice_registers_once_and_another_thing_is_refused(order, cast, now):
    command = shown(order)
    register_display(cast.minh, command, now=now)
    entries = db.session.execute(select(func.count()).select_from(LedgerEntry)).scalar_one()

    assert register_display(cast.minh, command, now=now) == command.display_id
    counted = db.session.execute(select(func.count()).select_from(LedgerEntry)).scalar_one()
    assert counted == entries
    other = shown(order, display_id=command.display_id, place="Chợ")
    with pytest.raises(DisplayIdUsed):
        register_display(cast.minh, other, now=now)


def test_it_is_an_entry_of_the_ledger_without_its_words(order, cast, now):
    command = shown(order)
    register_display(cast.minh, command, now=now)
    end_display(cast.quang, EndDisplay(command.display_id, "Đã bán ra"), now=now)

    subject = LedgerEntry.subject_id == str(command.display_id)
    bodies = db.session.scalars(
        select(LedgerEntry.body).where(subject).order_by(LedgerEntry.position)
    ).all()
    assert ["display_registered" in bodies[0], "display_ended" in bodies[1]] == [True, True]
    assert not any(words in body for body in bodies for words in ("Siêu thị", "kệ", "Đã bán"))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reason": ""}, DisplayReasonMissing),
        ({"place": ""}, DisplayReasonMissing),
        ({"count": 0}, BadDisplayRange),
        ({"count": 51}, BadDisplayRange),
        ({"province_code": "00"}, NoSuchProvince),
        ({"stamp": SerialPlace(1, 999_999)}, NoSuchStamp),
    ],
)
def test_what_cannot_be_registered_is_refused(order, cast, now, given, refusal):
    with pytest.raises(refusal):
        register_display(cast.minh, shown(order, **given), now=now)


def test_a_range_ends_with_its_order(order, cast, now):
    last = SerialPlace(order.key_id, order.first + order.count - 1)

    with pytest.raises(BadDisplayRange):
        register_display(cast.minh, shown(order, stamp=last, count=2), now=now)
    register_display(cast.minh, shown(order, stamp=last), now=now)


def test_one_stamp_is_registered_once_at_a_time(order, cast, now):
    register_display(cast.minh, shown(order, count=5), now=now)
    within = SerialPlace(order.key_id, order.first + 4)

    with pytest.raises(AlreadyDisplayed):
        register_display(cast.minh, shown(order, stamp=within), now=now)


def test_another_organisations_stamps_and_registrations_are_not_there(order, cast, now):
    with pytest.raises(NoSuchStamp):
        register_display(cast.hoa, shown(order), now=now)
    command = shown(order)
    register_display(cast.minh, command, now=now)

    with pytest.raises(NoSuchDisplay):
        end_display(cast.hoa, EndDisplay(command.display_id, "x"), now=now)
    with pytest.raises(NoSuchDisplay):
        end_display(cast.minh, EndDisplay(uuid4(), "x"), now=now)


def test_it_ends_once_and_with_a_reason(order, cast, now):
    command = shown(order)
    register_display(cast.minh, command, now=now)
    with pytest.raises(DisplayReasonMissing):
        end_display(cast.minh, EndDisplay(command.display_id, ""), now=now)
    end_display(cast.minh, EndDisplay(command.display_id, "Đã bán"), now=now)

    with pytest.raises(DisplayEnded):
        end_display(cast.minh, EndDisplay(command.display_id, "Đã bán"), now=now)
    assert db.session.get_one(StampDisplay, command.display_id).ended_at == now


def test_the_owner_answers_an_alert_and_nobody_else_does(order, cast, now):
    alert = the_alert()
    for stranger in (cast.hoa, cast.quang):
        with pytest.raises(NoSuchAlert):
            answer_alert(stranger, AnswerAlert(alert.id, AlertAnswer.DISPLAY), now=now)

    wanted = AnswerAlert(alert.id, AlertAnswer.INSPECTION_WANTED, "Xin kiểm tra")
    answer_alert(cast.minh, wanted, now=now)

    kept = the_alert()
    assert (kept.state, kept.answer) == (AlertState.ANSWERED, AlertAnswer.INSPECTION_WANTED)
    assert (kept.answer_words, kept.answered_by_id) == ("Xin kiểm tra", cast.minh.account_id)


def answering(alert: StampAlert, **given) -> AnswerWithDisplay:
    values = {
        "alert_id": alert.id,
        "display_id": uuid4(),
        "answer": AlertAnswer.DISPLAY,
        "place": "Siêu thị Hạc Thành",
        "reason": "Hàng mẫu từ đầu tháng",
    } | given
    return AnswerWithDisplay(**values)


@pytest.mark.parametrize("answer", [AlertAnswer.DISPLAY, AlertAnswer.LISTING])
def test_one_answer_says_it_is_on_display_and_registers_the_stamp(order, cast, now, answer):
    command = answering(the_alert(), answer=answer)
    answer_with_display(cast.minh, command, now=now)

    kept, display = the_alert(), db.session.get_one(StampDisplay, command.display_id)
    assert (kept.state, kept.answer) == (AlertState.ANSWERED, answer)
    assert (kept.answer_words, kept.answered_by_id) == (command.reason, cast.minh.account_id)
    assert (display.kind.value, display.place) == (answer.value, "Siêu thị Hạc Thành")
    assert display.registered_at == now
    assert (display.first, display.last) == (order.first, order.first + 1)
    assert the_stamp(order).suspicion <= ALARM_AT
    rescored(now)
    assert the_alert().state is AlertState.EXPLAINED
    assert the_stamp(order).suspicion <= ALARM_AT < the_stamp(order).suspicion_unexplained


def test_an_answer_that_registers_is_kept_once_and_a_second_one_is_refused(order, cast, now):
    command = answering(the_alert())
    answer_with_display(cast.minh, command, now=now)
    later = now + timedelta(minutes=1)

    assert answer_with_display(cast.minh, command, now=later) == command.display_id
    assert the_alert().answered_at == now
    with pytest.raises(AlreadyDisplayed):
        answer_with_display(cast.minh, answering(the_alert(), reason="Khác"), now=later)
    assert the_alert().answer_words == command.reason
    assert db.session.execute(select(func.count()).select_from(StampDisplay)).scalar_one() == 1


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"place": ""}, DisplayReasonMissing),
        ({"reason": ""}, DisplayReasonMissing),
        ({"province_code": "00"}, NoSuchProvince),
        ({"answer": AlertAnswer.DO_NOT_KNOW}, DisplayNotTold),
    ],
)
def test_an_answer_that_cannot_register_answers_nothing(order, cast, now, given, refusal):
    with pytest.raises(refusal):
        answer_with_display(cast.minh, answering(the_alert(), **given), now=now)

    assert (the_alert().state, the_alert().answer) == (AlertState.OPEN, None)


def test_nobody_else_registers_by_an_alert(order, cast, now):
    for stranger in (cast.hoa, cast.quang):
        with pytest.raises(NoSuchAlert):
            answer_with_display(stranger, answering(the_alert()), now=now)


def test_an_answer_never_explains_a_stamp_without_registering_it(order, cast, now):
    with pytest.raises(DisplayNotTold):
        answer_alert(cast.minh, AnswerAlert(the_alert().id, AlertAnswer.DISPLAY), now=now)
