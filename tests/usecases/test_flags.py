"""Flags over stamps: how far they reach, who may, and that lifting keeps the record."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.makers import NOW, Maker
from tests.races import at_once
from traceability.keyring import SerialPlace
from traceability.reports import ReportKind, ReportState
from traceability.stamp_ledger import MovementKind
from traceability.stamps import FlagKind, NoSuchStamp
from webapp.db import db
from webapp.models import LedgerEntry, LedgerPersonal, Report, StampFlag
from webapp.usecases.flags import (
    AlreadyLifted,
    FlagIdUsed,
    FlagScope,
    LiftFlag,
    NotAnInspectorsFlag,
    RaiseFlag,
    ReasonMissing,
    ScopeEmpty,
    lift_flag,
    raise_flag,
)


@pytest.fixture
def command(order) -> RaiseFlag:
    return RaiseFlag(
        flag_id=uuid4(),
        stamp=SerialPlace(order.key_id, order.first + 5),
        kind=FlagKind.ON_HOLD,
        scope=FlagScope.STAMP,
        reason="Thấy ở chợ khác tỉnh",
    )


@pytest.fixture
def report(cast, now) -> Report:
    row = Report(
        receipt="BC-TEST-0001",
        state=ReportState.REPORTED,
        kind=ReportKind.SUSPECTED_FAKE,
        request_sha256="0" * 64,
        reported_at=now,
    )
    db.session.add(row)
    db.session.commit()
    return row


def reach_of(flag_id) -> tuple[int, int]:
    flag = db.session.get(StampFlag, flag_id)
    return flag.first, flag.last


def test_a_flag_reaches_as_far_as_was_chosen(make, cast, order, command, now):
    roll = make.roll(order, last=order.first + 50)
    make.activation(roll, first=order.first, last=order.first + 20)

    reaches = {
        scope: reach_of(
            raise_flag(cast.quang, replace(command, flag_id=uuid4(), scope=scope), now=now)
        )
        for scope in FlagScope
    }

    first = order.first
    assert reaches == {
        FlagScope.STAMP: (first + 5, first + 6),
        FlagScope.ACTIVATION: (first, first + 20),
        FlagScope.ROLL: (first, first + 50),
        FlagScope.ORDER: (first, first + 100),
    }


def test_a_found_stamp_that_is_on_other_goods_is_flagged_with_those(
    make, cast, order, command, now
):
    roll = make.roll(order)
    before = make.activation(roll, last=order.first + 20)
    for kind in (MovementKind.LOST, MovementKind.FOUND, MovementKind.DELIVERED):
        make.moved(roll, kind, before)
    make.activation(roll, last=order.first + 10)
    wide = replace(command, scope=FlagScope.ACTIVATION)

    flag = db.session.get(StampFlag, raise_flag(cast.quang, wide, now=now))

    assert (flag.first, flag.last) == (order.first, order.first + 10)
    free = SerialPlace(order.key_id, order.first + 15)
    with pytest.raises(ScopeEmpty):
        raise_flag(cast.quang, replace(wide, flag_id=uuid4(), stamp=free), now=now)


def test_pressing_twice_flags_once(cast, command, now):
    raise_flag(cast.quang, command, now=now)
    raise_flag(cast.quang, command, now=now)

    assert db.session.scalar(select(func.count()).select_from(StampFlag)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": FlagKind.COUNTERFEIT},
        {"scope": FlagScope.ORDER},
        {"reason": "Khác"},
        {"public_reason": "Khác"},
    ],
)
def test_the_same_form_for_another_flag_is_a_conflict(cast, command, now, changed):
    raise_flag(cast.quang, command, now=now)

    with pytest.raises(FlagIdUsed):
        raise_flag(cast.quang, replace(command, **changed), now=now)


def test_the_form_of_somebody_else_is_a_conflict(cast, command, now):
    raise_flag(cast.quang, command, now=now)

    with pytest.raises(FlagIdUsed):
        raise_flag(cast.thu, command, now=now)


@pytest.mark.parametrize("kind", [FlagKind.STOLEN, FlagKind.VOID, FlagKind.LOST])
def test_an_inspector_does_not_speak_for_the_holder(cast, command, now, kind):
    with pytest.raises(NotAnInspectorsFlag):
        raise_flag(cast.quang, replace(command, kind=kind), now=now)


def test_a_flag_has_a_reason(cast, command, now):
    with pytest.raises(ReasonMissing):
        raise_flag(cast.quang, replace(command, reason=""), now=now)


def test_a_stamp_that_was_never_ordered_cannot_be_flagged(cast, command, now):
    far = SerialPlace(command.stamp.key_id, 10**9)

    with pytest.raises(NoSuchStamp):
        raise_flag(cast.quang, replace(command, stamp=far), now=now)


def test_a_range_that_is_not_there_cannot_be_chosen(cast, command, now):
    with pytest.raises(ScopeEmpty):
        raise_flag(cast.quang, replace(command, scope=FlagScope.ACTIVATION), now=now)


def test_lifting_keeps_the_record_and_happens_once(cast, command, now):
    flag_id = raise_flag(cast.quang, command, now=now)
    later = now + timedelta(hours=1)
    lift_flag(cast.quang, LiftFlag(flag_id, "Đã kiểm tra, hợp lệ"), now=later)

    flag = db.session.get(StampFlag, flag_id)
    assert (flag.lifted_at, flag.lift_reason) == (later, "Đã kiểm tra, hợp lệ")
    with pytest.raises(AlreadyLifted) as refusal:
        lift_flag(cast.quang, LiftFlag(flag_id, "Lần nữa"), now=later)
    assert refusal.value.details == {"by": "Quang", "at": later}


def test_the_ledger_holds_the_decision_but_not_the_words_that_may_name_people(cast, command, now):
    raise_flag(cast.quang, command, now=now)

    body = db.session.scalars(select(LedgerEntry.body)).one()

    assert '"on_hold"' in body
    assert command.reason not in body


def test_the_ledger_is_bound_to_the_words_in_public_and_to_the_report(cast, command, report, now):
    told = replace(command, public_reason="Chờ kiểm tra", report_id=report.id)

    raise_flag(cast.quang, told, now=now)

    content = json.loads(db.session.scalars(select(LedgerEntry.body)).one())["content"]
    kept = {it.commitment: it.value for it in db.session.scalars(select(LedgerPersonal))}
    sealed = {name: kept[content[name]] for name in ("reason", "public_reason", "report_id")}
    assert sealed == {
        "reason": command.reason,
        "public_reason": "Chờ kiểm tra",
        "report_id": str(report.id),
    }


@pytest.mark.committed
def test_one_form_sent_many_times_at_once_flags_once(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        order = make.order(make.product(cast.cooperative))
        stamp = SerialPlace(order.key_id, order.first)
        command = RaiseFlag(uuid4(), stamp, FlagKind.ON_HOLD, FlagScope.ORDER, "Thấy ở chợ")

    raised = at_once(committed_app, lambda: raise_flag(cast.quang, command, now=NOW))

    assert raised == [command.flag_id] * 8
    with committed_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StampFlag)) == 1
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 1
