"""Reading orders of stamps: lists, and one order with its rolls and its balance."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from traceability.roles import Actor, Permission
from traceability.roll_numbers import NoRollOfNumber
from traceability.serial_ranges import SerialRange
from traceability.stamp_costs import OrderCost
from traceability.stamp_ledger import Balance
from traceability.stamps import NoSuchOrder, OrderKind, OrderState
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp_holding import StampMovement
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_reach import reached_orders
from webapp.models.stamp_supply import StampProgramme, StampSupplier
from webapp.queries.listings import Listing, listed
from webapp.queries.stamp_balances import (
    MovementRow,
    Stock,
    balance_of_order,
    balance_of_orders,
    movements,
)
from webapp.queries.stamp_deliveries import DeliveryRow, deliveries_of
from webapp.queries.stamp_flags import StandingFlag, standing_flags
from webapp.queries.stamp_rolls import RollRow, rolls_of_order

_TONES = {
    OrderState.ORDERED: "amber",
    OrderState.APPROVED: "green",
    OrderState.REFUSED: "red",
    OrderState.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class OrderRow:
    """One order in a list."""

    id: UUID
    product_name: str
    organisation_name: str
    count: int
    state: OrderState
    ordered_at: datetime
    ordered_by: str

    @property
    def state_code(self) -> str:
        """The code whose words name the state."""
        return f"order.{self.state.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return _TONES[self.state]


@dataclass(frozen=True)
class OrderFilter:
    """What the address of the list says; pages count from 1."""

    state: OrderState | None = None
    number: int = 1


@dataclass(frozen=True)
class OrderPage:
    """One order, its rolls, and who may do what with it."""

    order: OrderRow
    gtin: str | None
    roll_size: int
    decided_at: datetime | None
    decided_by: str | None
    refusal_reason: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawal_reason: str | None
    rolls: Listing[RollRow]
    may_decide: bool
    may_withdraw: bool
    is_own_order: bool
    may_print: bool
    may_activate: bool
    has_covered_code: bool
    signing_key_id: int | None
    kind: OrderKind
    cost: OrderCost
    supplier: str | None
    supplier_decision: str | None
    programme: str | None
    proof_made_at: datetime | None
    proof_approved_at: datetime | None
    proof_approved_by: str | None
    balance: Balance
    movements: tuple[MovementRow, ...]
    deliveries: tuple[DeliveryRow, ...]
    may_receive: bool
    flags: tuple[StandingFlag, ...]

    @property
    def covered_code(self) -> str:
        """The code whose words say whether each stamp has a scratch layer."""
        return "order.covered" if self.has_covered_code else "order.uncovered"

    @property
    def kind_code(self) -> str:
        """The code whose words name what one stamp stands for."""
        return f"order_kind.{self.kind.value}"

    @property
    def is_signed(self) -> bool:
        """Whether its links carry a signature."""
        return self.signing_key_id is not None

    @property
    def awaits_proof(self) -> bool:
        """Whether a printer's proof sheet is to be scanned before anything is printed."""
        is_approved = self.order.state is OrderState.APPROVED
        return is_approved and self.supplier is not None and self.proof_approved_at is None

    @property
    def has_proof_to_scan(self) -> bool:
        """Whether the printer has taken the sheet out, so that one of its stamps can be scanned."""
        return self.awaits_proof and self.proof_made_at is not None

    @property
    def receivable(self) -> frozenset[UUID]:
        """The rolls on their way that the actor may count and sign for."""
        rolls = (roll for delivery in self.deliveries for roll in delivery.rolls)
        return frozenset(roll.id for roll in rolls if self.may_receive and roll.is_on_its_way)

    @property
    def may_activate_rolls(self) -> bool:
        """Whether the actor can bind stamps of several rolls to a lot now."""
        return self.may_activate and self.balance.delivered > 0

    @property
    def is_lot_stamp(self) -> bool:
        """Whether one stamp stands for a whole lot."""
        return self.kind is OrderKind.LOT

    @property
    def is_even(self) -> bool:
        """Whether every stamp of the order stands in exactly one account."""
        return not self.rolls.total or self.balance.ordered == self.order.count


# Columns that the page shows as they are.
_TOLD = (
    "gtin",
    "roll_size",
    "decided_at",
    "decided_by",
    "refusal_reason",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawal_reason",
    "has_covered_code",
    "signing_key_id",
    "kind",
    "supplier",
    "supplier_decision",
    "programme",
    "proof_made_at",
    "proof_approved_at",
    "proof_approved_by",
)
_Orderer, _Decider, _Prover = aliased(Account), aliased(Account), aliased(Account)
_Withdrawer, _Printer = aliased(Account), aliased(Organisation)


def stamp_orders(actor: Actor, wanted: OrderFilter) -> Listing[OrderRow]:
    """Orders that concern the actor: an organisation's own, for an office its province's.

    The latest first, but of those that wait for a decision the one that has waited longest.
    """
    waits = wanted.state is OrderState.ORDERED
    query = _scoped(actor)
    if wanted.state is not None:
        query = query.where(StampOrder.state == wanted.state)
    by_time = StampOrder.ordered_at.asc() if waits else StampOrder.ordered_at.desc()
    ordered = query.order_by(by_time, StampOrder.id)
    with reader() as connection:
        return listed(connection, ordered, wanted.number, _order_row)


