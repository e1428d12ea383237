"""Decisions about lots: who decided what, when and why. The ledger holds the same without words."""

from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.lot_decisions import LotDecisionKind
from webapp.db import Base, UtcDateTime, coded
from webapp.models.lot import Lot


class LotDecision(Base):
    """`cause` is the code of what held the lot; `reason` are the words of whoever decided.

    `ledger_position` tells their order, also of two decided in one moment.
    """

    __tablename__ = "lot_decision"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[LotDecisionKind] = mapped_column(coded(LotDecisionKind, "kind"))
    cause: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ledger_position: Mapped[int] = mapped_column(BigInteger)

    @classmethod
    def of(
        cls,
        lot: Lot,
        kind: LotDecisionKind,
        *,
        cause: str | None = None,
        reason: str | None = None,
    ) -> Self:
        """What is decided of the lot; who and when is added as it goes into the ledger."""
        return cls(
            lot_id=lot.id,
            organisation_id=lot.organisation_id,
            kind=kind,
            cause=cause,
            reason=reason,
        )
