"""A year of stamps in bulk, for benchmarks: orders, rolls, activations, lots, events and looks.

20 million stamps are a thousand orders. Every table is one generator of rows that fit its columns:
what a later release adds is filled here, and what it dropped is left out by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from random import Random
from typing import Any, Final
from uuid import UUID

from flask import Flask
from sqlalchemy import Table, insert, text

from tests.makers import GTIN, NOW, Maker
from traceability.keyring import Keyring, SerialPlace
from traceability.lots import LotState
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderState
from webapp.db import Base, close_connections, db
from webapp.models import Product

Row = dict[str, Any]

ORDER: Final = 20_000
ROLL: Final = 500
LOT: Final = 2_000
STOPS: Final = 7
AT_ONCE: Final = 5_000
STOP: Final = (
    '{"code": "harvesting", "labels": {"vi": "Thu hoạch", "en": "Harvest"}, "days_late": 1,'
    ' "at": "2026-10-20T02:00:00+00:00", "commune": "Mường Và", "place": "LOC-03646-0001",'
    ' "organisation": "HTX Mường Và", "photo": null, "works": [{"values": ['
    '{"name": "quantity", "labels": {"vi": "Sản lượng (thóc tươi)", "en": "Fresh paddy"},'
    ' "thousandths": 1440000, "unit": "kg"}, {"name": "grade", "labels": {"vi": "Loại",'
    ' "en": "Grade"}, "choice": {"vi": "Loại 1", "en": "Grade 1"}}]}]}'
)
JOURNEY: Final = f"[{', '.join([STOP] * STOPS)}]"
COPIED: Final = 3  # the counter of a stamp whose copies were looked at ten thousand times
COPIED_LOOKS: Final = 10_000
_ORDERED: Final = NOW - timedelta(days=30)
_ACTIVATED: Final = NOW - timedelta(days=10)


@dataclass(frozen=True)
class Filled:
    """What stands in the database, and how to ask for any of its stamps."""

    keyring: Keyring
    stamps: int

    def places(self, count: int, seed: int = 1) -> list[SerialPlace]:
        """Stamps from everywhere in the range."""
        chance = Random(seed)  # noqa: S311
        return [SerialPlace(1, chance.randrange(self.stamps)) for _ in range(count)]

    def path(self, place: SerialPlace) -> str:
        """The address printed on a stamp."""
        return f"/01/{GTIN}/21/{self.keyring.serial(place)}"


@dataclass(frozen=True)
class _Owner:
    organisation_id: UUID
    product_id: UUID
    place_id: UUID
    orderer_id: UUID
    approver_id: UUID


def fill(app: Flask, stamps: int, looks: int) -> Filled:
    """Fill a migrated, empty database with so many stamps and looks at them."""
    keyring: Keyring = app.extensions["temthat"].keyring
    with app.app_context():
        owner = _owner(Maker(keyring, NOW), stamps)
        for name, rows in _tables(owner, stamps, looks):
            _write(name, rows)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        close_connections()
    return Filled(keyring, stamps)


def _owner(make: Maker, stamps: int) -> _Owner:
    product: Product = make.product(make.licensed(), gtin=GTIN)
    place = make.place()
    orderer, approver = make.account(), make.account()
    key = make._key()
    key.next_counter = stamps
    owner = _Owner(product.organisation_id, product.id, place.id, orderer.id, approver.id)
    db.session.commit()
    db.session.remove()
    return owner


def _tables(owner: _Owner, stamps: int, looks: int) -> Iterator[tuple[str, Iterator[Row]]]:
    yield "lot", _lots(owner, stamps)
    yield "event", _events(owner, stamps)
    yield "stamp_order", _orders(owner, stamps)
    yield "stamp_roll", _rolls(owner, stamps)
    yield "activation", _activations(owner, stamps)
    yield "stamp_holding", _holdings(owner, stamps)
    yield "scan", _looks(stamps, looks)


def _id(table: int, number: int) -> UUID:
    return UUID(int=table << 96 | 4 << 76 | 8 << 60 | number)


def _lots(owner: _Owner, stamps: int) -> Iterator[Row]:
    for number in range(-(-stamps // LOT)):
        yield {
            "id": _id(1, number),
            "organisation_id": owner.organisation_id,
            "product_id": owner.product_id,
            "place_id": owner.place_id,
            "code": f"MVA-{number:06d}",
            "market": "domestic",
            "state": LotState.PACKED,
            "template_group": "rice",
            "template_version": 1,
            "opened_at": NOW - timedelta(days=120),
            "made_on": date(2026, 11, 1),
            "expires_on": date(2027, 11, 1),
            "packed_units": LOT,
            "activated_units": LOT,
            "journey": JOURNEY,
            "diary_score": 0,
            "last_recorded_at": NOW - timedelta(days=89 - STOPS + 1),
        }


def _events(owner: _Owner, stamps: int) -> Iterator[Row]:
    for number in range(-(-stamps // LOT) * STOPS):
        yield {
            "id": _id(2, number),
            "lot_id": _id(1, number // STOPS),
            "organisation_id": owner.organisation_id,
            "place_id": owner.place_id,
            "template_group": "rice",
            "template_version": 1,
            "event_code": "watering",
            "event_time": NOW - timedelta(days=90 - number % STOPS),
            "utc_offset_minutes": 420,
            "received_at": NOW - timedelta(days=89 - number % STOPS),
            "values": "{}",
            "is_public": True,
            "flags": "",
            "request_sha256": f"{number:064x}",
            "ledger_position": number,
        }


def _orders(owner: _Owner, stamps: int) -> Iterator[Row]:
    for number, first in enumerate(range(0, stamps, ORDER)):
        yield {
            "id": _id(3, number),
            "organisation_id": owner.organisation_id,
            "product_id": owner.product_id,
            "key_id": 1,
            "first": first,
            "stamp_count": min(ORDER, stamps - first),
            "roll_size": ROLL,
            "state": OrderState.APPROVED,
            "ordered_by_id": owner.orderer_id,
            "ordered_at": _ORDERED,
            "approved_by_id": owner.approver_id,
            "decided_at": _ORDERED,
        }


def _ranges(owner: _Owner, stamps: int) -> Iterator[tuple[int, Row]]:
    """Every roll with what it has in common with its activation and its holding."""
    for number, first in enumerate(range(0, stamps, ROLL)):
        yield (
            number,
            {
                "order_id": _id(3, first // ORDER),
                "organisation_id": owner.organisation_id,
                "key_id": 1,
                "first": first,
                "last": min(first + ROLL, stamps),
            },
        )


def _rolls(owner: _Owner, stamps: int) -> Iterator[Row]:
    for number, common in _ranges(owner, stamps):
        yield common | {
            "id": _id(4, number),
            "number": number % (ORDER // ROLL) + 1,
            "printed_at": _ORDERED,
            "delivered_at": _ORDERED,
            "downloads": 1,
        }


def _activations(owner: _Owner, stamps: int) -> Iterator[Row]:
    for number, common in _ranges(owner, stamps):
        yield common | {
            "id": _id(5, number),
            "roll_id": _id(4, number),
            "lot_id": _id(1, common["first"] // LOT),
            "activated_by_id": owner.orderer_id,
            "activated_at": _ACTIVATED,
        }


def _holdings(owner: _Owner, stamps: int) -> Iterator[Row]:
    """One stretch of serials in one state, as each roll was activated whole."""
    for number, common in _ranges(owner, stamps):
        yield common | {
            "id": _id(7, number),
            "roll_id": _id(4, number),
            "activation_id": _id(5, number),
            "lot_id": _id(1, common["first"] // LOT),
            "activated_at": _ACTIVATED,
            "state": StampState.ACTIVATED,
        }


def _looks(stamps: int, looks: int) -> Iterator[Row]:
    chance = Random(2)  # noqa: S311
    for number in range(looks + COPIED_LOOKS):
        is_of_copies = number >= looks
        yield {
            "id": _id(6, number),
            "scanned_at": NOW - timedelta(days=9, seconds=-(number % 700_000)),
            "key_id": 1,
            "counter": COPIED if is_of_copies else chance.randrange(stamps),
            "device_hash": f"{number:032x}",
            "verdict": "valid",
            "way": "link",
        }


def _write(name: str, rows: Iterator[Row]) -> None:
    table = Base.metadata.tables.get(name)
    if table is None:
        return
    fitting = _fitting(table, rows)
    with db.engine.connect().execution_options(write=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # a million rows at once
            _copy(connection.connection.dbapi_connection, table, fitting)
            return
        while some := list(islice(fitting, AT_ONCE)):
            connection.execute(insert(table), [_by_key(table, row) for row in some])


def _fitting(table: Table, rows: Iterator[Row]) -> Iterator[Row]:
    """What the table has columns for, and its own defaults for what is not said."""
    names = [column.name for column in table.columns]
    usual = {
        column.name: column.default.arg
        for column in table.columns
        if column.default is not None and column.default.is_scalar
    }
    for row in rows:
        whole = usual | row
        yield {name: whole[name] for name in names if name in whole}


def _by_key(table: Table, row: Row) -> Row:
    return {table.columns[name].key: value for name, value in row.items()}


def _copy(connection: Any, table: Table, rows: Iterable[Row]) -> None:  # noqa: ANN401
    first = next(iter(rows), None)
    if first is None:
        return
    names = ", ".join(f'"{name}"' for name in first)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as sink,
    ):
        sink.write_row(_plain(first))
        for row in rows:
            sink.write_row(_plain(row))


def _plain(row: Row) -> list[Any]:
    return [value.value if isinstance(value, StrEnum) else _utc(value) for value in row.values()]


def _utc(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
