"""What an appointed printer sees: its own orders, their rolls and files, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from traceability.roles import Actor
from traceability.roll_numbers import numbered, written_roll_numbers
from traceability.stamp_ledger import Balance, StampState
from traceability.stamps import NoSuchOrder, NoSuchRoll, OrderState
from webapp.db import reader
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_printing import StampPrintFile, rolls_on_their_way
from webapp.models.stamp_supply import StampSupplier
from webapp.queries.listings import Listing
from webapp.queries.stamp_balances import balance_of_order, balances_of_rolls
from webapp.queries.stamp_deliveries import DeliveryRow, deliveries_of
from webapp.queries.stamp_rolls import RollRow, roll_row, rolls_of_order, select_rolls


@dataclass(frozen=True)
class PrintFileRow:
    """One file, how often it was taken out, and until when it may be."""

    id: UUID
    roll_id: UUID
    format: str
    sha256: str
    size: int
    made_at: datetime
    expires_at: datetime
    allowed: int
    downloads: int

    def may_be_taken(self, now: datetime) -> bool:
        """Whether it can be downloaded once more."""
        return now < self.expires_at and self.downloads < self.allowed


@dataclass(frozen=True)
class OrderToPrint:
    """One order in the printer's list."""

    id: UUID
    product_name: str
    organisation_name: str
    count: int
    decided_at: datetime
    proof_approved_at: datetime | None
    key_id: int
    first: int
    proof_count: int
    short_name: str
    gtin: str | None
    has_covered_code: bool

    @property
    def proof_first(self) -> int:
        """The first serial of the proof sheet."""
        return self.first + self.count


@dataclass(frozen=True)
class ReadyRolls:
    """The rolls of which something lies in stock and is on no way yet, and how many stamps."""

    numbers: tuple[int, ...]
    stamps: int

    @property
    def written(self) -> str:
        """Their numbers in one line."""
        return written_roll_numbers(self.numbers)


@dataclass(frozen=True)
class PrintingPage:
    """One order as its printer works on it, with a page of its rolls."""

    order: OrderToPrint
    balance: Balance
    rolls: Listing[RollRow]
    ready: ReadyRolls
    deliveries: tuple[DeliveryRow, ...]
    last_format: str | None


@dataclass(frozen=True)
class PrintedRollPage:
    """One roll as its printer works on it; `last_format` is of the order's latest file."""

    order: OrderToPrint
    row: RollRow
    first: int
    last: int
    files: tuple[PrintFileRow, ...]
    last_format: str | None


def orders_to_print(actor: Actor) -> tuple[OrderToPrint, ...]:
    """The orders that the printer was given, the latest first."""
    with reader() as connection:
        rows = connection.execute(_orders(actor).order_by(StampOrder.decided_at.desc())).all()
    return tuple(_order(row) for row in rows)


def printing_page(actor: Actor, order_id: UUID, number: int = 1) -> PrintingPage:
    """One order of the printer's, with a page of its rolls.

    Raises:
        NoSuchOrder: none, or another printer's.
    """
    with reader() as connection:
        return PrintingPage(
            order=_order(order_to_print(connection, actor, order_id)),
            balance=balance_of_order(connection, order_id),
            rolls=rolls_of_order(connection, order_id, number),
            ready=_ready(connection, order_id),
            deliveries=deliveries_of(connection, order_id),
            last_format=_last_format(connection, order_id),
        )


def rolls_numbered(actor: Actor, order_id: UUID, numbers: Sequence[int]) -> tuple[UUID, ...]:
    """The rolls of an order of the printer's by their numbers.

    Raises:
        NoSuchOrder: none, or another printer's.
        NoRollOfNumber.
    """
    query = select(StampRoll.number, StampRoll.id).where(StampRoll.order_id == order_id)
    with reader() as connection:
        order_to_print(connection, actor, order_id)
        found = {row.number: row.id for row in connection.execute(query)}
    return numbered(found, numbers)


