"""Stamps that are void, lost, stolen, found, sent back or destroyed: said by who holds them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from traceability.errors import Forbidden, Invalid
from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange, SerialSet
from traceability.stamp_ledger import RULES, MovementKind, StampState, WrongStampState
from traceability.stamps import NoSuchRoll, OrderKind, ReasonMissing, RollOnItsWay
from webapp.db import db, transactional
from webapp.models.activation import Activation
from webapp.models.lot import Lot
from webapp.models.organisation import lock_organisation
from webapp.models.scored_stamps import forget_scores
from webapp.models.stamp_holding import StampMovement
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.models.stamp_printing import is_on_its_way
from webapp.models.stamp_reach import reaches_order
from webapp.models.stamp_supply import is_supplied_by
from webapp.stamp_ledger import Movement, RollToMove

# Only these are told by hand; printing, delivering and activating have rooms of their own.
TOLD_BY_HAND: Final = frozenset(
    {
        MovementKind.VOIDED,
        MovementKind.LOST,
        MovementKind.STOLEN,
        MovementKind.FOUND,
        MovementKind.RETURNED,
        MovementKind.DELIVERED,
        MovementKind.DESTROYED,
    }
)
# A stamp torn while it was stuck on, or found again and taken back to stock, is on its pack no
# more: another may follow. Those that were lost or stolen with the goods free nothing.
_FREES_PACKS: Final[Mapping[MovementKind, frozenset[StampState]]] = {
    MovementKind.VOIDED: frozenset({StampState.ACTIVATED}),
    MovementKind.FOUND: frozenset({StampState.LOST, StampState.STOLEN}),
}


class NotToldByHand(Invalid):
    """This does not happen to stamps by a word."""

    code = "stamp.not_told_by_hand"


class NotHeldByYou(Forbidden):
    """The stamps lie with somebody else, who has to say it."""

    code = "stamp.not_held_by_you"


class DestructionUnrecorded(Invalid):
    """A destruction needs the number of its record, and how it was done before whom."""

    code = "stamp.destruction_unrecorded"


@dataclass(frozen=True)
class MoveStamps:
    """`serials` of a roll (none: all of it that is on no goods), and why; a destruction names its
    record.

    Ranges may overlap: to scan a stamp twice names it once.
    """

    roll_id: UUID
    kind: MovementKind
    reason: str
    serials: Sequence[SerialRange] = ()
    record_number: str = ""


@transactional
def move_stamps(actor: Actor, command: MoveStamps, *, now: datetime) -> int:
    """Move stamps into another account and give back how many; the second of two is refused.

    Raises:
        NoSuchRoll, NotToldByHand, ReasonMissing, DestructionUnrecorded, NotHeldByYou,
            RollOnItsWay.
        WrongStampState, RangeOutsideHoldings: nothing was moved.
    """
    _check_said(command)
    order, roll = _roll_to_move(actor, command.roll_id)
    moving = RollToMove(db.session(), actor, (order, roll), now)
    parts = SerialSet.of(command.serials or _on_no_goods(moving, command.kind))
    if command.kind is MovementKind.FOUND:
        forget_scores(db.session(), order.key_id, parts.ranges, RULES[command.kind].before)
    for serials in parts.ranges:
        _check_held(actor, moving, roll, serials, command.kind)
        _check_at_rest(actor, moving, roll, serials, command.kind)
        if order.kind is OrderKind.ITEM:
            _free_packs(moving, serials, _FREES_PACKS.get(command.kind, frozenset()))
        _move(moving, roll, serials, command)
    return parts.count


def _on_no_goods(moving: RollToMove, kind: MovementKind) -> Sequence[SerialRange]:
    """All of a roll to which this can happen but for what is active: goods that people hold in
    their hands are named, never meant by the way.
    """
    can_move = RULES[kind].before - {StampState.ACTIVATED}
    found = [it.serials for it in moving.holdings if it.state in can_move]
    if not found:
        raise WrongStampState(state=f"stamp_state.{moving.holdings[0].state}", movement=kind)
    return found


def _move(moving: RollToMove, roll: StampRoll, serials: SerialRange, command: MoveStamps) -> None:
    told: dict[str, Any] = {"action": "moved", "movement": command.kind.value}
    told |= {"roll_id": str(roll.id), "roll": roll.number}
    told |= {"first": serials.first, "last": serials.last}
    if command.record_number:
        told["record_number"] = command.record_number
    reason = " · ".join(it for it in (command.record_number, command.reason) if it)
    moving.move([Movement(serials, command.kind, reason=reason)], told)


def _free_packs(moving: RollToMove, serials: SerialRange, out_of: Set[StampState]) -> None:
    """A stamp that was bound to goods and leaves these accounts leaves its pack without one."""
    for holding in moving.holdings:
        is_bound = holding.state in out_of and holding.activation_id is not None
        if not is_bound or not holding.serials.overlaps(serials):
            continue
        activation = db.session.get_one(Activation, holding.activation_id)
        lot = db.session.get_one(Lot, activation.lot_id, with_for_update=True)
        lot.activated_units -= holding.serials.common(serials).count


def _check_said(command: MoveStamps) -> None:
    if command.kind not in TOLD_BY_HAND:
        raise NotToldByHand(kind=command.kind)
    if not command.reason:
        raise ReasonMissing
    if command.kind is MovementKind.DESTROYED and not command.record_number:
        raise DestructionUnrecorded


def _check_held(
    actor: Actor, moving: RollToMove, roll: StampRoll, serials: SerialRange, kind: MovementKind
) -> None:
    """A printer speaks of its stock, a producer of what it got, an officer of all of it."""
    if actor.may(Permission.STAMP_APPROVE):
        return
    states = _last_held(moving, roll, serials)
    # What a printer has is what lies in stock, or lay there when it was spoilt.
    is_printer, in_stock = actor.may(Permission.STAMP_PRODUCE), {StampState.IN_STOCK}
    theirs = states <= in_stock if is_printer else not states & in_stock
    # What was found or came back is looked at by the office before it goes out again.
    if not theirs or kind in (MovementKind.FOUND, MovementKind.DELIVERED):
        raise NotHeldByYou


def _last_held(moving: RollToMove, roll: StampRoll, serials: SerialRange) -> set[StampState]:
    """Where the stamps stand; of those that are void, where they stood before: whoever had them
    then has what is left of them.
    """
    states = {it.state for it in moving.holdings if it.serials.overlaps(serials)}
    if StampState.VOID not in states:
        return states
    voided = select(StampMovement.before).where(
        StampMovement.roll_id == roll.id,
        StampMovement.after == StampState.VOID,
        StampMovement.first < serials.last,
        StampMovement.last > serials.first,
    )
    return (states - {StampState.VOID}) | set(db.session.scalars(voided.distinct()))


def _check_at_rest(
    actor: Actor, moving: RollToMove, roll: StampRoll, serials: SerialRange, kind: MovementKind
) -> None:
    """What is on its way waits to be counted; only the office says it is lost or stolen there.

    Nothing enters the roll's stock meanwhile, so that what lies in it is what was sent.
    """
    if not is_on_its_way(db.session(), roll.id):
        return
    is_office = actor.may(Permission.STAMP_APPROVE)
    if is_office and kind in (MovementKind.LOST, MovementKind.STOLEN):
        return
    touched = {it.state for it in moving.holdings if it.serials.overlaps(serials)}
    enters = RULES[kind].after is StampState.IN_STOCK
    if actor.may(Permission.STAMP_PRODUCE) or enters or StampState.IN_STOCK in touched:
        raise RollOnItsWay(roll=roll.number)


def _roll_to_move(actor: Actor, roll_id: UUID) -> tuple[StampOrder, StampRoll]:
    roll = db.session.get(StampRoll, roll_id)
    if roll is None:
        raise NoSuchRoll
    # The order of locks that activating and writing a diary keep: organisation, order, lots.
    lock_organisation(db.session(), roll.organisation_id)
    order = lock_order(db.session(), roll.order_id)
    if order is None or not _may_reach(actor, order):
        raise NoSuchRoll
    db.session.refresh(roll)
    return order, roll


def _may_reach(actor: Actor, order: StampOrder) -> bool:
    if actor.may(Permission.STAMP_PRODUCE):
        return is_supplied_by(db.session(), order, actor.organisation_id)
    return reaches_order(db.session(), actor, order)
