"""Certificates: a manager submits and renews, an officer of elsewhere verifies or refuses."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.certificates import (
    STANDING,
    CertificateHandedInBefore,
    CertificateKind,
    CertificateOver,
    CertificateScope,
    CertificateStatus,
    CertificateTerm,
    NoSuchCertificate,
    NotWithdrawable,
    ScopeMissing,
    check_dates,
    check_not_own,
    check_undecided,
    term_on,
)
from traceability.errors import Conflict, Invalid
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.documents import put_document
from webapp.models.account import Membership
from webapp.models.certificate import Certificate, CertificatePlace, CertificateProduct
from webapp.models.file import KeptDocument, keep_document
from webapp.models.ledger import EntryKind
from webapp.models.organisation import lock_organisation
from webapp.models.place import Place
from webapp.models.product import Product

# What makes two requests with one id the same certificate.
_CONTENT = ("kind", "number", "issuer", "standard", "scope", "issued_on", "valid_to", "file_sha256")


class CertificateIdUsed(Conflict):
    """This form submitted a certificate that says something else; nothing was changed."""

    code = "certificate.id_used"


class CertificateReasonMissing(Invalid):
    """A decision without a reason would not stand."""

    code = "certificate.reason_missing"


@dataclass(frozen=True)
class CertificateFacts:
    """What stands on the paper; `covered` are the products or places of its scope."""

    kind: CertificateKind
    number: str
    issuer: str
    standard: str
    scope: CertificateScope
    issued_on: date
    valid_to: date | None
    covered: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class SubmitCertificate:
    """`certificate_id` is made with the form, so that pressing twice submits once."""

    certificate_id: UUID
    facts: CertificateFacts
    file: bytes
    renews_id: UUID | None = None


@dataclass(frozen=True)
class DecideCertificate:
    """`reason` says what the paper was held against, or why it is refused."""

    certificate_id: UUID
    is_verified: bool
    reason: str


@dataclass(frozen=True)
class WithdrawCertificate:
    certificate_id: UUID
    reason: str


def submit_certificate(
    actor: Actor, command: SubmitCertificate, storage: Storage, *, now: datetime
) -> UUID:
    """Hand in a certificate of the own organisation, to be verified; a renewal is a new one.

    Raises:
        BadCertificateDates, ScopeMissing: what was typed cannot be.
        NoSuchCertificate: the id, or the one it renews, is another organisation's.
        CertificateIdUsed: the id stands for a certificate that says something else.
        CertificateHandedInBefore: the same paper waits or is verified.
        document.*, picture.*: the file is not a paper that can be kept.
    """
    facts = command.facts
    check_dates(facts.kind, facts.issued_on, facts.valid_to, civil_date(now))
    return _submit(actor, command, put_document(storage, command.file), now=now)


@transactional
def _submit(
    actor: Actor, command: SubmitCertificate, document: KeptDocument, *, now: datetime
) -> UUID:
    session = db.session()
    if lock_organisation(session, actor.organisation_id) is None:
        raise NoSuchCertificate
    wanted = _certificate(actor, command, document, now)
    before = session.get(Certificate, command.certificate_id)
    if before is not None:
        return _submitted_before(before, wanted, command.facts)
    _check_new(wanted)
    _check_renewed(actor, command.renews_id)
    links = _links(actor, command)
    _record(actor, wanted, _said(wanted, command.facts), now)
    keep_document(session, document, actor.organisation_id, now=now)  # files after the head
    session.add(wanted)
    session.flush()
    session.add_all(links)
    return wanted.id


@transactional
def decide_certificate(actor: Actor, command: DecideCertificate, *, now: datetime) -> None:
    """Verify or refuse; of two officers at once the second is told that it is done.

    Raises:
        CertificateReasonMissing, NoSuchCertificate, CertificateDecided.
        OwnCertificate: the officer belongs to the organisation that submitted it.
        CertificateOver: what has expired is not verified any more.
    """
    if not command.reason:
        raise CertificateReasonMissing
    certificate = _locked(command.certificate_id)
    check_undecided(certificate.status)
    check_not_own(certificate.organisation_id, _organisations_of(actor))
    term = term_on(certificate.issued_on, certificate.valid_to, civil_date(now))
    if command.is_verified and term is CertificateTerm.EXPIRED:
        raise CertificateOver
    decided = CertificateStatus.VERIFIED if command.is_verified else CertificateStatus.REFUSED
    certificate.status = decided
    certificate.decided_by_id, certificate.decided_at = actor.account_id, now
    certificate.decided_for_id = actor.organisation_id
    certificate.decided_reason = command.reason
    said = _reasoned(certificate, decided.value, command.reason)
    decided_for = str(actor.organisation_id) if actor.organisation_id else None
    _record(actor, certificate, said | {"decided_for_id": decided_for}, now)


@transactional
def withdraw_certificate(actor: Actor, command: WithdrawCertificate, *, now: datetime) -> None:
    """Take a certificate back: its organisation's manager, or an officer, for the public page.

    Raises:
        CertificateReasonMissing, NoSuchCertificate.
        NotWithdrawable: it was refused or withdrawn before.
    """
    if not command.reason:
        raise CertificateReasonMissing
    certificate = _locked(command.certificate_id)
    if not actor.sees_every_organisation and certificate.organisation_id != actor.organisation_id:
        raise NoSuchCertificate
    if certificate.status not in STANDING:
        raise NotWithdrawable
    certificate.status = CertificateStatus.WITHDRAWN
    certificate.withdrawn_by_id, certificate.withdrawn_at = actor.account_id, now
    certificate.withdrawn_reason = command.reason
    _record(actor, certificate, _reasoned(certificate, "withdrawn", command.reason), now)


def _certificate(
    actor: Actor, command: SubmitCertificate, document: KeptDocument, now: datetime
) -> Certificate:
    facts = command.facts
    return Certificate(
        id=command.certificate_id,
        organisation_id=actor.organisation_id,
        kind=facts.kind,
        number=facts.number,
        issuer=facts.issuer,
        standard=facts.standard,
        scope=facts.scope,
        issued_on=facts.issued_on,
        valid_to=facts.valid_to,
        file_sha256=document.sha256,
        shown_sha256=document.shown_sha256,
        status=CertificateStatus.SUBMITTED,
        renews_id=command.renews_id,
        submitted_by_id=actor.account_id,
        submitted_at=now,
    )


def _submitted_before(before: Certificate, wanted: Certificate, facts: CertificateFacts) -> UUID:
    if before.organisation_id != wanted.organisation_id:
        raise NoSuchCertificate
    is_same = all(getattr(before, name) == getattr(wanted, name) for name in _CONTENT)
    if not is_same or _covered(before.id) != set(facts.covered):
        raise CertificateIdUsed
    return before.id


def _covered(certificate_id: UUID) -> set[UUID]:
    products = select(CertificateProduct.product_id).where(
        CertificateProduct.certificate_id == certificate_id
    )
    places = select(CertificatePlace.place_id).where(
        CertificatePlace.certificate_id == certificate_id
    )
    return set(db.session.scalars(products)) | set(db.session.scalars(places))


def _check_new(wanted: Certificate) -> None:
    same = select(Certificate.id).where(
        Certificate.organisation_id == wanted.organisation_id,
        Certificate.kind == wanted.kind,
        Certificate.number == wanted.number,
        Certificate.issued_on == wanted.issued_on,
        Certificate.status.in_(STANDING),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise CertificateHandedInBefore


def _check_renewed(actor: Actor, renews_id: UUID | None) -> None:
    if renews_id is None:
        return
    renewed = db.session.get(Certificate, renews_id)
    if renewed is None or renewed.organisation_id != actor.organisation_id:
        raise NoSuchCertificate


def _links(
    actor: Actor, command: SubmitCertificate
) -> list[CertificateProduct] | list[CertificatePlace]:
    """One row for each product or place; all of them must be the organisation's."""
    facts, id_ = command.facts, command.certificate_id
    if facts.scope is CertificateScope.ORGANISATION:
        return []
    table = Product if facts.scope is CertificateScope.PRODUCTS else Place
    wanted = set(facts.covered)
    own = select(table.id).where(
        table.id.in_(wanted), table.organisation_id == actor.organisation_id
    )
    if not wanted or set(db.session.scalars(own)) != wanted:
        raise ScopeMissing
    if facts.scope is CertificateScope.PRODUCTS:
        return [CertificateProduct(certificate_id=id_, product_id=it) for it in sorted(wanted)]
    return [CertificatePlace(certificate_id=id_, place_id=it) for it in sorted(wanted)]


