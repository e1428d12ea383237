"""Activations: a range of delivered stamps bound to a lot, by whom and when."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    ScalarSelect,
    exists,
    select,
    text,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from webapp.db import Base, UtcDateTime
from webapp.models.account import Account


class Activation(Base):
    """`[first, last)` of a key. One that was undone stays, with who and when.

    Where a form activated several stretches each has an activation, and all have its `form_id`.
    `province_code` is where the network of who activated seems to be, where the operator's table
    tells. What is oddly done is looked for off the way of activating (`is_weighed`).
    """

    __tablename__ = "activation"
    __table_args__ = (
        Index(None, "key_id", "first"),
        # What one person activated today is asked at every activation, while its order is locked.
        Index(None, "activated_by_id", "activated_at"),
        # Few wait, and those are looked for each minute.
        Index(
            None,
            "activated_at",
            sqlite_where=text("is_weighed = 0"),
            postgresql_where=text("NOT is_weighed"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"))
    roll_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_roll.id"), index=True)
    form_id: Mapped[UUID | None] = mapped_column(index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    key_id: Mapped[int]
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    activated_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    activated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    province_code: Mapped[str | None]
    is_weighed: Mapped[bool] = mapped_column(default=False, server_default=true())
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_reason: Mapped[str | None]


def has_stamps(lot_id: UUID | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether stamps were bound to the lot and nobody has undone it; asked under the lot's lock.

    The lot's own count does not tell: lot stamps are the same on every pack and add nothing to it.
    """
    return exists().where(Activation.lot_id == lot_id, Activation.undone_at.is_(None))


class ActivationRequest(Base):
    """An activation above the limit of one person: it waits for a second one.

    Those with one `form_id` were asked for together, and are decided together.
    """

    __tablename__ = "activation_request"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    roll_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_roll.id"), index=True)
    form_id: Mapped[UUID | None] = mapped_column(index=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), index=True)
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_agreed: Mapped[bool | None]
    refusal_reason: Mapped[str | None]


def asked_by() -> ScalarSelect[str | None]:
    """The name of who asked for an activation that a second person made; None where one did both.

    The activation is to stand in the FROM of the query around it.
    """
    return (
        select(Account.name)
        .join(ActivationRequest, ActivationRequest.asked_by_id == Account.id)
        .where(ActivationRequest.id == Activation.id)
        .correlate(Activation)
        .scalar_subquery()
    )
