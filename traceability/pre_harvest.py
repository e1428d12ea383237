"""The pre-harvest interval: how long nothing may be harvested after a plant was treated.

A harvest that came too early stays recordable, for it is a fact; it is flagged.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from traceability.calendar import civil_date
from traceability.event_template import EventKind, Template, TemplateEvent, Value, likely_next

_HARVEST_DATE: Final = "cbvmda:harvestStartDate"


def first_harvest_day(
    event: TemplateEvent, values: Mapping[str, Value], event_time: datetime
) -> date | None:
    """The first day on which harvesting is allowed after this work; None when it keeps nobody."""
    days = values.get(event.epcis.interval_field or "")
    if not isinstance(days, int) or not days:
        return None
    return civil_date(event_time) + timedelta(days=days)


def is_harvest(event: TemplateEvent) -> bool:
    """Whether this work takes the crop from the field."""
    return event.epcis.kind is EventKind.CYCLE_OUTPUT


def is_harvested_again(template: Template) -> bool:
    """Whether a lot that was packed is most likely harvested again, as fruit is all season."""
    return is_harvest(template.event(likely_next(template, ["packing"])[0]))


def harvest_day(
    event: TemplateEvent, values: Mapping[str, Value], event_time: datetime
) -> date | None:
    """The day of the harvest that this event records; None for any other work."""
    if not is_harvest(event):
        return None
    written = values.get((event.epcis.ilmd or {}).get(_HARVEST_DATE, ""))
    if isinstance(written, str):
        return date.fromisoformat(written)
    return civil_date(event_time)


def is_too_early(harvested_on: date, allowed_from: date | None) -> bool:
    """Whether a harvest came before the last interval was over."""
    return allowed_from is not None and harvested_on < allowed_from
