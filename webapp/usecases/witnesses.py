"""Checkpoints on their way to witnesses: put there on demand, taken one by one, and noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.ledger import LedgerCheckpoint
from webapp.models.ledger_dispatch import DispatchState, LedgerDispatch, dispatch_of
from webapp.models.organisation import take_number


@dataclass(frozen=True)
class Dispatch:
    """What is to be sent, and to whom."""

    id: UUID
    witness: str
    note: str


@dataclass(frozen=True)
class Attempt:
    """How an attempt went; without a fault it was taken."""

    dispatch_id: UUID
    fault: str | None = None
    is_permanent: bool = False


@transactional
def queue_latest(actor: Actor, witnesses: Sequence[str], *, now: datetime) -> int:  # noqa: ARG001
    """Put the latest checkpoint on its way to each witness, again where one did not take it.

    What a witness has already is not sent twice. Gives back how many are on their way.
    """
    session = db.session()
    take_number(session, "ledger_checkpoint")  # nobody signs or queues meanwhile
    latest = session.scalars(
        select(LedgerCheckpoint).order_by(LedgerCheckpoint.size.desc()).limit(1)
    ).one_or_none()
    return sum(_queue(witness, latest, now) for witness in witnesses) if latest else 0


@transactional
def take_due(actor: Actor, witnesses: Sequence[str], *, now: datetime) -> Dispatch | None:  # noqa: ARG001
    """The next checkpoint that is to be sent to one of these now; of two takers each gets another.

    It counts as tried before it is sent: a worker that is killed meanwhile sends it later.
    """
    query = (
        select(LedgerDispatch)
        .where(
            LedgerDispatch.state == DispatchState.WAITING,
            LedgerDispatch.next_attempt_at <= now,
            LedgerDispatch.witness.in_(witnesses),
        )
        .order_by(LedgerDispatch.next_attempt_at, LedgerDispatch.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    due = db.session.scalars(query).one_or_none()
    if due is None:
        return None
    due.take(now)
    return Dispatch(due.id, due.witness, due.note)


@transactional
def note_attempt(actor: Actor, attempt: Attempt, *, now: datetime) -> None:  # noqa: ARG001
    """Write down how an attempt went."""
    row = db.session.get_one(LedgerDispatch, attempt.dispatch_id)
    row.fault = attempt.fault
    if attempt.fault is None:
        row.state, row.sent_at = DispatchState.SENT, now
    elif attempt.is_permanent:
        row.state = DispatchState.REFUSED


def _queue(witness: str, latest: LedgerCheckpoint, now: datetime) -> bool:
    query = select(LedgerDispatch).where(
        LedgerDispatch.witness == witness, LedgerDispatch.size == latest.size
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        db.session.add(dispatch_of(witness, latest.size, latest.note, now))
        return True
    if row.state is DispatchState.SENT:
        return False
    row.state, row.attempts, row.next_attempt_at = DispatchState.WAITING, 0, now
    return True
