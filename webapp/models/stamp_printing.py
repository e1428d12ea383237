"""Print files that were made of rolls, who took them out, and deliveries on their way."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select, text
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from webapp.db import Base, UtcDateTime
from webapp.models.stamp_order import StampRoll


class StampPrintFile(Base):
    """A file of rolls in one format. It is made anew at each download, byte for byte the same.

    It is of `roll_count` rolls that follow one another in their order, `roll_id` the first of them.
    `sha256` is what every download is held against; `downloads` never passes `allowed`.
    """

    __tablename__ = "stamp_print_file"
    __table_args__ = (CheckConstraint("downloads <= allowed", name="few_downloads"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"), index=True)
    roll_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_roll.id"), index=True)
    roll_count: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    format: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    allowed: Mapped[int]
    downloads: Mapped[int] = mapped_column(default=0)


class StampDownload(Base):
    """One download of a print file."""

    __tablename__ = "stamp_download"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_print_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    downloaded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    downloaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StampDelivery(Base):
    """Rolls of one order on their way from the printer to whoever ordered them."""

    __tablename__ = "stamp_delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    sent_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StampDeliveryRoll(Base):
    """A roll of a delivery, and how many stamps the receiver counted and signed for."""

    __tablename__ = "stamp_delivery_roll"
    # Few rolls are on their way at any time, and every balance and every move asks for them.
    __table_args__ = (
        Index(
            None,
            "roll_id",
            sqlite_where=text("received_at IS NULL"),
            postgresql_where=text("received_at IS NULL"),
        ),
    )

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_delivery.id"), primary_key=True)
    roll_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_roll.id"), primary_key=True)
    sent: Mapped[int]
    counted: Mapped[int | None]
    received_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def files_of_rolls(order_id: UUID, *columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns of any kind
    """These columns of the print files of an order, each with every roll that it is of."""
    first = aliased(StampRoll)
    return (
        select(*columns)
        .select_from(StampPrintFile)
        .join(first, first.id == StampPrintFile.roll_id)
        .join(StampRoll, StampRoll.order_id == StampPrintFile.order_id)
        .where(
            StampPrintFile.order_id == order_id,
            StampRoll.number >= first.number,
            StampRoll.number < first.number + StampPrintFile.roll_count,
        )
    )


def rolls_on_their_way() -> Select[UUID]:
    """The rolls that were sent and that nobody has counted yet."""
    return select(StampDeliveryRoll.roll_id).where(StampDeliveryRoll.received_at.is_(None))


def is_on_its_way(session: Session, roll_id: UUID) -> bool:
    """Whether stamps of the roll were sent and nobody has counted them yet."""
    query = rolls_on_their_way().where(StampDeliveryRoll.roll_id == roll_id)
    return session.execute(query).first() is not None
