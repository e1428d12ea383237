"""Scans: one look at a stamp, coarse in place and unlinkable in person."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Base, UtcDateTime


class Scan(Base):
    """No foreign keys and time first in the key, so that PostgreSQL can partition by month."""

    __tablename__ = "scan"
    __table_args__ = (Index(None, "key_id", "counter", "scanned_at"),)

    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key_id: Mapped[int]
    counter: Mapped[int] = mapped_column(BigInteger)
    device_hash: Mapped[str | None]
    province_code: Mapped[str | None]
    verdict: Mapped[str]
    way: Mapped[str]
