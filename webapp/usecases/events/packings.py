"""The packings of a lot that stand: how many packs there are, how old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.event_template import Value
from webapp.db import db
from webapp.models.event import STANDS, Event
from webapp.models.lot import Lot, Packing
from webapp.models.product import Product

PACKING: Final = "packing"


@dataclass(frozen=True)
class PackingTimes:
    """When it was packed, as the phone says, and when we heard of it."""

    packed_at: datetime
    received_at: datetime


def packings_with(
    lot: Lot, values: Mapping[str, Value], times: PackingTimes, corrects: UUID | None
) -> tuple[Packing, ...]:
    """All packings of the lot once this one is recorded in the place of the one it corrects.

    Every one is read anew: what a correction takes back must not take the others' dates with it.
    """
    days = db.session.get_one(Product, lot.product_id).shelf_life_days
    standing = db.session.scalars(
        select(Event).where(Event.lot_id == lot.id, Event.event_code == PACKING, STANDS)
    )
    before = (
        _packing(event.fields, PackingTimes(event.event_time, event.received_at), days)
        for event in standing
        if event.id != corrects
    )
    return (*before, _packing(values, times, days))


def _packing(values: Mapping[str, Value], times: PackingTimes, days: int | None) -> Packing:
    # What is recorded was made by then: a clock that is ahead makes no food younger.
    made_on = min(civil_date(times.packed_at), civil_date(times.received_at))
    units = int(str(values["pack_count"]))
    return Packing(units, made_on, _best_before(values, made_on, days))


def _best_before(values: Mapping[str, Value], made_on: date, days: int | None) -> date | None:
    """As printed on the pack; else by the product's shelf life, where that is known."""
    written = values.get("best_before")
    if isinstance(written, str):
        return date.fromisoformat(written)
    return None if days is None else made_on + timedelta(days=days)