def printed_roll_page(actor: Actor, roll_id: UUID) -> PrintedRollPage:
    """One roll of an order of the printer's.

    Raises:
        NoSuchRoll: none, or another printer's.
    """
    with reader() as connection:
        roll = connection.execute(select_rolls().where(StampRoll.id == roll_id)).one_or_none()
        if roll is None:
            raise NoSuchRoll
        try:
            order = order_to_print(connection, actor, roll.order_id)
        except NoSuchOrder:
            raise NoSuchRoll from None
        balance = balances_of_rolls(connection, StampHolding.roll_id == roll_id)[roll_id]
        files = connection.execute(_files().where(StampPrintFile.roll_id == roll_id)).mappings()
        shown = tuple(PrintFileRow(**file) for file in files)
        last_format = _last_format(connection, roll.order_id)
    return PrintedRollPage(
        _order(order), roll_row(roll, balance), roll.first, roll.last, shown, last_format
    )


def get_print_file(actor: Actor, file_id: UUID) -> PrintFileRow:
    """One file of the printer's.

    Raises:
        NoSuchRoll: none, or another printer's.
    """
    with reader() as connection:
        row = connection.execute(_files().where(StampPrintFile.id == file_id)).mappings().first()
    if row is None:
        raise NoSuchRoll
    printed_roll_page(actor, row["roll_id"])
    return PrintFileRow(**row)


def order_to_print(connection: Connection, actor: Actor, order_id: UUID) -> Row[Any]:
    """The row of an order of the printer's.

    Raises:
        NoSuchOrder: none, or another printer's.
    """
    row = connection.execute(_orders(actor).where(StampOrder.id == order_id)).one_or_none()
    if row is None:
        raise NoSuchOrder
    return row


def _ready(connection: Connection, order_id: UUID) -> ReadyRolls:
    stamps = func.sum(StampHolding.last - StampHolding.first).label("stamps")
    query = (
        select(StampRoll.number, stamps)
        .join(StampHolding, StampHolding.roll_id == StampRoll.id)
        .where(
            StampRoll.order_id == order_id,
            StampHolding.state == StampState.IN_STOCK,
            StampRoll.id.not_in(rolls_on_their_way()),
        )
        .group_by(StampRoll.number)
        .order_by(StampRoll.number)
    )
    rows = connection.execute(query).all()
    return ReadyRolls(tuple(row.number for row in rows), sum(int(row.stamps) for row in rows))


def _last_format(connection: Connection, order_id: UUID) -> str | None:
    """The format of the latest file of an order: its other rolls are printed alike."""
    made = select(StampPrintFile.format).where(StampPrintFile.order_id == order_id)
    latest_first = made.order_by(StampPrintFile.made_at.desc(), StampPrintFile.id)
    return connection.scalar(latest_first.limit(1))


def _orders(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StampOrder.id,
            Product.name.label("product_name"),
            Organisation.name.label("organisation_name"),
            StampOrder.count.label("stamps"),
            StampOrder.decided_at,
            StampOrder.proof_approved_at,
            StampOrder.key_id,
            StampOrder.first,
            StampOrder.proof_count,
            Product.short_name,
            Product.gtin,
            StampOrder.has_covered_code,
        )
        .join(Product, Product.id == StampOrder.product_id)
        .join(Organisation, Organisation.id == StampOrder.organisation_id)
        .join(StampSupplier, StampSupplier.id == StampOrder.supplier_id)
        .where(
            StampSupplier.organisation_id == actor.organisation_id,
            StampOrder.state == OrderState.APPROVED,
        )
    )


def _order(row: Row[Any]) -> OrderToPrint:
    told = dict(row._mapping)
    return OrderToPrint(count=told.pop("stamps"), **told)


def _files() -> Select[*tuple[Any, ...]]:
    return select(
        StampPrintFile.id,
        StampPrintFile.roll_id,
        StampPrintFile.format,
        StampPrintFile.sha256,
        StampPrintFile.size,
        StampPrintFile.made_at,
        StampPrintFile.expires_at,
        StampPrintFile.allowed,
        StampPrintFile.downloads,
    ).order_by(StampPrintFile.made_at)
