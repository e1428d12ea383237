"""The form of a template file: which keys stand where, of which kind. What they mean to one another
is checked after reading (`event_template_references`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from traceability.event_template_shape import (
    AnimalPart,
    CheckKind,
    CheckLevel,
    EventKind,
    FieldType,
    FlowPart,
    TreatmentFollows,
)
from traceability.quantities import UNITS
from traceability.vocab import SENSOR_TYPES, Disposition, is_biz_step

Rule = Callable[[object, str], Iterator[str]]

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?")
_DOTTED = re.compile(r"[a-z_]+\.[a-z_]+")


def problems(raw: object) -> tuple[str, ...]:
    """Everything wrong with the form, each as 'events[2].fields[0].type: what is wrong'."""
    return tuple(_TEMPLATE(raw, "template"))


def _wanted(wanted: str, holds: Callable[[object], bool]) -> Rule:
    def rule(value: object, path: str) -> Iterator[str]:
        if not holds(value):
            yield f"{path}: must be {wanted}"

    return rule


def _one_of(names: Iterable[str]) -> Rule:
    known = frozenset(str(name) for name in names)
    return _wanted(f"one of {', '.join(sorted(known))}", lambda value: value in known)


def _matching(pattern: re.Pattern[str], wanted: str) -> Rule:
    return _wanted(wanted, lambda value: isinstance(value, str) and bool(pattern.fullmatch(value)))


def _list_of(rule: Rule) -> Rule:
    def of_list(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: must be a list"
            return
        for index, item in enumerate(value):
            yield from rule(item, f"{path}[{index}]")

    return of_list


def _map_of(rule: Rule, key_rule: Rule) -> Rule:
    def of_map(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: must be an object"
            return
        for key, item in value.items():
            yield from key_rule(key, f"{path} key {key!r}")
            yield from rule(item, f"{path}.{key}")

    return of_map


def _record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    known = {**required, **(optional or {})}

    def of_record(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: must be an object"
            return
        yield from (f"{path}.{key}: missing" for key in required if key not in value)
        yield from (f"{path}.{key}: unknown key" for key in value if key not in known)
        for key, rule in known.items():
            if key in value:
                yield from rule(value[key], f"{path}.{key}")

    return of_record


def _is_decimal(value: object) -> bool:
    # '1.234' would be read as a thousand: template files write plain digits and few decimals.
    return isinstance(value, str) and bool(_PLAIN_DECIMAL.fullmatch(value))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_WORDS = _wanted("words", lambda value: isinstance(value, str) and value.strip() == value != "")
_FLAG = _wanted("true or false", lambda value: isinstance(value, bool))
_WHOLE = _wanted("a whole number", _is_whole)
_DECIMAL = _wanted("digits in quotes, as '14.5'", _is_decimal)
_NAME = _matching(_CODE, "a code in lower case")
_NAME_OR_EMPTY = _wanted(
    "a code or empty", lambda value: value == "" or bool(_CODE.fullmatch(str(value)))
)
_CHOSEN = _wanted("a choice or a flag", lambda value: isinstance(value, str | bool))
_LABELS = _record({"vi": _WORDS, "en": _WORDS})
_CHOICE = _record({"code": _NAME, "labels": _LABELS})
_CROP = _record(
    {"code": _NAME, "labels": _LABELS}, {"yield_max": _DECIMAL, "recovery_max": _DECIMAL}
)
_UNITS = _list_of(_one_of(UNITS))

_FIELD = _record(
    {"name": _NAME, "type": _one_of(FieldType), "labels": _LABELS},
    {
        "required": _FLAG,
        "public": _FLAG,
        "personal": _FLAG,
        "remember": _FLAG,
        "multiline": _FLAG,
        "upper": _FLAG,
        "hint": _LABELS,
        "choices": _list_of(_CHOICE),
        "units": _UNITS,
        "default": _WORDS,
        "min": _DECIMAL,
        "max": _DECIMAL,
        "max_length": _WHOLE,
        "pattern": _WORDS,
        "epcis_name": _matching(re.compile(r"[a-z][A-Za-z0-9]*"), "a name in camel case"),
    },
)
_WHEN = _record({"field": _NAME, "value": _CHOSEN})
_CHECK = _record(
    {
        "kind": _one_of(CheckKind),
        "level": _one_of(CheckLevel),
        "code": _matching(_DOTTED, "a dotted code"),
        "field": _NAME,
        "labels": _LABELS,
    },
    {
        "other": _NAME,
        "share": _NAME,
        "unit": _one_of(UNITS),
        "scale": _WHOLE,
        "min": _DECIMAL,
        "max": _DECIMAL,
        "days": _WHOLE,
        "value": _CHOSEN,
        "when": _WHEN,
    },
)
_ANIMALS = _record({"part": _one_of(AnimalPart)}, {"count": _NAME, "amount": _NAME, "size": _NAME})
_FLOW = _record({"part": _one_of(FlowPart)}, {"begins": _NAME, "ends": _NAME, "when": _WHEN})
_EPCIS = _record(
    {
        "kind": _one_of(EventKind),
        "biz_step": _wanted("a step of CBV or of the farm", lambda value: is_biz_step(str(value))),
        "disposition": _one_of(Disposition),
    },
    {
        "input": _record({"type": _NAME, "name": _NAME}, {"lot": _NAME, "quantity": _NAME}),
        "quantity": _NAME,
        "times": _NAME,
        "input_quantity": _NAME,
        "disposition_field": _NAME,
        "dispositions": _map_of(_one_of(Disposition), _NAME),
        "interval_field": _NAME,
        "interval_from": _NAME,
        "intervals": _map_of(_NAME, _NAME),
        "sensors": _map_of(_NAME, _one_of(SENSOR_TYPES)),
        "ilmd": _map_of(_NAME, _matching(re.compile(r"cbvmda:[a-zA-Z]+"), "a cbvmda: name")),
    },
)
_EVENT = _record(
    {
        "code": _NAME,
        "labels": _LABELS,
        "icon": _matching(re.compile(r"[a-z0-9-]+"), "the name of an icon"),
        "public": _FLAG,
        "epcis": _EPCIS,
        "fields": _list_of(_FIELD),
    },
    {"asks_photo": _FLAG, "checks": _list_of(_CHECK), "animals": _ANIMALS, "flow": _FLOW},
)
_TEMPLATE: Final = _record(
    {
        "group": _NAME,
        "version": _WHOLE,
        "labels": _LABELS,
        "units": _UNITS,
        "crops": _list_of(_CROP),
        "likely": _map_of(_list_of(_NAME), _NAME_OR_EMPTY),
        "events": _list_of(_EVENT),
    },
    {"treatment_follows": _one_of(TreatmentFollows)},
)
