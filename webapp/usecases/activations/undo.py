"""Undoing a wrong activation: freely until somebody outside looked, then only by an officer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.errors import Conflict, Invalid
from traceability.lots import LotState
from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind, StampState
from traceability.stamps import NoSuchActivation, OrderKind
from webapp.db import db, transactional
from webapp.models.activation import Activation
from webapp.models.lot import Lot
from webapp.models.scan import Scan
from webapp.models.scored_stamps import forget_scores
from webapp.models.stamp_order import StampRoll, lock_order
from webapp.models.stamp_reach import reaches_order
from webapp.stamp_ledger import Movement, RollToMove


class AlreadyUndone(Conflict):
    """It was undone before."""

    code = "activation.already_undone"


class SeenOutside(Conflict):
    """Somebody looked at one of the stamps since: only an officer may undo it now."""

    code = "activation.seen_outside"


class ReasonMissing(Invalid):
    """Why it is undone must be said: nothing changes without who, when and why."""

    code = "activation.undo_reason_missing"


@dataclass(frozen=True)
class UndoActivation:
    activation_id: UUID
    reason: str


@transactional
def undo_activation(actor: Actor, command: UndoActivation, *, now: datetime) -> int:
    """Give the stamps back to where they can be activated anew; gives back how many.

    Those that were void, lost or stolen since stay so.

    Raises:
        NoSuchActivation, AlreadyUndone, SeenOutside, ReasonMissing.
    """
    activation = db.session.get(Activation, command.activation_id)
    order = lock_order(db.session(), activation.order_id) if activation else None
    if activation is None or order is None or not reaches_order(db.session(), actor, order):
        raise NoSuchActivation
    roll = db.session.get_one(StampRoll, activation.roll_id)
    # Whoever weighs it holds its row: else it could be weighed as it was, and never again.
    db.session.refresh(activation, with_for_update=True)
    if activation.undone_at is not None:
        raise AlreadyUndone(at=activation.undone_at)
    _check_unseen(actor, activation)
    if not command.reason:
        raise ReasonMissing
    wrongly = SerialRange(activation.first, activation.last)
    forget_scores(db.session(), activation.key_id, wrongly, {StampState.ACTIVATED})
    moving = RollToMove(db.session(), actor, (order, roll), now)
    active = [
        it.serials
        for it in moving.holdings
        if it.state is StampState.ACTIVATED and it.activation_id == activation.id
    ]
    activation.undone_by_id, activation.undone_at = actor.account_id, now
    activation.undone_reason = command.reason
    activation.is_weighed = False  # what was odd about it may be no more
    count = sum(serials.count for serials in active)
    _take_from_lot(activation, count if order.kind is OrderKind.ITEM else 0)
    told: dict[str, Any] = {"action": "activation_undone", "activation_id": str(activation.id)}
    told |= {"roll_id": str(roll.id), "first": activation.first, "last": activation.last}
    kind = MovementKind.ACTIVATION_UNDONE
    moving.move([Movement(it, kind, reason=command.reason) for it in active], told)
    return count


def _check_unseen(actor: Actor, activation: Activation) -> None:
    """Who may undo: the holder before the first outside look, an officer after."""
    looked = select(Scan.scanned_at).where(
        Scan.key_id == activation.key_id,
        Scan.counter >= activation.first,
        Scan.counter < activation.last,
        Scan.scanned_at >= activation.activated_at,
        ~Scan.is_staff,
    )
    seen_at = db.session.scalar(looked.order_by(Scan.scanned_at).limit(1))
    if seen_at is not None and not actor.may(Permission.STAMP_APPROVE):
        raise SeenOutside(at=seen_at)


def _take_from_lot(activation: Activation, count: int) -> None:
    lot = db.session.execute(
        select(Lot).where(Lot.id == activation.lot_id).with_for_update()
    ).scalar_one()
    lot.activated_units -= count
    others = select(Activation.id).where(
        Activation.lot_id == lot.id,
        Activation.undone_at.is_(None),
        Activation.id != activation.id,
    )
    if lot.state is LotState.ON_MARKET and db.session.execute(others).first() is None:
        lot.state = LotState.PACKED
