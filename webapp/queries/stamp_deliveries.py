"""Deliveries of rolls: what was sent, what was counted, who signed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.orm import aliased

from traceability.roles import Actor, Permission
from traceability.roll_numbers import numbered, written_roll_numbers
from traceability.stamp_ledger import StampState
from traceability.stamps import NoSuchOrder, NoSuchRoll
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll
from webapp.models.stamp_printing import StampDelivery, StampDeliveryRoll

_Sender, _Receiver = aliased(Account), aliased(Account)


@dataclass(frozen=True)
class DeliveredRoll:
    """One roll of a delivery; `counted` is empty while it is on its way."""

    id: UUID
    number: int
    sent: int
    counted: int | None
    received_by: str | None
    received_at: datetime | None

    @property
    def is_on_its_way(self) -> bool:
        """Whether nobody has counted it yet."""
        return self.received_at is None


@dataclass(frozen=True)
class DeliveryRow:
    """One delivery with its rolls."""

    id: UUID
    number: int
    note: str
    sent_by: str
    sent_at: datetime
    rolls: tuple[DeliveredRoll, ...]

    @property
    def lines(self) -> tuple["DeliveryLine", ...]:
        """Its rolls, those in one line that met with the same."""
        together: defaultdict[tuple[Any, ...], list[DeliveredRoll]] = defaultdict(list)
        for roll in self.rolls:
            together[roll.is_on_its_way, roll.counted == roll.sent, roll.received_by].append(roll)
        return tuple(DeliveryLine(tuple(rolls)) for rolls in together.values())


@dataclass(frozen=True)
class DeliveryLine:
    """Rolls of a delivery that are on their way, or that one person has counted."""

    rolls: tuple[DeliveredRoll, ...]

    @property
    def numbers(self) -> str:
        """Which rolls."""
        return written_roll_numbers(roll.number for roll in self.rolls)

    @property
    def sent(self) -> int:
        """How many stamps were sent."""
        return sum(roll.sent for roll in self.rolls)

    @property
    def counted(self) -> int:
        """How many stamps were counted."""
        return sum(roll.counted or 0 for roll in self.rolls)

    @property
    def is_on_its_way(self) -> bool:
        """Whether nobody has counted them yet."""
        return self.rolls[0].is_on_its_way

    @property
    def received_by(self) -> str | None:
        """Who counted them."""
        return self.rolls[0].received_by

    @property
    def received_at(self) -> datetime | None:
        """When the last of them was counted."""
        return max((roll.received_at for roll in self.rolls if roll.received_at), default=None)


def deliveries_of(connection: Connection, order_id: UUID) -> tuple[DeliveryRow, ...]:
    """The deliveries of an order, the first one first."""
    query = (
        select(
            StampDelivery.id,
            StampDelivery.number,
            StampDelivery.note,
            _Sender.name.label("sent_by"),
            StampDelivery.sent_at,
            StampRoll.id.label("roll_id"),
            StampRoll.number.label("roll_number"),
            StampDeliveryRoll.sent,
            StampDeliveryRoll.counted,
            _Receiver.name.label("received_by"),
            StampDeliveryRoll.received_at,
        )
        .join(StampDeliveryRoll, StampDeliveryRoll.delivery_id == StampDelivery.id)
        .join(StampRoll, StampRoll.id == StampDeliveryRoll.roll_id)
        .join(_Sender, _Sender.id == StampDelivery.sent_by_id)
        .outerjoin(_Receiver, _Receiver.id == StampDeliveryRoll.received_by_id)
        .where(StampDelivery.order_id == order_id)
        .order_by(StampDelivery.number, StampRoll.number)
    )
    return tuple(_deliveries(connection.execute(query).all()))


@dataclass(frozen=True)
class ReceiptPage:
    """One roll of a delivery as its receiver counts it; `left` of it are still on their way."""

    delivery_id: UUID
    roll_id: UUID
    order_id: UUID
    product_name: str
    number: int
    sent: int
    left: int
    received_at: datetime | None
    key_id: int
    first: int
    last: int


def receipt_page(actor: Actor, delivery_id: UUID, roll_id: UUID) -> ReceiptPage:
    """One roll of a delivery to the actor's organisation.

    Raises:
        NoSuchRoll: none, or to another organisation.
    """
    with reader() as connection:
        row = connection.execute(_receipt(actor, delivery_id, roll_id)).mappings().first()
    if row is None:
        raise NoSuchRoll
    return ReceiptPage(**{**row, "left": int(row["left"])})


def _receipt(actor: Actor, delivery_id: UUID, roll_id: UUID) -> Select[*tuple[Any, ...]]:
    in_stock = select(func.coalesce(func.sum(StampHolding.last - StampHolding.first), 0)).where(
        StampHolding.roll_id == roll_id, StampHolding.state == StampState.IN_STOCK
    )
    return (
        select(
            StampDelivery.id.label("delivery_id"),
            StampRoll.id.label("roll_id"),
            StampDelivery.order_id,
            Product.name.label("product_name"),
            StampRoll.number,
            StampDeliveryRoll.sent,
            in_stock.scalar_subquery().label("left"),
            StampDeliveryRoll.received_at,
            StampOrder.key_id,
            StampRoll.first,
            StampRoll.last,
        )
        .join(StampDeliveryRoll, StampDeliveryRoll.delivery_id == StampDelivery.id)
        .join(StampRoll, StampRoll.id == StampDeliveryRoll.roll_id)
        .join(StampOrder, StampOrder.id == StampDelivery.order_id)
        .join(Product, Product.id == StampOrder.product_id)
        .where(
            StampDelivery.id == delivery_id,
            StampRoll.id == roll_id,
            StampDelivery.organisation_id == actor.organisation_id,
        )
    )


def awaited_delivery(connection: Connection, actor: Actor, roll_id: UUID) -> UUID | None:
    """The delivery in which a roll waits for the actor to count and sign for it."""
    if not actor.may(Permission.STAMP_RECEIVE):
        return None
    query = (
        select(StampDelivery.id)
        .join(StampDeliveryRoll, StampDeliveryRoll.delivery_id == StampDelivery.id)
        .where(
            StampDeliveryRoll.roll_id == roll_id,
            StampDeliveryRoll.received_at.is_(None),
            StampDelivery.organisation_id == actor.organisation_id,
        )
    )
    return connection.execute(query).scalar()


def delivery_of(actor: Actor, delivery_id: UUID) -> tuple[UUID, int]:
    """The order of a delivery to the actor's organisation, and its number among those of the order.

    Raises:
        NoSuchOrder: none, or to another organisation.
    """
    query = select(StampDelivery.order_id, StampDelivery.number).where(
        StampDelivery.id == delivery_id, StampDelivery.organisation_id == actor.organisation_id
    )
    with reader() as connection:
        found = connection.execute(query).one_or_none()
    if found is None:
        raise NoSuchOrder
    return found.order_id, found.number


def rolls_of_delivery(actor: Actor, delivery_id: UUID, numbers: Sequence[int]) -> tuple[UUID, ...]:
    """The rolls of a delivery to the actor's organisation by their numbers.

    Raises:
        NoRollOfNumber.
    """
    query = (
        select(StampRoll.number, StampRoll.id)
        .join(StampDeliveryRoll, StampDeliveryRoll.roll_id == StampRoll.id)
        .join(StampDelivery, StampDelivery.id == StampDeliveryRoll.delivery_id)
        .where(
            StampDelivery.id == delivery_id, StampDelivery.organisation_id == actor.organisation_id
        )
    )
    with reader() as connection:
        found = {row.number: row.id for row in connection.execute(query)}
    return numbered(found, numbers)


def _deliveries(rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[DeliveryRow]:
    for _, lines in groupby(rows, key=lambda row: row.id):
        found = list(lines)
        head = found[0]
        rolls = tuple(_roll(row) for row in found)
        yield DeliveryRow(head.id, head.number, head.note, head.sent_by, head.sent_at, rolls)


def _roll(row: Row[*tuple[Any, ...]]) -> DeliveredRoll:
    return DeliveredRoll(
        id=row.roll_id,
        number=row.roll_number,
        sent=row.sent,
        counted=row.counted,
        received_by=row.received_by,
        received_at=row.received_at,
    )
