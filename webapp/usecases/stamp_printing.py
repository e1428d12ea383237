"""Printing: the producer's own sheets, and the appointed printer's proof and reports.

What was printed once is not printed again: a stamp that was spoilt is void, and a new serial takes
its place.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from traceability.errors import Conflict, Forbidden, Invalid
from traceability.keyring import SerialPlace
from traceability.roles import Actor, Permission
from traceability.serial_ranges import SerialRange, SerialSet
from traceability.stamp_ledger import GONE, MovementKind, RangeOutsideHoldings, StampState
from traceability.stamps import (
    ROLLS_AT_ONCE,
    NoSuchOrder,
    NoSuchRoll,
    PrintedBefore,
    ProofMissing,
    ReasonMissing,
    check_approved,
)
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.stamp_holding import StampMovement
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.models.stamp_reach import reaches_order
from webapp.models.stamp_supply import is_supplied_by, lock_supplied_rolls, works_for_supplier
from webapp.stamp_ledger import Movement, RollToMove
from webapp.turns import turns

OWN_SHEETS: Final = 3
OWN_SHEET_DAYS: Final = 7


class RollGone(Conflict):
    """The roll is void, lost, stolen or destroyed: nothing of it is printed again."""

    code = "stamp.roll_gone"


class PrintedBySupplier(Conflict):
    """The department appointed a printer for this order: nobody else prints it."""

    code = "stamp.printed_by_supplier"


class ReportedOtherwise(Conflict):
    """The roll was reported before, with other stamps spoilt: what was said stands."""

    code = "stamp.reported_otherwise"


class NotAProof(Invalid):
    """What was scanned is no stamp of this order's proof sheet."""

    code = "stamp.not_a_proof"


class OwnProof(Forbidden):
    """Who works for the printer does not approve its proof, signed in for whomever."""

    code = "stamp.own_proof"


@dataclass(frozen=True)
class ApproveProof:
    """`scanned` is what the camera read from the proof sheet."""

    order_id: UUID
    scanned: SerialPlace | None


@dataclass(frozen=True)
class ReportPrinting:
    """Rolls of one order came off the press; `spoilt` are stamps on them that are no good, and why.

    Ranges may overlap, and reach from one of the rolls into the next. `key_id` is the key of the
    codes by which they were told; None where none was typed.
    """

    roll_ids: Sequence[UUID]
    spoilt: Sequence[SerialRange] = ()
    reason: str = ""
    key_id: int | None = None


@transactional
def record_printing(actor: Actor, roll_id: UUID, *, now: datetime) -> None:
    """Record that the producer took out the sheet of a roll; the first time it is delivered, too.

    Raises:
        NoSuchRoll: not a roll of this organisation.
        RollGone: it was withdrawn meanwhile.
        PrintedBySupplier: an appointed printer prints it.
        PrintedBefore: a week has passed, the sheet was taken out often, or stamps of it are active.
    """
    order, roll = _own_roll(actor, roll_id)
    check_approved(order.state)
    if order.supplier_id is not None:
        raise PrintedBySupplier
    moving = RollToMove(db.session(), actor, (order, roll), now)
    states = {holding.state for holding in moving.holdings}
    if states <= GONE:
        raise RollGone(state=min(states))
    is_first = states == {StampState.NOT_PRINTED}
    if not is_first:
        _check_own_again(roll, states, now)
    roll.downloads += 1
    told: dict[str, Any] = {"action": "printed", "roll": roll.number, "download": roll.downloads}
    told |= {"roll_id": str(roll.id), "first": roll.first, "last": roll.last}
    if is_first:
        roll.printed_by_id, roll.printed_at, roll.delivered_at = actor.account_id, now, now
        kinds = (MovementKind.PRINTED, MovementKind.DELIVERED)
        moving.move([Movement(roll.serials, kind) for kind in kinds], told)
    else:
        _record(actor, order, told, now)


@transactional
def record_proof(actor: Actor, order_id: UUID, *, now: datetime) -> None:
    """Record that the printer took out the proof sheet; the first time is when there is one.

    Raises:
        NoSuchOrder: not one this printer prints.
    """
    order = lock_order(db.session(), order_id)
    if order is None or not is_supplied_by(db.session(), order, actor.organisation_id):
        raise NoSuchOrder
    if order.proof_made_at is not None:
        return
    order.proof_made_at = now
    _record(actor, order, {"action": "proof_made"}, now)


@transactional
def approve_proof(actor: Actor, command: ApproveProof, *, now: datetime) -> None:
    """Approve the proof sheet by scanning a stamp of it; only then may the run be printed.

    Raises:
        NoSuchOrder; OwnProof: by the printer itself, or somebody who works there, too.
        NotAProof: what was scanned is not of this order's sheet.
    """
    order = lock_order(db.session(), command.order_id)
    if order is None or not _concerns(actor, order):
        raise NoSuchOrder
    check_approved(order.state)
    # One person may be a member of both sides: four eyes are two people, not two roles.
    if works_for_supplier(db.session(), order, actor.account_id):
        raise OwnProof
    if not _is_proof(order, command.scanned):
        raise NotAProof
    if order.proof_approved_at is not None:
        return
    order.proof_approved_by_id, order.proof_approved_at = actor.account_id, now
    _record(actor, order, {"action": "proof_approved"}, now)


