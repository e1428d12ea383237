"""What the owner of stamps says to an alert about them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.alerts import AlertAnswer, AnswerUnfit, DisplayNotTold, NoSuchAlert, answers_to
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

    That one stamp is on display is answered by registering it (`displays.answer_with_display`).

    Raises:
        NoSuchAlert: none about the actor's own stamps.
        AnswerUnfit: nobody would say that to this kind of alert.
        DisplayNotTold: the answer would explain a stamp and register nothing.
    """
    query = select(StampAlert).where(
        StampAlert.id == command.alert_id, StampAlert.organisation_id == actor.organisation_id
    )
    alert = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if alert is None:
        raise NoSuchAlert
    if command.answer not in answers_to(alert.kind):
        raise AnswerUnfit
    if command.answer.display_kind and alert.stamp:
        raise DisplayNotTold
    alert.take_answer(command.answer, command.words, actor.account_id, now)
