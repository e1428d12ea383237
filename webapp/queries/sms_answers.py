"""What a message was answered before."""

from dataclasses import dataclass

from sqlalchemy import select

from webapp.db import reader
from webapp.models.sms_answer import SmsAnswer


@dataclass(frozen=True)
class KeptAnswer:
    """Without `text` nothing was answered on purpose."""

    text: str | None


def public_sms_answer(message_id: str) -> KeptAnswer | None:
    """The answer that a message got already; whoever hands messages over knows their ids."""
    query = select(SmsAnswer.answer).where(SmsAnswer.message_id == message_id)
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    return KeptAnswer(row.answer) if row else None
