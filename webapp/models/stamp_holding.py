"""Where the stamps of an order stand, and the journal of how they came there."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, delete, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Holding, MovementKind, StampState
from webapp.db import Base, UtcDateTime, coded, in_parts
from webapp.models.activation import Activation

T = TypeVar("T")


class StampHolding(Base):
    """`[first, last)` of one roll stand in one account. The rows of an order are its partition.

    `lot_id` and `activated_at` repeat what the activation says, for the one SELECT of a look: of
    millions of stamps each table more is a piece of memory more that has to be fetched. Read them
    by `bound_lot` and `bound_since`: the previous release writes rows without them.
    """

    __tablename__ = "stamp_holding"
    # SQLite: rows lie in the order of the key that a look seeks, not in a second tree behind it.
    __table_args__ = ({"sqlite_with_rowid": False},)

    key_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[StampState] = mapped_column(coded(StampState, "state"))
    lot_id: Mapped[UUID | None]
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activation_id: Mapped[UUID | None] = mapped_column(ForeignKey("activation.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"), index=True)
    roll_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_roll.id"), index=True)

    @property
    def held(self) -> Holding:
        """The same for the rules."""
        return Holding(SerialRange(self.first, self.last), self.state, self.activation_id)


def bound_lot() -> ColumnElement[UUID | None]:
    """The lot that the stamps of a holding in the FROM around it are bound to; None of others."""
    return func.coalesce(StampHolding.lot_id, _of_activation(Activation.lot_id))


def bound_since() -> ColumnElement[datetime | None]:
    """Since when they are."""
    return func.coalesce(StampHolding.activated_at, _of_activation(Activation.activated_at))


def _of_activation(column: InstrumentedAttribute[T]) -> ColumnElement[T]:
    told = select(column).where(Activation.id == StampHolding.activation_id)
    return told.correlate(StampHolding).scalar_subquery()


class StampMovement(Base):
    """One line of the journal: who moved `[first, last)` from where to where, when and why.

    The ledger's entry at `position` says the same; one entry may move several ranges.
    """

    __tablename__ = "stamp_movement"
    __table_args__ = (Index(None, "order_id", "moved_at"),)

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_order.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    roll_id: Mapped[UUID] = mapped_column(ForeignKey("stamp_roll.id"), index=True)
    key_id: Mapped[int]
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[MovementKind] = mapped_column(coded(MovementKind, "kind"))
    before: Mapped[StampState] = mapped_column(coded(StampState, "before"))
    after: Mapped[StampState] = mapped_column(coded(StampState, "after"))
    activation_id: Mapped[UUID | None] = mapped_column(ForeignKey("activation.id"), index=True)
    moved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(default="")


def holdings_of(session: Session, roll_id: UUID) -> tuple[Holding, ...]:
    """Where the stamps of a roll stand, in their order."""
    rows = session.scalars(
        select(StampHolding).where(StampHolding.roll_id == roll_id).order_by(StampHolding.first)
    )
    return tuple(row.held for row in rows)


def holdings_between(
    session: Session, key_id: int, serials: SerialRange
) -> dict[UUID, tuple[Holding, ...]]:
    """The same by roll, of all rolls whose stamps are `serials` of a key."""
    here = (StampHolding.first >= serials.first, StampHolding.first < serials.last)
    return _by_roll(session, StampHolding.key_id == key_id, *here)


def holdings_of_rolls(
    session: Session, roll_ids: Collection[UUID]
) -> dict[UUID, tuple[Holding, ...]]:
    """The same by roll, of some rolls: no more of them than one statement may name."""
    return _by_roll(session, StampHolding.roll_id.in_(roll_ids))


def _by_roll(session: Session, *where: ColumnElement[bool]) -> dict[UUID, tuple[Holding, ...]]:
    columns = ("roll_id", "first", "last", "state", "activation_id")
    query = select(*(getattr(StampHolding, name) for name in columns)).where(*where)
    found: defaultdict[UUID, list[Holding]] = defaultdict(list)
    for row in session.execute(query.order_by(StampHolding.first)):
        held = Holding(SerialRange(row.first, row.last), row.state, row.activation_id)
        found[row.roll_id].append(held)
    return {roll_id: tuple(held) for roll_id, held in found.items()}


def drop_holdings(session: Session, key_id: int, firsts: Collection[int]) -> None:
    """Take out what stands no more as it did: rows by their first stamps."""
    for some in in_parts(firsts):
        gone = delete(StampHolding).where(
            StampHolding.key_id == key_id, StampHolding.first.in_(some)
        )
        session.execute(gone.execution_options(synchronize_session=False))


def hold_unprinted(
    session: Session, order_id: UUID, key_id: int, rolls: list[tuple[UUID, SerialRange]]
) -> None:
    """Enter the rolls of an order that was just approved."""
    rows = [
        {
            "key_id": key_id,
            "first": serials.first,
            "last": serials.last,
            "order_id": order_id,
            "roll_id": roll_id,
            "state": StampState.NOT_PRINTED,
            "activation_id": None,
        }
        for roll_id, serials in rolls
    ]
    session.execute(insert(StampHolding), rows)
