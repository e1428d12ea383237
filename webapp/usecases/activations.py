"""Binding a range of delivered stamps to a packed lot."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.errors import Conflict
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import LotState, NoSuchLot
from traceability.release import NotReleased, ReleaseLapsed, check_release
from traceability.roles import Actor, Permission
from traceability.stamps import Activation as WantedActivation
from traceability.stamps import (
    EarlierActivation,
    NoSuchRoll,
    RollState,
    SerialRange,
    check_activation,
)
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.account import Account
from webapp.models.activation import Activation
from webapp.models.balance import lot_balance
from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot, overlay_of
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import lock_organisation
from webapp.models.release import gate_of
from webapp.models.stamp_order import StampOrder, StampRoll


class ActivationIdUsed(Conflict):
    """This form activated other stamps; nothing was changed."""

    code = "stamp.activation_id_used"


class OtherProduct(Conflict):
    """The stamps were ordered for another product than the lot's."""

    code = "stamp.other_product"


class RollUsedUp(Conflict):
    """Every stamp of the roll is active already."""

    code = "stamp.roll_used_up"


@dataclass(frozen=True)
class ActivateRange:
    """From `first` (else the first free stamp) up to `last` (else `count`, else the roll's end).

    `activation_id` is made with the form, so that pressing twice activates once.
    """

    roll_id: UUID
    lot_id: UUID
    first: int | None = None
    last: int | None = None
    count: int | None = None
    activation_id: UUID = field(default_factory=uuid4)


@transactional
def activate_range(actor: Actor, command: ActivateRange, *, now: datetime) -> UUID:
    """Bind stamps to a lot; of two at once exactly one wins, the other is told who and when.

    A lot that was never released is released with its first stamps, by who may do both
    (decision 14); one whose release lapsed is not.

    Raises:
        NoSuchRoll, NoSuchLot: not the organisation's.
        OtherProduct: the stamps are for another product.
        AlreadyActivated, RangeNotDelivered, RangeOutsideRoll, LotNotPacked, ExceedsPacked,
            ExceedsGoods, LotNotReady, ReleaseLapsed, NotReleased.
        ActivationIdUsed: the id stands for other stamps or another lot.
    """
    # Before order and lot, as an entry does: a suspension comes wholly before or wholly after.
    lock_organisation(db.session(), actor.organisation_id)
    roll, order = _roll_to_change(actor, command.roll_id)
    before = db.session.get(Activation, command.activation_id)
    if before is not None:
        return _activated_before(command, roll, before)
    lot = _lot_to_change(actor, command.lot_id)
    if lot.product_id != order.product_id:
        raise OtherProduct
    earlier = _earlier(roll)
    first = _first_free(roll, earlier) if command.first is None else command.first
    serials = _wanted(command, roll, first)
    check_activation(_wanted_activation(roll, lot, serials, earlier))
    _release(actor, lot, now)
    activation = _activation(actor, command.activation_id, (roll, order, lot), serials, now)
    return _activate(actor, activation, roll, lot, now)


def _wanted_activation(
    roll: StampRoll, lot: Lot, serials: SerialRange, earlier: tuple[EarlierActivation, ...]
) -> WantedActivation:
    return WantedActivation(
        serials=serials,
        roll=SerialRange(roll.first, roll.last),
        roll_state=RollState.DELIVERED if roll.state is RollState.ACTIVATED else roll.state,
        earlier=earlier,
        lot_state=lot.state,
        lot_overlay=overlay_of(lot),
        packed_units=lot.packed_units,
        activated_units=lot.activated_units,
        supported_units=lot_balance(db.session(), lot).supported_units(lot.packed_units),
    )


def _release(actor: Actor, lot: Lot, now: datetime) -> None:
    """Every stamped lot has a release that is in force and was decided by somebody."""
    # A code that is suspended at this moment is so wholly before or wholly after.
    gate = gate_of(db.session(), lot.id, civil_date(now), lock=True)
    check_release(gate)
    if lot.released_at is not None:
        return
    if lot.release_lapsed_at is not None:
        raise ReleaseLapsed
    if not actor.may(Permission.LOT_RELEASE):
        raise NotReleased
    lot.release(actor.account_id, now)
    told = {"checklist": gate.told, "with_stamps": True}
    decision = LotDecision.of(lot, LotDecisionKind.RELEASED)
    ledger.append_decision(db.session(), actor, decision, told, now=now)


