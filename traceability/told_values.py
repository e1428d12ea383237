"""What buyers read of the values of one piece of work: those that its template calls public.

They are told in words of both languages, as JSON without fractions, so that whoever shows them
needs no template: versions come and go, a story that was told stays readable.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from traceability.event_template import (
    FieldType,
    TemplateEvent,
    TemplateField,
    Value,
    public_values,
)

Told = dict[str, Any]


def told_values(
    event: TemplateEvent, values: Mapping[str, Value], *, on: date, is_concluded: bool
) -> list[Told]:
    """The public values in the order in which the template asks for them; never a personal one.

    Left out is what a stop says better: its own day, its conclusion where `is_concluded`, and
    waiting days, whose bare number no buyer can judge (`traceability.waits`).
    """
    elsewhere = waiting_fields(event)
    if is_concluded and event.epcis.disposition_field:
        elsewhere |= {event.epcis.disposition_field}
    public = public_values(event, values)
    return [
        _told(field, public[field.name])
        for field in event.fields
        if field.name in public
        and field.name not in elsewhere
        and not _is_day(field, public[field.name], on)
    ]


def waiting_fields(event: TemplateEvent) -> frozenset[str]:
    """Names of the fields that hold days of waiting before goods may be taken."""
    every = (event.epcis.interval_field, *(event.epcis.intervals or {}).values())
    return frozenset(name for name in every if name)


def _is_day(field: TemplateField, value: Value, on: date) -> bool:
    return field.type is FieldType.DATE and value == on.isoformat()


def _told(field: TemplateField, value: Value) -> Told:
    return {"name": field.name, "labels": field.labels.both, **_shown(field, value)}


def _shown(field: TemplateField, value: Value) -> Told:
    """The value in the one form that suits it."""
    if isinstance(value, dict):
        return {"thousandths": value["thousandths"], "unit": value["unit"]}
    if isinstance(value, bool):
        return {"answer": value}
    return {"whole": value} if isinstance(value, int) else _words(field, value)


def _words(field: TemplateField, value: str) -> Told:
    if field.type is FieldType.DATE:
        return {"day": value}
    chosen = field.choice(value)
    return {"choice": chosen.labels.both} if chosen else {"text": value}
