"""Binding stamps to lots, and the races for them."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.makers import NOW, Maker
from tests.races import at_once, one_wins
from tests.sellable import sellable_lot
from traceability.lots import LotState, NoSuchLot
from traceability.stamp_ledger import StampState
from traceability.stamps import (
    AlreadyActivated,
    ExceedsPacked,
    LotNotPacked,
    NoSuchRoll,
    RangeNotDelivered,
    RangeOutsideRoll,
)
from webapp.db import db
from webapp.models import Activation, LedgerEntry, Lot
from webapp.models.ledger import EntryKind
from webapp.models.stamp_holding import holdings_of
from webapp.usecases.activations.activate import (
    Activated,
    ActivateRange,
    ActivationIdUsed,
    RollUsedUp,
    activate_range,
)
from webapp.usecases.activations.binding import OtherProduct


@pytest.fixture
def lot(make, product):
    return sellable_lot(make, product)


def test_stamps_are_taken_from_the_first_free_one_on(cast, roll, lot, now):
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=30), now=now)
    second = activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=20), now=now)

    activation = db.session.get(Activation, second.id)
    assert (activation.first, activation.last) == (roll.first + 30, roll.first + 50)


def test_a_gap_that_was_left_is_filled_first(cast, roll, lot, now):
    middle = ActivateRange(roll.id, lot.id, first=roll.first + 50, last=roll.first + 60)
    activate_range(cast.minh, middle, now=now)

    first = activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=50), now=now)

    assert db.session.get(Activation, first.id).first == roll.first


def test_the_lot_is_on_the_market_with_its_first_stamps(cast, roll, lot, now):
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=30), now=now)

    db.session.refresh(lot)
    assert (lot.state, lot.activated_units) == (LotState.ON_MARKET, 30)


def test_a_roll_without_a_free_stamp_says_so(cast, roll, lot, now):
    activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)

    assert {it.state for it in holdings_of(db.session(), roll.id)} == {StampState.ACTIVATED}
    with pytest.raises(RollUsedUp):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)


@pytest.mark.parametrize("count", [30, None])
def test_the_same_form_twice_activates_once(cast, roll, lot, now, count):
    command = ActivateRange(roll.id, lot.id, count=count)
    first = activate_range(cast.minh, command, now=now)

    again = activate_range(cast.minh, command, now=now)

    db.session.refresh(lot)
    assert again == first == Activated(command.activation_id)
    assert lot.activated_units == (count or 100)
    stamped = select(func.count()).where(LedgerEntry.kind == EntryKind.STAMP)
    assert db.session.scalar(stamped) == 1


def test_the_same_form_for_other_stamps_is_a_conflict(make, cast, product, roll, lot, now):
    command = ActivateRange(roll.id, lot.id, count=30)
    activate_range(cast.minh, command, now=now)

    for changed in (
        {"count": 20},
        {"first": roll.first + 30},
        {"lot_id": sellable_lot(make, product).id},
        {"roll_id": make.roll(make.order(product)).id},
    ):
        with pytest.raises(ActivationIdUsed):
            activate_range(cast.minh, replace(command, **changed), now=now)


def test_a_second_activation_is_told_who_was_first_and_when(cast, roll, lot, now):
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=30), now=now)
    again = ActivateRange(roll.id, lot.id, first=roll.first, last=roll.first + 10)

    with pytest.raises(AlreadyActivated) as refusal:
        activate_range(cast.minh, again, now=now)

    assert refusal.value.details == {"activated_by": "Minh", "activated_at": now}


def test_stamps_stay_within_their_roll(cast, roll, lot, now):
    outside = ActivateRange(roll.id, lot.id, first=roll.last - 1, last=roll.last + 1)

    with pytest.raises(RangeOutsideRoll):
        activate_range(cast.minh, outside, now=now)


def test_a_roll_that_was_not_printed_is_not_activated(make, cast, product, lot, now):
    roll = make.roll(make.order(product), state=StampState.NOT_PRINTED)

    with pytest.raises(RangeNotDelivered):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)


def test_a_lot_takes_stamps_when_it_is_packed_and_nothing_lies_over_it(
    make, cast, product, roll, now
):
    unpacked = make.lot(product)
    held = sellable_lot(make, product, on_hold_at=now)
    recalled = sellable_lot(make, product, recalled_at=now)

    for lot in (unpacked, held, recalled):
        with pytest.raises(LotNotPacked):
            activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)


def test_there_are_never_more_stamps_than_packs(make, cast, product, roll, now):
    lot = sellable_lot(make, product, packed_units=20)

    with pytest.raises(ExceedsPacked):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=21), now=now)


def test_stamps_of_one_product_do_not_go_on_another(make, cast, roll, now):
    lot = sellable_lot(make, make.product(cast.cooperative))

    with pytest.raises(OtherProduct):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)


def test_rolls_and_lots_of_others_are_not_there(make, cast, roll, lot, now):
    own_roll = make.roll(make.order(make.product(cast.other_cooperative)))

    with pytest.raises(NoSuchRoll):
        activate_range(cast.hoa, ActivateRange(roll.id, lot.id), now=now)
    with pytest.raises(NoSuchLot):
        activate_range(cast.hoa, ActivateRange(own_roll.id, lot.id), now=now)


@pytest.mark.committed
def test_of_eight_activations_at_once_exactly_one_wins(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = make.product(cast.cooperative)
        roll, lot = make.roll(make.order(product)), sellable_lot(make, product)
        command = ActivateRange(roll.id, lot.id, first=roll.first, last=roll.last)
        lot_id = lot.id

    one_wins(
        committed_app,
        lambda: activate_range(cast.minh, replace(command, activation_id=uuid4()), now=NOW),
        "stamp.already_activated",
    )

    with committed_app.app_context():
        assert db.session.get(Lot, lot_id).activated_units == 100


@pytest.mark.committed
def test_one_form_sent_many_times_at_once_activates_once(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = make.product(cast.cooperative)
        lot = sellable_lot(make, product)
        command = ActivateRange(make.roll(make.order(product)).id, lot.id, count=30)
        lot_id = lot.id

    activated = at_once(committed_app, lambda: activate_range(cast.minh, command, now=NOW))

    assert activated == [Activated(command.activation_id)] * 8
    with committed_app.app_context():
        assert db.session.get(Lot, lot_id).activated_units == 30
