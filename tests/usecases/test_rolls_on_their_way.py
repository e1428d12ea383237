"""Which rolls are on their way is asked at every balance and move: of no roll that has arrived."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from tests.cast import Cast
from tests.database_work import know_sizes, work_of
from tests.makers import Maker
from traceability.stamp_ledger import StampState
from webapp.db import db
from webapp.models import StampDelivery, StampDeliveryRoll, StampOrder, StampRoll
from webapp.models.stamp_printing import is_on_its_way
from webapp.queries.stamp_balances import balance_of_order

pytestmark = pytest.mark.counted

ARRIVED = 3_000


@pytest.fixture
def roll(make: Maker, cast: Cast) -> StampRoll:
    """One that is on its way to Minh."""
    order = make.order(make.product(cast.cooperative))
    roll = make.roll(order, StampState.IN_STOCK, delivered_at=None)
    delivered(make, cast, order)
    db.session.add(
        StampDeliveryRoll(delivery_id=sent(make, cast, order), roll_id=roll.id, sent=100)
    )
    db.session.commit()
    know_sizes("stamp_delivery_roll", "stamp_holding")
    return roll


def sent(make: Maker, cast: Cast, order: StampOrder) -> Any:
    """A delivery of the order."""
    delivery = StampDelivery(
        id=uuid4(),
        order_id=order.id,
        organisation_id=order.organisation_id,
        number=1,
        sent_by_id=cast.thu.account_id,
        sent_at=make.now,
    )
    db.session.add(delivery)
    db.session.flush()
    return delivery.id


def delivered(make: Maker, cast: Cast, order: StampOrder) -> None:
    """Thousands of other rolls, which have arrived."""
    numbers = range(2, ARRIVED + 2)
    whole = {"order_id": order.id, "organisation_id": order.organisation_id}
    rolls = [
        whole | {"id": uuid4(), "number": number, "first": number * 1000, "last": number * 1000 + 1}
        for number in numbers
    ]
    db.session.execute(insert(StampRoll), rolls)
    signed = {"delivery_id": sent(make, cast, order), "sent": 1, "counted": 1}
    signed |= {"received_at": make.now, "received_by_id": cast.minh.account_id}
    db.session.execute(insert(StampDeliveryRoll), [signed | {"roll_id": it["id"]} for it in rolls])


def test_no_roll_that_has_arrived_is_read(roll: StampRoll) -> None:
    asked = work_of(lambda: is_on_its_way(db.session(), roll.id))
    balance = work_of(lambda: balance_of_order(db.session.connection(), roll.order_id))

    assert is_on_its_way(db.session(), roll.id)
    assert balance_of_order(db.session.connection(), roll.order_id).on_its_way == 100
    assert 0 <= asked < ARRIVED / 10
    assert 0 < balance < ARRIVED / 10
