"""Looks at any stamps of an order that were all answered alike, never more than a fixed number."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, select
from sqlalchemy.orm import aliased

from traceability.keyring import SerialPlace
from traceability.serial_ranges import SerialRange
from traceability.suspicion import SeenLook
from traceability.verdict import VerdictCode
from webapp.models.scan import Scan
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_looks import WINDOW
from webapp.models.stamp_order import StampRoll


@dataclass(frozen=True)
class AnsweredLooks:
    """Which stamps, how they were answered, and from when to when."""

    key_id: int
    serials: SerialRange
    verdict: VerdictCode
    cause: str | None
    first_at: datetime
    last_at: datetime


def looks_answered(
    connection: Connection, asked: AnsweredLooks
) -> list[tuple[SerialPlace, SeenLook]]:
    """The latest of them that people made, the latest first, each with its stamp."""
    looks = select(Scan.counter, Scan.scanned_at, Scan.device_hash, Scan.province_code).where(
        Scan.key_id == asked.key_id,
        Scan.counter.between(asked.serials.first, asked.serials.last - 1),
        Scan.scanned_at.between(asked.first_at, asked.last_at),
        Scan.verdict == asked.verdict,
        ~Scan.is_staff,
        ~_is_phone_of_staff(),
    )
    if asked.cause is not None:
        looks = looks.where(Scan.cause == asked.cause)
    if asked.verdict is VerdictCode.UNKNOWN:  # so is a printed stamp under another GTIN
        looks = looks.where(~_was_printed())
    rows = connection.execute(looks.order_by(Scan.scanned_at.desc()).limit(WINDOW))
    return [
        (
            SerialPlace(asked.key_id, row.counter),
            SeenLook(row.scanned_at, row.device_hash, province=row.province_code),
        )
        for row in rows
    ]


def _is_phone_of_staff() -> ColumnElement[bool]:
    """Whether the phone looked at any stamp as staff in that month."""
    other = aliased(Scan)
    return exists().where(other.device_hash == Scan.device_hash, other.is_staff)


def _was_printed() -> ColumnElement[bool]:
    """Whether the roll of the stamp was reported as printed when it was looked at."""
    return exists().where(
        StampHolding.key_id == Scan.key_id,
        StampHolding.first <= Scan.counter,
        StampHolding.last > Scan.counter,
        StampRoll.id == StampHolding.roll_id,
        StampRoll.printed_at <= Scan.scanned_at,
    )
