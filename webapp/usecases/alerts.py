"""What the owner of stamps says to an alert about them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.alerts import AlertAnswer, AlertState, NoSuchAlert
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.alert import StampAlert


@dataclass(frozen=True)
class AnswerAlert:
    alert_id: UUID
    answer: AlertAnswer
    words: str | None = None


@transactional
def answer_alert(actor: Actor, command: AnswerAlert, *, now: datetime) -> None:
    """Keep what the owner says; inspectors read it. A later answer stands instead of an earlier.

    Raises:
        NoSuchAlert: none about the actor's own stamps.
    """
    query = select(StampAlert).where(
        StampAlert.id == command.alert_id, StampAlert.organisation_id == actor.organisation_id
    )
    alert = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if alert is None:
        raise NoSuchAlert
    alert.answer, alert.answer_words = command.answer, command.words
    alert.answered_by_id, alert.answered_at = actor.account_id, now
    if alert.state is AlertState.OPEN:
        alert.state = AlertState.ANSWERED
