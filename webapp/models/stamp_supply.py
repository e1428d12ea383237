"""Who prints stamps by appointment of the department, and which programme pays a share of them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.stamp_costs import OrderCost
from traceability.stamps import NoSuchRoll, OrderState
from webapp.db import Base, UtcDateTime
from webapp.models.account import Membership
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order


class StampSupplier(Base):
    """A printer with the decision that appointed it; another decision is another row."""

    __tablename__ = "stamp_supplier"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    decision_number: Mapped[str] = mapped_column(unique=True)
    decided_on: Mapped[date]
    valid_to: Mapped[date | None]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    appointed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    appointed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_reason: Mapped[str | None]

    def is_appointed(self, on: date) -> bool:
        """Whether the appointment is in force on a day."""
        is_begun, is_over = self.decided_on <= on, self.valid_to is not None and on > self.valid_to
        return self.ended_at is None and is_begun and not is_over


class StampProgramme(Base):
    """A programme that pays `subsidy_percent` of stamps, out of a budget in whole đồng."""

    __tablename__ = "stamp_programme"
    __table_args__ = (
        CheckConstraint("subsidy_percent BETWEEN 0 AND 100", name="is_a_share"),
        CheckConstraint("budget >= 0", name="has_a_budget"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    decision_number: Mapped[str] = mapped_column(unique=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    subsidy_percent: Mapped[int]
    budget: Mapped[int] = mapped_column(BigInteger)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def runs(self, on: date) -> bool:
        """Whether it pays for orders of that day."""
        return self.begins_on <= on <= self.ends_on


def promised(session: Session, programme_id: UUID) -> int:
    """What the programme pays for the orders approved under it, in đồng."""
    orders = session.execute(
        select(StampOrder.count, StampOrder.unit_price, StampOrder.subsidy_percent).where(
            StampOrder.programme_id == programme_id, StampOrder.state == OrderState.APPROVED
        )
    )
    return sum(OrderCost(*order).subsidy for order in orders)


def is_supplied_by(session: Session, order: StampOrder, organisation_id: UUID | None) -> bool:
    """Whether that printer was appointed for this order."""
    if order.supplier_id is None:
        return False
    supplier = session.get_one(StampSupplier, order.supplier_id)
    return supplier.organisation_id == organisation_id


def lock_supplied_rolls(
    session: Session, organisation_id: UUID | None, roll_ids: Sequence[UUID]
) -> tuple[StampOrder, tuple[StampRoll, ...]]:
    """Rolls of one order of the printer's by their numbers, and the order, locked.

    Raises:
        NoSuchRoll: none was named, or one of another order or another printer's.
    """
    first = session.get(StampRoll, roll_ids[0]) if roll_ids else None
    order = lock_order(session, first.order_id) if first else None
    if order is None or not is_supplied_by(session, order, organisation_id):
        raise NoSuchRoll
    query = (
        select(StampRoll)
        .where(StampRoll.order_id == order.id, StampRoll.id.in_(roll_ids))
        .order_by(StampRoll.number)
    )
    rolls = tuple(session.scalars(query.execution_options(populate_existing=True)))
    if len(rolls) != len(set(roll_ids)):
        raise NoSuchRoll
    return order, rolls


def works_for_supplier(session: Session, order: StampOrder, account_id: UUID | None) -> bool:
    """Whether a person is a member of the order's printer today, whatever else they are."""
    query = (
        select(Membership.id)
        .join(StampSupplier, StampSupplier.organisation_id == Membership.organisation_id)
        .where(
            StampSupplier.id == order.supplier_id,
            Membership.account_id == account_id,
            Membership.ended_at.is_(None),
        )
    )
    return session.execute(query).first() is not None
