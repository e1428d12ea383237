"""What every way of activating shares: the rows under their locks, the checks, the binding."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.errors import Conflict
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import LotState, NoSuchLot
from traceability.release import NotReleased, ReleaseLapsed, check_release
from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind, StampState
from traceability.stamps import Activation as WantedActivation
from traceability.stamps import EarlierActivation, NoSuchRoll, OrderKind, check_activation
from webapp import ledger
from webapp.db import db
from webapp.models.account import Account
from webapp.models.activation import Activation
from webapp.models.balance import lot_balance
from webapp.models.lot import Lot, overlay_of
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import lock_organisation
from webapp.models.release import gate_of
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.stamp_ledger import Movement, RollToMove


class OtherProduct(Conflict):
    """The stamps were ordered for another product than the lot's."""

    code = "stamp.other_product"


@dataclass(frozen=True)
class Bound:
    """A roll and its order, under the order's lock."""

    order: StampOrder
    roll: StampRoll
    moving: RollToMove
    earlier: tuple[EarlierActivation, ...]


@dataclass(frozen=True)
class Activator:
    """Who activates, when, and from a network of which province, where that is known."""

    actor: Actor
    at: datetime
    province_code: str | None = None


def lock_roll(actor: Actor, roll_id: UUID, now: datetime) -> Bound:
    """The roll with all that was activated of it; organisation and order are locked.

    Raises:
        NoSuchRoll: not the organisation's.
    """
    session = db.session()
    roll = session.get(StampRoll, roll_id)
    if roll is None or roll.organisation_id != actor.organisation_id:
        raise NoSuchRoll
    # Before order and lot, as an entry does: a suspension comes wholly before or wholly after.
    lock_organisation(session, roll.organisation_id)
    # The order's row is the lock under which ranges are compared, on every roll of it.
    order = lock_order(session, roll.order_id)
    if order is None:
        raise NoSuchRoll
    session.refresh(roll)
    moving = RollToMove(session, actor, (order, roll), now)
    return Bound(order, roll, moving, _earlier(roll, moving))


def lock_lot(actor: Actor, lot_id: UUID, order: StampOrder) -> Lot:
    """The lot for which stamps of the order are to be activated.

    Raises:
        NoSuchLot: not the organisation's.
        OtherProduct: the stamps are for another product.
    """
    lot = db.session.execute(
        select(Lot).where(Lot.id == lot_id).with_for_update()
    ).scalar_one_or_none()
    if lot is None or lot.organisation_id != actor.organisation_id:
        raise NoSuchLot
    if lot.product_id != order.product_id:
        raise OtherProduct
    return lot


def check_bound(bound: Bound, lot: Lot, serials: SerialRange) -> None:
    """Refuse what breaks a rule of `traceability.stamps.check_activation`."""
    check_activation(
        WantedActivation(
            serials=serials,
            roll=bound.roll.serials,
            holdings=bound.moving.holdings,
            earlier=bound.earlier,
            lot_state=lot.state,
            lot_overlay=overlay_of(lot),
            packed_units=lot.packed_units,
            activated_units=lot.activated_units,
            supported_units=lot_balance(db.session(), lot).supported_units(lot.packed_units),
            kind=bound.order.kind,
        )
    )


def release_lot(actor: Actor, lot: Lot, now: datetime) -> None:
    """Every stamped lot has a release that is in force and was decided by somebody.

    Raises:
        LotNotReady, ReleaseLapsed.
        NotReleased: and the actor may not release it.
    """
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


def bind(by: Activator, activation_id: UUID, bound: Bound, lot: Lot, serials: SerialRange) -> UUID:
    """Bind the stamps to the lot; everything was checked."""
    order, roll = bound.order, bound.roll
    activation = Activation(
        id=activation_id,
        organisation_id=roll.organisation_id,
        order_id=order.id,
        roll_id=roll.id,
        lot_id=lot.id,
        key_id=order.key_id,
        first=serials.first,
        last=serials.last,
        activated_by_id=by.actor.account_id,
        activated_at=by.at,
        province_code=by.province_code,
    )
    db.session.add(activation)
    if order.kind is OrderKind.ITEM:
        lot.activated_units += serials.count
    lot.state = LotState.ON_MARKET
    db.session.flush()
    movement = Movement(serials, MovementKind.ACTIVATED, activation_id=activation.id)
    bound.moving.move([movement], _told(activation))
    return activation.id


def _told(activation: Activation) -> dict[str, object]:
    return {
        "action": "activated",
        "activation_id": str(activation.id),
        "roll_id": str(activation.roll_id),
        "lot_id": str(activation.lot_id),
        "key_id": activation.key_id,
        "first": activation.first,
        "last": activation.last,
    }


def _earlier(roll: StampRoll, moving: RollToMove) -> tuple[EarlierActivation, ...]:
    """The stamps that are active now; of an activation some may have been torn, lost or found."""
    rows = db.session.execute(
        select(Activation.id, Activation.activated_at, Account.name)
        .join(Account, Account.id == Activation.activated_by_id)
        .where(Activation.roll_id == roll.id, Activation.undone_at.is_(None))
    )
    told = {row.id: (row.name, row.activated_at) for row in rows}
    return tuple(
        EarlierActivation(it.serials, *told[it.activation_id])
        for it in moving.holdings
        if it.state is StampState.ACTIVATED and it.activation_id in told
    )
