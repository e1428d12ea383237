"""Stamps that leave their goods leave behind what looks said: the next goods begin with nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.look_histories import look_around, recorded
from tests.sellable import sellable_lot
from traceability.calendar import civil_date
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind
from traceability.suspicion import ALARM_AT
from traceability.verdict import VerdictCode
from webapp.db import db
from webapp.models import LotLooks, Stamp
from webapp.queries.verdicts import AskedStamp, public_verdict
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.undo import UndoActivation, undo_activation
from webapp.usecases.stamp_moves import MoveStamps, move_stamps
from webapp.usecases.suspicions import score_stamps

MUCH_LATER = timedelta(days=3)


@pytest.fixture
def lots(make, product):
    return [sellable_lot(make, product, code=code) for code in ("LUA-1", "LUA-2")]


@pytest.fixture
def activation_id(cast, order, roll, lots, now):
    """Of thirty stamps on the first lot; the first of them was copied, the second looked at."""
    command = ActivateRange(roll.id, lots[0].id, count=30)
    activation_id = activate_range(cast.minh, command, now=now).id
    look_around(recorded(order, now + timedelta(hours=1)), now)
    look_around(recorded(order, now + timedelta(hours=1), ["14"], 1), now)
    score(now + timedelta(days=1))
    assert counts(lots) == [(2, 1), (0, 0)]
    assert suspicions(order)[0] > ALARM_AT
    return activation_id


def score(now) -> None:
    while score_stamps(Actor.system(), now=now):
        pass


def counts(lots) -> list[tuple[int, int]]:
    """Of each lot how many stamps were looked at, and how many of those oddly."""
    db.session.expire_all()
    rows = {row.lot_id: (row.looked_at, row.marked) for row in db.session.scalars(select(LotLooks))}
    return [rows.get(lot.id, (0, 0)) for lot in lots]


def suspicions(order) -> list[int | None]:
    db.session.expire_all()
    query = select(Stamp.suspicion).where(Stamp.counter.in_([order.first, order.first + 1]))
    return list(db.session.scalars(query.order_by(Stamp.counter)))


def test_of_an_undone_activation_nothing_is_said_of_the_next_goods(
    cast, order, roll, lots, activation_id, now
):
    later = now + MUCH_LATER
    undo_activation(cast.thu, UndoActivation(activation_id, "Nhầm lô"), now=later)
    assert (counts(lots), suspicions(order)) == ([(0, 0), (0, 0)], [None, None])

    activate_range(cast.minh, ActivateRange(roll.id, lots[1].id, count=30), now=later)
    asked = AskedStamp(SerialPlace(order.key_id, order.first))
    answer = public_verdict(asked, lambda _: True, now=later)
    assert answer.verdict.code is VerdictCode.FIRST_CHECK

    look_around(recorded(order, later + timedelta(hours=1), ["14"]), later)
    score(later + timedelta(days=1))
    assert counts(lots) == [(0, 0), (1, 0)]


def test_what_is_torn_stays_with_its_lot(cast, order, roll, lots, activation_id, now):
    torn = MoveStamps(roll.id, MovementKind.VOIDED, "Rách", (SerialRange.of(order.first, 1),))
    move_stamps(cast.minh, torn, now=now + MUCH_LATER)

    undo_activation(cast.thu, UndoActivation(activation_id, "Nhầm lô"), now=now + MUCH_LATER)

    assert counts(lots) == [(1, 1), (0, 0)]


def test_what_is_found_again_begins_anew(cast, order, roll, lots, activation_id, now):
    first = (SerialRange.of(order.first, 1),)
    lost = MoveStamps(roll.id, MovementKind.LOST, "Rơi ở chợ", first)
    move_stamps(cast.minh, lost, now=now + MUCH_LATER)
    assert counts(lots) == [(2, 1), (0, 0)]

    found = MoveStamps(roll.id, MovementKind.FOUND, "Chợ trả lại", first)
    move_stamps(cast.thu, found, now=now + MUCH_LATER)

    assert counts(lots) == [(1, 0), (0, 0)]
    assert suspicions(order)[0] is None


def test_what_was_looked_at_late_is_not_late_on_the_next_goods(cast, order, roll, lots, now):
    command = ActivateRange(roll.id, lots[0].id, count=30)
    activation_id = activate_range(cast.minh, command, now=now).id
    lots[0].expires_on = civil_date(now)
    db.session.commit()
    later = now + timedelta(days=60)
    look_around(recorded(order, later, ["14"]), later)
    score(later)
    assert lates(order) == [(1, True)]

    undo_activation(cast.thu, UndoActivation(activation_id, "Nhầm lô"), now=later)

    assert lates(order) == [(0, False)]


def lates(order) -> list[tuple[int, bool]]:
    """How many stamps of the lot were looked at late, and whether the first was."""
    db.session.expire_all()
    stamp = db.session.get(Stamp, (order.key_id, order.first))
    return [(lot.late, stamp.is_late) for lot in db.session.scalars(select(LotLooks))]
