"""Undoing a wrong activation: freely until somebody outside looked, then only by an officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from traceability.errors import Conflict, Invalid
from traceability.lots import LotState
from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind, StampState
from traceability.stamps import ROLLS_AT_ONCE, NoSuchActivation, OrderKind
from webapp.db import db, transactional
from webapp.models.activation import Activation
from webapp.models.lot import Lot
from webapp.models.scan import Scan
from webapp.models.scored_stamps import forget_scores
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.models.stamp_reach import reaches_order
from webapp.stamp_ledger import Movement, RollToMove
from webapp.turns import turns


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
    return _undo(actor, command, now)


def undo_form(actor: Actor, command: UndoActivation, *, now: datetime) -> int:
    """The same for all that was activated with it in one form and stands still.

    What somebody outside looked at is told before any of it is undone. Then some hundred at a time
    are undone, for a diary does not wait for thousands; where it breaks off, the same again undoes
    those that are left.

    Raises:
        NoSuchActivation, AlreadyUndone, SeenOutside, ReasonMissing.
    """
    standing = _standing(actor, command)
    parts = turns(standing, ROLLS_AT_ONCE)
    return sum(_undo_some(actor, part, command.reason, now=now) for part in parts)


@transactional
def _standing(actor: Actor, command: UndoActivation) -> tuple[UUID, ...]:
    activation, _ = _reached(actor, command.activation_id)
    form_id = activation.form_id
    of_form = Activation.id == activation.id if form_id is None else Activation.form_id == form_id
    stands = of_form & Activation.undone_at.is_(None)
    standing = tuple(db.session.scalars(select(Activation.id).where(stands)))
    if not standing:
        raise AlreadyUndone(at=activation.undone_at)
    _check_unseen(actor, stands)
    if not command.reason:
        raise ReasonMissing
    return standing


@transactional
def _undo_some(actor: Actor, ids: Sequence[UUID], reason: str, *, now: datetime) -> int:
    return sum(_undo(actor, UndoActivation(it, reason), now) for it in ids)


def _reached(actor: Actor, activation_id: UUID) -> tuple[Activation, StampOrder]:
    """The activation as it is under the lock of its order."""
    activation = db.session.get(Activation, activation_id)
    order = lock_order(db.session(), activation.order_id) if activation else None
    if activation is None or order is None or not reaches_order(db.session(), actor, order):
        raise NoSuchActivation
    # Whoever weighs it holds its row: else it could be weighed as it was, and never again.
    db.session.refresh(activation, with_for_update=True)
    return activation, order


def _undo(actor: Actor, command: UndoActivation, now: datetime) -> int:
    activation, order = _reached(actor, command.activation_id)
    roll = db.session.get_one(StampRoll, activation.roll_id)
    if activation.undone_at is not None:
        raise AlreadyUndone(at=activation.undone_at)
    _check_unseen(actor, Activation.id == activation.id)
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


def _check_unseen(actor: Actor, which: ColumnElement[bool]) -> None:
    """Who may undo these: the holder before the first outside look, an officer after."""
    looked = (
        select(Scan.scanned_at)
        .join(
            Activation,
            and_(
                Activation.key_id == Scan.key_id,
                Activation.first <= Scan.counter,
                Activation.last > Scan.counter,
                Activation.activated_at <= Scan.scanned_at,
            ),
        )
        .where(which, ~Scan.is_staff)
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
