"""Stamps that many people look at for a known reason: on display, in a listing, in a picture."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from traceability.suspicion import DisplayKind
from webapp.db import Base, UtcDateTime, coded


class StampDisplay(Base):
    """Registered by the holder or an inspector for `[first, last)`; ending it keeps the record."""

    __tablename__ = "stamp_display"
    __table_args__ = (Index(None, "key_id", "first"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"))
    key_id: Mapped[int]
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[DisplayKind] = mapped_column(coded(DisplayKind, "kind"))
    place: Mapped[str]
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"))
    reason: Mapped[str]
    registered_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None]
