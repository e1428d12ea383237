"""What is noted but not in the ledger: sign-ins, denied access, papers given out; and how often
somebody tried.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Base, UtcDateTime


class AuditEntry(Base):
    __tablename__ = "audit_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[UUID | None]
    action: Mapped[str]
    subject: Mapped[str]
    outcome: Mapped[str]


class RateCount(Base):
    """How often a key (an action and who did it) was counted in one window of time."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
