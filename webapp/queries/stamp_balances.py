"""How the stamps of orders and rolls stand in their accounts, and what moved them there."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from traceability.stamp_ledger import Balance, MovementKind, StampState
from webapp.models.account import Account
from webapp.models.stamp_holding import StampHolding, StampMovement
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_printing import rolls_on_their_way

MOVEMENTS_SHOWN = 100


@dataclass(frozen=True)
class MovementRow:
    """One line of the journal, in words: who moved how many from where to where, when and why."""

    kind: MovementKind
    before: StampState
    after: StampState
    key_id: int
    first: int
    last: int
    roll_number: int
    moved_by: str
    moved_at: datetime
    reason: str

    @property
    def count(self) -> int:
        """How many stamps."""
        return self.last - self.first

    @property
    def kind_code(self) -> str:
        """The code whose words say what happened."""
        return f"movement.{self.kind.value}"


@dataclass(frozen=True)
class Stock:
    """Where the stamps of orders stand, and how many were approved of them."""

    balance: Balance
    approved: int

    @property
    def is_even(self) -> bool:
        """Whether every stamp stands in exactly one account."""
        return self.balance.ordered == self.approved


def balances_of_rolls(
    connection: Connection, where: ColumnElement[bool]
) -> defaultdict[UUID, Balance]:
    """The balance of each roll whose holdings are asked for."""
    counts: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    query = (
        select(StampHolding.roll_id, StampHolding.state, *_counted())
        .where(where)
        .group_by(StampHolding.roll_id, StampHolding.state)
    )
    for row in connection.execute(query):
        counts[row.roll_id] |= _counts(row)
    return defaultdict(Balance, {roll_id: Balance(**it) for roll_id, it in counts.items()})


def balance_of_order(connection: Connection, order_id: UUID) -> Balance:
    """The balance of all rolls of an order."""
    return _balance(connection, StampHolding.order_id == order_id)


def balance_of_orders(connection: Connection, orders: ColumnElement[bool]) -> Stock:
    """The balance of all orders that are asked for, with what it must come to."""
    of_them = StampHolding.order_id.in_(select(StampOrder.id).where(orders))
    has_rolls = StampOrder.id.in_(select(StampHolding.order_id))
    ordered = select(func.coalesce(func.sum(StampOrder.count), 0)).where(orders, has_rolls)
    return Stock(_balance(connection, of_them), int(connection.execute(ordered).scalar_one()))


def _balance(connection: Connection, where: ColumnElement[bool]) -> Balance:
    query = select(StampHolding.state, *_counted()).where(where).group_by(StampHolding.state)
    counts: dict[str, int] = {}
    for row in connection.execute(query):
        counts |= _counts(row)
    return Balance(**counts)


def _counted() -> tuple[ColumnElement[Any], ...]:
    stamps = StampHolding.last - StampHolding.first
    sent = case((StampHolding.roll_id.in_(rolls_on_their_way()), stamps), else_=0)
    return func.sum(stamps).label("stamps"), func.sum(sent).label("sent")


def _counts(row: Row[Any]) -> dict[str, int]:
    """One account; of a roll on its way only what lies in stock travels."""
    found = {row.state.value: int(row.stamps)}
    if row.state is StampState.IN_STOCK:
        found["on_its_way"] = int(row.sent)
    return found


def movements(connection: Connection, where: ColumnElement[bool]) -> tuple[MovementRow, ...]:
    """The latest lines of the journal that are asked for, the latest first."""
    query = (
        select(*_columns())
        .join(StampRoll, StampRoll.id == StampMovement.roll_id)
        .outerjoin(Account, Account.id == StampMovement.moved_by_id)
        .where(where)
        .order_by(StampMovement.position.desc(), StampMovement.part.desc())
        .limit(MOVEMENTS_SHOWN)
    )
    return tuple(MovementRow(**row) for row in connection.execute(query).mappings())


def _columns() -> tuple[Any, ...]:
    return (
        StampMovement.kind,
        StampMovement.before,
        StampMovement.after,
        StampMovement.key_id,
        StampMovement.first,
        StampMovement.last,
        StampRoll.number.label("roll_number"),
        func.coalesce(Account.name, "").label("moved_by"),
        StampMovement.moved_at,
        StampMovement.reason,
    )