def _locked(certificate_id: UUID) -> Certificate:
    query = select(Certificate).where(Certificate.id == certificate_id).with_for_update()
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NoSuchCertificate
    return found


def _organisations_of(actor: Actor) -> frozenset[UUID]:
    """Wherever the person is a member, not only where they work at the moment."""
    query = select(Membership.organisation_id).where(
        Membership.account_id == actor.account_id, Membership.ended_at.is_(None)
    )
    here = {actor.organisation_id} if actor.organisation_id else set()
    return frozenset(db.session.scalars(query)) | here


def _said(certificate: Certificate, facts: CertificateFacts) -> dict[str, Any]:
    """Free words may hold a name: the ledger has commitments to them."""
    session, subject = db.session(), str(certificate.id)
    words = {"number": facts.number, "issuer": facts.issuer, "standard": facts.standard}
    sealed = {name: ledger.keep_personal(session, subject, it) for name, it in words.items() if it}
    return sealed | {
        "action": "certificate_submitted",
        "certificate": facts.kind.value,
        "scope": facts.scope.value,
        "covered": sorted(map(str, facts.covered)),
        "issued_on": facts.issued_on.isoformat(),
        "valid_to": facts.valid_to.isoformat() if facts.valid_to else None,
        "file_sha256": certificate.file_sha256,
        "shown_sha256": certificate.shown_sha256,
        "renews": str(certificate.renews_id) if certificate.renews_id else None,
    }


def _reasoned(certificate: Certificate, decided: str, reason: str) -> dict[str, Any]:
    commitment = ledger.keep_personal(db.session(), str(certificate.id), reason)
    return {"action": f"certificate_{decided}", "reason": commitment}


def _record(actor: Actor, about: Certificate, content: dict[str, Any], now: datetime) -> None:
    subject = (about.id, about.organisation_id)
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
    ledger.append(db.session(), entry)
