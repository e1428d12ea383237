"""Whether the numbers of a laboratory's entry keep to the limits of its lot's market."""

from collections.abc import Mapping
from datetime import date, datetime

from traceability.calendar import civil_date
from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent, Value
from traceability.laboratory_limits import Judgement, day_of_result, judge, readings
from webapp.db import db
from webapp.models.laboratory_limit import limits_on
from webapp.models.lot import Lot


def judgements(
    lot: Lot, event: TemplateEvent, values: Mapping[str, Value], event_time: datetime
) -> tuple[Judgement, ...]:
    """Each number against the limit in force on the day of the result; none of any other work."""
    found = readings(event, values)
    if not found:
        return ()
    day = date.fromisoformat(day_of_result(values, civil_date(event_time).isoformat()))
    group, market = lot.template_group, lot.market
    limits = limits_on(db.session(), day, market=market, group=group)
    return tuple(judge(reading, limits, group, market) for reading in found)


def limit_flags(judged: tuple[Judgement, ...]) -> tuple[str, ...]:
    """What officers see, whatever conclusion was ticked."""
    return (EventFlag.OUTSIDE_LIMIT.value,) if any(it.is_outside for it in judged) else ()
