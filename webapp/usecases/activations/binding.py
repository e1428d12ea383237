"""What every way of activating shares: the rows under their locks, the checks, the binding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, insert, select

from traceability.calendar import civil_date, civil_day_starts
from traceability.errors import Conflict
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import LotState, NoSuchLot
from traceability.release import NotReleased, ReleaseLapsed, check_release
from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Holding, MovementKind, StampState
from traceability.stamps import Activation as WantedActivation
from traceability.stamps import (
    EarlierActivation,
    LotToStamp,
    NoSuchRoll,
    OrderKind,
    check_activation,
)
from webapp import ledger
from webapp.db import db
from webapp.models.account import Account
from webapp.models.activation import Activation, ActivationRequest
from webapp.models.balance import lot_balance
from webapp.models.lot import Lot, overlay_of
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import lock_organisation
from webapp.models.release import gate_of
from webapp.models.stamp_holding import holdings_of
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.stamp_ledger import Movement, RollEntry, RollsToMove


class OtherProduct(Conflict):
    """The stamps were ordered for another product than the lot's."""

    code = "stamp.other_product"


@dataclass(frozen=True)
class Bound:
    """A roll and its order, under the order's lock."""

    order: StampOrder
    roll: StampRoll
    moving: RollsToMove
    earlier: tuple[EarlierActivation, ...]

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Where its stamps stand."""
        return self.moving.holdings[self.roll.id]


@dataclass(frozen=True)
class Part:
    """Stamps of one roll that one activation binds, with others of the same form or alone."""

    id: UUID
    roll_id: UUID
    serials: SerialRange
    form_id: UUID | None = None


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
    held = holdings_of(session, roll.id)
    moving = RollsToMove(session, actor, order, {roll.id: held}, now)
    return Bound(order, roll, moving, _earlier(roll, held))


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
            holdings=bound.holdings,
            earlier=bound.earlier,
            lot=lot_to_stamp(lot),
            kind=bound.order.kind,
        )
    )


def lot_to_stamp(lot: Lot) -> LotToStamp:
    """What decides how many stamps the lot takes; its row is locked."""
    return LotToStamp(
        state=lot.state,
        overlay=overlay_of(lot),
        packed_units=lot.packed_units,
        activated_units=lot.activated_units,
        supported_units=lot_balance(db.session(), lot).supported_units(lot.packed_units),
    )


def activated_today(actor: Actor, now: datetime) -> int:
    """Stamps, by one person alone: what a second person agreed to had its four eyes."""
    had_two = exists().where(ActivationRequest.id == Activation.id)
    begin = civil_day_starts(civil_date(now))
    query = select(func.coalesce(func.sum(Activation.last - Activation.first), 0)).where(
        Activation.activated_by_id == actor.account_id,
        Activation.activated_at >= begin,
        Activation.undone_at.is_(None),
        ~had_two,
    )
    return int(db.session.scalar(query) or 0)


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


def bind(
    by: Activator, parts: Sequence[Part], bound: tuple[StampOrder, RollsToMove], lot: Lot
) -> None:
    """Bind parts of rolls to the lot; everything was checked.

    However many they are, as many statements do it.
    """
    order, moving = bound
    rows = [_row(by, it, order, lot) for it in parts]
    db.session.execute(insert(Activation), rows)
    if order.kind is OrderKind.ITEM:
        lot.activated_units += sum(it.serials.count for it in parts)
    lot.state = LotState.ON_MARKET
    db.session.flush()
    moving.move([_entry(it, order, lot) for it in parts])


def _row(by: Activator, part: Part, order: StampOrder, lot: Lot) -> dict[str, Any]:
    return {
        "id": part.id,
        "organisation_id": order.organisation_id,
        "order_id": order.id,
        "roll_id": part.roll_id,
        "form_id": part.form_id,
        "lot_id": lot.id,
        "key_id": order.key_id,
        "first": part.serials.first,
        "last": part.serials.last,
        "activated_by_id": by.actor.account_id,
        "activated_at": by.at,
        "province_code": by.province_code,
    }


def _entry(part: Part, order: StampOrder, lot: Lot) -> RollEntry:
    told: dict[str, Any] = {"action": "activated", "activation_id": str(part.id)}
    told |= {"roll_id": str(part.roll_id), "lot_id": str(lot.id), "key_id": order.key_id}
    told |= {"first": part.serials.first, "last": part.serials.last}
    if part.form_id is not None:
        told["form_id"] = str(part.form_id)
    movement = Movement(part.serials, MovementKind.ACTIVATED, activation_id=part.id)
    return RollEntry(part.roll_id, [movement], told)


def _earlier(roll: StampRoll, held: Sequence[Holding]) -> tuple[EarlierActivation, ...]:
    """The stamps that are active now; of an activation some may have been torn, lost or found."""
    rows = db.session.execute(
        select(Activation.id, Activation.activated_at, Account.name)
        .join(Account, Account.id == Activation.activated_by_id)
        .where(Activation.roll_id == roll.id, Activation.undone_at.is_(None))
    )
    told = {row.id: (row.name, row.activated_at) for row in rows}
    return tuple(
        EarlierActivation(it.serials, *told[it.activation_id])
        for it in held
        if it.state is StampState.ACTIVATED and it.activation_id in told
    )