def stock_of_orders(actor: Actor) -> Stock:
    """Where all stamps stand of the orders that concern the actor."""
    with reader() as connection:
        return balance_of_orders(connection, reached_orders(actor))


def order_page(actor: Actor, order_id: UUID, number: int = 1) -> OrderPage:
    """One order with a page of its rolls.

    Raises:
        NoSuchOrder: none, or one that the actor does not reach.
    """
    with reader() as connection:
        row = found_order(connection, actor, order_id)
        rolls = rolls_of_order(connection, order_id, number)
        balance = balance_of_order(connection, order_id)
        journal = movements(connection, StampMovement.order_id == order_id)
        sent = deliveries_of(connection, order_id)
        flags = standing_flags(connection, row.key_id, SerialRange.of(row.first, row.stamps))
    is_own = row.ordered_by_id == actor.account_id
    return OrderPage(
        order=_order_row(row),
        rolls=rolls,
        may_decide=_waits_for(actor, row, Permission.STAMP_APPROVE) and not is_own,
        may_withdraw=_waits_for(actor, row, Permission.STAMP_ORDER),
        is_own_order=is_own and actor.may(Permission.STAMP_APPROVE),
        may_print=actor.may(Permission.STAMP_PRINT),
        may_activate=actor.may(Permission.STAMP_ACTIVATE),
        cost=OrderCost(row.stamps, row.unit_price, row.subsidy_percent),
        balance=balance,
        movements=journal,
        deliveries=sent,
        may_receive=actor.may(Permission.STAMP_RECEIVE),
        flags=flags,
        **{name: row._mapping[name] for name in _TOLD},
    )


def _waits_for(actor: Actor, row: Row[Any], permission: Permission) -> bool:
    return actor.may(permission) and row.state is OrderState.ORDERED


def found_order(connection: Connection, actor: Actor, order_id: UUID) -> Row[Any]:
    """The row of an order that the actor reaches.

    Raises:
        NoSuchOrder.
    """
    row = connection.execute(_scoped(actor).where(StampOrder.id == order_id)).one_or_none()
    if row is None:
        raise NoSuchOrder
    return row


def roll_numbered(actor: Actor, order_id: UUID, number: int) -> UUID:
    """The roll of an order that has this number.

    Raises:
        NoSuchOrder, NoRollOfNumber.
    """
    query = select(StampRoll.id).where(StampRoll.order_id == order_id, StampRoll.number == number)
    with reader() as connection:
        found_order(connection, actor, order_id)
        roll_id = connection.execute(query).scalar()
    if roll_id is None:
        raise NoRollOfNumber(number=number)
    return roll_id


def products_to_stamp(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Id and name of the products for which the organisation may order stamps."""
    query = (
        select(Product.id, Product.name)
        .where(Product.organisation_id == actor.organisation_id, Product.retired_at.is_(None))
        .order_by(Product.name)
    )
    with reader() as connection:
        return tuple((str(row.id), row.name) for row in connection.execute(query))


def _columns() -> tuple[Any, ...]:
    return (
        StampOrder.id,
        StampOrder.key_id,
        StampOrder.first,
        Product.name.label("product_name"),
        Product.gtin,
        Organisation.name.label("organisation_name"),
        StampOrder.count.label("stamps"),
        StampOrder.roll_size,
        StampOrder.state,
        StampOrder.ordered_at,
        StampOrder.ordered_by_id,
        _Orderer.name.label("ordered_by"),
        StampOrder.decided_at,
        _Decider.name.label("decided_by"),
        StampOrder.refusal_reason,
        StampOrder.withdrawn_at,
        _Withdrawer.name.label("withdrawn_by"),
        StampOrder.withdrawal_reason,
        StampOrder.has_covered_code,
        StampOrder.signing_key_id,
        StampOrder.kind,
        StampOrder.unit_price,
        StampOrder.subsidy_percent,
        _Printer.name.label("supplier"),
        StampSupplier.decision_number.label("supplier_decision"),
        StampProgramme.name.label("programme"),
        StampOrder.proof_made_at,
        StampOrder.proof_approved_at,
        _Prover.name.label("proof_approved_by"),
    )


def _scoped(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*_columns())
        .join(Product, Product.id == StampOrder.product_id)
        .join(Organisation, Organisation.id == StampOrder.organisation_id)
        .join(_Orderer, _Orderer.id == StampOrder.ordered_by_id)
        .outerjoin(_Decider, _Decider.id == StampOrder.approved_by_id)
        .outerjoin(_Withdrawer, _Withdrawer.id == StampOrder.withdrawn_by_id)
        .outerjoin(_Prover, _Prover.id == StampOrder.proof_approved_by_id)
        .outerjoin(StampSupplier, StampSupplier.id == StampOrder.supplier_id)
        .outerjoin(_Printer, _Printer.id == StampSupplier.organisation_id)
        .outerjoin(StampProgramme, StampProgramme.id == StampOrder.programme_id)
        .where(reached_orders(actor))
    )


def _order_row(row: Row[*tuple[Any, ...]]) -> OrderRow:
    return OrderRow(
        id=row.id,
        product_name=row.product_name,
        organisation_name=row.organisation_name,
        count=row.stamps,
        state=row.state,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
    )
