"""Appointed printers, programmes, and what stamps cost whom under each of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from traceability.calendar import civil_date
from traceability.organisations import OrganisationKind
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_costs import OrderCost
from traceability.stamp_ledger import Balance, MovementKind, StampState, reached_count
from traceability.stamps import NoSuchProgramme, OrderState
from webapp.db import reader
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding, StampMovement
from webapp.models.stamp_order import StampOrder
from webapp.models.stamp_supply import StampProgramme, StampSupplier


@dataclass(frozen=True)
class SupplierRow:
    """One appointment."""

    id: UUID
    name: str
    decision_number: str
    decided_on: date
    valid_to: date | None
    unit_price: int
    ended_at: datetime | None
    ended_reason: str | None

    @property
    def is_ended(self) -> bool:
        """Whether it was ended before its time."""
        return self.ended_at is not None


@dataclass(frozen=True)
class ReconciledOrder:
    """One order under a programme: what was agreed, and what of it was delivered."""

    id: UUID
    organisation: str
    product: str
    printer: str
    printer_decision: str
    ordered_at: datetime
    agreed: OrderCost
    delivered: OrderCost
    balance: Balance

    @property
    def void(self) -> int:
        """Stamps that were spoilt or made void: nobody pays for those the press spoilt."""
        return self.balance.void + self.balance.destroyed


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme with the orders that it pays a share of, and what is left of its budget."""

    id: UUID
    name: str
    decision_number: str
    begins_on: date
    ends_on: date
    subsidy_percent: int
    budget: int
    orders: tuple[ReconciledOrder, ...]

    @property
    def agreed(self) -> int:
        """Its share of what was ordered."""
        return sum(order.agreed.subsidy for order in self.orders)

    @property
    def due(self) -> int:
        """Its share of what was delivered and counted."""
        return sum(order.delivered.subsidy for order in self.orders)

    @property
    def own_shares(self) -> int:
        """What the producers pay of what was delivered."""
        return sum(order.delivered.own_share for order in self.orders)

    @property
    def left(self) -> int:
        """What of the budget nobody was promised."""
        return self.budget - self.agreed


def suppliers(actor: Actor) -> tuple[SupplierRow, ...]:  # noqa: ARG001 - officers see all
    """All appointments, those in force first."""
    query = (
        select(
            StampSupplier.id,
            Organisation.name,
            StampSupplier.decision_number,
            StampSupplier.decided_on,
            StampSupplier.valid_to,
            StampSupplier.unit_price,
            StampSupplier.ended_at,
            StampSupplier.ended_reason,
        )
        .join(Organisation, Organisation.id == StampSupplier.organisation_id)
        .order_by(StampSupplier.ended_at.is_not(None), StampSupplier.decided_on.desc())
    )
    with reader() as connection:
        return tuple(SupplierRow(**row) for row in connection.execute(query).mappings())


def programmes(actor: Actor) -> tuple[ProgrammeRow, ...]:  # noqa: ARG001 - officers see all
    """All programmes, the latest first, each with its orders."""
    with reader() as connection:
        rows = connection.execute(_programmes().order_by(StampProgramme.begins_on.desc())).all()
        orders = _reconciled(connection, [row.id for row in rows])
    return tuple(_programme(row, orders[row.id]) for row in rows)


def programme(actor: Actor, programme_id: UUID) -> ProgrammeRow:  # noqa: ARG001
    """One programme with its orders.

    Raises:
        NoSuchProgramme: there is none.
    """
    with reader() as connection:
        query = _programmes().where(StampProgramme.id == programme_id)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchProgramme
        return _programme(row, _reconciled(connection, [row.id])[row.id])


def supplier_choices(now: datetime) -> tuple[tuple[str, str], ...]:
    """Id and name of the printers that may be given an order today."""
    today = civil_date(now)
    query = (
        select(StampSupplier.id, Organisation.name, StampSupplier.decision_number)
        .join(Organisation, Organisation.id == StampSupplier.organisation_id)
        .where(
            StampSupplier.ended_at.is_(None),
            StampSupplier.decided_on <= today,
            or_(StampSupplier.valid_to.is_(None), StampSupplier.valid_to >= today),
        )
        .order_by(Organisation.name)
    )
    return _choices(query)


def programme_choices(now: datetime) -> tuple[tuple[str, str], ...]:
    """Id and name of the programmes that pay for orders of today."""
    today = civil_date(now)
    query = (
        select(StampProgramme.id, StampProgramme.name, StampProgramme.decision_number)
        .where(StampProgramme.begins_on <= today, StampProgramme.ends_on >= today)
        .order_by(StampProgramme.name)
    )
    return _choices(query)


