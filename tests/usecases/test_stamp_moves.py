"""Void, lost, stolen, found, sent back, destroyed: each with who, when and why."""

import re

import pytest

from tests.rolls import balance, rolls_of
from tests.statements import counted_statements
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, MovementKind, StampState, WrongStampState
from traceability.stamps import NoSuchRoll
from webapp.db import db
from webapp.models import Lot, StampMovement
from webapp.usecases.stamp_moves import (
    TOLD_BY_HAND,
    DestructionUnrecorded,
    MoveStamps,
    NotHeldByYou,
    NotToldByHand,
    ReasonMissing,
    move_stamps,
)
from webapp.usecases.stamp_printing import ReportPrinting, report_printing


def test_a_part_of_a_roll_is_lost_and_the_journal_says_who_when_and_why(cast, roll, now):
    serials = SerialRange.of(roll.first, 20)

    moved = move_stamps(
        cast.minh, MoveStamps(roll.id, MovementKind.LOST, "Rơi ở bến xe", (serials,)), now=now
    )

    assert (moved, balance(roll)) == (20, Balance(delivered=80, lost=20))
    line = db.session.query(StampMovement).one()
    assert (line.moved_by_id, line.moved_at, line.reason) == (
        cast.minh.account_id,
        now,
        "Rơi ở bến xe",
    )
    assert (line.before, line.after) == (StampState.DELIVERED, StampState.LOST)


def test_the_same_said_twice_is_refused(cast, roll, now):
    command = MoveStamps(roll.id, MovementKind.STOLEN, "Kho bị phá")
    move_stamps(cast.minh, command, now=now)

    with pytest.raises(WrongStampState):
        move_stamps(cast.minh, command, now=now)


@pytest.mark.parametrize("kind", sorted(TOLD_BY_HAND))
def test_nothing_moves_without_a_reason(cast, roll, now, kind):
    with pytest.raises(ReasonMissing):
        move_stamps(cast.thu, MoveStamps(roll.id, kind, ""), now=now)


@pytest.mark.parametrize("kind", sorted(set(MovementKind) - TOLD_BY_HAND))
def test_printing_and_activating_are_not_told_by_a_word(cast, roll, now, kind):
    with pytest.raises(NotToldByHand):
        move_stamps(cast.thu, MoveStamps(roll.id, kind, "Nói suông"), now=now)


def test_a_destruction_has_a_record_and_says_its_number(cast, roll, now):
    with pytest.raises(DestructionUnrecorded):
        move_stamps(cast.minh, MoveStamps(roll.id, MovementKind.DESTROYED, "Đốt"), now=now)

    command = MoveStamps(
        roll.id, MovementKind.DESTROYED, "Đốt trước ba người", record_number="BB-7"
    )
    move_stamps(cast.minh, command, now=now)

    assert balance(roll) == Balance(destroyed=100)
    assert db.session.query(StampMovement).one().reason == "BB-7 · Đốt trước ba người"


def test_a_torn_stamp_on_goods_leaves_its_pack_free_for_another(make, cast, product, roll, now):
    lot = make.packed_lot(product, activated_units=100)
    make.activation(roll, lot)
    torn = SerialRange.of(roll.first, 3)

    move_stamps(
        cast.minh, MoveStamps(roll.id, MovementKind.VOIDED, "Rách khi dán", (torn,)), now=now
    )

    assert db.session.get(Lot, lot.id, populate_existing=True).activated_units == 97
    assert balance(roll) == Balance(activated=97, void=3)


def test_goods_that_were_stolen_with_their_stamps_free_no_pack(make, cast, product, roll, now):
    lot = make.packed_lot(product, activated_units=100)
    make.activation(roll, lot)

    stolen = MoveStamps(roll.id, MovementKind.STOLEN, "Mất cả thùng", (roll.serials,))
    move_stamps(cast.minh, stolen, now=now)

    assert db.session.get(Lot, lot.id, populate_existing=True).activated_units == 100


def test_a_whole_roll_is_what_of_it_is_on_no_goods(make, cast, product, roll, now):
    """What was torn before stays so, and no genuine goods are called stolen by the way."""
    make.activation(roll, make.packed_lot(product, activated_units=30), last=roll.first + 30)
    torn = SerialRange.of(roll.first + 50, 2)
    move_stamps(cast.minh, MoveStamps(roll.id, MovementKind.VOIDED, "Rách", (torn,)), now=now)
    whole = MoveStamps(roll.id, MovementKind.STOLEN, "Mất phần còn lại")

    assert move_stamps(cast.minh, whole, now=now) == 68

    assert balance(roll) == Balance(activated=30, void=2, stolen=68)
    with pytest.raises(WrongStampState):
        move_stamps(cast.minh, whole, now=now)


