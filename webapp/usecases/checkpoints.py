"""Sealing the ledger: the tree grows by what was appended, and its root is signed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from traceability.calendar import civil_date
from traceability.checkpoint import LogSigner
from traceability.merkle import TreeHead, grown, root_hash
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.ledger import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    keep_nodes,
    stored_node,
)
from webapp.models.ledger_dispatch import LedgerDispatch, dispatch_of
from webapp.models.organisation import take_number

AT_ONCE: Final = 5000


@transactional
def sign_checkpoint(
    actor: Actor,  # noqa: ARG001
    signer: LogSigner,
    witnesses: Sequence[str] = (),
    *,
    now: datetime,
) -> int | None:
    """Seal all entries there are; gives back how many, or None when nothing is new.

    The first checkpoint of a day is put on its way to each of the witnesses, named here.

    Appending goes on meanwhile: what comes after this look is sealed by the next checkpoint.
    """
    session = db.session()
    take_number(session, "ledger_checkpoint")  # of two at one moment the second waits
    sealed = session.scalar(select(func.max(LedgerCheckpoint.size))) or 0
    size = session.execute(select(LedgerHead.size)).scalar_one()
    if size == sealed:
        return None
    for first in range(sealed, size, AT_ONCE):
        _grow(first, min(first + AT_ONCE, size))
    head = TreeHead(size, root_hash(size, stored_node(session)))
    note = signer.sign(head)
    session.add(LedgerCheckpoint(size=size, root=head.root.hex(), note=note, signed_at=now))
    for witness in witnesses:
        if not _was_queued(witness, civil_date(now)):
            session.add(dispatch_of(witness, size, note, now))
    return size


def _was_queued(witness: str, day: date) -> bool:
    query = select(LedgerDispatch.id).where(
        LedgerDispatch.witness == witness, LedgerDispatch.queued_on == day
    )
    return db.session.scalar(query.limit(1)) is not None


def _grow(first: int, last: int) -> None:
    """Store the subtrees that the entries `[first, last)` complete."""
    session = db.session()
    keep_nodes(session, grown(first, _leaves(first, last), stored_node(session)))


def _leaves(first: int, last: int) -> Iterator[bytes]:
    rows = db.session.scalars(
        select(LedgerEntry.leaf_hash)
        .where(LedgerEntry.position >= first, LedgerEntry.position < last)
        .order_by(LedgerEntry.position)
    )
    return (bytes.fromhex(row) for row in rows.all())
