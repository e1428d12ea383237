"""Reports: what a member of the public told us, and what became of it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from traceability.reports import ReportKind, ReportState
from webapp.db import Base, UtcDateTime, coded


class Report(Base):
    """`contact` is personal and kept here only, never in the ledger, so that it can be erased."""

    __tablename__ = "report"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    receipt: Mapped[str] = mapped_column(unique=True)
    state: Mapped[ReportState] = mapped_column(coded(ReportState, "state"))
    kind: Mapped[ReportKind] = mapped_column(coded(ReportKind, "kind"))
    code_text: Mapped[str | None]
    key_id: Mapped[int | None]
    counter: Mapped[int | None] = mapped_column(BigInteger)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    product_name: Mapped[str | None]
    shop: Mapped[str | None]
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"))
    market: Mapped[str | None]
    words: Mapped[str | None]
    contact: Mapped[str | None]
    request_sha256: Mapped[str] = mapped_column(index=True)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class ReportPhoto(Base):
    """The sealed original and the copy without metadata that inspectors look at."""

    __tablename__ = "report_photo"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"), primary_key=True)
    shown_sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"))
