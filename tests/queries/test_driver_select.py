"""The one SELECT that is sent to the driver: the same values, over connections of its own."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import (
    BigInteger,
    bindparam,
    case,
    column,
    create_engine,
    event,
    func,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.makers import GTIN, Maker
from tests.statements import counted_statements
from traceability.calendar import civil_date
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind
from webapp.db import LOOKS, UtcDateTime, close_connections, db, looking_engine
from webapp.models import StampFlag, StampOrder
from webapp.queries import driver_select
from webapp.queries.driver_select import DriverSelect
from webapp.queries.verdict_select import VERDICT, verdict_statement

NUMBER = DriverSelect("Number", select(bindparam("number", type_=BigInteger).label("number")))
PLANS = (
    select(column("generic_plans"), column("custom_plans"))
    .select_from(table("pg_prepared_statements"))
    .order_by(column("generic_plans").desc())
)


@pytest.fixture
def order(make: Maker) -> StampOrder:
    product = make.product(make.licensed(), gtin=GTIN)
    order = make.order(product, has_covered_code=False)
    make.activation(make.roll(order), make.packed_lot(product))
    make.flag(order, FlagKind.ON_HOLD)
    return order


def values_of(order: StampOrder, now: datetime, device: str | None) -> dict[str, object]:
    return {
        "key_id": order.key_id,
        "counter": order.first,
        "device_hash": device,
        "recent_since": now - timedelta(minutes=10),
        "today": civil_date(now),
    }


@pytest.mark.parametrize("device", ["somebody", None])
def test_values_are_those_of_sqlalchemy(
    make: Maker, order: StampOrder, now: datetime, device: str | None
) -> None:
    make.scan(order, device_hash="somebody", scanned_at=now)
    db.session.commit()
    values = values_of(order, now, device)

    row = VERDICT.one(values)

    expected = db.session.execute(verdict_statement(), values).one()
    assert tuple(row) == tuple(expected)
    assert [type(value) for value in row] == [type(value) for value in expected]
    assert row._fields == tuple(expected._fields)


def test_a_constant_with_a_type_of_its_own_is_sent(app: Flask) -> None:
    kind = FlagKind.ON_HOLD
    told = DriverSelect(
        "Told", select(case((bindparam("n", type_=BigInteger) == 1, kind.value)).label("kind"))
    )
    flagged = DriverSelect(
        "Flagged",
        select(func.count().label("count")).where(
            StampFlag.kind == kind, StampFlag.key_id == bindparam("n", type_=BigInteger)
        ),
    )

    assert (told.one({"n": 1}).kind, flagged.one({"n": 1}).count) == (kind.value, 0)


def test_no_row_is_none(app: Flask, now: datetime) -> None:
    values = {"key_id": 1, "counter": 5, "device_hash": None}
    values |= {"recent_since": now, "today": civil_date(now)}

    assert VERDICT.one(values) is None


def test_of_a_stamp_that_is_not_printed_nothing_is_read(make: Maker, now: datetime) -> None:
    """Its answer takes as long as that of a code beyond all orders."""
    waiting, unprinted = make.order(), make.order(proof_count=5)
    make.roll(unprinted, state=StampState.NOT_PRINTED)
    proof = {"counter": unprinted.first + unprinted.count}
    db.session.commit()
    asked = values_of(unprinted, now, None)

    assert VERDICT.one(values_of(waiting, now, None)) is None
    assert VERDICT.one(asked) is None
    assert VERDICT.one(asked | proof) is None

    unprinted.proof_made_at = now
    db.session.commit()

    assert VERDICT.one(asked) is None
    assert VERDICT.one(asked | proof).is_proof


def test_a_time_keeps_its_zone(app: Flask, now: datetime) -> None:
    told = DriverSelect("Told", select(bindparam("at", type_=UtcDateTime).label("at")))

    assert told.one({"at": now}).at == now
    with pytest.raises(ValueError, match="naive"):
        told.one({"at": now.replace(tzinfo=None)})


def test_it_is_counted_like_every_statement(app: Flask) -> None:
    with counted_statements() as sent:
        NUMBER.one({"number": 1})

    assert len(sent) == 1


@pytest.mark.committed
def test_a_fault_is_told_in_the_words_of_sqlalchemy(committed_app: Flask) -> None:
    missing = DriverSelect("Missing", select(text("nothing")).select_from(text("no_such_table")))
    with committed_app.app_context():
        with pytest.raises(DBAPIError):
            missing.one({})

        assert NUMBER.one({"number": 7}).number == 7


@pytest.fixture
def postgres(committed_app: Flask) -> Iterator[Flask]:
    with committed_app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("SQLite has no server that plans or goes away")
        yield committed_app


@pytest.mark.committed
def test_a_file_of_millions_is_read_where_the_system_holds_it(committed_app: Flask) -> None:
    with committed_app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has a cache for all its connections")
        mapped = connection.execute(text("PRAGMA mmap_size")).scalar_one()

    assert mapped == 2**30


@pytest.mark.committed
def test_the_server_keeps_the_plan_for_numbers_of_any_size(postgres: Flask) -> None:
    for number in (1, 2**20, 2**40):
        NUMBER.one({"number": number})

    plans = DriverSelect("Plans", PLANS).one({})  # over the same connection
    assert plans == (3, 0)


@pytest.mark.committed
def test_a_connection_is_kept_for_the_next_look_and_given_up_with_all(committed_app: Flask) -> None:
    opened: list[object] = []
    with committed_app.app_context():
        event.listen(looking_engine(), "connect", lambda *made: opened.append(made))
        for number in range(3):
            NUMBER.one({"number": number})
        assert len(opened) == 1

        close_connections()

        assert NUMBER.one({"number": 4}).number == 4
        assert len(opened) == 2


def test_to_give_all_up_while_a_look_takes_the_last_one_is_no_fault() -> None:
    class Taken(deque[Any]):
        """Whoever asks whether there is one hears yes, and another one has it."""

        def __len__(self) -> int:
            return 1

    bound = create_engine("sqlite://")
    driver_select._idle(bound)
    driver_select._IDLE[bound] = Taken()

    bound.dispose()

    assert not list(driver_select._IDLE[bound])


@pytest.mark.committed
def test_a_server_that_was_started_anew_is_noticed(postgres: Flask) -> None:
    NUMBER.one({"number": 1})
    end_all = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with db.engine.connect() as other:
        assert other.execute(end_all).scalars().all() == [True]

    assert NUMBER.one({"number": 2}).number == 2


@pytest.mark.committed
def test_nothing_can_be_written_over_these_connections(postgres: Flask) -> None:
    with db.engines[LOOKS].connect() as looking, pytest.raises(DBAPIError, match="read-only"):
        looking.execute(text("CREATE TABLE written (number integer)"))


def test_a_server_that_cannot_be_reached_is_told_in_the_words_of_sqlalchemy(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = create_engine("postgresql+psycopg://127.0.0.1:1/nothing")
    monkeypatch.setattr("webapp.queries.driver_select.looking_engine", lambda: nobody)

    with pytest.raises(OperationalError):
        DriverSelect("Number", NUMBER._statement).one({"number": 1})
