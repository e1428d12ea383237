"""Entries for tests of the ledger that care only for how many there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tests.makers import NOW
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
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
