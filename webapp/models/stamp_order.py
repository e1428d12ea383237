"""Orders of serials, the rolls they are printed on, and the key that makes the serials."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    and_,
    false,
    func,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, aliased, mapped_column

from traceability.serial_ranges import SerialRange
from traceability.stamps import OrderKind, OrderState
from traceability.stretches import NumberedRoll
from webapp.db import Base, UtcDateTime, coded
from webapp.models.upsert import upsert

_Number = int | BindParameter[int] | InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


class StampKey(Base):
    """Counters are global per key. The fingerprint notices a secret that was changed by mistake."""

    __tablename__ = "stamp_key"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str]
    next_counter: Mapped[int] = mapped_column(BigInteger)


def begin_key(session: Session, key_id: int, fingerprint: str) -> None:
    """Make the key's row if nobody has; of two who try at once, one waits and finds it made."""
    row = {"id": key_id, "fingerprint": fingerprint, "next_counter": 0}
    session.execute(upsert(session, StampKey).values(row).on_conflict_do_nothing())


class StampOrder(Base):
    """Serials `[first, first + count)` of a key, for one product.

    Behind them stand `proof_count` serials for the proof sheet, which go on no goods: once it was
    taken out, whatever carries one of them is told to be a proof, and unknown before. Money is in
    whole đồng. Where the links are signed, `signing_key_id` signs them, as its stamps from
    `signed_first` on.
    """

    __tablename__ = "stamp_order"
    __table_args__ = (
        Index(None, "key_id", "first", unique=True),
        Index(None, "signing_key_id", "signed_first", unique=True),
        CheckConstraint("stamp_count > 0", name="has_stamps"),
        CheckConstraint("approved_by_id <> ordered_by_id", name="two_people"),
        CheckConstraint("unit_price >= 0", name="has_a_price"),
        CheckConstraint("subsidy_percent BETWEEN 0 AND 100", name="is_a_share"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"))
    key_id: Mapped[int] = mapped_column(ForeignKey("stamp_key.id"))
    first: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column("stamp_count", BigInteger)
    roll_size: Mapped[int]
    has_covered_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    kind: Mapped[OrderKind] = mapped_column(coded(OrderKind, "kind"), default=OrderKind.ITEM)
    proof_count: Mapped[int] = mapped_column(default=0)
    state: Mapped[OrderState] = mapped_column(coded(OrderState, "state"))
    ordered_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    ordered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusal_reason: Mapped[str | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str | None]
    is_signed: Mapped[bool] = mapped_column(default=False, server_default=false())
    signing_key_id: Mapped[int | None]
    signed_first: Mapped[int | None] = mapped_column(BigInteger)
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("stamp_supplier.id"), index=True)
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("stamp_programme.id"), index=True)
    unit_price: Mapped[int] = mapped_column(BigInteger, default=0)
    subsidy_percent: Mapped[int] = mapped_column(default=0)
    proof_made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proof_approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    proof_approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def serials(self) -> SerialRange:
        """The serials of the order."""
        return SerialRange.of(self.first, self.count)

    def is_of_key(self, key_id: int | None) -> bool:
        """Whether a code of that key can be one of the order's; None stands for no typed code.

        Every key counts from 0, so a counter alone may be a stamp of this order or another's.
        """
        return key_id is None or key_id == self.key_id

    @classmethod
    def holds(cls, key_id: _Number, counter: _Number) -> ColumnElement[bool]:
        """Whether this counter of the key was given to the order; at most one holds it."""
        return and_(cls._is_nearest(key_id, counter), cls.first + cls.count > counter)

    @classmethod
    def numbers(cls, key_id: _Number, counter: _Number) -> ColumnElement[bool]:
        """Whether the order holds it, or has it on its proof sheet."""
        last = cls.first + cls.count + cls.proof_count
        return and_(cls._is_nearest(key_id, counter), last > counter)

    @classmethod
    def _is_nearest(cls, key_id: _Number, counter: _Number) -> ColumnElement[bool]:
        """Orders do not overlap: one step into an index finds it, however many there are."""
        near = aliased(cls)
        begin = select(func.max(near.first)).where(near.key_id == key_id, near.first <= counter)
        nearest = begin.correlate_except(near).scalar_subquery()
        return and_(cls.key_id == key_id, cls.first == nearest)


class StampRoll(Base):
    """A physical roll: the range `[first, last)` of one order, numbered from 1.

    Where its stamps stand is told by the holdings.
    """

    __tablename__ = "stamp_roll"
    __table_args__ = (
        Index(None, "order_id", "number", unique=True),
        Index(None, "order_id", "first", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    printed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    downloads: Mapped[int] = mapped_column(default=0)

    @property
    def serials(self) -> SerialRange:
        """The serials of the roll."""
        return SerialRange(self.first, self.last)


def lock_order(session: Session, order_id: UUID) -> StampOrder | None:
    """The order, for one change of where its stamps stand at a time."""
    query = select(StampOrder).where(StampOrder.id == order_id).with_for_update()
    return session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def numbered_rolls(reading: Session | Connection, order_id: UUID) -> list[NumberedRoll]:
    """The rolls of an order, by their numbers."""
    query = (
        select(StampRoll.id, StampRoll.number, StampRoll.first, StampRoll.last)
        .where(StampRoll.order_id == order_id)
        .order_by(StampRoll.number)
    )
    rows = reading.execute(query)
    return [NumberedRoll(it.id, it.number, SerialRange(it.first, it.last)) for it in rows]
