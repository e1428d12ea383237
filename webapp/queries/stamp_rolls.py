"""Reading rolls of stamps: what of each is active, and which lots can still take stamps of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.roll_codes import ids_of_roll_code, roll_code
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, StampState
from traceability.stamps import NoSuchRoll, OrderKind
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.activation import Activation, asked_by
from webapp.models.lot import Lot
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding, StampMovement
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_reach import reached_orders
from webapp.queries.activations import (
    LotChoice,
    RefusedRow,
    RequestRow,
    asked_of_roll,
    lots_to_stamp,
    refused_requests,
    waiting_requests,
)
from webapp.queries.listings import Listing, rows_of_page
from webapp.queries.stamp_balances import MovementRow, balances_of_rolls, movements
from webapp.queries.stamp_deliveries import awaited_delivery
from webapp.queries.stamp_flags import StandingFlag, standing_flags


@dataclass(frozen=True)
class RollRow:
    """One roll and where its stamps stand."""

    id: UUID
    number: int
    count: int
    printed_at: datetime | None
    balance: Balance

    @property
    def code(self) -> str:
        """The roll's own code, on its label: it names the roll, and is no secret."""
        return roll_code(self.id)

    @property
    def activated(self) -> int:
        """How many of its stamps are active."""
        return self.balance.activated

    @property
    def left(self) -> int:
        """How many can be bound to a lot now."""
        return self.balance.delivered

    @property
    def state_code(self) -> str:
        """The code whose words name the state; a roll begun is in hand still, but not untouched."""
        states = {state for state, _ in self.balance.accounts}
        if states == {StampState.DELIVERED, StampState.ACTIVATED}:
            return "roll.begun"
        if states == {StampState.IN_STOCK} and self.balance.on_its_way:
            return "roll.on_its_way"
        return f"stamp_state.{min(states)}" if len(states) == 1 else "roll.mixed"

    @property
    def is_mixed(self) -> bool:
        """Whether one word would not tell where its stamps are."""
        return self.state_code == "roll.mixed"

    @property
    def may_be_activated(self) -> bool:
        """Whether stamps of it can be bound to a lot."""
        return self.left > 0

    @property
    def is_unprinted(self) -> bool:
        """Whether none of it left a press."""
        return self.balance.printed == 0


@dataclass(frozen=True)
class ActivationRow:
    id: UUID
    lot_id: UUID
    lot_code: str
    first: int
    last: int
    activated_by: str
    activated_at: datetime
    asked_by: str | None

    @property
    def count(self) -> int:
        """How many stamps."""
        return self.last - self.first


@dataclass(frozen=True)
class RollPage:
    """One roll: what was activated, and the lots that can still take stamps of it. From
    `first_free` on `free_in_a_row` stamps can be activated at once.

    `delivery_id` is the delivery in which it waits for the actor to count and sign for it.
    """

    id: UUID
    order_id: UUID
    product_name: str
    product_short_name: str
    gtin: str | None
    key_id: int
    first: int
    last: int
    row: RollRow
    activations: tuple[ActivationRow, ...]
    lots: tuple[LotChoice, ...]
    kind: OrderKind
    supplier_id: UUID | None
    has_covered_code: bool
    first_free: int
    free_in_a_row: int
    movements: tuple[MovementRow, ...]
    requests: tuple[RequestRow, ...]
    refusals: tuple[RefusedRow, ...]
    flags: tuple[StandingFlag, ...]
    delivery_id: UUID | None

    @property
    def is_lot_stamp(self) -> bool:
        """Whether its one stamp is the same on every pack of a lot."""
        return self.kind is OrderKind.LOT

    @property
    def is_own_printing(self) -> bool:
        """Whether the producer prints it, and no appointed printer."""
        return self.supplier_id is None


def roll_page(actor: Actor, roll_id: UUID) -> RollPage:
    """One roll with its activations and the lots that may take its stamps.

    Raises:
        NoSuchRoll: none, or of an order that the actor does not reach.
    """
    with reader() as connection:
        reached = select_rolls().where(StampRoll.id == roll_id, reached_orders(actor))
        roll = connection.execute(reached).one_or_none()
        if roll is None:
            raise NoSuchRoll
        activations = connection.execute(_activations(roll_id)).all()
        lots = lots_to_stamp(connection, roll.product_id)
        balance = balances_of_rolls(connection, StampHolding.roll_id == roll_id)[roll_id]
        free = connection.execute(_first_free(roll_id)).one_or_none()
        told = _told(connection, roll)
        delivery_id = awaited_delivery(connection, actor, roll_id)
    return RollPage(
        id=roll.id,
        order_id=roll.order_id,
        product_name=roll.product_name,
        product_short_name=roll.short_name,
        gtin=roll.gtin,
        key_id=roll.key_id,
        first=roll.first,
        last=roll.last,
        row=roll_row(roll, balance),
        activations=tuple(ActivationRow(*one) for one in activations),
        lots=lots,
        kind=roll.kind,
        supplier_id=roll.supplier_id,
        has_covered_code=roll.has_covered_code,
        first_free=free.first if free else roll.first,
        free_in_a_row=free.last - free.first if free else 0,
        delivery_id=delivery_id,
        **told,
    )


