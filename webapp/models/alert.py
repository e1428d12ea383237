"""Alerts: what looks at stamps gave reason to look at, once for each thing, however often seen."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from traceability.alerts import AlertAnswer, AlertKind, AlertState
from traceability.keyring import SerialPlace
from traceability.suspicion import Sign
from webapp.db import Base, UtcDateTime, coded


class StampAlert(Base):
    """`subject` names what it is about, so that the same is never alerted twice.

    `happened_at` is when the looks were made that gave the reason, `raised_at` when we noticed.
    Without an organisation only agencies see it.
    """

    __tablename__ = "stamp_alert"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[AlertKind] = mapped_column(coded(AlertKind, "kind"))
    subject: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id"), index=True)
    key_id: Mapped[int | None]
    counter: Mapped[int | None] = mapped_column(BigInteger)
    reasons: Mapped[str]
    state: Mapped[AlertState] = mapped_column(coded(AlertState, "state"))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[AlertAnswer | None] = mapped_column(coded(AlertAnswer, "answer"))
    answer_words: Mapped[str | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Its reasons in countable facts."""
        return tuple(map(Sign.from_json, json.loads(self.reasons)))

    @property
    def stamp(self) -> SerialPlace | None:
        """The stamp it is about; None where it is about more than one, or none of ours."""
        if self.key_id is None or self.counter is None:
            return None
        return SerialPlace(self.key_id, self.counter)

    def take_answer(
        self, answer: AlertAnswer, words: str | None, account_id: UUID | None, now: datetime
    ) -> None:
        """Keep what the owner says; a later answer stands instead of an earlier."""
        self.answer, self.answer_words = answer, words
        self.answered_by_id, self.answered_at = account_id, now
        if self.state is AlertState.OPEN:
            self.state = AlertState.ANSWERED


class LotLooks(Base):
    """How many stamps of a lot were looked at, and how many of those lie beyond the lot's mark."""

    __tablename__ = "lot_looks"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    looked_at: Mapped[int] = mapped_column(default=0)
    marked: Mapped[int] = mapped_column(default=0)
