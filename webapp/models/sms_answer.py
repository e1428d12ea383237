"""Text messages that were answered: by their id alone, without who asked and what."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Base, UtcDateTime


class SmsAnswer(Base):
    """So that a message that a provider delivers twice is answered once; kept for days."""

    __tablename__ = "sms_answer"

    message_id: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
