"""Noting sign-ins and denied access, which are not the ledger's matter."""

from dataclasses import dataclass
from datetime import datetime

from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.audit import AuditEntry


@dataclass(frozen=True)
class NoteAccess:
    """`action` is what was tried, `subject` on what; never a password or a phone number."""

    action: str
    subject: str
    outcome: str = "refused"


@transactional
def note_access(actor: Actor, command: NoteAccess, *, now: datetime) -> None:
    """Note one access that was denied (ASVS 5.0 V16: every denied access, with UTC)."""
    db.session.add(
        AuditEntry(
            at=now,
            account_id=actor.account_id,
            action=command.action,
            subject=command.subject,
            outcome=command.outcome,
        )
    )
