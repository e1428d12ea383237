"""What the parts of a template mean to one another: names must exist and be of the right type."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from traceability.event_template_shape import (
    AnimalShape,
    Check,
    CheckKind,
    EpcisShape,
    EventKind,
    FieldType,
    FlowShape,
    Template,
    TemplateEvent,
    TemplateField,
)

EVENT_DATE: Final = "event_date"

_DATES = frozenset({FieldType.DATE})
_MEASURED = frozenset({FieldType.AMOUNT})
_NUMBERS = frozenset({FieldType.AMOUNT, FieldType.INTEGER})
_CHOSEN = frozenset({FieldType.CHOICE, FieldType.BOOLEAN})
_ANY = frozenset(FieldType)

_CHECKED_TYPES: Final = {
    CheckKind.RANGE: _NUMBERS,
    CheckKind.RATIO: _MEASURED,
    CheckKind.IS: _CHOSEN,
    CheckKind.NOT_BEFORE: _DATES,
    CheckKind.NOT_AFTER: _DATES,
    CheckKind.OLDER_THAN: _DATES,
    CheckKind.MISSING: _ANY,
}
_MUST_NAME: Final = {
    EventKind.CYCLE_INPUT: ("input",),
    EventKind.CYCLE_OUTPUT: ("quantity",),
    EventKind.TRANSFORM: ("quantity", "input_quantity"),
    EventKind.OBSERVE: (),
}
# Mass balance and the count of packs rest on these, whatever the group.
_MUST_HAVE: Final = {
    "harvesting": {"quantity": FieldType.AMOUNT},
    "packing": {"pack_size": FieldType.AMOUNT, "pack_count": FieldType.INTEGER},
}


def problems(template: Template) -> tuple[str, ...]:
    """Every reference that leads nowhere or to the wrong type, with where it stands."""
    return (
        *repeated((crop.code for crop in template.crops), "crop"),
        *_likely_problems(template),
        *_interval_problems(template),
        *_events_problems(template.events.values()),
    )


def repeated(names: Iterable[str], what: str) -> Iterator[str]:
    """Names that occur twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} {name}: occurs twice"
        seen.add(name)


def _likely_problems(template: Template) -> Iterator[str]:
    if "" not in template.likely:
        yield "likely: says nothing for a lot without events (key '')"
    for after, codes in template.likely.items():
        yield from repeated(codes, f"likely[{after!r}]")
        for code in (after, *codes):
            if code and code not in template.events:
                yield f"likely[{after!r}]: no event {code}"


def _interval_problems(template: Template) -> Iterator[str]:
    """Days of waiting are for kinds of work that bring the goods forth."""
    for event in template.events.values():
        for code in event.epcis.intervals or {}:
            target = template.events.get(code)
            if target is None or target.epcis.kind is not EventKind.CYCLE_OUTPUT:
                yield f"event {event.code}, epcis: intervals[{code}] is not a harvest"


def _events_problems(events: Iterable[TemplateEvent]) -> Iterator[str]:
    for event in events:
        where = f"event {event.code}"
        yield from repeated((field.name for field in event.fields), f"{where}, field")
        yield from repeated((check.code for check in event.checks), f"{where}, check")
        for field in event.fields:
            yield from (f"{where}, field {field.name}: {text}" for text in _field_problems(field))
        for check in event.checks:
            yield from _check_problems(event, check)
        yield from _epcis_problems(event, event.epcis)
        if event.animals is not None:
            yield from _animal_problems(event, event.animals)
        if event.flow is not None:
            yield from _flow_problems(event, event.flow)
        for name, type_ in _MUST_HAVE.get(event.code, {}).items():
            yield from _reference(event, "every group", name, frozenset({type_}))


def _field_problems(field: TemplateField) -> Iterator[str]:
    if bool(field.choices) != (field.type is FieldType.CHOICE):
        yield "choices belong to type choice, and it must have them"
    if bool(field.units) != (field.type is FieldType.AMOUNT):
        yield "units belong to type amount, and it must have them"
    if field.personal and field.public:
        yield "a personal field is never public"
    if not _default_fits(field):
        yield f"default {field.default} does not fit"
    if field.pattern is not None and not _compiles(field.pattern):
        yield "pattern is not a regular expression"
    yield from repeated((choice.code for choice in field.choices), "choice")