def report_printing(actor: Actor, command: ReportPrinting, *, now: datetime) -> None:
    """Enter rolls as printed, all but what was spoilt; they stand in stock from then on.

    What is wrong with a report is told before any of it is entered. Then some hundred rolls are
    entered at a time, for a diary does not wait for thousands; where it breaks off, the same report
    enters those that are left. Once all are entered it changes nothing.

    Raises:
        NoSuchRoll, ProofMissing.
        ReportedOtherwise: a roll was reported before, with other stamps spoilt.
        RangeOutsideHoldings: some of what was spoilt is on none of the rolls.
        ReasonMissing: nothing is said of what was spoilt.
    """
    left = _rolls_to_report(actor, command)
    for part in turns(left, ROLLS_AT_ONCE):
        _enter_runs(actor, part, command, now=now)


@transactional
def _rolls_to_report(actor: Actor, command: ReportPrinting) -> tuple[UUID, ...]:
    order, rolls = lock_supplied_rolls(db.session(), actor.organisation_id, command.roll_ids)
    if order.proof_approved_at is None:
        raise ProofMissing
    spoilt = SerialSet.of(command.spoilt)
    on_rolls = sum(it.count for roll in rolls for it in spoilt.common(roll.serials))
    if on_rolls != spoilt.count or not order.is_of_key(command.key_id):
        raise RangeOutsideHoldings(first=rolls[0].first, last=rolls[-1].last)
    if command.spoilt and not command.reason:
        raise ReasonMissing
    return tuple(roll.id for roll in _unreported(order, rolls, spoilt))


@transactional
def _enter_runs(
    actor: Actor, roll_ids: Sequence[UUID], command: ReportPrinting, *, now: datetime
) -> None:
    order, rolls = lock_supplied_rolls(db.session(), actor.organisation_id, roll_ids)
    spoilt = SerialSet.of(command.spoilt)
    for roll in _unreported(order, rolls, spoilt):  # the same form may have come twice at once
        bad = spoilt.common(roll.serials)
        movements = [Movement(roll.serials, MovementKind.PRINTED)]
        movements += [Movement(it, MovementKind.SPOILT, reason=command.reason) for it in bad]
        roll.printed_by_id, roll.printed_at = actor.account_id, now
        told: dict[str, Any] = {"action": "run_printed", "roll": roll.number}
        told |= {"spoilt": [[it.first, it.last] for it in bad]}
        told |= {"roll_id": str(roll.id), "first": roll.first, "last": roll.last}
        RollToMove(db.session(), actor, (order, roll), now).move(movements, told)


def _unreported(
    order: StampOrder, rolls: Sequence[StampRoll], spoilt: SerialSet
) -> Iterator[StampRoll]:
    runs = _runs(order, rolls)
    for roll in rolls:
        if roll.id not in runs:
            yield roll
        elif runs[roll.id] != spoilt.common(roll.serials):
            raise ReportedOtherwise(roll=roll.number)


def _runs(order: StampOrder, rolls: Sequence[StampRoll]) -> dict[UUID, tuple[SerialRange, ...]]:
    """What was spoilt on those of the rolls that were reported, as their entries said."""
    run = aliased(StampMovement)
    query = (
        select(StampMovement.roll_id, StampMovement.kind, StampMovement.first, StampMovement.last)
        .join(run, run.position == StampMovement.position)
        .where(
            run.order_id == order.id,
            run.kind == MovementKind.PRINTED,
            StampMovement.roll_id.in_([roll.id for roll in rolls]),
        )
    )
    spoilt: defaultdict[UUID, SerialSet] = defaultdict(SerialSet)
    for row in db.session.execute(query):
        held = spoilt[row.roll_id]
        if row.kind is MovementKind.SPOILT:
            held.add(SerialRange(row.first, row.last))
    return {roll_id: held.ranges for roll_id, held in spoilt.items()}


def _check_own_again(roll: StampRoll, states: set[StampState], now: datetime) -> None:
    began = roll.printed_at or now
    is_late = now >= began + timedelta(days=OWN_SHEET_DAYS)
    if is_late or roll.downloads >= OWN_SHEETS or states != {StampState.DELIVERED}:
        raise PrintedBefore(
            roll=roll.number, at=roll.printed_at, most=OWN_SHEETS, days=OWN_SHEET_DAYS
        )


def _is_proof(order: StampOrder, scanned: SerialPlace | None) -> bool:
    if scanned is None or scanned.key_id != order.key_id or not order.proof_count:
        return False
    proofs = SerialRange.of(order.serials.last, order.proof_count)
    return proofs.contains(scanned.counter)


def _concerns(actor: Actor, order: StampOrder) -> bool:
    if actor.may(Permission.STAMP_PRODUCE):
        return is_supplied_by(db.session(), order, actor.organisation_id)
    return reaches_order(db.session(), actor, order)


def _own_roll(actor: Actor, roll_id: UUID) -> tuple[StampOrder, StampRoll]:
    roll = db.session.get(StampRoll, roll_id)
    if roll is None or roll.organisation_id != actor.organisation_id:
        raise NoSuchRoll
    return _locked(roll)


def _locked(roll: StampRoll) -> tuple[StampOrder, StampRoll]:
    order = lock_order(db.session(), roll.order_id)
    if order is None:
        raise NoSuchRoll
    db.session.refresh(roll)
    return order, roll


def _record(actor: Actor, order: StampOrder, content: dict[str, Any], now: datetime) -> None:
    subject = (order.id, order.organisation_id)
    entry = ledger.Entry.of_now(actor, EntryKind.STAMP, subject, content, now)
    ledger.append(db.session(), entry)
