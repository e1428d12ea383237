"""The holder of a code lets others pack under it, and takes that back for what is to come."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.area_code_use import (
    BadConsentDates,
    Consent,
    ConsentOverlaps,
    ConsentToSelf,
    ConsentWithdrawn,
    NoSuchConsent,
)
from traceability.area_codes import NoSuchAreaCode
from traceability.calendar import civil_date
from traceability.errors import Conflict
from traceability.organisations import NoSuchOrganisation, OrganisationKind
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.area_code import AreaCode, AreaCodeConsent, consents_of
from webapp.models.ledger import EntryKind
from webapp.models.organisation import Organisation


class ConsentIdUsed(Conflict):
    """This form gave another consent; nothing was changed."""

    code = "area_code_consent.id_used"


@dataclass(frozen=True)
class GiveConsent:
    """`most_thousandths` of kilograms, None without a bound; `consent_id` is made with the form."""

    consent_id: UUID
    area_code_id: UUID
    organisation_id: UUID
    valid_from: date
    valid_to: date | None = None
    most_thousandths: int | None = None


@dataclass(frozen=True)
class WithdrawConsent:
    consent_id: UUID
    reason: str


@transactional
def give_consent(actor: Actor, command: GiveConsent, *, now: datetime) -> UUID:
    """Let another organisation pack under a code of the own organisation.

    Of two at once for the same days, the second is told that there is one.

    Raises:
        NoSuchAreaCode: none that the actor's organisation holds.
        NoSuchOrganisation, ConsentToSelf, BadConsentDates, ConsentOverlaps.
        ConsentIdUsed: the id stands for another consent.
    """
    code = _own_code(actor, command.area_code_id)
    before = db.session.get(AreaCodeConsent, command.consent_id)
    if before is not None:
        return _given_before(before, command)
    _check(code, command, civil_date(now))
    consent = AreaCodeConsent(
        id=command.consent_id,
        area_code_id=code.id,
        organisation_id=command.organisation_id,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        most_thousandths=command.most_thousandths,
        given_by_id=actor.account_id,
        given_at=now,
    )
    db.session.add(consent)
    _record(actor, (code, consent), _given(consent), now)
    return consent.id


@transactional
def withdraw_consent(actor: Actor, command: WithdrawConsent, *, now: datetime) -> None:
    """Take a consent back from today on; what was packed before stays covered.

    Raises:
        NoSuchConsent: none of a code that the actor's organisation holds.
        ConsentWithdrawn: it was withdrawn before.
    """
    found = db.session.get(AreaCodeConsent, command.consent_id)
    if found is None:
        raise NoSuchConsent
    try:
        code = _own_code(actor, found.area_code_id)
    except NoSuchAreaCode:
        raise NoSuchConsent from None
    db.session.refresh(found)  # after the wait for the code
    if found.withdrawn_at is not None:
        raise ConsentWithdrawn
    found.withdrawn_at, found.withdrawn_by_id = now, actor.account_id
    found.withdrawn_reason = command.reason
    reason = ledger.keep_personal(db.session(), str(code.id), command.reason)
    content = {"action": "area_code_consent_withdrawn", "reason": reason}
    _record(actor, (code, found), content, now)


def _own_code(actor: Actor, area_code_id: UUID) -> AreaCode:
    """The code, locked: its consents are given and taken back one at a time."""
    query = select(AreaCode).where(AreaCode.id == area_code_id).with_for_update()
    code = db.session.execute(query).scalar_one_or_none()
    if code is None or code.holder_id != actor.organisation_id:
        raise NoSuchAreaCode
    return code


def _check(code: AreaCode, command: GiveConsent, today: date) -> None:
    user = db.session.get(Organisation, command.organisation_id)
    if user is None or user.kind is OrganisationKind.AGENCY:
        raise NoSuchOrganisation
    if user.id == code.holder_id:
        raise ConsentToSelf
    last = command.valid_to
    if last is not None and (last < command.valid_from or last < today):
        raise BadConsentDates
    wanted = Consent(command.valid_from, command.valid_to)
    if any(wanted.overlaps(it) for it in consents_of(db.session(), code.id, user.id)):
        raise ConsentOverlaps


def _given_before(before: AreaCodeConsent, command: GiveConsent) -> UUID:
    names = ("area_code_id", "organisation_id", "valid_from", "valid_to", "most_thousandths")
    if any(getattr(before, name) != getattr(command, name) for name in names):
        raise ConsentIdUsed
    return before.id


def _given(consent: AreaCodeConsent) -> dict[str, Any]:
    return {
        "action": "area_code_consent_given",
        "valid_from": consent.valid_from.isoformat(),
        "valid_to": consent.valid_to.isoformat() if consent.valid_to else None,
        "most_thousandths": consent.most_thousandths,
    }


def _record(
    actor: Actor,
    about: tuple[AreaCode, AreaCodeConsent],
    content: dict[str, Any],
    now: datetime,
) -> None:
    code, consent = about
    told = content | {
        "code": code.code,
        "consent_id": str(consent.id),
        "organisation_id": str(consent.organisation_id),
    }
    subject = (code.id, code.holder_id)
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, told, now)
    ledger.append(db.session(), entry)
