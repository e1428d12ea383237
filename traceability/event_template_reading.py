"""From a template file to the frozen template, or a list of everything that is wrong with it."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from traceability import event_template_references, event_template_schema
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
    """A template file of ours is wrong: a fault of the programme, not of the person using it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_template(text: str) -> Template:
    """Read one file's text strictly."""
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise BadTemplate((f"template: not JSON ({error})",)) from None
    if problems := event_template_schema.problems(raw):
        raise BadTemplate(problems)
    repeated = event_template_references.repeated((e["code"] for e in raw["events"]), "event")
    template = _template(raw)
    if problems := (*repeated, *event_template_references.problems(template)):
        raise BadTemplate(problems)
    return template


def _template(raw: Raw) -> Template:
    return Template(
        group=raw["group"],
        version=raw["version"],
        labels=Labels(**raw["labels"]),
        units=tuple(raw["units"]),
        crops=tuple(_crop(crop) for crop in raw["crops"]),
        events=MappingProxyType({event["code"]: _event(event) for event in raw["events"]}),
        likely=MappingProxyType({after: tuple(codes) for after, codes in raw["likely"].items()}),
        treatment_follows=TreatmentFollows(raw.get("treatment_follows", TreatmentFollows.PLACE)),
    )


def _crop(raw: Raw) -> Crop:
    return Crop(
        code=raw["code"],
        labels=Labels(**raw["labels"]),
        yield_max=_bound(raw.get("yield_max")),
        recovery_max=_bound(raw.get("recovery_max")),
    )


def _event(raw: Raw) -> TemplateEvent:
    return TemplateEvent(
        code=raw["code"],
        labels=Labels(**raw["labels"]),
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
        labels=Labels(**raw["labels"]),
        hint=Labels(**raw["hint"]) if "hint" in raw else None,
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
        labels=Labels(**raw["labels"]),
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
    return tuple(Choice(choice["code"], Labels(**choice["labels"])) for choice in raw)


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
