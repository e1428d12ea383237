"""Entries for tests of the ledger that care only for how many there are."""

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
    for _ in range(count):
        subject = (uuid4(), ORGANISATION)
        entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, NOW)
        ledger.append(db.session(), entry)
