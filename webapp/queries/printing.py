"""What an appointed printer sees: its own orders, their rolls and files, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from traceability.roles import Actor
from traceability.roll_numbers import numbered, written_roll_numbers
from traceability.serial_ranges import SerialRange
from traceability.stamp_costs import OrderCost
from traceability.stamp_ledger import Balance, StampState
from traceability.stamps import NoSuchOrder, NoSuchRoll, OrderState
from webapp.db import reader
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_printing import StampPrintFile, files_of_rolls, rolls_on_their_way
from webapp.models.stamp_supply import StampSupplier
from webapp.queries.listings import Listing, listed
from webapp.queries.printer_files import PrintFileRow, file_row, select_files
from webapp.queries.stamp_balances import balance_of_order, balances_of_rolls
from webapp.queries.stamp_deliveries import DeliveryRow, deliveries_of
from webapp.queries.stamp_rolls import RollRow, roll_row, rolls_of_order, select_rolls


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
    is_signed: bool
    roll_size: int
    unit_price: int
    decision_number: str

    @property
    def covered_code(self) -> str:
        """The code whose words say whether each stamp has a scratch layer."""
        return "order.covered" if self.has_covered_code else "order.uncovered"

    @property
    def price(self) -> int:
        """Of all of it, in đồng."""
        return OrderCost(self.count, self.unit_price).total

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
    unprinted: str
    ready: ReadyRolls
    deliveries: tuple[DeliveryRow, ...]


@dataclass(frozen=True)
class PrintedRollPage:
    """One roll as its printer works on it, with the files that it is in."""

    order: OrderToPrint
    row: RollRow
    first: int
    last: int
    files: tuple[PrintFileRow, ...]


@dataclass(frozen=True)
class PrintFilesPage:
    """The files of an order as its printer makes them, the latest first; what is unprinted yet.

    `last_format` is the latest file's: the other rolls are printed alike.
    """

    order: OrderToPrint
    unprinted: str
    files: Listing[PrintFileRow]
    last_format: str | None


@dataclass(frozen=True)
class RollToPrint:
    """The serials `[first, last)` of a roll."""

    id: UUID
    number: int
    first: int
    last: int

    @property
    def serials(self) -> SerialRange:
        """The same as a range."""
        return SerialRange(self.first, self.last)


@dataclass(frozen=True)
class RollsToPrint:
    """Rolls of an order of the printer's, by their numbers."""

    order: OrderToPrint
    rolls: tuple[RollToPrint, ...]

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Which ones."""
        return tuple(roll.id for roll in self.rolls)


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
            unprinted=_unprinted(connection, order_id),
            ready=_ready(connection, order_id),
            deliveries=deliveries_of(connection, order_id),
        )


def print_files_to_take(actor: Actor, order_id: UUID, number: int = 1) -> PrintFilesPage:
    """A page of the files of an order of the printer's.

    Raises:
        NoSuchOrder: none, or another printer's.
    """
    with reader() as connection:
        order = _order(order_to_print(connection, actor, order_id))
        of_order = select_files().where(StampPrintFile.order_id == order_id)
        files = listed(connection, of_order, number, file_row)
        last_format = _last_format(connection, order_id)
        return PrintFilesPage(order, _unprinted(connection, order_id), files, last_format)


def rolls_numbered(actor: Actor, order_id: UUID, numbers: Sequence[int]) -> RollsToPrint:
    """The rolls of an order of the printer's that have these numbers.

    Raises:
        NoSuchOrder: none, or another printer's.
        NoRollOfNumber.
    """
    with reader() as connection:
        order = _order(order_to_print(connection, actor, order_id))
        found = {row.number: RollToPrint(*row) for row in connection.execute(_rolls(order_id))}
    return RollsToPrint(order, numbered(found, numbers))


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
        of_roll = files_of_rolls(roll.order_id, StampPrintFile.id).where(StampRoll.id == roll_id)
        files = connection.execute(select_files().where(StampPrintFile.id.in_(of_roll))).all()
    row = roll_row(roll, balance)
    return PrintedRollPage(_order(order), row, roll.first, roll.last, tuple(map(file_row, files)))


def file_to_print(actor: Actor, file_id: UUID) -> tuple[PrintFileRow, RollsToPrint]:
    """One file of the printer's, and the rolls that it is of.

    Raises:
        NoSuchOrder: none, or another printer's.
    """
    with reader() as connection:
        row = connection.execute(select_files().where(StampPrintFile.id == file_id)).one_or_none()
        if row is None:
            raise NoSuchOrder
        file, order = file_row(row), _order(order_to_print(connection, actor, row.order_id))
        is_of_file = StampRoll.number.between(file.first_roll, file.last_roll)
        of_file = _rolls(row.order_id).where(is_of_file)
        rolls = tuple(RollToPrint(*roll) for roll in connection.execute(of_file))
    return file, RollsToPrint(order, rolls)


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


def _unprinted(connection: Connection, order_id: UUID) -> str:
    """The rolls that did not come off the press yet, in one line."""
    query = select(StampRoll.number).where(
        StampRoll.order_id == order_id, StampRoll.printed_at.is_(None)
    )
    return written_roll_numbers(connection.execute(query).scalars())


def _rolls(order_id: UUID) -> Select[UUID, int, int, int]:
    return (
        select(StampRoll.id, StampRoll.number, StampRoll.first, StampRoll.last)
        .where(StampRoll.order_id == order_id)
        .order_by(StampRoll.number)
    )


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
            StampOrder.is_signed,
            StampOrder.roll_size,
            StampOrder.unit_price,
            StampSupplier.decision_number,
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
