"""Keeping what a message was answered, so that one that comes twice is answered once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from traceability.roles import Actor
from webapp.db import count_changed, db, transactional
from webapp.models.sms_answer import SmsAnswer
from webapp.models.upsert import upsert

# Providers deliver a message again for a day or two, not longer.
KEPT = timedelta(days=3)


@dataclass(frozen=True)
class KeepAnswer:
    """Of the message only the provider's id is kept. Without `text` it is not answered."""

    message_id: str
    text: str | None


@transactional
def keep_answer(actor: Actor, command: KeepAnswer, *, now: datetime) -> str | None:  # noqa: ARG001
    """Keep an answer and give back the one that stands: the first, if there is one already."""
    session = db.session()
    row = {"message_id": command.message_id, "answer": command.text, "answered_at": now}
    session.execute(upsert(session, SmsAnswer).values(row).on_conflict_do_nothing())
    kept = select(SmsAnswer.answer).where(SmsAnswer.message_id == command.message_id)
    return session.execute(kept).scalar_one()


@transactional
def forget_sms_answers(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Delete answers of messages that nobody delivers again."""
    return count_changed(db.session(), delete(SmsAnswer).where(SmsAnswer.answered_at < now - KEPT))
