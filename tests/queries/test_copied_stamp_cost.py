"""A stamp that was copied ten thousand times is answered with the work of any other.

Nothing is timed (`tests.database_work`).
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from tests.database_work import know_sizes, work_of
from tests.makers import GTIN, Maker
from traceability.gs1 import Gtin
from traceability.keyring import SerialPlace
from webapp.db import db
from webapp.models import Scan, StampOrder
from webapp.queries.verdict_select import MOST_COUNTED
from webapp.queries.verdicts import AskedStamp, public_verdict

pytestmark = pytest.mark.counted

FEW, MANY = 2 * MOST_COUNTED, 5_000


@pytest.fixture
def order(make: Maker) -> StampOrder:
    """Stamps in use: the first was looked at often, the second far more often, ten days long."""
    order = make.order(make.product(gtin=GTIN))
    make.activation(make.roll(order), activated_at=make.now - timedelta(days=10))
    looks = [*looks_at(order, 0, FEW, make), *looks_at(order, 1, MANY, make)]
    db.session.execute(insert(Scan), looks)
    db.session.commit()
    know_sizes("scan")
    return order


def looks_at(order: StampOrder, offset: int, count: int, make: Maker) -> list[dict[str, Any]]:
    """Looks of as many phones since the stamp was activated, the last an hour ago."""
    until = make.now - timedelta(hours=1)
    apart = timedelta(days=9) / count
    return [
        {
            "scanned_at": until - number * apart,
            "key_id": order.key_id,
            "counter": order.first + offset,
            "device_hash": f"phone {number}",
            "verdict": "valid",
            "way": "link",
        }
        for number in range(count)
    ]


def test_a_stamp_of_many_looks_is_answered_with_the_work_of_one_of_few(
    order: StampOrder, make: Maker
) -> None:
    few, many = (work_of(lambda offset=offset: answered(order, offset, make)) for offset in (0, 1))

    assert few > 0
    assert many < 2 * few


def answered(order: StampOrder, offset: int, make: Maker) -> None:
    place = SerialPlace(order.key_id, order.first + offset)
    answer = public_verdict(AskedStamp(place, Gtin(GTIN), "mine"), lambda _: True, now=make.now)
    assert answer.checks.count.code == "checks.many"
