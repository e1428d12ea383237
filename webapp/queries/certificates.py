"""Certificates as their organisation, its officers and buyers see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, case, select, true
from sqlalchemy.orm import aliased

from traceability.calendar import civil_date
from traceability.certificates import (
    SOON,
    STANDING,
    CertificateKind,
    CertificateScope,
    CertificateStatus,
    CertificateTerm,
    NoSuchCertificate,
    term_on,
)
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.certificate import (
    Certificate,
    CertificatePlace,
    CertificateProduct,
    in_force_on,
)
from webapp.models.file import StoredFile
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.listings import Listing, listed
from webapp.queries.verdict_goods import Message

_TONES = {
    CertificateStatus.SUBMITTED: "info",
    CertificateStatus.VERIFIED: "green",
    CertificateStatus.REFUSED: "red",
    CertificateStatus.WITHDRAWN: "grey",
}
_Decider = aliased(Account, name="decider")
_Submitter = aliased(Account, name="submitter")
_Agency = aliased(Organisation, name="agency")
_Renewal = aliased(Certificate, name="renewal")


@dataclass(frozen=True)
class CertificateFilter:
    """What the address of the list says; pages count from 1."""

    status: CertificateStatus | None = None
    number: int = 1


@dataclass(frozen=True)
class CertificateRow:
    """One certificate in a list; `term` is how it stands by its dates."""

    id: UUID
    organisation_name: str
    kind: CertificateKind
    number: str
    issuer: str
    issued_on: date
    valid_to: date | None
    status: CertificateStatus
    submitted_at: datetime
    term: CertificateTerm
    days_left: int

    @property
    def kind_code(self) -> str:
        """The code whose words name the kind."""
        return f"certificate.kind.{self.kind.value}"

    @property
    def state(self) -> Message:
        """Where it stands, in one sentence; what was verified is told by its dates."""
        if self.status is not CertificateStatus.VERIFIED:
            return Message(f"certificate_status.{self.status.value}")
        return Message(f"certificate_term.{self.term.value}", {"days": self.days_left})

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        if self.status is CertificateStatus.VERIFIED and self.term is not CertificateTerm.VALID:
            return "amber" if self.term is CertificateTerm.EXPIRING else "grey"
        return _TONES[self.status]


@dataclass(frozen=True)
class CertificatePage:
    """One certificate with all that is known of it, and what may be done with it."""

    row: CertificateRow
    standard: str
    scope: CertificateScope
    covered: tuple[str, ...]
    is_pdf: bool
    size: int
    shown_sha256: str | None
    submitted_by: str
    decided_by: str | None
    decided_for: str | None
    decided_at: datetime | None
    decided_reason: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    renews_id: UUID | None
    may_decide: bool
    may_withdraw: bool
    may_renew: bool

    @property
    def scope_code(self) -> str:
        """The code whose words say what it speaks about."""
        return f"certificate.scope.{self.scope.value}"


@dataclass(frozen=True)
class CertificateFile:
    """What is handed out as a download."""

    sha256: str
    is_pdf: bool


@dataclass(frozen=True)
class CertificateChoices:
    """What a certificate may speak about, as pairs of id and name."""

    products: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]


def certificate_list(
    actor: Actor, wanted: CertificateFilter, *, now: datetime
) -> Listing[CertificateRow]:
    """The organisation's certificates, the latest first; for an agency everybody's, and of these
    the ones that wait for it before the others.
    """
    query = _select_rows().where(_in_reach(actor))
    if wanted.status is not None:
        query = query.where(Certificate.status == wanted.status)
    waits = case((Certificate.status == CertificateStatus.SUBMITTED, 0), else_=1)
    first = (waits,) if actor.sees_every_organisation else ()
    latest = query.order_by(*first, Certificate.submitted_at.desc(), Certificate.id)
    with reader() as connection:
        return listed(connection, latest, wanted.number, lambda row: _row(row, now))


def expiring_certificates(actor: Actor, *, now: datetime) -> tuple[CertificateRow, ...]:
    """Those of the own organisation that end within thirty days and that nobody handed in a
    renewal of, the next first.
    """
    today = civil_date(now)
    renewed = select(_Renewal.id).where(
        _Renewal.renews_id == Certificate.id, _Renewal.status.in_(STANDING)
    )
    query = _select_rows().where(
        Certificate.organisation_id == actor.organisation_id,
        in_force_on(today),
        Certificate.valid_to <= today + SOON,
        ~renewed.exists(),
    )
    with reader() as connection:
        rows = connection.execute(query.order_by(Certificate.valid_to, Certificate.id)).all()
    return tuple(_row(row, now) for row in rows)


def certificate_page(actor: Actor, certificate_id: UUID, *, now: datetime) -> CertificatePage:
    """One certificate.

    Raises:
        NoSuchCertificate: none, or another organisation's.
    """
    with reader() as connection:
        row = connection.execute(_select_page(actor, certificate_id)).one_or_none()
        if row is None:
            raise NoSuchCertificate
        covered = _covered(connection, certificate_id)
    is_own = row.organisation_id == actor.organisation_id
    waits = row.status is CertificateStatus.SUBMITTED
    return CertificatePage(
        row=_row(row, now),
        standard=row.standard,
        scope=row.scope,
        covered=covered,
        is_pdf=row.media_type == "application/pdf",
        size=row.size,
        shown_sha256=row.shown_sha256,
        submitted_by=row.submitted_by,
        decided_by=row.decided_by,
        decided_for=row.decided_for,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        renews_id=row.renews_id,
        may_decide=waits and not is_own and actor.may(Permission.CERTIFICATE_VERIFY),
        may_withdraw=row.status in STANDING and actor.may(Permission.CERTIFICATE_WITHDRAW),
        may_renew=is_own and not waits and actor.may(Permission.CERTIFICATE_KEEP),
    )


def certificate_file(actor: Actor, certificate_id: UUID) -> CertificateFile:
    """The paper itself, for its organisation and for agencies.

    Raises:
        NoSuchCertificate.
    """
    query = (
        select(Certificate.file_sha256, StoredFile.media_type)
        .join(StoredFile, StoredFile.sha256 == Certificate.file_sha256)
        .where(Certificate.id == certificate_id, _in_reach(actor))
    )
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchCertificate
    return CertificateFile(row.file_sha256, row.media_type == "application/pdf")


def certificate_choices(actor: Actor) -> CertificateChoices:
    """The products and places of the actor's organisation that are in use."""
    products = (
        select(Product.id, Product.name)
        .where(Product.organisation_id == actor.organisation_id, Product.retired_at.is_(None))
        .order_by(Product.name_folded, Product.id)
    )
    places = (
        select(Place.id, Place.name)
        .where(Place.organisation_id == actor.organisation_id, Place.closed_at.is_(None))
        .order_by(Place.name_folded, Place.id)
    )
    with reader() as connection:
        return CertificateChoices(
            products=tuple((str(row.id), row.name) for row in connection.execute(products)),
            places=tuple((str(row.id), row.name) for row in connection.execute(places)),
        )


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    if actor.sees_every_organisation:
        return true()
    return Certificate.organisation_id == actor.organisation_id


