"""Rolls of one order, and stretches of them as lines of a form name them."""

from uuid import uuid4

from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import StampState
from traceability.stretches import NumberedRoll, Stretch
from webapp.db import db
from webapp.models import StampHolding, StampRoll
from webapp.models.stamp_holding import hold_unprinted


def cut(make, order, count, size):
    """Rolls of an order, all of whose stamps the producer has."""
    return [
        make.roll(
            order, number=n + 1, first=order.first + n * size, last=order.first + (n + 1) * size
        )
        for n in range(count)
    ]


def whole(*rolls, line=1):
    return [of(roll, line=line) for roll in rolls]


def of(roll, first=0, last=None, line=1):
    numbered = NumberedRoll(roll.id, roll.number, roll.serials)
    until = roll.last if last is None else roll.first + last
    return Stretch(line, numbered, SerialRange(roll.first + first, until))


def many_rolls(make, order, count, size):
    """The same as rows alone: thousands of makers take longer than what is tested."""
    ids = [uuid4() for _ in range(count)]
    serials = [SerialRange.of(order.first + n * size, size) for n in range(count)]
    of_roll = {"order_id": order.id, "organisation_id": order.organisation_id}
    db.session.bulk_insert_mappings(
        StampRoll,
        [
            of_roll | {"id": one, "number": n, "first": it.first, "last": it.last, "downloads": 0}
            for n, (one, it) in enumerate(zip(ids, serials, strict=True), start=1)
        ],
    )
    hold_unprinted(db.session(), order.id, order.key_id, list(zip(ids, serials, strict=True)))
    db.session.query(StampHolding).update({"state": StampState.DELIVERED})
    db.session.commit()
    return [
        Stretch(1, NumberedRoll(one, n, it), it)
        for n, (one, it) in enumerate(zip(ids, serials, strict=True), start=1)
    ]
