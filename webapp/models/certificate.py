"""Certificates of an organisation, and the products and places that they speak about."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from traceability.certificates import CertificateKind, CertificateScope, CertificateStatus
from webapp.db import Base, UtcDateTime, coded
from webapp.models.lot import Lot


class Certificate(Base):
    """Whether it has expired is told by `valid_to` alone. `decided_for_id` is the agency that
    the officer decided for; `decided_reason` what it was held against, or why it was refused.
    """

    __tablename__ = "certificate"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(coded(CertificateKind, "kind"))
    number: Mapped[str]
    issuer: Mapped[str]
    standard: Mapped[str] = mapped_column(default="")
    scope: Mapped[CertificateScope] = mapped_column(coded(CertificateScope, "scope"))
    issued_on: Mapped[date]
    valid_to: Mapped[date | None]
    file_sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"))
    shown_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"), index=True)
    status: Mapped[CertificateStatus] = mapped_column(
        coded(CertificateStatus, "status"), index=True
    )
    renews_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_reason: Mapped[str | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str | None]


class CertificateProduct(Base):
    """A product that a certificate names."""

    __tablename__ = "certificate_product"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), primary_key=True, index=True)


class CertificatePlace(Base):
    """A place that a certificate names."""

    __tablename__ = "certificate_place"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)


def in_force_on(today: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Verified, begun and not over; the last day counts."""
    return and_(
        Certificate.status == CertificateStatus.VERIFIED,
        Certificate.issued_on <= today,
        or_(Certificate.valid_to.is_(None), Certificate.valid_to >= today),
    )


def speaks_of_lot() -> ColumnElement[bool]:
    """Whether a certificate covers the lot that is selected beside it."""
    of_product = select(CertificateProduct.certificate_id).where(
        CertificateProduct.product_id == Lot.product_id
    )
    of_place = select(CertificatePlace.certificate_id).where(
        CertificatePlace.place_id == Lot.place_id
    )
    return and_(
        Certificate.organisation_id == Lot.organisation_id,
        or_(
            Certificate.scope == CertificateScope.ORGANISATION,
            and_(
                Certificate.scope == CertificateScope.PRODUCTS,
                Certificate.id.in_(of_product.correlate(Lot)),
            ),
            and_(
                Certificate.scope == CertificateScope.PLACES,
                Certificate.id.in_(of_place.correlate(Lot)),
            ),
        ),
    )
