"""The form of a template file: which keys stand where, of which kind. What they mean to one another
is checked after reading (`event_template_references`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from traceability.event_template_problems import LANGUAGE, Path, Problem
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

Rule = Callable[[object, Path], Iterator[Problem]]

MOST_EVENTS: Final = 60
MOST_FIELDS: Final = 60
MOST_CHECKS: Final = 60
MOST_CHOICES: Final = 200
MOST_CROPS: Final = 200
_MOST_UNITS: Final = len(UNITS)
_LONGEST_NAME: Final = 60
_LONGEST_WORDS: Final = 300
_LONGEST_TEXT: Final = 5000
_LONGEST_PATTERN: Final = 100
_MOST_DAYS: Final = 36_500
_LARGEST_SCALE: Final = 1_000_000

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?")
_DOTTED = re.compile(r"[a-z][a-z0-9_]{1,39}\.[a-z][a-z0-9_]{1,59}")
_ICON = re.compile(r"[a-z0-9-]{1,60}")
_CAMEL = re.compile(r"[a-z][A-Za-z0-9]{0,59}")
_ILMD = re.compile(r"cbvmda:[a-zA-Z]{1,60}")
# A tag or an entity; 'pH < 4' is neither.
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(#[0-9x]|[a-zA-Z]+;)")


class RawObject(dict[str, object]):
    """An object of the file; `repeated` are keys that stood in it more than once."""

    repeated: tuple[str, ...] = ()


def problems(raw: object) -> Iterator[Problem]:
    """Everything wrong with the form, in the order of the file."""
    return _TEMPLATE(raw, ())


def _wanted(fault: str, holds: Callable[[object], bool], **details: str | int) -> Rule:
    def rule(value: object, path: Path) -> Iterator[Problem]:
        if not holds(value):
            yield Problem(path, fault, details)

    return rule


def _one_of(names: Iterable[str]) -> Rule:
    known = sorted(str(name) for name in names)
    return _wanted(
        "not_one_of", lambda it: isinstance(it, str) and it in known, known=", ".join(known)
    )


def _matching(pattern: re.Pattern[str], fault: str) -> Rule:
    return _wanted(fault, lambda it: isinstance(it, str) and bool(pattern.fullmatch(it)))


def _list_of(rule: Rule, most: int, *, least: int = 0) -> Rule:
    def of_list(value: object, path: Path) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(path, "not_list")
        elif len(value) > most:
            yield Problem(path, "too_many", {"most": most, "count": len(value)})
        elif len(value) < least:
            yield Problem(path, "too_few")
        else:
            for index, item in enumerate(value):
                yield from rule(item, (*path, index))

    return of_list


def _map_of(rule: Rule, key_rule: Rule, most: int) -> Rule:
    def of_map(value: object, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "not_object")
            return
        yield from _repeated_keys(value, path)
        if len(value) > most:
            yield Problem(path, "too_many", {"most": most, "count": len(value)})
            return
        for key, item in value.items():
            yield from key_rule(key, (*path, _shown(key)))
            yield from rule(item, (*path, _shown(key)))

    return of_map


def _record(
    required: Mapping[str, Rule],
    optional: Mapping[str, Rule] | None = None,
    missing: Callable[[Path, str], Problem] | None = None,
) -> Rule:
    known = {**required, **(optional or {})}
    lacks = missing or (lambda path, key: Problem(path, "missing", {"key": key}))

    def of_record(value: object, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "not_object")
            return
        yield from _repeated_keys(value, path)
        yield from (lacks(path, key) for key in required if key not in value)
        for key in value:
            if key not in known:
                yield Problem(path, "unknown_key", {"key": _shown(key)})
        for key, rule in known.items():
            if key in value:
                yield from rule(value[key], (*path, key))

    return of_record


def _repeated_keys(value: object, path: Path) -> Iterator[Problem]:
    for key in getattr(value, "repeated", ()):
        yield Problem(path, "repeated_key", {"key": _shown(key)})


def _shown(key: str) -> str:
    """A key of the file as it may be shown: short, and without what hides or turns around."""
    kept = (char for char in key[:_LONGEST_NAME] if unicodedata.category(char)[0] != "C")
    return "".join(kept)


def _words(longest: int) -> Rule:
    def of_words(value: object, path: Path) -> Iterator[Problem]:
        if not isinstance(value, str) or not value or value.strip() != value:
            yield Problem(path, "not_words")
        elif len(value) > longest:
            yield Problem(path, "too_long", {"longest": longest})
        elif any(unicodedata.category(char)[0] == "C" for char in value):
            yield Problem(path, "control_characters")
        elif _MARKUP.search(value):
            yield Problem(path, "markup")

    return of_words


def _is_decimal(value: object) -> bool:
    # '1.234' would be read as a thousand: template files write plain digits and few decimals.
    return isinstance(value, str) and bool(_PLAIN_DECIMAL.fullmatch(value))


def _whole(least: int, most: int) -> Rule:
    def holds(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return _wanted("not_whole", holds, least=least, most=most)


def _is_choice(value: object) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))


def _labels(longest: int) -> Rule:
    words = _words(longest)
    return _record(
        {"vi": words, "en": words},
        missing=lambda path, lang: Problem(path, "missing_language", {"lang": LANGUAGE + lang}),
    )


_FLAG = _wanted("not_flag", lambda value: isinstance(value, bool))
_DECIMAL = _wanted("not_decimal", _is_decimal)
_NAME = _matching(_CODE, "not_code")
_NAME_OR_EMPTY = _wanted(
    "not_code", lambda it: it == "" or (isinstance(it, str) and bool(_CODE.fullmatch(it)))
)
_CHOSEN = _wanted("not_chosen", _is_choice)
_NAMED = _labels(_LONGEST_NAME)
_TOLD = _labels(_LONGEST_WORDS)
_CHOICE = _record({"code": _NAME, "labels": _NAMED})
_MOST = _matching(re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?"), "not_decimal")
_CROP = _record({"code": _NAME, "labels": _NAMED}, {"yield_max": _MOST, "recovery_max": _MOST})
_UNITS = _list_of(_one_of(UNITS), _MOST_UNITS)

_FIELD = _record(
    {"name": _NAME, "type": _one_of(FieldType), "labels": _NAMED},
    {
        "required": _FLAG,
        "public": _FLAG,
        "personal": _FLAG,
        "remember": _FLAG,
        "multiline": _FLAG,
        "upper": _FLAG,
        "hint": _TOLD,
        "choices": _list_of(_CHOICE, MOST_CHOICES),
        "units": _UNITS,
        "default": _words(_LONGEST_NAME),
        "min": _DECIMAL,
        "max": _DECIMAL,
        "max_length": _whole(1, _LONGEST_TEXT),
        "pattern": _words(_LONGEST_PATTERN),
        "epcis_name": _matching(_CAMEL, "not_epcis_name"),
    },
)
_WHEN = _record({"field": _NAME, "value": _CHOSEN})
_CHECK = _record(
    {
        "kind": _one_of(CheckKind),
        "level": _one_of(CheckLevel),
        "code": _matching(_DOTTED, "not_check_code"),
        "field": _NAME,
        "labels": _TOLD,
    },
    {
        "other": _NAME,
        "share": _NAME,
        "unit": _one_of(UNITS),
        "scale": _whole(1, _LARGEST_SCALE),
        "min": _DECIMAL,
        "max": _DECIMAL,
        "days": _whole(0, _MOST_DAYS),
        "value": _CHOSEN,
        "when": _WHEN,
    },
)
_ANIMALS = _record({"part": _one_of(AnimalPart)}, {"count": _NAME, "amount": _NAME, "size": _NAME})
_FLOW = _record({"part": _one_of(FlowPart)}, {"begins": _NAME, "ends": _NAME, "when": _WHEN})
_EPCIS = _record(
    {
        "kind": _one_of(EventKind),
        "biz_step": _wanted("not_biz_step", lambda it: isinstance(it, str) and is_biz_step(it)),
        "disposition": _one_of(Disposition),
    },
    {
        "input": _record({"type": _NAME, "name": _NAME}, {"lot": _NAME, "quantity": _NAME}),
        "quantity": _NAME,
        "times": _NAME,
        "input_quantity": _NAME,
        "disposition_field": _NAME,
        "dispositions": _map_of(_one_of(Disposition), _NAME, MOST_CHOICES),
        "interval_field": _NAME,
        "interval_from": _NAME,
        "intervals": _map_of(_NAME, _NAME, MOST_EVENTS),
        "sensors": _map_of(_NAME, _one_of(SENSOR_TYPES), len(SENSOR_TYPES)),
        "ilmd": _map_of(_NAME, _matching(_ILMD, "not_ilmd_name"), MOST_FIELDS),
    },
)
_EVENT = _record(
    {
        "code": _NAME,
        "labels": _NAMED,
        "icon": _matching(_ICON, "not_icon"),
        "public": _FLAG,
        "epcis": _EPCIS,
        "fields": _list_of(_FIELD, MOST_FIELDS),
    },
    {
        "asks_photo": _FLAG,
        "checks": _list_of(_CHECK, MOST_CHECKS),
        "animals": _ANIMALS,
        "flow": _FLOW,
    },
)
_TEMPLATE: Final = _record(
    {
        "group": _NAME,
        "version": _whole(1, 9999),
        "labels": _NAMED,
        "units": _UNITS,
        "crops": _list_of(_CROP, MOST_CROPS),
        "likely": _map_of(_list_of(_NAME, MOST_EVENTS), _NAME_OR_EMPTY, MOST_EVENTS + 1),
        "events": _list_of(_EVENT, MOST_EVENTS, least=1),
    },
    {
        "treatment_follows": _one_of(TreatmentFollows),
        "release_requires": _list_of(_NAME, MOST_EVENTS),
    },
)
