"""What a stamp or a lot stands for: the goods to compare with, the checks before, the journey.

Circular 02/2024/TT-BKHCN, article 6(3), asks for ten items; all of them are here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from traceability.calendar import civil_date
from traceability.codes import trace_code
from traceability.quantities import get_unit
from traceability.waits import WaitKind
from webapp.queries.shown_values import ShownValue, shown_told
from webapp.queries.verdict_select import MOST_COUNTED


@dataclass(frozen=True)
class Message:
    """A sentence by its code and the facts it is filled with."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ShownQuantity:
    thousandths: int
    unit_label: Mapping[str, str]


@dataclass(frozen=True)
class Goods:
    """The goods as their producer declared them, the standards too; `has_certificate` is whether
    one that an agency verified is in force and speaks of the lot.
    """

    product_name: str
    product_code: str
    producer: str
    address: str
    lot_code: str
    trace_code: str
    photo_sha256: str | None = None
    net_content: ShownQuantity | None = None
    began_on: date | None = None
    made_on: date | None = None
    expires_on: date | None = None
    brand: str | None = None
    standards: tuple[str, ...] = ()
    has_certificate: bool = False
    serial: str | None = None

    @property
    def photo_url(self) -> str | None:
        """Where the public copy of the photo is."""
        return f"/files/{self.photo_sha256}" if self.photo_sha256 else None


@dataclass(frozen=True)
class Checks:
    """The looks before this one."""

    first_at: datetime
    count: Message
    first_province: str | None


@dataclass(frozen=True)
class ToldWork:
    """What buyers read of one piece of work of a stop: its values, and whether was waited."""

    values: tuple[ShownValue, ...]
    wait: Message | None = None
    was_too_early: bool = False


@dataclass(frozen=True)
class Stop:
    """One step of the journey; `names_organisation` where it is not the one of the stop before."""

    labels: Mapping[str, str]
    at: datetime
    organisation: str
    recorded: Message
    product_code: str
    place_code: str
    times: int
    names_organisation: bool
    commune: str | None = None
    photo_sha256: str | None = None
    event_id: str | None = None
    said: str | None = None
    also_recorded: Message | None = None
    was_corrected: bool = False
    places: int = 1
    works: tuple[ToldWork, ...] = ()
    others: Message | None = None

    @property
    def widened(self) -> Message | None:
        """On how many plots the same round was done, when on more than one."""
        return Message("stop.places", {"count": self.places}) if self.places > 1 else None

    @property
    def repeated(self) -> Message | None:
        """How often it was done that day, when more than once."""
        return Message("stop.times", {"count": self.times}) if self.times > 1 else None


def goods_of(row: Row[Any]) -> Goods | None:
    """The goods of the lot; None when the stamp is bound to none."""
    if row.lot_code is None:
        return None
    product_code = row.gtin or row.internal_code
    return Goods(
        product_name=row.product_name,
        product_code=product_code,
        producer=row.producer,
        address=", ".join(part for part in (row.address, row.commune, row.province) if part),
        lot_code=row.lot_code,
        trace_code=trace_code(
            product_code, row.place_code, row.lot_code, row.made_on or civil_date(row.opened_at)
        ),
        photo_sha256=row.photo_sha256,
        net_content=_quantity(row),
        began_on=row.began_on or civil_date(row.opened_at),
        made_on=row.made_on,
        expires_on=row.expires_on,
        brand=row.brand,
        standards=tuple(row.standards.splitlines()),
        has_certificate=row.has_certificate,
    )


def checks_of(row: Row[Any]) -> Checks | None:
    """When the stamp was first checked and how often, as far as it was counted.

    Opening the covered code is a check as well, and may have been the first.
    """
    if row.first_scanned_at is None:
        return None
    covered_at, province = row.covered_code_checked_at, row.first_scan_province
    if covered_at is not None and covered_at < row.first_scanned_at:
        return Checks(covered_at, count_of(row.looks), row.covered_code_province)
    return Checks(row.first_scanned_at, count_of(row.looks), province)


def count_of(looks: int) -> Message:
    """How often, in words; beyond the cap only that it is more."""
    if looks >= MOST_COUNTED:
        return Message("checks.many", {"count": MOST_COUNTED - 1})
    return Message("checks.once" if looks == 1 else "checks.count", {"count": looks})


def recorded(days: int) -> Message:
    """How soon after the work it was written down."""
    if days < 0:
        return Message("recorded.ahead")
    if days == 0:
        return Message("recorded.same_day")
    return Message("recorded.day_later" if days == 1 else "recorded.days_later", {"days": days})


def stops_of(row: Row[Any]) -> tuple[Stop, ...]:
    """The journey as it is kept with the lot."""
    if row.lot_code is None:
        return ()
    return told_stops(json.loads(row.journey), row.gtin or row.internal_code)


def told_stops(stops: Sequence[Mapping[str, Any]], product_code: str) -> tuple[Stop, ...]:
    """The stops of a journey as pages show them."""
    before = [None, *(told["organisation"] for told in stops)]
    return tuple(
        _stop(told, product_code, names_organisation=told["organisation"] != other)
        for told, other in zip(stops, before, strict=False)
    )


def _quantity(row: Row[Any]) -> ShownQuantity | None:
    if row.net_thousandths is None or row.net_unit is None:
        return None
    unit = get_unit(row.net_unit)
    return ShownQuantity(row.net_thousandths, {"vi": unit.vi, "en": unit.en})


def _stop(told: Mapping[str, Any], product_code: str, *, names_organisation: bool) -> Stop:
    return Stop(
        labels=told["labels"],
        at=datetime.fromisoformat(told["at"]),
        organisation=told["organisation"],
        recorded=recorded(told["days_late"]),
        product_code=product_code,
        place_code=told["place"],
        times=told.get("times", 1),  # absent from journeys told before repeats were counted
        names_organisation=names_organisation,
        commune=told["commune"],
        photo_sha256=told["photo"],
        event_id=told.get("id"),  # absent from journeys told before events could be proven
        said=told.get("said"),
        also_recorded=recorded(told["also_late"]) if told.get("also_late") else None,
        was_corrected=told.get("corrected", False),  # absent from the oldest journeys, as `places`
        places=told.get("places", 1),
        works=tuple(map(_work, told.get("works", ()))),
        others=_others(told.get("others", 0)),
    )


def _work(told: Mapping[str, Any]) -> ToldWork:
    values = tuple(map(shown_told, told.get("values", ())))
    if "wait" not in told:
        return ToldWork(values)
    return ToldWork(values, _wait(told["wait"]), told["wait"]["kind"] == WaitKind.TOO_EARLY)


def _wait(told: Mapping[str, Any]) -> Message:
    until = date.fromisoformat(told["until"]) if told["until"] else None
    days = told["days"]
    kind = f"{told['kind']}_day" if days == 1 else told["kind"]
    facts = {"days": days} if days else {}
    return Message(f"wait.{kind}", facts | ({"on": until} if until else {}))


def _others(count: int) -> Message | None:
    if not count:
        return None
    return Message("stop.other_once" if count == 1 else "stop.others", {"count": count})
