"""Kinds of work as a lot's page offers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.event_template import Template
from webapp.queries.events import as_pair


@dataclass(frozen=True)
class Step:
    """One kind of work that may be written down."""

    code: str
    labels: Mapping[str, str]
    icon: str


def steps_of(template: Template, codes: Sequence[str]) -> tuple[Step, ...]:
    """The kinds of work with these codes, in their order."""
    events = (template.events[code] for code in codes)
    return tuple(Step(event.code, as_pair(event.labels), event.icon) for event in events)
