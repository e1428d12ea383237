"""What an appointed printer sees: its own orders, their rolls and files, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from traceability.roles import Actor
from traceability.stamp_ledger import Balance
from traceability.stamps import NoSuchOrder, NoSuchRoll, OrderState
from webapp.db import reader
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_printing import StampPrintFile
from webapp.models.stamp_supply import StampSupplier
from webapp.queries.stamp_balances import balances_of_rolls
from webapp.queries.stamp_deliveries import DeliveryRow, deliveries_of
from webapp.queries.stamp_rolls import RollRow, roll_row, select_rolls


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
class PrintingPage:
    """One order as its printer works on it."""

    order: OrderToPrint
    balance: Balance
    rolls: tuple[RollRow, ...]
    deliveries: tuple[DeliveryRow, ...]
    last_format: str | None

    @property
    def ready(self) -> tuple[RollRow, ...]:
        """The rolls of which something lies in stock and is on no way yet."""
        on_its_way = {it.id for one in self.deliveries for it in one.rolls if it.is_on_its_way}
        return tuple(
            roll for roll in self.rolls if roll.balance.in_stock and roll.id not in on_its_way
        )


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


def printing_page(actor: Actor, order_id: UUID) -> PrintingPage:
    """One order of the printer's.

    Raises:
        NoSuchOrder: none, or another printer's.
    """
    with reader() as connection:
        row = _own(connection, actor, order_id)
        balances = balances_of_rolls(connection, StampHolding.order_id == order_id)
        rolls = connection.execute(
            select_rolls().where(StampRoll.order_id == order_id).order_by(StampRoll.number)
        ).all()
        sent = deliveries_of(connection, order_id)
        last_format = _last_format(connection, order_id)
    return PrintingPage(
        order=_order(row),
        balance=Balance.sum(balances.values()),
        rolls=tuple(roll_row(roll, balances[roll.id]) for roll in rolls),
        deliveries=sent,
        last_format=last_format,
    )


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
            order = _own(connection, actor, roll.order_id)
        except NoSuchOrder:
            raise NoSuchRoll from None
        balance = balances_of_rolls(connection, StampHolding.roll_id == roll_id)[roll_id]
        files = connection.execute(_files().where(StampPrintFile.roll_id == roll_id)).mappings()
        shown = tuple(PrintFileRow(**file) for file in files)
        last_format = _last_format(connection, roll.order_id)
    return PrintedRollPage(
        _order(order), roll_row(roll, balance), roll.first, roll.last, shown, last_format
    )


def print_file(actor: Actor, file_id: UUID) -> PrintFileRow:
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


def _own(connection: Connection, actor: Actor, order_id: UUID) -> Row[Any]:
    row = connection.execute(_orders(actor).where(StampOrder.id == order_id)).one_or_none()
    if row is None:
        raise NoSuchOrder
    return row


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
