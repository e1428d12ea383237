"""What is odd about an entry, with the facts that its sentences name."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from traceability.calendar import civil_date
from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent, Value
from traceability.pre_harvest import other_harvest_day
from webapp.queries.verdict_goods import Message


def entry_flags(
    codes: Iterable[str],
    work: TemplateEvent,
    values: Mapping[str, Value],
    event_time: datetime,
) -> Iterator[Message]:
    """Those of the codes that are no checks of the template, which words those itself."""
    for code in codes:
        if work.check(code) is not None:
            continue
        if code == EventFlag.HARVEST_DAY_DIFFERS:
            other = other_harvest_day(work, values, event_time)
            yield Message(code, {"day": civil_date(event_time), "written": other})
        else:
            yield Message(code)
