"""What the parts of a template mean to one another: names must exist and be of the right type, and
what waiting periods, the mass balance and packs rest on must be there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from traceability.event_template_fields import (
    ANY,
    COUNTED,
    DATES,
    MEASURED,
    check_problems,
    choice_problem,
    dimensions,
    field_problems,
    reference,
    when_problems,
)
from traceability.event_template_problems import Path, Problem, repeated
from traceability.event_template_shape import (
    LABORATORY_TEST,
    EpcisShape,
    EventKind,
    FieldType,
    TemplateEvent,
    TemplateField,
)
from traceability.vocab import BizStep, Disposition

# Older entries are not looked for when a harvest is judged, so no waiting period is longer.
LONGEST_INTERVAL: Final = 730
MOST_TIMES: Final = 10_000_000
_PACKING: Final = "packing"
_INDICATOR: Final = "indicator"
_CHOICE: Final = frozenset({FieldType.CHOICE})
_MUST_NAME: Final = {
    EventKind.CYCLE_INPUT: ("input",),
    EventKind.CYCLE_OUTPUT: ("quantity",),
    EventKind.TRANSFORM: ("quantity", "input_quantity"),
    EventKind.OBSERVE: (),
}
# Mass balance and the count of packs rest on these, whatever the group.
_MUST_HAVE: Final = {
    "harvesting": {"quantity": MEASURED},
    _PACKING: {"pack_size": MEASURED, "pack_count": COUNTED},
}
_MUST_BE: Final = {_PACKING: {"best_before": DATES}}
_PACK_DIMENSIONS: Final = frozenset({"mass", "volume", "count", "length"})
# Codes of the programme begin with these words; a check must not be taken for one of them.
_RESERVED_EVENTS: Final = frozenset(
    {"event", "event_flag", "field", "imbalance", "lot", "lot_hold", "template", "template_fault"}
)
_SENSED: Final = {
    "Temperature": "temperature",
    "RelativeHumidity": "share",
    "Volume": "volume",
    "Mass": "mass",
    "Area": "area",
}


@dataclass(frozen=True)
class Parts:
    """What of a file has the right form; `codes` are those of all its events, broken or not.

    Each event comes with its place in the file. `likely` is None where it has no form.
    """

    events: Sequence[tuple[int, TemplateEvent]]
    codes: Sequence[tuple[int, str]]
    crops: Sequence[str]
    likely: Mapping[str, Sequence[str]] | None
    release_requires: Sequence[str] = ()

    def event(self, code: str) -> TemplateEvent | None:
        """The event of that code, where it has the right form."""
        return next((event for _, event in self.events if event.code == code), None)


def problems(parts: Parts) -> Iterator[Problem]:
    """Every reference that leads nowhere or to the wrong type, with where it stands."""
    yield from repeated((("crops", index), code) for index, code in enumerate(parts.crops))
    yield from _event_code_problems(parts)
    yield from _likely_problems(parts)
    yield from _release_problems(parts)
    for index, event in parts.events:
        path = ("events", index)
        yield from field_problems(event, path)
        yield from check_problems(event, path)
        yield from _needed_problems(event, path)
        yield from _animal_problems(event, (*path, "animals"))
        yield from _flow_problems(event, (*path, "flow"))
        yield from _epcis_problems(event, (*path, "epcis"))
        yield from _interval_problems(parts, event, (*path, "epcis"))


def _event_code_problems(parts: Parts) -> Iterator[Problem]:
    yield from repeated((("events", index), code) for index, code in parts.codes)
    for index, code in parts.codes:
        if code in _RESERVED_EVENTS:
            yield Problem(("events", index, "code"), "reserved_event", {"name": code})
    if parts.codes and _PACKING not in {code for _, code in parts.codes}:
        yield Problem(("events",), "no_packing")


def _likely_problems(parts: Parts) -> Iterator[Problem]:
    if parts.likely is None:
        return
    if "" not in parts.likely:
        yield Problem(("likely",), "no_start")
    known = {code for _, code in parts.codes}
    for after, codes in parts.likely.items():
        path = ("likely", after)
        yield from repeated(((*path, index), code) for index, code in enumerate(codes))
        for code in (after, *codes):
            if code and code not in known:
                yield Problem(path, "no_event", {"name": code})


def _release_problems(parts: Parts) -> Iterator[Problem]:
    path = ("release_requires",)
    known = {code for _, code in parts.codes}
    named = [((*path, index), code) for index, code in enumerate(parts.release_requires)]
    yield from repeated(named)
    for where, code in named:
        if code not in known:
            yield Problem(where, "no_event", {"name": code})


def _needed_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    for name, types in _MUST_HAVE.get(event.code, {}).items():
        yield from reference(event, path, name, types)
        field = event.field(name)
        if field is not None and not field.required:
            yield Problem(path, "not_required", {"name": name})
    for name, types in _MUST_BE.get(event.code, {}).items():
        if event.field(name) is not None:
            yield from reference(event, path, name, types)
    if event.code == _PACKING:
        yield from _pack_problems(event, path)


def _pack_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    size, count = event.field("pack_size"), event.field("pack_count")
    if size is not None and not dimensions(size) <= _PACK_DIMENSIONS:
        yield Problem(path, "pack_unit", {"name": size.name})
    if count is not None:
        yield from _count_problems(count, path)


def _animal_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    if event.animals is None:
        return
    types = {"count": COUNTED, "amount": MEASURED, "size": MEASURED}
    named = {key: getattr(event.animals, key) for key in types}
    if sum(name is not None for name in named.values()) != 1:
        yield Problem(path, "animals_need_one")
    for key, name in named.items():
        if name is not None:
            yield from reference(event, (*path, key), name, types[key])


def _flow_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    if event.flow is None:
        return
    for key, name in (("begins", event.flow.begins), ("ends", event.flow.ends)):
        if name is not None:
            yield from reference(event, (*path, key), name, DATES)
    if event.flow.when is not None:
        yield from when_problems(event, event.flow.when, (*path, "when"))


def _epcis_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    epcis = event.epcis
    for needed in _MUST_NAME[epcis.kind]:
        if getattr(epcis, needed) is None:
            yield Problem(path, "epcis_needs", {"kind": epcis.kind.value, "key": needed})
    for key, name, types in _epcis_names(epcis):
        yield from reference(event, (*path, *key), name, types)
        if name in event.personal_fields:
            yield Problem((*path, *key), "told_personal", {"name": name})
    yield from _indicator_problems(event, path)
    yield from _disposition_problems(event, path)
    yield from _times_problems(event, path)
    for sensor, name in (epcis.sensors or {}).items():
        field = event.field(name)
        if field is not None and dimensions(field) - {_SENSED[sensor]}:
            where = (*path, "sensors", sensor)
            yield Problem(where, "sensor_unit", {"name": name, "sensor": sensor})


def _indicator_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    """What a laboratory looked for is told with its judgement."""
    is_test = event.epcis.biz_step == BizStep.INSPECTING
    if is_test and _INDICATOR in event.personal_fields:
        yield Problem(path, "told_personal", {"name": _INDICATOR})


def _disposition_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    for code, disposition in (event.epcis.dispositions or {}).items():
        where = (*path, "dispositions", code)
        yield from choice_problem(event, where, event.epcis.disposition_field or "", code)
        # A control point that holds, or a content quality department, lifts no hold.
        if disposition == Disposition.CONFORMANT and event.code != LABORATORY_TEST:
            yield Problem(where, "conformant_elsewhere")


def _times_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    times = event.field(event.epcis.times or "")
    if times is None:
        return
    if not times.required:
        yield Problem((*path, "times"), "not_required", {"name": times.name})
    yield from _count_problems(times, (*path, "times"))


def _count_problems(field: TemplateField, path: Path) -> Iterator[Problem]:
    """What amounts are multiplied by and packs are counted in is bounded."""
    is_bounded = field.maximum is not None and field.maximum <= MOST_TIMES
    if field.type is FieldType.INTEGER and not is_bounded:
        yield Problem(path, "times_unbounded", {"name": field.name, "most": MOST_TIMES})


def _epcis_names(epcis: EpcisShape) -> Iterator[tuple[Path, str, frozenset[FieldType]]]:
    named: list[tuple[Path, str | None, frozenset[FieldType]]] = [
        (("quantity",), epcis.quantity, MEASURED),
        (("input_quantity",), epcis.input_quantity, MEASURED),
        (("times",), epcis.times, COUNTED),
        (("interval_field",), epcis.interval_field, COUNTED),
        (("interval_from",), epcis.interval_from, DATES),
        (("disposition_field",), epcis.disposition_field, _CHOICE),
        *((("intervals", key), it, COUNTED) for key, it in (epcis.intervals or {}).items()),
        *((("sensors", key), it, MEASURED) for key, it in (epcis.sensors or {}).items()),
        *((("ilmd", key), it, DATES) for key, it in (epcis.ilmd or {}).items()),
    ]
    if epcis.input is not None:
        named += [
            (("input", "name"), epcis.input.name, ANY),
            (("input", "lot"), epcis.input.lot, ANY),
            (("input", "quantity"), epcis.input.quantity, MEASURED),
        ]
    yield from ((path, name, types) for path, name, types in named if name is not None)


def _interval_problems(parts: Parts, event: TemplateEvent, path: Path) -> Iterator[Problem]:
    """Days of waiting are bounded, and for kinds of work that bring the goods forth."""
    epcis, known = event.epcis, {code for _, code in parts.codes}
    waits = {("interval_field",): epcis.interval_field} | {
        ("intervals", code): name for code, name in (epcis.intervals or {}).items()
    }
    for key, name in waits.items():
        field = event.field(name or "")
        if field is not None and not 0 <= (field.maximum or -1) <= LONGEST_INTERVAL:
            where = (*path, *key)
            most = LONGEST_INTERVAL
            yield Problem(where, "interval_unbounded", {"name": field.name, "most": most})
    for code in epcis.intervals or {}:
        target = parts.event(code)
        is_harvest = target is not None and target.epcis.kind is EventKind.CYCLE_OUTPUT
        if code not in known or (target is not None and not is_harvest):
            yield Problem((*path, "intervals", code), "not_a_harvest", {"name": code})
