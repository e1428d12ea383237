"""Suspending an organisation, so that no lot of it is released or stamped, and letting it go on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from traceability.errors import Conflict, Forbidden
from traceability.lots import ReasonMissing
from traceability.organisations import NoSuchOrganisation, OrganisationKind
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.organisation import Organisation, lock_organisation


class AgencyNotSuspended(Forbidden):
    """Agencies make no goods, and are not set aside by one another."""

    code = "organisation.agency_not_suspended"


class AlreadySuspended(Conflict):
    """Somebody suspended it before."""

    code = "organisation.already_suspended"


class NotSuspended(Conflict):
    """It is active, or was let go on meanwhile."""

    code = "organisation.not_suspended"


@dataclass(frozen=True)
class SuspendOrganisation:
    """`reason` is shown to its people; the ledger holds only a commitment to it."""

    organisation_id: UUID
    reason: str


@dataclass(frozen=True)
class ResumeOrganisation:
    organisation_id: UUID


@transactional
def suspend_organisation(actor: Actor, command: SuspendOrganisation, *, now: datetime) -> None:
    """Stop releases and stamps; its diary goes on, for what happens is told all the same.

    Raises:
        NoSuchOrganisation, AgencyNotSuspended, AlreadySuspended, ReasonMissing.
    """
    if not command.reason.strip():
        raise ReasonMissing
    organisation = _to_change(command.organisation_id)
    if organisation.suspended_at is not None:
        raise AlreadySuspended
    organisation.suspended_at, organisation.suspended_reason = now, command.reason
    sealed = ledger.keep_personal(db.session(), str(organisation.id), command.reason)
    _record(actor, organisation, {"action": "suspended", "reason": sealed}, now)


@transactional
def resume_organisation(actor: Actor, command: ResumeOrganisation, *, now: datetime) -> None:
    """Let it release and stamp again.

    Raises:
        NoSuchOrganisation, AgencyNotSuspended, NotSuspended.
    """
    organisation = _to_change(command.organisation_id)
    if organisation.suspended_at is None:
        raise NotSuspended
    organisation.suspended_at = organisation.suspended_reason = None
    _record(actor, organisation, {"action": "resumed"}, now)


def _to_change(organisation_id: UUID) -> Organisation:
    organisation = lock_organisation(db.session(), organisation_id)
    if organisation is None:
        raise NoSuchOrganisation
    if organisation.kind is OrganisationKind.AGENCY:
        raise AgencyNotSuspended
    return organisation


def _record(
    actor: Actor, organisation: Organisation, content: dict[str, Any], now: datetime
) -> None:
    content |= {"organisation_id": str(organisation.id)}
    subject = (organisation.id, organisation.id)
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
    ledger.append(db.session(), entry)
