"""Checkpoints on their way to witnesses: a row first, sent by the worker afterwards."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Base, UtcDateTime, coded


class DispatchState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class LedgerDispatch(Base):
    """One checkpoint for one witness. `fault` says why the last attempt did not succeed."""

    __tablename__ = "ledger_dispatch"
    __table_args__ = (Index(None, "witness", "size", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    witness: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(Text)
    queued_on: Mapped[date]
    state: Mapped[DispatchState] = mapped_column(
        coded(DispatchState, "state"), default=DispatchState.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None]
