"""Activating stamps: which rolls and lots there are for it, what waits, what lies on which roll."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from traceability.lots import LotState
from traceability.roles import Actor
from traceability.roll_numbers import written_roll_numbers
from traceability.stamp_ledger import StampState
from traceability.stamps import NoSuchActivation, NoSuchOrder
from traceability.stretches import NumberedRoll, OrderRolls
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.activation import Activation, ActivationRequest
from webapp.models.lot import Lot
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll, numbered_rolls

REFUSALS_SHOWN = 3


@dataclass(frozen=True)
class LotChoice:
    """A lot for which stamps of a roll may be activated."""

    id: UUID
    code: str
    packed: int
    activated: int

    @property
    def left(self) -> int:
        """How many packed units have no stamp yet."""
        return max(0, self.packed - self.activated)


@dataclass(frozen=True)
class RequestRow:
    """What one form asked for and waits for a second person; `id` is one of its requests."""

    id: UUID
    lot_code: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    rolls: str
    count: int


@dataclass(frozen=True)
class RefusedRow:
    """What one form asked for and a second person did not agree to, and why."""

    lot_code: str
    asked_by: str
    refused_by: str
    refused_at: datetime
    reason: str
    rolls: str
    count: int


@dataclass(frozen=True)
class FormActivated:
    """What one form activated and nobody has undone: of which rolls, and how many stamps."""

    rolls: str
    count: int


@dataclass(frozen=True)
class OrderToActivate:
    """An order whose rolls are activated in one form; `ready` are those that nobody has begun."""

    id: UUID
    product_name: str
    rolls: OrderRolls
    ready: tuple[NumberedRoll, ...]
    lots: tuple[LotChoice, ...]
    requests: tuple[RequestRow, ...]
    refusals: tuple[RefusedRow, ...]

    @property
    def ready_numbers(self) -> str:
        """Which rolls are wholly in the producer's hands, in one line."""
        return written_roll_numbers(it.number for it in self.ready)

    @property
    def ready_count(self) -> int:
        """How many stamps are on those."""
        return sum(it.serials.count for it in self.ready)


def order_to_activate(actor: Actor, order_id: UUID) -> OrderToActivate:
    """An order of the actor's organisation with its rolls, and the lots that may take stamps of it.

    Raises:
        NoSuchOrder: none, or another organisation's.
    """
    query = (
        select(StampOrder.key_id, StampOrder.product_id, Product.name)
        .join(Product, Product.id == StampOrder.product_id)
        .where(StampOrder.id == order_id, StampOrder.organisation_id == actor.organisation_id)
    )
    with reader() as connection:
        order = connection.execute(query).one_or_none()
        if order is None:
            raise NoSuchOrder
        rolls = numbered_rolls(connection, order_id)
        ready = _untouched(connection, order_id)
        lots = lots_to_stamp(connection, order.product_id)
        requests = waiting_requests(connection, StampRoll.order_id == order_id)
        refusals = refused_requests(connection, StampRoll.order_id == order_id)
    return OrderToActivate(
        id=order_id,
        product_name=order.name,
        rolls=OrderRolls(order.key_id, rolls),
        ready=tuple(it for it in rolls if it.id in ready),
        lots=lots,
        requests=requests,
        refusals=refusals,
    )


def orders_to_activate(actor: Actor) -> tuple[tuple[UUID, str, datetime], ...]:
    """Orders of the actor's organisation that have stamps to be activated: id, product, when."""
    in_hand = select(StampHolding.order_id).where(
        StampHolding.order_id == StampOrder.id, StampHolding.state == StampState.DELIVERED
    )
    query = (
        select(StampOrder.id, Product.name, StampOrder.ordered_at)
        .join(Product, Product.id == StampOrder.product_id)
        .where(StampOrder.organisation_id == actor.organisation_id, in_hand.exists())
        .order_by(StampOrder.ordered_at.desc())
    )
    with reader() as connection:
        return tuple((it.id, it.name, it.ordered_at) for it in connection.execute(query))


def lots_to_stamp(connection: Connection, product_id: UUID) -> tuple[LotChoice, ...]:
    """Packed lots of a product that take stamps and have packs without one, the latest first."""
    query = (
        select(Lot.id, Lot.code, Lot.packed_units, Lot.activated_units)
        .where(
            Lot.product_id == product_id,
            Lot.state.in_((LotState.PACKED, LotState.ON_MARKET)),
            Lot.on_hold_at.is_(None),
            Lot.recalled_at.is_(None),
            Lot.cancelled_at.is_(None),
            Lot.packed_units > Lot.activated_units,
        )
        .order_by(Lot.opened_at.desc())
        .limit(100)
    )
    return tuple(LotChoice(*row) for row in connection.execute(query))


