"""Sealing the ledger: the tree grows by what was appended, and its root is signed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select

from traceability.checkpoint import LogSigner
from traceability.merkle import Node, TreeHead, grown, root_hash
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.ledger import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    LedgerNode,
    stored_node,
)
from webapp.models.organisation import take_number

AT_ONCE: Final = 5000


@transactional
def sign_checkpoint(actor: Actor, signer: LogSigner, *, now: datetime) -> int | None:  # noqa: ARG001
    """Seal all entries there are; gives back how many, or None when nothing is new.

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
    session.add(
        LedgerCheckpoint(size=size, root=head.root.hex(), note=signer.sign(head), signed_at=now)
    )
    return size


def _grow(first: int, last: int) -> None:
    """Store the subtrees that the entries `[first, last)` complete."""
    session = db.session()
    node: Node = stored_node(session)
    complete = [
        {"level": one.level, "index": one.index, "hash": one.hash.hex()}
        for one in grown(first, _leaves(first, last), node)
    ]
    session.execute(insert(LedgerNode), complete)


def _leaves(first: int, last: int) -> Iterator[bytes]:
    rows = db.session.scalars(
        select(LedgerEntry.leaf_hash)
        .where(LedgerEntry.position >= first, LedgerEntry.position < last)
        .order_by(LedgerEntry.position)
    )
    return (bytes.fromhex(row) for row in rows.all())
