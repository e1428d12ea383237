"""Checkpoints on their way to witnesses: a row first, sent by the worker afterwards."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.calendar import civil_date
from webapp.db import Base, UtcDateTime, coded

LONGEST_PAUSE: Final = 360  # minutes


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

    def take(self, now: datetime) -> None:
        """Begin an attempt; should nobody come back from it, the next one is later."""
        self.attempts += 1
        minutes = min(2 ** (self.attempts - 1), LONGEST_PAUSE)
        self.next_attempt_at = now + timedelta(minutes=minutes)


def dispatch_of(witness: str, size: int, note: str, now: datetime) -> LedgerDispatch:
    """A checkpoint that is to be sent at once."""
    return LedgerDispatch(
        witness=witness,
        size=size,
        note=note,
        queued_on=civil_date(now),
        state=DispatchState.WAITING,
        attempts=0,
        next_attempt_at=now,
    )