def _activation(
    actor: Actor,
    activation_id: UUID,
    bound: tuple[StampRoll, StampOrder, Lot],
    serials: SerialRange,
    now: datetime,
) -> Activation:
    roll, order, lot = bound
    return Activation(
        id=activation_id,
        organisation_id=roll.organisation_id,
        order_id=order.id,
        roll_id=roll.id,
        lot_id=lot.id,
        key_id=order.key_id,
        first=serials.first,
        last=serials.last,
        activated_by_id=actor.account_id,
        activated_at=now,
    )


def _activate(
    actor: Actor, activation: Activation, roll: StampRoll, lot: Lot, now: datetime
) -> UUID:
    session, serials = db.session, SerialRange(activation.first, activation.last)
    session.add(activation)
    lot.activated_units += serials.count
    lot.state = LotState.ON_MARKET
    session.flush()
    if sum(one.serials.count for one in _earlier(roll)) == roll.last - roll.first:
        roll.state = RollState.ACTIVATED
    ledger.append(session(), _entry(actor, activation, now))
    return activation.id


def _activated_before(command: ActivateRange, roll: StampRoll, before: Activation) -> UUID:
    serials = _wanted(command, roll, before.first if command.first is None else command.first)
    wanted = (roll.id, command.lot_id, serials.first, serials.last)
    is_same = wanted == (before.roll_id, before.lot_id, before.first, before.last)
    if not is_same or before.undone_at is not None:
        raise ActivationIdUsed
    return before.id


def _roll_to_change(actor: Actor, roll_id: UUID) -> tuple[StampRoll, StampOrder]:
    session = db.session
    roll = session.get(StampRoll, roll_id)
    if roll is None or roll.organisation_id != actor.organisation_id:
        raise NoSuchRoll
    # The order's row is the lock under which ranges are compared, on every roll of it.
    order = session.execute(
        select(StampOrder).where(StampOrder.id == roll.order_id).with_for_update()
    ).scalar_one()
    session.refresh(roll)
    return roll, order


def _lot_to_change(actor: Actor, lot_id: UUID) -> Lot:
    lot = db.session.execute(
        select(Lot).where(Lot.id == lot_id).with_for_update()
    ).scalar_one_or_none()
    if lot is None or lot.organisation_id != actor.organisation_id:
        raise NoSuchLot
    return lot


def _earlier(roll: StampRoll) -> tuple[EarlierActivation, ...]:
    rows = db.session.execute(
        select(Activation.first, Activation.last, Activation.activated_at, Account.name)
        .join(Account, Account.id == Activation.activated_by_id)
        .where(Activation.roll_id == roll.id, Activation.undone_at.is_(None))
        .order_by(Activation.first)
    )
    return tuple(
        EarlierActivation(SerialRange(row.first, row.last), row.name, row.activated_at)
        for row in rows
    )


def _wanted(command: ActivateRange, roll: StampRoll, first: int) -> SerialRange:
    if command.last is not None:
        return SerialRange(first, command.last)
    if command.count is not None:
        return SerialRange.of(first, command.count)
    return SerialRange(first, roll.last)


def _first_free(roll: StampRoll, earlier: tuple[EarlierActivation, ...]) -> int:
    free = roll.first
    for activation in earlier:  # in order; a gap before one of them is where stamps are left
        if free < activation.serials.first:
            return free
        free = activation.serials.last
    if free >= roll.last:
        raise RollUsedUp
    return free


def _entry(actor: Actor, activation: Activation, now: datetime) -> ledger.Entry:
    return ledger.Entry.of_now(
        actor,
        EntryKind.STAMP,
        (activation.order_id, activation.organisation_id),
        {
            "action": "activated",
            "activation_id": str(activation.id),
            "roll_id": str(activation.roll_id),
            "lot_id": str(activation.lot_id),
            "key_id": activation.key_id,
            "first": activation.first,
            "last": activation.last,
        },
        now,
    )
