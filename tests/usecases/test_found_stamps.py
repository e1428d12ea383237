"""Stamps that were lost on goods and found again go to stock, and may go on goods anew."""

import pytest

from tests.rolls import balance
from tests.sellable import sellable_lot
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, MovementKind
from traceability.stamps import AlreadyActivated, OrderKind, RangeNotDelivered
from webapp.db import db
from webapp.models import Lot
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.undo import UndoActivation, undo_activation
from webapp.usecases.stamp_moves import MoveStamps, move_stamps


@pytest.fixture
def lot(make, product):
    return sellable_lot(make, product, packed_units=100)


@pytest.fixture
def active(cast, roll, lot, now):
    """The activation of the whole roll for as many packs as it has stamps."""
    return activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now).id


@pytest.fixture
def move(cast, roll, now):
    """Say that the first ten stamps are somewhere else: Minh, or Thu where the office must."""

    def moved(*kinds: str, actor: Actor = cast.thu) -> None:
        for kind in kinds:
            serials = SerialRange.of(roll.first, 10)
            move_stamps(
                actor, MoveStamps(roll.id, MovementKind(kind), "Kiểm kê", (serials,)), now=now
            )

    return moved


def units(lot) -> int:
    return db.session.get(Lot, lot.id, populate_existing=True).activated_units


@pytest.mark.parametrize("gone", ["lost", "stolen"])
def test_they_leave_their_packs_free_and_are_activated_as_the_page_offers(
    cast, roll, lot, active, move, now, gone
):
    move(gone)
    assert units(lot) == 100
    move("found", "delivered")
    assert units(lot) == 90

    activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)

    assert (units(lot), balance(roll)) == (100, Balance(activated=100))


def test_they_may_go_on_another_lot_and_undoing_the_first_leaves_them_there(
    make, cast, product, roll, lot, active, move, now
):
    other = sellable_lot(make, product)
    move("lost", "found", "delivered")
    activate_range(cast.minh, ActivateRange(roll.id, other.id, count=10), now=now)

    assert undo_activation(cast.minh, UndoActivation(active, "Nhầm lô"), now=now) == 90

    assert (units(lot), units(other)) == (0, 10)
    assert balance(roll) == Balance(activated=10, delivered=90)


def test_found_after_the_rest_was_undone_they_count_for_no_lot(cast, lot, active, move, now):
    move("lost")
    undo_activation(cast.minh, UndoActivation(active, "Nhầm lô"), now=now)
    assert units(lot) == 10

    move("found")

    assert units(lot) == 0


def test_what_lies_in_stock_or_is_torn_is_not_told_to_be_active(cast, roll, lot, active, move, now):
    move("lost", "found")
    wanted = ActivateRange(roll.id, lot.id, first=roll.first, last=roll.first + 10)
    with pytest.raises(RangeNotDelivered):
        activate_range(cast.minh, wanted, now=now)

    move("voided")
    with pytest.raises(RangeNotDelivered):
        activate_range(cast.minh, wanted, now=now)

    longer = ActivateRange(roll.id, lot.id, first=roll.first, last=roll.first + 11)
    with pytest.raises(AlreadyActivated):
        activate_range(cast.minh, longer, now=now)


def test_a_lot_stamp_that_was_found_frees_no_pack(make, cast, product, now):
    roll = make.roll(make.order(product, kind=OrderKind.LOT, count=1))
    lot = sellable_lot(make, product, packed_units=100, activated_units=7)
    activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)

    for kind in (MovementKind.LOST, MovementKind.FOUND):
        move_stamps(cast.thu, MoveStamps(roll.id, kind, "Kiểm kê", (roll.serials,)), now=now)

    assert units(lot) == 7