def _select_rows() -> Select[*tuple[Any, ...]]:
    return select(
        Certificate.id,
        Certificate.organisation_id,
        Certificate.kind,
        Certificate.number,
        Certificate.issuer,
        Certificate.issued_on,
        Certificate.valid_to,
        Certificate.status,
        Certificate.submitted_at,
        Organisation.name.label("organisation_name"),
    ).join(Organisation, Organisation.id == Certificate.organisation_id)


def _select_page(actor: Actor, certificate_id: UUID) -> Select[*tuple[Any, ...]]:
    columns: Sequence[Any] = (
        Certificate.standard,
        Certificate.scope,
        Certificate.shown_sha256,
        Certificate.decided_at,
        Certificate.decided_reason,
        Certificate.withdrawn_at,
        Certificate.withdrawn_reason,
        Certificate.renews_id,
        StoredFile.media_type,
        StoredFile.size,
        _Submitter.name.label("submitted_by"),
        _Decider.name.label("decided_by"),
        _Agency.name.label("decided_for"),
    )
    return (
        _select_rows()
        .add_columns(*columns)
        .join(StoredFile, StoredFile.sha256 == Certificate.file_sha256)
        .outerjoin(_Submitter, _Submitter.id == Certificate.submitted_by_id)
        .outerjoin(_Decider, _Decider.id == Certificate.decided_by_id)
        .outerjoin(_Agency, _Agency.id == Certificate.decided_for_id)
        .where(Certificate.id == certificate_id, _in_reach(actor))
    )


def _covered(connection: Connection, certificate_id: UUID) -> tuple[str, ...]:
    products = (
        select(Product.name)
        .join(CertificateProduct, CertificateProduct.product_id == Product.id)
        .where(CertificateProduct.certificate_id == certificate_id)
        .order_by(Product.name_folded)
    )
    places = (
        select(Place.name)
        .join(CertificatePlace, CertificatePlace.place_id == Place.id)
        .where(CertificatePlace.certificate_id == certificate_id)
        .order_by(Place.name_folded)
    )
    return (*connection.scalars(products), *connection.scalars(places))


def _row(row: Row[*tuple[Any, ...]], now: datetime) -> CertificateRow:
    today = civil_date(now)
    return CertificateRow(
        id=row.id,
        organisation_name=row.organisation_name,
        kind=row.kind,
        number=row.number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        valid_to=row.valid_to,
        status=row.status,
        submitted_at=row.submitted_at,
        term=term_on(row.issued_on, row.valid_to, today),
        days_left=(row.valid_to - today).days if row.valid_to else 0,
    )
