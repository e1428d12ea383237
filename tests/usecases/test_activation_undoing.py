"""A wrong activation is undone freely until somebody outside looked; above a limit two agree."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.rolls import balance
from tests.sellable import sellable_lot
from traceability.lots import LotState
from traceability.roles import Role
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, MovementKind
from traceability.stamps import NoSuchActivation
from webapp.db import db
from webapp.models import Activation, ActivationRequest, Lot, StampOrder
from webapp.queries.stamp_rolls import roll_page
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.second_person import (
    DecideRequest,
    NoSuchRequest,
    OwnRequest,
    RequestDecided,
    decide_activation,
)
from webapp.usecases.activations.second_person import ReasonMissing as NoReason
from webapp.usecases.activations.undo import (
    AlreadyUndone,
    ReasonMissing,
    SeenOutside,
    UndoActivation,
    undo_activation,
)
from webapp.usecases.stamp_moves import MoveStamps, move_stamps


@pytest.fixture
def lot(make, product):
    return sellable_lot(make, product)


@pytest.fixture
def hue(make, cast):
    return make.actor(Role.MANAGER, cast.cooperative, make.account(name="Huệ"))


def activated(cast, roll, lot, now, count=30, **limits):
    return activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=count), now=now, **limits)


def fresh(table, row_id):
    return db.session.get(table, row_id, populate_existing=True)


def test_stamps_of_an_undone_activation_can_be_activated_anew(cast, roll, lot, now):
    activation_id = activated(cast, roll, lot, now).id

    assert undo_activation(cast.minh, UndoActivation(activation_id, "Nhầm lô"), now=now) == 30

    assert (fresh(Lot, lot.id).activated_units, fresh(Lot, lot.id).state) == (0, LotState.PACKED)
    assert balance(roll) == Balance(delivered=100)
    activated(cast, roll, lot, now, count=100)
    assert balance(roll) == Balance(activated=100)


def test_after_an_outside_look_only_an_officer_undoes(make, cast, roll, lot, now):
    activation_id = activated(cast, roll, lot, now).id
    order = roll_order(roll)
    make.scan(order, offset=29, scanned_at=now + timedelta(minutes=1))

    with pytest.raises(SeenOutside):
        undo_activation(cast.minh, UndoActivation(activation_id, "Nhầm lô"), now=now)
    undo_activation(cast.thu, UndoActivation(activation_id, "Nhầm lô"), now=now)

    assert fresh(Activation, activation_id).undone_reason == "Nhầm lô"


def roll_order(roll):
    return db.session.get(StampOrder, roll.order_id)


def test_looks_before_the_activation_and_at_other_stamps_do_not_count(make, cast, roll, lot, now):
    order = roll_order(roll)
    make.scan(order, offset=0, scanned_at=now - timedelta(minutes=1))
    activation_id = activated(cast, roll, lot, now).id
    make.scan(order, offset=30, scanned_at=now + timedelta(minutes=1))

    assert undo_activation(cast.minh, UndoActivation(activation_id, "Nhầm lô"), now=now) == 30


def test_a_look_of_the_own_people_is_none_from_outside(make, cast, roll, lot, now):
    activation_id = activated(cast, roll, lot, now).id
    make.scan(roll_order(roll), scanned_at=now + timedelta(minutes=1), is_staff=True)

    assert undo_activation(cast.minh, UndoActivation(activation_id, "Nhầm lô"), now=now) == 30


def test_an_activation_is_undone_once_and_by_its_own_people(cast, roll, lot, now):
    activation_id = activated(cast, roll, lot, now).id
    with pytest.raises(NoSuchActivation):
        undo_activation(cast.hoa, UndoActivation(activation_id, "Nhầm lô"), now=now)
    with pytest.raises(NoSuchActivation):
        undo_activation(cast.minh, UndoActivation(uuid4(), "Nhầm lô"), now=now)
    undo_activation(cast.minh, UndoActivation(activation_id, "Nhầm lô"), now=now)

    with pytest.raises(AlreadyUndone):
        undo_activation(cast.minh, UndoActivation(activation_id, "Nhầm lô"), now=now)


def test_stamps_that_became_void_meanwhile_stay_void(cast, roll, lot, now):
    activation_id = activated(cast, roll, lot, now).id
    torn = MoveStamps(roll.id, MovementKind.VOIDED, "Rách", (SerialRange.of(roll.first, 4),))
    move_stamps(cast.minh, torn, now=now)

    assert undo_activation(cast.minh, UndoActivation(activation_id, "Nhầm lô"), now=now) == 26

    assert balance(roll) == Balance(delivered=96, void=4)
    assert fresh(Lot, lot.id).activated_units == 0


def test_above_the_limit_of_a_day_nothing_is_active_until_a_second_person_agrees(
    cast, hue, roll, lot, now
):
    assert not activated(cast, roll, lot, now, count=20, limit=50).waits
    asked = activated(cast, roll, lot, now, count=31, limit=50)

    assert (asked.waits, balance(roll)) == (True, Balance(activated=20, delivered=80))
    decide_activation(hue, DecideRequest(asked.id, agrees=True), now=now)

    assert balance(roll) == Balance(activated=51, delivered=49)
    activation = fresh(Activation, asked.id)
    assert activation.activated_by_id == hue.account_id
    with pytest.raises(RequestDecided):
        decide_activation(hue, DecideRequest(asked.id, agrees=True), now=now)


def test_what_had_four_eyes_uses_up_nobodys_own_limit(cast, hue, roll, lot, now):
    asked = activated(cast, roll, lot, now, count=31, limit=30)
    decide_activation(hue, DecideRequest(asked.id, agrees=True), now=now)

    command = ActivateRange(roll.id, lot.id, count=5)
    alone = activate_range(hue, command, now=now, limit=30)

    assert not alone.waits
    shown = {it.id: (it.asked_by, it.activated_by) for it in roll_page(hue, roll.id).activations}
    assert shown == {asked.id: (cast.minh.name, hue.name), alone.id: (None, hue.name)}


def test_nothing_is_undone_without_a_reason(cast, roll, lot, now):
    activation_id = activated(cast, roll, lot, now).id

    with pytest.raises(ReasonMissing):
        undo_activation(cast.minh, UndoActivation(activation_id, ""), now=now)

    assert fresh(Activation, activation_id).undone_at is None


def test_who_asked_does_not_agree_and_strangers_do_not_see_it(cast, hue, roll, lot, now):
    asked = activated(cast, roll, lot, now, limit=10)

    with pytest.raises(OwnRequest):
        decide_activation(cast.minh, DecideRequest(asked.id, agrees=True), now=now)
    with pytest.raises(NoSuchRequest):
        decide_activation(cast.hoa, DecideRequest(asked.id, agrees=True), now=now)
    with pytest.raises(NoReason):
        decide_activation(hue, DecideRequest(asked.id, agrees=False), now=now)
    decide_activation(hue, DecideRequest(asked.id, agrees=False, reason="Sai lô"), now=now)

    assert balance(roll) == Balance(delivered=100)
    assert fresh(ActivationRequest, asked.id).refusal_reason == "Sai lô"


def test_what_was_agreed_to_must_hold_when_it_is_agreed(cast, hue, roll, lot, now):
    asked = activated(cast, roll, lot, now, limit=10)
    move_stamps(cast.minh, MoveStamps(roll.id, MovementKind.LOST, "Mất"), now=now)

    with pytest.raises(Exception, match="range_not_delivered"):
        decide_activation(hue, DecideRequest(asked.id, agrees=True), now=now)

    assert fresh(ActivationRequest, asked.id).decided_at is None


def test_the_same_form_asks_once(cast, roll, lot, now):
    command = ActivateRange(roll.id, lot.id, count=30)

    first = activate_range(cast.minh, command, now=now, limit=10)

    assert activate_range(cast.minh, command, now=now, limit=10) == first
    assert db.session.query(ActivationRequest).count() == 1
