"""A stamp that was copied ten thousand times is answered with the work of any other.

Nothing is timed: SQLite tells the steps that its machine takes, PostgreSQL the rows that it reads.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from tests.makers import GTIN, Maker
from traceability.gs1 import Gtin
from traceability.keyring import SerialPlace
from webapp.db import db
from webapp.models import Scan, StampOrder
from webapp.queries.verdict_select import MOST_COUNTED
from webapp.queries.verdicts import AskedStamp, public_verdict

Ask = Callable[[], object]

FEW, MANY = 2 * MOST_COUNTED, 5_000
_AT_ONCE = 10  # SQLite tells its steps by the ten


@pytest.fixture
def order(make: Maker) -> StampOrder:
    """Stamps in use: the first was looked at often, the second far more often, ten days long."""
    order = make.order(make.product(gtin=GTIN))
    make.activation(make.roll(order), activated_at=make.now - timedelta(days=10))
    looks = [*looks_at(order, 0, FEW, make), *looks_at(order, 1, MANY, make)]
    db.session.execute(insert(Scan), looks)
    db.session.commit()
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("ANALYZE scan"))  # as the server itself does in life
        # A table of two stamps is soon read whole; one of millions never is.
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
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


def work_of(ask: Ask) -> int:
    """What the database does for one question, in steps or rows of its own."""
    return {"sqlite": _steps, "postgresql": _rows}[db.session.connection().dialect.name](ask)


def _steps(ask: Ask) -> int:
    driver = db.session.connection().connection.driver_connection
    tens = []
    driver.set_progress_handler(lambda: tens.append(1), _AT_ONCE)
    ask()
    driver.set_progress_handler(None, _AT_ONCE)
    return _AT_ONCE * len(tens)


def _rows(ask: Ask) -> int:
    connection, sent = db.session.connection(), []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    plans = [
        connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        for statement, parameters in sent
    ]
    return sum(_read(plan.scalar_one()[0]["Plan"]) for plan in plans)


def _read(node: dict[str, Any]) -> int:
    """The rows that a part of a plan took from tables and indexes, and those it threw away."""
    below = sum(_read(part) for part in node.get("Plans", ()))
    if not node["Node Type"].endswith("Scan"):
        return below
    thrown = sum(count for name, count in node.items() if name.startswith("Rows Removed"))
    return below + round((node["Actual Rows"] + thrown) * node["Actual Loops"])


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
