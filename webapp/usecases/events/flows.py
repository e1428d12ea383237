"""Whether an entry tells that the bees of a lot were fed while flowers bloomed."""

from uuid import UUID

from sqlalchemy import select

from traceability.event_flags import EventFlag
from traceability.event_template import get_template
from traceability.flows import Days, days_of, is_fed_in_flow, tells_of_flow
from traceability.pre_harvest import Work
from webapp.db import db
from webapp.models.event import STANDS, Event, read_values


def flow_flags(work: Work, corrects: UUID | None) -> tuple[str, ...]:
    """Flag the entry by which a feeding and a bloom of the lot meet, whichever came first."""
    told = days_of(work.event, work.values, work.event_time)
    if told is None or not is_fed_in_flow(told, _days_of_lot(work.lot_id, corrects)):
        return ()
    return (EventFlag.FED_IN_FLOW.value,)


def _days_of_lot(lot_id: UUID, but: UUID | None) -> list[Days]:
    query = select(
        Event.id,
        Event.template_group,
        Event.template_version,
        Event.event_code,
        Event.event_time,
        Event.values,
    ).where(Event.lot_id == lot_id, STANDS)
    found = []
    for row in db.session.execute(query):
        event = get_template(row.template_group, row.template_version).event(row.event_code)
        if row.id != but and tells_of_flow(event):
            found.append(days_of(event, read_values(row.values).fields, row.event_time))
    return [days for days in found if days is not None]
