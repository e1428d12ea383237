"""The packings of a lot that stand, with the one that is being recorded."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from traceability.event_template import Value
from traceability.mass_balance import PACKING
from traceability.packs import Packing, PackingTimes, packing_of
from webapp.db import db
from webapp.models.event import STANDS, Event
from webapp.models.lot import Lot
from webapp.models.product import Product


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
        packing_of(event.fields, PackingTimes(event.event_time, event.received_at), days)
        for event in standing
        if event.id != corrects
    )
    return (*before, packing_of(values, times, days))