def asked_of_roll(roll_id: UUID) -> ColumnElement[bool]:
    """Requests for stamps of a roll, with what was asked for in the same form."""
    of_roll = ActivationRequest.roll_id == roll_id
    return or_(
        of_roll, ActivationRequest.form_id.in_(select(ActivationRequest.form_id).where(of_roll))
    )


def waiting_requests(connection: Connection, which: ColumnElement[bool]) -> tuple[RequestRow, ...]:
    """Activations that wait for a second person, the first asked first, each form as one."""
    waiting = _requests().where(which, ActivationRequest.decided_at.is_(None))
    ordered = waiting.order_by(ActivationRequest.asked_at, StampRoll.number)
    return tuple(_request(rows) for rows in _forms(connection, ordered))


def refused_requests(connection: Connection, which: ColumnElement[bool]) -> tuple[RefusedRow, ...]:
    """Those that a second person refused, the latest of them first, each form as one."""
    refused = _requests().where(which, ActivationRequest.is_agreed.is_(False))
    ordered = refused.order_by(ActivationRequest.decided_at.desc(), StampRoll.number)
    return tuple(_refused(rows) for rows in _forms(connection, ordered)[:REFUSALS_SHOWN])


def _requests() -> Select[*tuple[Any, ...]]:
    decider = aliased(Account)
    return (
        select(
            ActivationRequest.id,
            ActivationRequest.form_id,
            Lot.code,
            ActivationRequest.first,
            ActivationRequest.last,
            ActivationRequest.asked_by_id,
            Account.name,
            ActivationRequest.asked_at,
            decider.name.label("decided_by"),
            ActivationRequest.decided_at,
            ActivationRequest.refusal_reason,
            StampRoll.number,
        )
        .join(Lot, Lot.id == ActivationRequest.lot_id)
        .join(Account, Account.id == ActivationRequest.asked_by_id)
        .join(StampRoll, StampRoll.id == ActivationRequest.roll_id)
        .outerjoin(decider, decider.id == ActivationRequest.decided_by_id)
    )


def _forms(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[list[Row[Any]]]:
    forms: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        forms[row.form_id or row.id].append(row)
    return list(forms.values())


def _refused(rows: list[Row[Any]]) -> RefusedRow:
    one = rows[0]
    return RefusedRow(
        lot_code=one.code,
        asked_by=one.name,
        refused_by=one.decided_by,
        refused_at=one.decided_at,
        reason=one.refusal_reason,
        rolls=written_roll_numbers(it.number for it in rows),
        count=sum(it.last - it.first for it in rows),
    )


def _request(rows: list[Row[Any]]) -> RequestRow:
    one = rows[0]
    return RequestRow(
        id=one.id,
        lot_code=one.code,
        asked_by_id=one.asked_by_id,
        asked_by=one.name,
        asked_at=one.asked_at,
        rolls=written_roll_numbers(it.number for it in rows),
        count=sum(it.last - it.first for it in rows),
    )


def _untouched(connection: Connection, order_id: UUID) -> frozenset[UUID]:
    """Rolls of which all stamps are in the producer's hands, and none is on goods or gone."""
    elsewhere = case((StampHolding.state == StampState.DELIVERED, 0), else_=1)
    query = (
        select(StampHolding.roll_id)
        .where(StampHolding.order_id == order_id)
        .group_by(StampHolding.roll_id)
        .having(func.max(elsewhere) == 0)
    )
    return frozenset(connection.execute(query).scalars())


def form_of_activation(activation_id: UUID) -> FormActivated | None:
    """What stands of the form that made an activation with others; None where it made no other."""
    of_form = select(Activation.form_id).where(Activation.id == activation_id)
    query = (
        select(StampRoll.number, Activation.first, Activation.last)
        .join(StampRoll, StampRoll.id == Activation.roll_id)
        .where(Activation.form_id == of_form.scalar_subquery(), Activation.undone_at.is_(None))
    )
    with reader() as connection:
        rows = connection.execute(query).all()
    if len(rows) < 2:
        return None
    count = sum(it.last - it.first for it in rows)
    return FormActivated(written_roll_numbers(it.number for it in rows), count)


def roll_of_activation(actor: Actor, activation_id: UUID) -> UUID:
    """The roll of an activation.

    Raises:
        NoSuchActivation: none, or another organisation's.
    """
    return _roll_of(Activation, actor, activation_id)


def roll_of_request(actor: Actor, request_id: UUID) -> UUID:
    """The roll of an activation that was asked for.

    Raises:
        NoSuchActivation: none, or another organisation's.
    """
    return _roll_of(ActivationRequest, actor, request_id)


def _roll_of(table: type[Activation] | type[ActivationRequest], actor: Actor, row_id: UUID) -> UUID:
    query = select(table.roll_id).where(table.id == row_id)
    if not actor.sees_every_organisation:
        query = query.where(table.organisation_id == actor.organisation_id)
    with reader() as connection:
        roll_id = connection.execute(query).scalar_one_or_none()
    if roll_id is None:
        raise NoSuchActivation
    return roll_id
