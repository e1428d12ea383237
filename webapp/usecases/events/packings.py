"""The packings of a lot that stand: how many packs there are, how old, and whether stamps fit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from traceability.event_flags import EventFlag
from traceability.event_template import Value
from traceability.verdict import VIETNAM_TIME
from webapp.db import db
from webapp.models.event import STANDS, Event
from webapp.models.lot import Lot, Packing
from webapp.models.product import Product

PACKING: Final = "packing"


def packings_with(
    lot: Lot, values: Mapping[str, Value], event_time: datetime, corrects: UUID | None
) -> tuple[Packing, ...]:
    """All packings of the lot once this one is recorded in the place of the one it corrects.

    Every one is read anew: what a correction takes back must not take the others' dates with it.
    """
    days = db.session.get_one(Product, lot.product_id).shelf_life_days
    standing = db.session.scalars(
        select(Event).where(Event.lot_id == lot.id, Event.event_code == PACKING, STANDS)
    )
    before = (
        _packing(event.fields, event.event_time, days) for event in standing if event.id != corrects
    )
    return (*before, _packing(values, event_time, days))


def balance_flags(lot: Lot, packings: Sequence[Packing]) -> tuple[str, ...]:
    """Whether more stamps are active than there are packs to carry them."""
    packed = sum(packing.units for packing in packings)
    if not packings or lot.activated_units <= packed:
        return ()
    return (EventFlag.MORE_STAMPS_THAN_PACKS.value,)


def _packing(values: Mapping[str, Value], event_time: datetime, days: int | None) -> Packing:
    made_on = event_time.astimezone(VIETNAM_TIME).date()
    units = int(str(values["pack_count"]))
    return Packing(units, made_on, _best_before(values, made_on, days))


def _best_before(values: Mapping[str, Value], made_on: date, days: int | None) -> date | None:
    """As printed on the pack; else by the product's shelf life, where that is known."""
    written = values.get("best_before")
    if isinstance(written, str):
        return date.fromisoformat(written)
    return None if days is None else made_on + timedelta(days=days)
