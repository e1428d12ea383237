"""Noting sign-ins, denied access and papers given out, which are not the ledger's matter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from traceability.roles import Actor
from webapp.db import count_changed, db, transactional
from webapp.models.audit import AuditEntry

# As docs/operations.md says.
KEPT = timedelta(days=5 * 365)


@dataclass(frozen=True)
class NoteAccess:
    """`action` is what was tried, `subject` on what; never a password or a phone number."""

    action: str
    subject: str
    outcome: str = "refused"


@transactional
def note_access(actor: Actor, command: NoteAccess, *, now: datetime) -> None:
    """Note one access that was denied (ASVS 5.0 V16: every denied access, with UTC), or by which a
    paper with names was given out.
    """
    db.session.add(
        AuditEntry(
            at=now,
            account_id=actor.account_id,
            action=command.action,
            subject=command.subject,
            outcome=command.outcome,
        )
    )


@transactional
def forget_old_audit_entries(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Delete what was noted longer ago than it is kept."""
    return count_changed(db.session(), delete(AuditEntry).where(AuditEntry.at < now - KEPT))
