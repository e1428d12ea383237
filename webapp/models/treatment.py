"""How long the treatments of a lot keep it from being harvested."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from traceability.calendar import civil_date
from traceability.event_template import get_template
from traceability.pre_harvest import first_harvest_day
from webapp.models.event import STANDS, Event, read_values


def harvest_allowed_from(
    reading: Session | Connection, lot_id: UUID, on: date, *, but: UUID | None = None
) -> date | None:
    """The first day on which a harvest is allowed, as things stand on the day `on`.

    What was done later does not reach back. `but` leaves one entry out, as when it is corrected.
    """
    query = select(
        Event.id,
        Event.template_group,
        Event.template_version,
        Event.event_code,
        Event.event_time,
        Event.values,
    ).where(Event.lot_id == lot_id, STANDS)
    days = (
        _first_day(row)
        for row in reading.execute(query)
        if row.id != but and civil_date(row.event_time) <= on
    )
    return max((day for day in days if day is not None), default=None)


def _first_day(row: Row[*tuple[Any, ...]]) -> date | None:
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    return first_harvest_day(template, read_values(row.values).fields, row.event_time)