def printer_choices() -> tuple[tuple[str, str], ...]:
    """Id and name of the organisations that are here as printers."""
    query = (
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == OrganisationKind.PRINTER)
        .order_by(Organisation.name)
    )
    with reader() as connection:
        return tuple((str(row.id), row.name) for row in connection.execute(query))


def _choices(query: Select[*tuple[Any, ...]]) -> tuple[tuple[str, str], ...]:
    with reader() as connection:
        rows = connection.execute(query).all()
    return tuple((str(row[0]), f"{row[1]} ({row[2]})") for row in rows)


def _programmes() -> Select[*tuple[Any, ...]]:
    return select(
        StampProgramme.id,
        StampProgramme.name,
        StampProgramme.decision_number,
        StampProgramme.begins_on,
        StampProgramme.ends_on,
        StampProgramme.subsidy_percent,
        StampProgramme.budget,
    )


def _programme(row: Row[Any], orders: Iterable[ReconciledOrder]) -> ProgrammeRow:
    return ProgrammeRow(**row._mapping, orders=tuple(orders))


def _reconciled(
    connection: Connection, programme_ids: list[UUID]
) -> defaultdict[UUID, list[ReconciledOrder]]:
    found: defaultdict[UUID, list[ReconciledOrder]] = defaultdict(list)
    printer = aliased(Organisation)
    query = (
        select(
            StampOrder.id,
            StampOrder.programme_id,
            Organisation.name.label("organisation"),
            Product.name.label("product"),
            printer.name.label("printer"),
            StampSupplier.decision_number.label("printer_decision"),
            StampOrder.ordered_at,
            StampOrder.count.label("stamps"),
            StampOrder.unit_price,
            StampOrder.subsidy_percent,
        )
        .join(Organisation, Organisation.id == StampOrder.organisation_id)
        .join(Product, Product.id == StampOrder.product_id)
        .outerjoin(StampSupplier, StampSupplier.id == StampOrder.supplier_id)
        .outerjoin(printer, printer.id == StampSupplier.organisation_id)
        .where(StampOrder.programme_id.in_(programme_ids), StampOrder.state == OrderState.APPROVED)
        .order_by(StampOrder.ordered_at)
    )
    rows = connection.execute(query).all()
    order_ids = [row.id for row in rows]
    balances, reached = _balances(connection, order_ids), _reached(connection, order_ids)
    for row in rows:
        found[row.programme_id].append(_order(row, balances[row.id], reached.get(row.id, 0)))
    return found


def _order(row: Row[*tuple[Any, ...]], balance: Balance, reached: int) -> ReconciledOrder:
    terms = (row.unit_price, row.subsidy_percent)
    return ReconciledOrder(
        id=row.id,
        organisation=row.organisation,
        product=row.product,
        printer=row.printer or "",
        printer_decision=row.printer_decision or "",
        ordered_at=row.ordered_at,
        agreed=OrderCost(row.stamps, *terms),
        delivered=OrderCost(reached, *terms),
        balance=balance,
    )


def _balances(connection: Connection, order_ids: list[UUID]) -> defaultdict[UUID, Balance]:
    counts: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    query = (
        select(
            StampHolding.order_id,
            StampHolding.state,
            func.sum(StampHolding.last - StampHolding.first).label("stamps"),
        )
        .where(StampHolding.order_id.in_(order_ids))
        .group_by(StampHolding.order_id, StampHolding.state)
    )
    for row in connection.execute(query):
        counts[row.order_id][StampState(row.state).value] = int(row.stamps)
    return defaultdict(Balance, {order_id: Balance(**it) for order_id, it in counts.items()})


def _reached(connection: Connection, order_ids: list[UUID]) -> dict[UUID, int]:
    """How many stamps of each order were delivered and not sent back, whatever became of them."""
    lines: defaultdict[UUID, list[tuple[MovementKind, SerialRange]]] = defaultdict(list)
    query = (
        select(StampMovement.order_id, StampMovement.kind, StampMovement.first, StampMovement.last)
        .where(
            StampMovement.order_id.in_(order_ids),
            StampMovement.kind.in_((MovementKind.DELIVERED, MovementKind.RETURNED)),
        )
        .order_by(StampMovement.position, StampMovement.part)
    )
    for row in connection.execute(query):
        lines[row.order_id].append((row.kind, SerialRange(row.first, row.last)))
    return {order_id: reached_count(journal) for order_id, journal in lines.items()}
