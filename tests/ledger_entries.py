"""Entries for tests of the ledger that care only for how many there are."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from tests.makers import NOW
from traceability.merkle import leaf_hash
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models import LedgerEntry, LedgerHead
from webapp.models.ledger import EntryKind

ORGANISATION = UUID(int=7)


@transactional
def append(actor: Actor, count: int, filling: str = "") -> None:
    """So many decisions in one transaction; `filling` makes them as large as is wanted."""
    content = {"action": "tested", "filling": filling}
    entries = [
        ledger.Entry.of_now(actor, EntryKind.DECISION, (uuid4(), ORGANISATION), content, NOW)
        for _ in range(count)
    ]
    ledger.append_all(db.session(), entries)


@transactional
def append_entry(
    actor: Actor,
    kind: EntryKind,
    subject: tuple[UUID, UUID | None],
    content: Mapping[str, Any],
    now: datetime,
) -> None:
    """One entry as it is given."""
    ledger.append(db.session(), ledger.Entry.of_now(actor, kind, subject, content, now))


def size() -> int:
    """How many entries there are."""
    return db.session.scalars(select(LedgerHead.size)).one()


def change(position: int, **values: object) -> None:
    """Edit an entry behind the application's back."""
    where = LedgerEntry.position == position
    db.session.execute(update(LedgerEntry).where(where).values(**values))


def rewrite_body(position: int) -> str:
    """Another body, with hashes that fit it."""
    body = db.session.scalar(select(LedgerEntry.body).where(LedgerEntry.position == position))
    other = body.replace('"photos":[]', '"photos":["x"]')
    assert other != body
    leaf = leaf_hash(other.encode()).hex()
    change(
        position,
        body=other,
        body_sha256=hashlib.sha256(other.encode()).hexdigest(),
        leaf_hash=leaf,
    )
    return leaf
