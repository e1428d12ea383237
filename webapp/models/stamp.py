"""Single stamps that something happened to, and flags that authorities put on ranges."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.stamps import FlagKind
from traceability.suspicion import DisplayKind
from webapp.db import Base, UtcDateTime, coded


class Stamp(Base):
    """Exists only when something happened to this one serial; all else follows from its range.

    `covered_code_check_id` is the subject of the ledger's entry of the first check; of the device
    that made it a keyed hash is kept for minutes only, so that a phone is not told of itself.
    """

    __tablename__ = "stamp"
    # Few rows name a device, and those are looked for each minute.
    __table_args__ = (
        Index(
            None,
            "covered_code_device",
            sqlite_where=text("covered_code_device IS NOT NULL"),
            postgresql_where=text("covered_code_device IS NOT NULL"),
        ),
    )

    key_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    covered_code_checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    covered_code_province: Mapped[str | None]
    covered_code_check_id: Mapped[UUID | None] = mapped_column(index=True)
    covered_code_device: Mapped[str | None]
    suspicion: Mapped[int | None]
    suspicion_reasons: Mapped[str] = mapped_column(default="[]")
    # What it would be if nobody had registered the stamp; inspectors see both.
    suspicion_unexplained: Mapped[int | None]
    # Whether its lot counts it among those looked at oddly: what is registered is none of them.
    is_marked: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The same of those looked at late (`traceability.late_looks`).
    is_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    display_kind: Mapped[DisplayKind | None] = mapped_column(coded(DisplayKind, "display_kind"))
    display_since: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def forget_score(self) -> None:
        """Stand as one that nobody looked at yet."""
        self.suspicion = self.suspicion_unexplained = None
        self.suspicion_reasons, self.is_marked, self.is_late = "[]", False, False


class CoveredCodeGuess(Base):
    """A wrong guess at a covered code, by a keyed mark of it; forgotten when its hour is over."""

    __tablename__ = "covered_code_guess"

    key_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(primary_key=True)
    guessed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class StampFlag(Base):
    """A hold, a suspicion or a withdrawal on `[first, last)`; lifting it keeps the record."""

    __tablename__ = "stamp_flag"
    __table_args__ = (Index(None, "key_id", "first"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"))
    key_id: Mapped[int]
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[FlagKind] = mapped_column(coded(FlagKind, "kind"))
    reason: Mapped[str]
    public_reason: Mapped[str] = mapped_column(default="")
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    raised_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lift_reason: Mapped[str | None]