def test_of_a_roll_that_is_all_on_goods_stamps_are_named(make, cast, product, roll, now):
    make.activation(roll, make.packed_lot(product, activated_units=100))

    with pytest.raises(WrongStampState) as refused:
        move_stamps(cast.minh, MoveStamps(roll.id, MovementKind.VOIDED, "In mờ"), now=now)

    assert refused.value.details["state"] == "stamp_state.activated"


def test_what_was_found_goes_back_to_stock_by_the_office_alone(cast, roll, now):
    move_stamps(cast.minh, MoveStamps(roll.id, MovementKind.LOST, "Không thấy"), now=now)
    found = MoveStamps(roll.id, MovementKind.FOUND, "Tìm thấy sau tủ")
    with pytest.raises(NotHeldByYou):
        move_stamps(cast.minh, found, now=now)

    move_stamps(cast.thu, found, now=now)

    assert balance(roll) == Balance(in_stock=100)


def test_rolls_of_others_are_not_there(cast, roll, now):
    with pytest.raises(NoSuchRoll):
        move_stamps(cast.hoa, MoveStamps(roll.id, MovementKind.LOST, "Mất"), now=now)


def test_a_printer_speaks_of_its_stock_and_of_nothing_that_was_delivered(
    cast, press, proven_order, now
):
    roll = rolls_of(proven_order)[0]
    report_printing(press.phuc, ReportPrinting((roll.id,)), now=now)
    lost = MoveStamps(roll.id, MovementKind.LOST, "Kiểm kê thiếu", (SerialRange.of(roll.first, 5),))
    with pytest.raises(NotHeldByYou):
        move_stamps(cast.minh, lost, now=now)

    move_stamps(press.phuc, lost, now=now)
    deliver = MoveStamps(
        roll.id, MovementKind.DELIVERED, "Giao tay", (SerialRange(roll.first + 5, roll.last),)
    )
    move_stamps(cast.thu, deliver, now=now)

    assert balance(roll) == Balance(delivered=45, lost=5)
    with pytest.raises(NotHeldByYou):
        move_stamps(
            press.phuc,
            MoveStamps(roll.id, MovementKind.VOIDED, "Nhầm", (SerialRange.of(roll.last - 1, 1),)),
            now=now,
        )


def test_a_move_locks_the_organisation_before_the_order_as_diaries_do(cast, roll, now):
    """A harvest locks organisation and lots: the other way round the two would wait in a ring."""
    command = MoveStamps(roll.id, MovementKind.LOST, "Rơi ở bến xe")

    with counted_statements() as statements:
        move_stamps(cast.minh, command, now=now)

    asked = [name for it in statements for name in re.findall(r"FROM (\w+)", it)[:1]]
    assert asked.index("organisation") < asked.index("stamp_order")


def test_whoever_had_a_spoilt_stamp_destroys_it_and_nobody_else(cast, press, proven_order, now):
    roll = rolls_of(proven_order)[0]
    at_press, torn = SerialRange.of(roll.first, 2), SerialRange.of(roll.first + 10, 2)
    report_printing(press.phuc, ReportPrinting((roll.id,), [at_press], "Nhòe"), now=now)
    delivered = SerialRange(roll.first + 2, roll.last)
    deliver = MoveStamps(roll.id, MovementKind.DELIVERED, "Giao tay", (delivered,))
    move_stamps(cast.thu, deliver, now=now)
    move_stamps(cast.minh, MoveStamps(roll.id, MovementKind.VOIDED, "Rách", (torn,)), now=now)

    def burn(actor, serials):
        burnt = MoveStamps(roll.id, MovementKind.DESTROYED, "Đốt", (serials,), record_number="BB-7")
        return move_stamps(actor, burnt, now=now)

    for actor, others in ((cast.minh, at_press), (press.phuc, torn)):
        with pytest.raises(NotHeldByYou):
            burn(actor, others)
    assert (burn(press.phuc, at_press), burn(cast.minh, torn)) == (2, 2)
