"""What a programme owes for an order, by the journal of its stamps."""

from datetime import date
from uuid import uuid4

import pytest

from tests.printers import proven
from tests.rolls import rolls_of
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind
from webapp.db import db
from webapp.queries.stamp_supplies import programme
from webapp.usecases.stamp_deliveries import ReceiveRoll, SendRolls, receive_roll, send_rolls
from webapp.usecases.stamp_moves import MoveStamps, move_stamps
from webapp.usecases.stamp_printing import ReportPrinting, report_printing
from webapp.usecases.stamp_supplies import MakeProgramme, make_programme


@pytest.fixture
def programme_id(cast, now):
    period = (date(2026, 1, 1), date(2026, 12, 31))
    command = MakeProgramme(uuid4(), "Hỗ trợ tem", "310/QĐ-UBND", *period, 70, 20_000_000)
    return make_programme(cast.thu, command, now=now)


@pytest.fixture
def roll(cast, press, press_order, programme_id, now):
    """A roll of 50 stamps on its way, of an order that the programme pays 70 percent of."""
    press_order.programme_id, press_order.subsidy_percent = programme_id, 70
    db.session.commit()
    proven(cast, press_order, now)
    roll = rolls_of(press_order)[0]
    report_printing(press.phuc, ReportPrinting((roll.id,)), now=now)
    return roll


def received(cast, press, roll, now, *missing) -> None:
    sent = SendRolls(uuid4(), roll.order_id, (roll.id,))
    delivery_id = send_rolls(press.phuc, sent, now=now)
    told = ReceiveRoll(delivery_id, roll.id, None, missing, "Đếm")
    receive_roll(cast.minh, told, now=now)


def delivered(cast, programme_id) -> int:
    (order,) = programme(cast.thu, programme_id).orders
    return order.delivered.count


def moved(actor, roll, kind, serials, now) -> None:
    move_stamps(actor, MoveStamps(roll.id, kind, "Có biên bản", (serials,)), now=now)


def test_stamps_that_were_lost_and_found_are_paid_once(cast, press, programme_id, roll, now):
    received(cast, press, roll, now)
    part = SerialRange.of(roll.first, 20)
    for actor, kind in (
        (cast.minh, MovementKind.LOST),
        (cast.thu, MovementKind.FOUND),
        (cast.thu, MovementKind.DELIVERED),
    ):
        moved(actor, roll, kind, part, now)

    assert delivered(cast, programme_id) == 50


def test_stamps_missing_at_receipt_are_paid_when_they_are_found_and_handed_over(
    cast, press, programme_id, roll, now
):
    missing = SerialRange.of(roll.first, 20)
    received(cast, press, roll, now, missing)
    assert delivered(cast, programme_id) == 30

    moved(cast.thu, roll, MovementKind.FOUND, missing, now)
    assert delivered(cast, programme_id) == 30
    moved(cast.thu, roll, MovementKind.DELIVERED, missing, now)

    assert delivered(cast, programme_id) == 50


def test_stamps_that_were_sent_back_are_not_paid(cast, press, programme_id, roll, now):
    received(cast, press, roll, now)
    moved(cast.minh, roll, MovementKind.RETURNED, SerialRange.of(roll.first, 10), now)

    assert delivered(cast, programme_id) == 40
