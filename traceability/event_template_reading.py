"""From a template file to the frozen template, or a list of everything that is wrong with it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Set
from types import MappingProxyType
from typing import Any, Final, cast
from unicodedata import normalize

from traceability import event_template_references, event_template_schema
from traceability.event_template_problems import Path, Problem, told
from traceability.event_template_schema import RawObject
from traceability.event_template_shape import (
    AnimalPart,
    AnimalShape,
    Check,
    CheckKind,
    CheckLevel,
    Choice,
    Crop,
    EpcisShape,
    EventKind,
    FieldType,
    FlowPart,
    FlowShape,
    InputShape,
    Labels,
    Template,
    TemplateEvent,
    TemplateField,
    TreatmentFollows,
)
from traceability.quantities import parse_amount

Raw = Mapping[str, Any]

# The longest of ours has 40 KB.
LARGEST: Final = 400 * 1024

_FIELD_KEYS = (
    "required",
    "public",
    "personal",
    "remember",
    "multiline",
    "upper",
    "default",
    "max_length",
    "pattern",
    "epcis_name",
)


class BadTemplate(ValueError):
    """A template file is wrong; `raw` is what it says, as far as it is JSON."""

    def __init__(self, problems: tuple[Problem, ...], raw: object = None) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
        self.raw = raw


def decode_template(data: bytes) -> str:
    """The text of a file as it was sent.

    Raises:
        BadTemplate: too large, or not UTF-8.
    """
    if len(data) > LARGEST:
        raise BadTemplate((Problem((), "too_large", {"limit": LARGEST // 1024}),))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadTemplate((Problem((), "not_utf8"),)) from None


def read_template(text: str, icons: Collection[str] | None = None) -> Template:
    """Read one file's text strictly; with `icons`, each event's must be one of them.

    Raises:
        BadTemplate: with everything that is wrong.
    """
    raw = _parsed(text)
    if problems := told(_problems(raw, icons)):
        raise BadTemplate(problems, raw)
    return _template(cast(Raw, raw))


def read_accepted(text: str) -> Template:
    """Read a version that was put in force: what it means stands, even where a later release would
    not accept its like any more.
    """
    return _template(cast(Raw, _parsed(text)))


def _parsed(text: str) -> object:
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        problem = Problem((), "not_json", {"line": error.lineno, "column": error.colno})
    except RecursionError:
        problem = Problem((), "too_deep")
    except ValueError:
        problem = Problem((), "bad_number")
    raise BadTemplate((problem,))


def _object(pairs: list[tuple[str, object]]) -> RawObject:
    read = RawObject(pairs)
    if len(read) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        read.repeated = tuple(key for key, times in counted.items() if times > 1)
    return read


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _problems(raw: object, icons: Collection[str] | None) -> Iterator[Problem]:
    """First the form; then, of the parts that have it, what they mean to one another."""
    formal = list(event_template_schema.problems(raw))
    yield from formal
    if isinstance(raw, Mapping):
        parts = _parts(raw, {problem.path[:2] for problem in formal})
        yield from event_template_references.problems(parts)
        yield from _icon_problems(parts, icons)


def _parts(raw: Raw, broken: Set[Path]) -> event_template_references.Parts:
    spoilt = {path[:1] for path in broken}
    events = [] if ("events",) in broken or "events" not in raw else raw["events"]
    named = [(index, it["code"]) for index, it in enumerate(events) if _has_code(it)]
    whole = [(n, it) for n, it in enumerate(events) if ("events", n) not in broken]
    keys = ("likely", "crops", "release_requires")
    is_known = {key: key in raw and (key,) not in spoilt for key in keys}
    return event_template_references.Parts(
        events=[(index, _event(event)) for index, event in whole],
        codes=named,
        crops=[crop["code"] for crop in raw["crops"]] if is_known["crops"] else (),
        likely=raw["likely"] if is_known["likely"] else None,
        release_requires=raw["release_requires"] if is_known["release_requires"] else (),
    )


def _has_code(event: object) -> bool:
    return isinstance(event, Mapping) and isinstance(event.get("code"), str)


def _icon_problems(
    parts: event_template_references.Parts, icons: Collection[str] | None
) -> Iterator[Problem]:
    if icons is None:
        return
    for index, event in parts.events:
        if event.icon not in icons:
            yield Problem(("events", index, "icon"), "unknown_icon", {"icon": event.icon})


def _template(raw: Raw) -> Template:
    return Template(
        group=raw["group"],
        version=raw["version"],
        labels=_labels(raw["labels"]),
        units=tuple(raw["units"]),
        crops=tuple(_crop(crop) for crop in raw["crops"]),
        events=MappingProxyType({event["code"]: _event(event) for event in raw["events"]}),
        likely=MappingProxyType({after: tuple(codes) for after, codes in raw["likely"].items()}),
        treatment_follows=TreatmentFollows(raw.get("treatment_follows", TreatmentFollows.PLACE)),
        release_requires=tuple(raw.get("release_requires", ())),
    )


def _crop(raw: Raw) -> Crop:
    return Crop(
        code=raw["code"],
        labels=_labels(raw["labels"]),
        yield_max=_bound(raw.get("yield_max")),
        recovery_max=_bound(raw.get("recovery_max")),
    )


def _event(raw: Raw) -> TemplateEvent:
    return TemplateEvent(
        code=raw["code"],
        labels=_labels(raw["labels"]),
        icon=raw["icon"],
        public=raw["public"],
        asks_photo=raw.get("asks_photo", False),
        fields=tuple(_field(field) for field in raw["fields"]),
        checks=tuple(_check(check) for check in raw.get("checks", ())),
        epcis=_epcis(raw["epcis"]),
        animals=_animals(raw["animals"]) if "animals" in raw else None,
        flow=_flow(raw["flow"]) if "flow" in raw else None,
    )


def _animals(raw: Raw) -> AnimalShape:
    return AnimalShape(AnimalPart(raw["part"]), **_present(raw, "count", "amount", "size"))


def _flow(raw: Raw) -> FlowShape:
    return FlowShape(FlowPart(raw["part"]), when=_when(raw), **_present(raw, "begins", "ends"))


def _field(raw: Raw) -> TemplateField:
    return TemplateField(
        name=raw["name"],
        type=FieldType(raw["type"]),
        labels=_labels(raw["labels"]),
        hint=_labels(raw["hint"]) if "hint" in raw else None,
        choices=_choices(raw.get("choices", ())),
        units=tuple(raw.get("units", ())),
        minimum=_field_bound(raw, "min"),
        maximum=_field_bound(raw, "max"),
        **_present(raw, *_FIELD_KEYS),
    )


def _check(raw: Raw) -> Check:
    return Check(
        kind=CheckKind(raw["kind"]),
        level=CheckLevel(raw["level"]),
        code=raw["code"],
        field=raw["field"],
        labels=_labels(raw["labels"]),
        minimum=_bound(raw.get("min")),
        maximum=_bound(raw.get("max")),
        when=_when(raw),
        **_present(raw, "other", "share", "unit", "scale", "days", "value"),
    )


def _when(raw: Raw) -> tuple[str, str | bool] | None:
    when = raw.get("when")
    return (when["field"], when["value"]) if when else None


def _epcis(raw: Raw) -> EpcisShape:
    read: dict[str, Any] = {"kind": EventKind(raw["kind"])}
    if "input" in raw:
        read["input"] = InputShape(**raw["input"])
    return EpcisShape(**{**raw, **read})


def _choices(raw: list[Raw]) -> tuple[Choice, ...]:
    return tuple(Choice(choice["code"], _labels(choice["labels"])) for choice in raw)


def _labels(raw: Raw) -> Labels:
    """Composed (NFC): some keyboards type each mark apart."""
    return Labels(vi=normalize("NFC", raw["vi"]), en=normalize("NFC", raw["en"]))


def _present(raw: Raw, *keys: str) -> Raw:
    """What the file says itself; for the rest the shape's own defaults hold."""
    return {key: raw[key] for key in keys if key in raw}


def _field_bound(raw: Raw, key: str) -> int | None:
    """A bound as the field's values are kept: whole numbers, or thousandths of an amount."""
    bound = _bound(raw.get(key))
    return bound // 1000 if bound and raw["type"] == FieldType.INTEGER else bound


def _bound(raw: str | None) -> int | None:
    if raw is None:
        return None
    return -parse_amount(raw[1:]) if raw.startswith("-") else parse_amount(raw)
