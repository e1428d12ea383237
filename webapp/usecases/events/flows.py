"""Whether an entry tells that the bees of a lot were fed while flowers bloomed."""

from uuid import UUID

from traceability.event_flags import EventFlag
from traceability.flows import Days, days_of, is_fed_in_flow
from traceability.pre_harvest import Work
from webapp.db import db
from webapp.models.event import standing_works


def flow_flags(work: Work, corrects: UUID | None) -> tuple[str, ...]:
    """Flag the entry by which a feeding and a bloom of the lot meet, whichever came first."""
    told = days_of(work.event, work.values, work.event_time)
    if told is None or not is_fed_in_flow(told, _days_of_lot(work.lot_id, corrects)):
        return ()
    return (EventFlag.FED_IN_FLOW.value,)


def _days_of_lot(lot_id: UUID, but: UUID | None) -> list[Days]:
    works = standing_works(db.session(), lot_id, but=but)
    found = (days_of(it.event, it.fields, it.event_time) for it in works)
    return [days for days in found if days is not None]
