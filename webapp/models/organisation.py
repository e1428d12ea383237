"""Organisations: cooperatives, enterprises, household farms, agencies, printers."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.gs1 import CompanyPrefix, Gln, Gtin, check_licence
from traceability.organisations import OrganisationKind
from webapp.db import Base, UtcDateTime, coded
from webapp.models.upsert import upsert


class Organisation(Base):
    """`short_code` begins its lot codes; the GS1 licence lets it use GTINs and GLNs."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    name_folded: Mapped[str] = mapped_column(index=True)
    short_code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(coded(OrganisationKind, "kind"))
    tax_code: Mapped[str | None]
    managing_sector: Mapped[str | None]
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    address: Mapped[str] = mapped_column(default="")
    hotline: Mapped[str | None]
    uses_barcode: Mapped[bool] = mapped_column(default=False)
    gs1_prefix: Mapped[str | None] = mapped_column(index=True, unique=True)
    gs1_certificate_no: Mapped[str | None]
    gs1_valid_to: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_reason: Mapped[str | None]

    def take_gs1_licence(self, prefix: str, certificate_no: str, valid_to: date) -> None:
        """Record the right to use codes under a company prefix."""
        self.gs1_prefix, self.gs1_certificate_no, self.gs1_valid_to = (
            prefix,
            certificate_no,
            valid_to,
        )
        self.uses_barcode = True

    def check_licence(self, code: Gtin | Gln, today: date) -> None:
        """Refuse a GTIN or GLN that this organisation may not use today."""
        prefix = CompanyPrefix(self.gs1_prefix) if self.gs1_prefix else None
        check_licence(code, prefix, self.gs1_certificate_no, self.gs1_valid_to, today)


def lock_organisation(session: Session, organisation_id: UUID | None) -> Organisation | None:
    """The organisation, for one change of what belongs to it at a time.

    Whoever only refers to it (a diary entry, a scan) does not wait.
    """
    query = select(Organisation).where(Organisation.id == organisation_id)
    return session.execute(query.with_for_update(key_share=True)).scalar_one_or_none()


def is_prefix_held(session: Session, organisation: Organisation, prefix: CompanyPrefix) -> bool:
    """Whether another holds this prefix, a part of it, or one that lies within it.

    Codes would then belong to two holders.
    """
    others = select(Organisation.gs1_prefix).where(
        Organisation.gs1_prefix.is_not(None), Organisation.id != organisation.id
    )
    held = [it for it in session.scalars(others) if it]
    return any(it.startswith(prefix) or prefix.startswith(it) for it in held)


class CodeCounter(Base):
    """The next number of an internal code within its scope (a province, a commune, a day)."""

    __tablename__ = "code_counter"

    scope: Mapped[str] = mapped_column(primary_key=True)
    next_number: Mapped[int]


def take_number(session: Session, scope: str) -> int:
    """The next number of a scope, from 1; of two who ask at once, one waits and gets the next."""
    statement = upsert(session, CodeCounter).values(scope=scope, next_number=2)
    taken = statement.on_conflict_do_update(
        index_elements=["scope"], set_={"next_number": CodeCounter.next_number + 1}
    ).returning(CodeCounter.next_number)
    return session.execute(taken).scalar_one() - 1
