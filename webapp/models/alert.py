"""Alerts: what looks at stamps gave reason to look at, once for each thing, however often seen."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.alerts import ALERT_WITHIN, AlertAnswer, AlertKind, AlertState
from traceability.keyring import SerialPlace
from traceability.noticed import Noticed
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

    def stand_again(self) -> None:
        """What explained it is no more."""
        if self.state is AlertState.EXPLAINED:
            self.state = AlertState.ANSWERED if self.answered_at else AlertState.OPEN

    def take_answer(
        self, answer: AlertAnswer, words: str | None, account_id: UUID | None, now: datetime
    ) -> None:
        """Keep what the owner says; a later answer stands instead of an earlier."""
        self.answer, self.answer_words = answer, words
        self.answered_by_id, self.answered_at = account_id, now
        if self.state is AlertState.OPEN:
            self.state = AlertState.ANSWERED


class LotLooks(Base):
    """How many stamps of a lot were looked at, how many of those lie beyond the lot's mark, and how
    many were looked at when the goods should long be gone.
    """

    __tablename__ = "lot_looks"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    looked_at: Mapped[int] = mapped_column(default=0)
    marked: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0, server_default="0")


def raise_alert(session: Session, noticed: Noticed, now: datetime) -> None:
    """Alert about something, or say more of it where that was done; of what is long past, nothing.

    What was noticed after an answer that cannot have meant it is an alert of its own, so that what
    was answered stays with its answer.
    """
    if noticed.last_at <= now - ALERT_WITHIN:
        return
    key = noticed.key
    subject, alert = _latest_wave(session, key)
    if alert is not None and alert.answered_at is not None:
        wave = noticed.since_answer(alert.answered_at, alert.signs)
        if wave is not None:
            noticed, alert = wave, None
    if alert is None:
        alert = _new_alert(subject, noticed, now)
        session.add(alert)
    alert.stand_again()
    if alert.subject == key:
        alert.happened_at = min(alert.happened_at, noticed.first_at)
    alert.last_at = max(alert.last_at, noticed.last_at)
    if not (alert.answered_at and noticed.is_of_a_count):  # the answer was to so many stamps
        alert.reasons = json.dumps([sign.as_json() for sign in noticed.signs])
    session.flush()


def lapse_alert(session: Session, noticed: Noticed) -> None:
    """What gave reason to alert is no more."""
    _, alert = _latest_wave(session, noticed.key)
    if alert is not None:
        alert.state = AlertState.EXPLAINED


def _latest_wave(session: Session, key: str) -> tuple[str, StampAlert | None]:
    """The latest alert under a key, and the subject that one after it would have."""
    subject, latest, wave = key, None, 1
    while (alert := _locked_alert(session, subject)) is not None:
        latest, wave = alert, wave + 1
        subject = f"{key}:{wave}"
    return subject, latest


def _locked_alert(session: Session, subject: str) -> StampAlert | None:
    query = select(StampAlert).where(StampAlert.subject == subject).with_for_update()
    return session.execute(query).scalar_one_or_none()


def _new_alert(key: str, noticed: Noticed, now: datetime) -> StampAlert:
    return StampAlert(
        id=uuid4(),
        kind=noticed.kind,
        subject=key,
        organisation_id=noticed.organisation_id,
        lot_id=noticed.lot_id,
        key_id=noticed.stamp.key_id if noticed.stamp else None,
        counter=noticed.stamp.counter if noticed.stamp else None,
        state=AlertState.OPEN,
        happened_at=noticed.first_at,
        last_at=noticed.last_at,
        raised_at=now,
    )
