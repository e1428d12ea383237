"""Which order a stamp is of is found among thousands of orders with the work of finding the first.

Nothing is timed (`tests.database_work`).
"""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from tests.cast import Cast
from tests.database_work import know_sizes, work_of
from tests.makers import Maker
from traceability.keyring import SerialPlace
from webapp.db import db
from webapp.models import StampOrder
from webapp.models.stamp_looks import holder_of
from webapp.queries.stamp_staff import is_at_work_with

pytestmark = pytest.mark.counted

ORDERS, STAMPS, PROOFS = 3_000, 10, 2


@pytest.fixture
def first(make: Maker, cast: Cast) -> StampOrder:
    """The first of thousands of orders of one key, each with its proof stamps behind it."""
    product = make.product(cast.cooperative)
    order = make.order(product, count=STAMPS, proof_count=PROOFS)
    names = [it.key for it in StampOrder.__mapper__.column_attrs]
    values: dict[str, Any] = {name: getattr(order, name) for name in names}
    apart = STAMPS + PROOFS
    rows = [
        values | {"id": uuid4(), "first": order.first + number * apart}
        for number in range(1, ORDERS)
    ]
    db.session.execute(insert(StampOrder), rows)
    db.session.commit()
    know_sizes("stamp_order")
    return order


def place_in(first: StampOrder, number: int, offset: int = 0) -> SerialPlace:
    """A stamp of the order of that number."""
    return SerialPlace(first.key_id, first.first + number * (STAMPS + PROOFS) + offset)


def test_a_stamp_of_the_last_of_many_orders_is_found_as_one_of_the_first(first: StampOrder) -> None:
    early, late = (
        work_of(lambda number=number: holder_of(db.session(), place_in(first, number)))
        for number in (0, ORDERS - 1)
    )

    assert 0 < late <= 2 * early


def test_proof_stamps_are_numbered_by_their_order_and_held_by_none(
    first: StampOrder, cast: Cast
) -> None:
    stamp, proof = (place_in(first, 7, offset) for offset in (STAMPS - 1, STAMPS))
    behind = place_in(first, ORDERS)

    assert holder_of(db.session(), stamp).organisation_id == cast.cooperative.id
    assert holder_of(db.session(), proof) is None
    assert holder_of(db.session(), behind) is None
    assert [is_at_work_with(cast.minh, it) for it in (stamp, proof, behind)] == [True, True, False]