def _default_fits(field: TemplateField) -> bool:
    if field.default is None:
        return True
    if field.type is FieldType.CHOICE:
        return field.choice(field.default) is not None
    return field.type is not FieldType.DATE or field.default == EVENT_DATE


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _check_problems(event: TemplateEvent, check: Check) -> Iterator[str]:
    where = f"check {check.code}"
    types = _CHECKED_TYPES[check.kind]
    yield from _reference(event, where, check.field, types)
    if check.other is not None:
        yield from _reference(event, where, check.other, types)
    if check.kind is CheckKind.RATIO and check.other is None:
        yield f"event {event.code}, {where}: a ratio needs other"
    if check.share is not None:
        yield from _reference(event, where, check.share, _MEASURED)
    if check.kind is CheckKind.MISSING and check.when is None:
        yield f"event {event.code}, {where}: what is missing needs when"
    if check.when is not None:
        yield from _when_problems(event, where, check.when)
    if check.kind is CheckKind.IS and isinstance(check.value, str):
        yield from _choice_problem(event, where, check.field, check.value)


def _when_problems(event: TemplateEvent, where: str, when: tuple[str, str | bool]) -> Iterator[str]:
    name, value = when
    type_ = FieldType.BOOLEAN if isinstance(value, bool) else FieldType.CHOICE
    yield from _reference(event, where, name, frozenset({type_}))
    if isinstance(value, str):
        yield from _choice_problem(event, where, name, value)


def _choice_problem(event: TemplateEvent, where: str, name: str, code: str) -> Iterator[str]:
    field = event.field(name)
    if field is not None and field.choice(code) is None:
        yield f"event {event.code}, {where}: {name} has no choice {code}"


def _animal_problems(event: TemplateEvent, animals: AnimalShape) -> Iterator[str]:
    told = {
        animals.count: frozenset({FieldType.INTEGER}),
        animals.amount: _MEASURED,
        animals.size: _MEASURED,
    }
    named = {name: types for name, types in told.items() if name is not None}
    if len(named) != 1:
        yield f"event {event.code}, animals: needs one of count, amount, size"
    for name, types in named.items():
        yield from _reference(event, "animals", name, types)


def _flow_problems(event: TemplateEvent, flow: FlowShape) -> Iterator[str]:
    for name in (flow.begins, flow.ends):
        if name is not None:
            yield from _reference(event, "flow", name, _DATES)
    if flow.when is not None:
        yield from _when_problems(event, "flow", flow.when)


def _epcis_problems(event: TemplateEvent, epcis: EpcisShape) -> Iterator[str]:
    for needed in _MUST_NAME[epcis.kind]:
        if getattr(epcis, needed) is None:
            yield f"event {event.code}, epcis: {epcis.kind} needs {needed}"
    for name, types in _epcis_names(epcis):
        yield from _reference(event, "epcis", name, types)
        if name in event.personal_fields:
            yield f"event {event.code}, epcis: {name} is personal and must not be told"
    for code in epcis.dispositions or {}:
        yield from _choice_problem(event, "epcis", epcis.disposition_field or "", code)


def _epcis_names(epcis: EpcisShape) -> Iterator[tuple[str, frozenset[FieldType]]]:
    named: list[tuple[str | None, frozenset[FieldType]]] = [
        (epcis.quantity, _MEASURED),
        (epcis.input_quantity, _MEASURED),
        (epcis.times, frozenset({FieldType.INTEGER})),
        (epcis.interval_field, frozenset({FieldType.INTEGER})),
        (epcis.interval_from, _DATES),
        *((name, frozenset({FieldType.INTEGER})) for name in (epcis.intervals or {}).values()),
        (epcis.disposition_field, frozenset({FieldType.CHOICE})),
        *((name, _MEASURED) for name in (epcis.sensors or {}).values()),
        *((name, _DATES) for name in (epcis.ilmd or {}).values()),
    ]
    if epcis.input is not None:
        named += [(epcis.input.name, _ANY), (epcis.input.lot, _ANY)]
        named += [(epcis.input.quantity, _MEASURED)]
    yield from ((name, types) for name, types in named if name is not None)


def _reference(
    event: TemplateEvent, where: str, name: str, types: frozenset[FieldType]
) -> Iterator[str]:
    field = event.field(name)
    if field is None:
        yield f"event {event.code}, {where}: no field {name}"
    elif field.type not in types:
        yield f"event {event.code}, {where}: {name} is of type {field.type}"
