"""Rolls go from the printer to whoever ordered them: sent, received, counted, signed for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from traceability.errors import Conflict, Forbidden, Invalid, NotFound
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange, SerialSet
from traceability.stamp_ledger import MovementKind, RangeOutsideHoldings, StampState
from traceability.stamps import (
    ROLLS_AT_ONCE,
    NoSuchOrder,
    NoSuchRoll,
    ReasonMissing,
    RollOnItsWay,
)
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order
from webapp.models.stamp_printing import StampDelivery, StampDeliveryRoll, rolls_on_their_way
from webapp.models.stamp_supply import is_supplied_by
from webapp.stamp_ledger import Movement, RollToMove
from webapp.turns import turns


class NothingToDeliver(Invalid):
    """No roll was chosen."""

    code = "stamp.nothing_to_deliver"


class RollNotInStock(Conflict):
    """Nothing of the roll lies at the printer."""

    code = "stamp.roll_not_in_stock"


class DeliveryIdUsed(Conflict):
    """This form sent other rolls; nothing was changed."""

    code = "stamp.delivery_id_used"


class NoSuchDelivery(NotFound):
    """No such delivery, or to another organisation."""

    code = "stamp.delivery_not_found"


class OwnDelivery(Forbidden):
    """Who sent the roll does not sign for it, whatever else they are."""

    code = "stamp.own_delivery"


class AlreadyReceived(Conflict):
    """The roll was received and counted before."""

    code = "stamp.already_received"


class CountDiffers(Invalid):
    """What was counted and what is named do not come to what is on its way."""

    code = "stamp.count_differs"


class NothingToReceive(Invalid):
    """No roll was named."""

    code = "stamp.nothing_to_receive"


class MissingNotSent(Invalid):
    """What is said to be missing or spoilt was not sent, or is known to be elsewhere."""

    code = "stamp.missing_not_sent"


class NamedTwice(Invalid):
    """A stamp is said to be missing and to be spoilt."""

    code = "stamp.named_twice"


@dataclass(frozen=True)
class SendRolls:
    """`delivery_id` is made with the form, so that pressing twice sends once."""

    delivery_id: UUID
    order_id: UUID
    roll_ids: Sequence[UUID]
    note: str = ""


@dataclass(frozen=True)
class ReceiveRoll:
    """Which stamps of a roll were not there or no good, and how many good ones were counted.

    Ranges of one kind may overlap: to scan a stamp twice names it once. With None for `counted` all
    that is not named was there. `key_id` is the key of the codes by which stamps were named; None
    where none was.
    """

    delivery_id: UUID
    roll_id: UUID
    counted: int | None
    missing: Sequence[SerialRange] = ()
    reason: str = ""
    spoilt: Sequence[SerialRange] = ()
    key_id: int | None = None

    @property
    def named(self) -> dict[MovementKind, tuple[SerialRange, ...]]:
        """What becomes of stamps that are not received: each once, in order."""
        return {MovementKind.LOST: _once(self.missing), MovementKind.SPOILT: _once(self.spoilt)}

    @property
    def absent(self) -> tuple[SerialRange, ...]:
        """All of those.

        Raises:
            NamedTwice: a stamp cannot be missing and spoilt.
        """
        parts = [serials for ranges in self.named.values() for serials in ranges]
        absent = _once(parts)
        if _count(absent) != _count(parts):
            raise NamedTwice
        return absent


@transactional
def send_rolls(actor: Actor, command: SendRolls, *, now: datetime) -> UUID:
    """Hand rolls over; they stay in stock until the receiver has counted them.

    Raises:
        NoSuchOrder: not one this printer prints.
        NothingToDeliver, NoSuchRoll, RollNotInStock, RollOnItsWay, DeliveryIdUsed.
    """
    order = lock_order(db.session(), command.order_id)
    if order is None or not is_supplied_by(db.session(), order, actor.organisation_id):
        raise NoSuchOrder
    before = db.session.get(StampDelivery, command.delivery_id)
    if before is not None:
        return _sent_before(command, before)
    if not command.roll_ids:
        raise NothingToDeliver
    lines = list(_lines(order, command.delivery_id, command.roll_ids))
    delivery = StampDelivery(
        id=command.delivery_id,
        order_id=order.id,
        organisation_id=order.organisation_id,
        number=_next_number(order.id),
        note=command.note,
        sent_by_id=actor.account_id,
        sent_at=now,
    )
    db.session.add(delivery)
    db.session.flush()
    db.session.add_all(lines)
    told: dict[str, Any] = {"action": "sent", "delivery_id": str(delivery.id)}
    told |= {"number": delivery.number}
    told |= {"rolls": [[str(it.roll_id), it.sent] for it in lines]}
    if command.note:
        told["note"] = ledger.keep_personal(db.session(), str(order.id), command.note)
    subject = (order.id, order.organisation_id)
    ledger.append(db.session(), ledger.Entry.of_now(actor, EntryKind.STAMP, subject, told, now))
    return delivery.id


@transactional
def receive_roll(actor: Actor, command: ReceiveRoll, *, now: datetime) -> int:
    """Sign for a roll: what is missing is lost, what is spoilt is void, the rest is delivered.

    Gives how many stamps are delivered.

    Raises:
        NoSuchDelivery, AlreadyReceived.
        OwnDelivery: the receiver sent it, as a member of the printer.
        NamedTwice: a stamp is missing and spoilt.
        CountDiffers: counted, missing and spoilt stamps do not come to what is on its way.
        MissingNotSent: some of what is named did not lie in stock when it was sent.
        RangeOutsideHoldings: what is named was told by codes of another key.
        ReasonMissing: nothing is said of what is named.
    """
    return _receive(actor, command, now)


def receive_whole_rolls(
    actor: Actor, delivery_id: UUID, roll_ids: Sequence[UUID], *, now: datetime
) -> int:
    """Sign for rolls of which nothing is missing; gives how many stamps.

    Some hundred rolls at a time, each part all or none: a diary does not wait for thousands. Where
    it breaks off the rolls that are left stay on their way, to be signed for again.

    Raises:
        NothingToReceive: no roll was named.
        NoSuchDelivery, AlreadyReceived, OwnDelivery.
    """
    if not roll_ids:
        raise NothingToReceive
    parts = turns(roll_ids, ROLLS_AT_ONCE)
    return sum(_receive_some(actor, delivery_id, part, now=now) for part in parts)


@transactional
def _receive_some(
    actor: Actor, delivery_id: UUID, roll_ids: Sequence[UUID], *, now: datetime
) -> int:
    return sum(_receive(actor, ReceiveRoll(delivery_id, it, None), now) for it in roll_ids)


def _receive(actor: Actor, command: ReceiveRoll, now: datetime) -> int:
    delivery = db.session.get(StampDelivery, command.delivery_id)
    if delivery is None or delivery.organisation_id != actor.organisation_id:
        raise NoSuchDelivery
    if delivery.sent_by_id == actor.account_id:
        raise OwnDelivery
    order = lock_order(db.session(), delivery.order_id)
    line = db.session.get(StampDeliveryRoll, (delivery.id, command.roll_id), populate_existing=True)
    roll = db.session.get(StampRoll, command.roll_id, populate_existing=True)
    if order is None or line is None or roll is None:
        raise NoSuchDelivery
    if line.received_at is not None:
        raise AlreadyReceived(at=line.received_at)
    if not order.is_of_key(command.key_id):
        raise RangeOutsideHoldings(first=roll.first, last=roll.last)
    if command.absent and not command.reason:
        raise ReasonMissing
    moving = RollToMove(db.session(), actor, (order, roll), now)
    here = _here(command, line, _in_stock(moving))
    counted = _count(here)
    line.counted, line.received_by_id, line.received_at = counted, actor.account_id, now
    roll.delivered_at = roll.delivered_at or now
    told: dict[str, Any] = {"action": "received", "delivery_id": str(delivery.id)}
    told |= {"roll_id": str(roll.id), "roll": roll.number, "counted": counted}
    told |= {"missing": _told(command.missing), "spoilt": _told(command.spoilt)}
    moving.move([*_named(command), *(Movement(it, MovementKind.DELIVERED) for it in here)], told)
    return counted


def _named(command: ReceiveRoll) -> Iterator[Movement]:
    for kind, ranges in command.named.items():
        yield from (Movement(serials, kind, reason=command.reason) for serials in ranges)


def _told(ranges: Sequence[SerialRange]) -> list[list[int]]:
    return [[it.first, it.last] for it in _once(ranges)]


def _once(ranges: Sequence[SerialRange]) -> tuple[SerialRange, ...]:
    return SerialSet.of(ranges).ranges


def _count(ranges: Sequence[SerialRange]) -> int:
    return sum(serials.count for serials in ranges)


def _in_stock(moving: RollToMove) -> tuple[SerialRange, ...]:
    """What is on its way: while a roll is, nothing enters its stock and only losses leave it."""
    return tuple(it.serials for it in moving.holdings if it.state is StampState.IN_STOCK)


def _here(
    command: ReceiveRoll, line: StampDeliveryRoll, on_its_way: Sequence[SerialRange]
) -> tuple[SerialRange, ...]:
    """What is received: all that is on its way but for what is named."""
    absent, expected = command.absent, _count(on_its_way)
    counted = expected - _count(absent) if command.counted is None else command.counted
    if counted + _count(absent) != expected:
        raise CountDiffers(
            sent=line.sent, expected=expected, counted=counted, missing=_count(absent)
        )
    held = SerialSet.of(on_its_way)
    for serials in absent:
        held.remove(serials)
    if held.count != counted:
        raise MissingNotSent
    return held.ranges


def _sent_before(command: SendRolls, before: StampDelivery) -> UUID:
    sent = set(
        db.session.scalars(
            select(StampDeliveryRoll.roll_id).where(StampDeliveryRoll.delivery_id == before.id)
        )
    )
    if before.order_id != command.order_id or sent != set(command.roll_ids):
        raise DeliveryIdUsed
    return before.id


def _lines(
    order: StampOrder, delivery_id: UUID, roll_ids: Sequence[UUID]
) -> Iterator[StampDeliveryRoll]:
    """Each roll with what lies in stock of it; asked for all at once, however many they are."""
    session = db.session()
    of_order = select(StampRoll.id, StampRoll.number).where(StampRoll.order_id == order.id)
    numbers = {row.id: row.number for row in session.execute(of_order)}
    sent = rolls_on_their_way().join(StampRoll, StampRoll.id == StampDeliveryRoll.roll_id)
    on_the_road = set(session.scalars(sent.where(StampRoll.order_id == order.id)))
    in_stock = _stock_of(order)
    for roll_id in roll_ids:
        if roll_id not in numbers:
            raise NoSuchRoll
        if roll_id in on_the_road:
            raise RollOnItsWay(roll=numbers[roll_id])
        if not in_stock.get(roll_id):
            raise RollNotInStock(roll=numbers[roll_id])
        yield StampDeliveryRoll(delivery_id=delivery_id, roll_id=roll_id, sent=in_stock[roll_id])


def _stock_of(order: StampOrder) -> dict[UUID, int]:
    """How many stamps of each roll lie in stock."""
    query = (
        select(StampHolding.roll_id, func.sum(StampHolding.last - StampHolding.first))
        .where(StampHolding.order_id == order.id, StampHolding.state == StampState.IN_STOCK)
        .group_by(StampHolding.roll_id)
    )
    return {roll_id: int(count) for roll_id, count in db.session.execute(query)}


def _next_number(order_id: UUID) -> int:
    last = select(func.max(StampDelivery.number)).where(StampDelivery.order_id == order_id)
    return (db.session.scalar(last) or 0) + 1
