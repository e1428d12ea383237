"""The honey flow: while flowers bloom the bees carry nectar, and sugar given then ends in the comb.

Feeding in the flow stays recordable, for it is a fact; it is flagged for whoever reads the diary.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from traceability.calendar import civil_date
from traceability.event_template import FlowPart, TemplateEvent, Value

# Of flowers whose end nobody wrote down: no flow of these crops lasts longer.
OPEN_FLOW: Final = timedelta(days=45)


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both of them counted."""

    part: FlowPart
    first: date
    last: date

    def meets(self, other: "Days") -> bool:
        """Whether a day belongs to both."""
        return self.first <= other.last and other.first <= self.last


def days_of(event: TemplateEvent, values: Mapping[str, Value], event_time: datetime) -> Days | None:
    """The days a bloom or a feeding lasts; None for any other work."""
    flow = event.flow
    if flow is None or (flow.when is not None and values.get(flow.when[0]) != flow.when[1]):
        return None
    first = _day(values, flow.begins) or civil_date(event_time)
    last = _day(values, flow.ends)
    if last is None:
        last = first + OPEN_FLOW if flow.part is FlowPart.BLOOM else first
    return Days(flow.part, min(first, last), max(first, last))


def is_fed_in_flow(told: Days, others: Iterable[Days]) -> bool:
    """Whether what is told now makes a feeding meet a bloom, whichever was written down first."""
    return any(told.part is not other.part and told.meets(other) for other in others)


def _day(values: Mapping[str, Value], name: str | None) -> date | None:
    written = values.get(name or "")
    return date.fromisoformat(written) if isinstance(written, str) else None