def _told(connection: Connection, roll: Row[Any]) -> dict[str, Any]:
    """What happened to its stamps, what was asked for, and what lies over them."""
    asked = asked_of_roll(roll.id)
    return {
        "movements": movements(connection, StampMovement.roll_id == roll.id),
        "requests": waiting_requests(connection, asked),
        "refusals": refused_requests(connection, asked),
        "flags": standing_flags(connection, roll.key_id, SerialRange(roll.first, roll.last)),
    }


def roll_of_code(actor: Actor, code: str) -> UUID:
    """The roll whose label says this code.

    Raises:
        NoSuchRoll: none of this organisation.
    """
    first, last = ids_of_roll_code(code)
    query = select(StampRoll.id).where(
        StampRoll.organisation_id == actor.organisation_id,
        StampRoll.id.between(first, last),
    )
    with reader() as connection:
        found = connection.execute(query).scalars().all()
    if len(found) != 1:
        raise NoSuchRoll
    return found[0]


def roll_of_stamp(actor: Actor, place: SerialPlace) -> UUID:
    """The roll on which a stamp was printed.

    Raises:
        NoSuchRoll: none of this organisation.
    """
    query = (
        select(StampRoll.id)
        .join(StampOrder, StampOrder.id == StampRoll.order_id)
        .where(
            StampOrder.holds(place.key_id, place.counter),
            StampRoll.organisation_id == actor.organisation_id,
            StampRoll.first <= place.counter,
            StampRoll.last > place.counter,
        )
    )
    with reader() as connection:
        roll_id = connection.execute(query).scalar_one_or_none()
    if roll_id is None:
        raise NoSuchRoll
    return roll_id


def select_rolls() -> Select[*tuple[Any, ...]]:
    """Rolls with their order and product."""
    return (
        select(
            StampRoll.id,
            StampRoll.order_id,
            StampRoll.organisation_id,
            StampRoll.number,
            StampRoll.first,
            StampRoll.last,
            StampRoll.printed_at,
            StampOrder.key_id,
            StampOrder.product_id,
            Product.name.label("product_name"),
            Product.short_name,
            Product.gtin,
            StampOrder.kind,
            StampOrder.supplier_id,
            StampOrder.has_covered_code,
        )
        .join(StampOrder, StampOrder.id == StampRoll.order_id)
        .join(Product, Product.id == StampOrder.product_id)
    )


def rolls_of_order(connection: Connection, order_id: UUID, number: int) -> Listing[RollRow]:
    """A page of the rolls of an order, counted from 1."""
    of_order = select_rolls().where(StampRoll.order_id == order_id).order_by(StampRoll.number)
    rows, total = rows_of_page(connection, of_order, number)
    shown = StampHolding.roll_id.in_([row.id for row in rows])
    balances = balances_of_rolls(connection, shown)
    return Listing(tuple(roll_row(row, balances[row.id]) for row in rows), total, number)


def _activations(roll_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Activation.id,
            Lot.id,
            Lot.code,
            Activation.first,
            Activation.last,
            Account.name,
            Activation.activated_at,
            asked_by(),
        )
        .join(Lot, Lot.id == Activation.lot_id)
        .join(Account, Account.id == Activation.activated_by_id)
        .where(Activation.roll_id == roll_id, Activation.undone_at.is_(None))
        .order_by(Activation.first)
    )


def _first_free(roll_id: UUID) -> Select[int, int]:
    return (
        select(StampHolding.first, StampHolding.last)
        .where(StampHolding.roll_id == roll_id, StampHolding.state == StampState.DELIVERED)
        .order_by(StampHolding.first)
        .limit(1)
    )


def roll_row(row: Row[*tuple[Any, ...]], balance: Balance) -> RollRow:
    """One row of `select_rolls` for a page."""
    return RollRow(
        id=row.id,
        number=row.number,
        count=row.last - row.first,
        printed_at=row.printed_at,
        balance=balance,
    )
