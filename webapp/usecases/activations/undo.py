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
from webapp.models.activation import Activation, has_stamps
from webapp.models.lot import Lot
from webapp.models.scan import Scan
from webapp.models.scored_stamps import forget_scores
from webapp.models.stamp_holding import holdings_of_rolls
from webapp.models.stamp_order import StampOrder, lock_order
from webapp.models.stamp_reach import reaches_order
from webapp.stamp_ledger import Movement, RollEntry, RollsToMove
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
    activation, order = _reached(actor, command.activation_id)
    if activation.undone_at is not None:
        raise AlreadyUndone(at=activation.undone_at)
    return _undo(actor, command.reason, order, [activation], now)


def undo_form(actor: Actor, command: UndoActivation, *, now: datetime) -> int:
    """The same for all that was activated with it in one form and stands still.

    What somebody outside looked at is told before any of it is undone. Then some hundred at a time
    are undone, for a diary does not wait for thousands; where it breaks off, the same again undoes
    those that are left. What another one undoes meanwhile is passed over.

    Raises:
        NoSuchActivation, AlreadyUndone, SeenOutside, ReasonMissing.
    """
    standing = _standing(actor, command)
    parts = turns(standing, ROLLS_AT_ONCE)
    return sum(_undo_some(actor, command, part, now=now) for part in parts)


@transactional
def _standing(actor: Actor, command: UndoActivation) -> tuple[UUID, ...]:
    activation, _ = _reached(actor, command.activation_id)
    form_id = activation.form_id
    of_form = Activation.id == activation.id if form_id is None else Activation.form_id == form_id
    stands = of_form & Activation.undone_at.is_(None)
    along = select(Activation.id).where(stands).order_by(Activation.first)
    standing = tuple(db.session.scalars(along))
    if not standing:
        raise AlreadyUndone(at=activation.undone_at)
    _check_unseen(actor, stands)
    if not command.reason:
        raise ReasonMissing
    return standing


@transactional
def _undo_some(actor: Actor, command: UndoActivation, ids: Sequence[UUID], *, now: datetime) -> int:
    _, order = _reached(actor, command.activation_id)
    of_part = select(Activation).where(Activation.id.in_(ids)).order_by(Activation.first)
    locked = of_part.with_for_update().execution_options(populate_existing=True)
    standing = [it for it in db.session.scalars(locked) if it.undone_at is None]
    return _undo(actor, command.reason, order, standing, now) if standing else 0


def _reached(actor: Actor, activation_id: UUID) -> tuple[Activation, StampOrder]:
    """The activation as it is under the lock of its order."""
    activation = db.session.get(Activation, activation_id)
    order = lock_order(db.session(), activation.order_id) if activation else None
    if activation is None or order is None or not reaches_order(db.session(), actor, order):
        raise NoSuchActivation
    # Whoever weighs it holds its row: else it could be weighed as it was, and never again.
    db.session.refresh(activation, with_for_update=True)
    return activation, order


def _undo(
    actor: Actor,
    reason: str,
    order: StampOrder,
    activations: Sequence[Activation],
    now: datetime,
) -> int:
    """Undo those of one form, or a single one, as one thing: their rows are locked before what
    looks left, and that before the lot, for workers that weigh and score keep that order.
    """
    session = db.session()
    _check_unseen(actor, Activation.id.in_([it.id for it in activations]))
    if not reason:
        raise ReasonMissing
    wrongly = [SerialRange(it.first, it.last) for it in activations]
    forget_scores(session, order.key_id, wrongly, {StampState.ACTIVATED})
    held = holdings_of_rolls(session, {it.roll_id for it in activations})
    moving = RollsToMove(session, actor, order, held, now)
    entries = [_entry(it, moving, reason) for it in activations]
    for activation in activations:
        activation.undone_by_id, activation.undone_at = actor.account_id, now
        activation.undone_reason = reason
        activation.is_weighed = False  # what was odd about it may be no more
    count = sum(it.serials.count for entry in entries for it in entry.movements)
    _take_from_lot(activations[0].lot_id, count if order.kind is OrderKind.ITEM else 0)
    moving.move(entries)
    return count


def _entry(activation: Activation, moving: RollsToMove, reason: str) -> RollEntry:
    roll_id, kind = activation.roll_id, MovementKind.ACTIVATION_UNDONE
    told: dict[str, Any] = {"action": "activation_undone", "activation_id": str(activation.id)}
    told |= {"roll_id": str(roll_id), "first": activation.first, "last": activation.last}
    active = [
        it.serials
        for it in moving.holdings[roll_id]
        if it.state is StampState.ACTIVATED and it.activation_id == activation.id
    ]
    return RollEntry(roll_id, [Movement(it, kind, reason=reason) for it in active], told)


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


def _take_from_lot(lot_id: UUID, count: int) -> None:
    """The activations are undone; where none is left, nothing of the lot is on the market."""
    lot = db.session.execute(select(Lot).where(Lot.id == lot_id).with_for_update()).scalar_one()
    lot.activated_units -= count
    if lot.state is LotState.ON_MARKET and not db.session.scalar(select(has_stamps(lot.id))):
        lot.state = LotState.PACKED
