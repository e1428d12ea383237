"""What a field and a check of a template must be in themselves and within their event."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from traceability.event_template_problems import Path, Problem, repeated
from traceability.event_template_shape import (
    Check,
    CheckKind,
    FieldType,
    TemplateEvent,
    TemplateField,
)
from traceability.quantities import UNITS

EVENT_DATE: Final = "event_date"
LONGEST_WITH_PATTERN: Final = 200
MOST_REPEATS: Final = 3

DATES: Final = frozenset({FieldType.DATE})
MEASURED: Final = frozenset({FieldType.AMOUNT})
COUNTED: Final = frozenset({FieldType.INTEGER})
NUMBERS: Final = MEASURED | COUNTED
ANY: Final = frozenset(FieldType)
_CHOSEN: Final = frozenset({FieldType.CHOICE, FieldType.BOOLEAN})
_CHECKED_TYPES: Final = {
    CheckKind.RANGE: NUMBERS,
    CheckKind.RATIO: MEASURED,
    CheckKind.IS: _CHOSEN,
    CheckKind.NOT_BEFORE: DATES,
    CheckKind.NOT_AFTER: DATES,
    CheckKind.OLDER_THAN: DATES,
    CheckKind.MISSING: ANY,
}
# Names under which events tell other things: of the ledger's extension, and of the envelope.
_RESERVED_IN_EPCIS: Final = frozenset(
    {
        "eventCode",
        "template",
        "lot",
        "sealed",
        "photoSha256",
        "corrects",
        "otherPlaces",
        "earliestHarvestDate",
    }
)
_RESERVED_NAMES: Final = frozenset({"operator_name", "note", "position"})
# Who sold, bought, tended or drove is a person, whatever the field is called.
_PERSONS: Final = frozenset(
    {"supplier", "buyer", "recipient", "vet", "source_farm", "transport_plate"}
    | {"phone", "sprayer_name", "harvesters", "maker"}
)

# Characters, escaped ones and classes, each with at most one repeat: nothing that can be nested,
# so that matching takes time bounded by the length to the power of MOST_REPEATS.
_CLASS = r"\[\^?(?:[^\W_]|[ .,()×:;/+*_#-]|\\[-\]\\^.d/])+\]"
_ATOM = rf"(?:[^\W_]|[ :;,/_#=@%-]|\\[-.\\/()+*?\[\]d]|{_CLASS})"
_REPEAT = r"(?:[+*?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})"
_SAFE_PATTERN = re.compile(rf"(?:{_ATOM}{_REPEAT}?)+")
_ONE_ATOM = re.compile(rf"{_ATOM}(?P<repeat>{_REPEAT}?)")


def field_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    """Everything wrong with the fields of an event; `path` leads to the event."""
    named = [((*path, "fields", index), field) for index, field in enumerate(event.fields)]
    yield from repeated((where, field.name) for where, field in named)
    for where, field in named:
        for fault, key in _faults(field):
            yield Problem((*where, *key), fault, _facts(field, fault))
        names = ((*where, "choices", n) for n in range(len(field.choices)))
        yield from repeated(zip(names, (it.code for it in field.choices), strict=True))
    yield from _name_problems(event, path)


def check_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    """Everything wrong with the checks of an event; `path` leads to the event."""
    named = [((*path, "checks", index), check) for index, check in enumerate(event.checks)]
    yield from repeated((where, check.code) for where, check in named)
    for where, check in named:
        if not check.code.startswith(f"{event.code}."):
            yield Problem((*where, "code"), "not_check_code")
        yield from _check_problems(event, check, where)


def reference(
    event: TemplateEvent, path: Path, name: str, types: frozenset[FieldType]
) -> Iterator[Problem]:
    """A name must be that of a field of one of the types; `path` is where the name stands."""
    field = event.field(name)
    if field is None:
        yield Problem(path, "no_field", {"name": name})
    elif field.type not in types:
        facts = {"name": name, "type": field.type.value, "wanted": ", ".join(sorted(types))}
        yield Problem(path, "wrong_type", facts)


def choice_problem(event: TemplateEvent, path: Path, name: str, code: str) -> Iterator[Problem]:
    """A code must be one of the choices of the field `name`."""
    field = event.field(name)
    if field is not None and field.choice(code) is None:
        yield Problem(path, "no_choice", {"name": name, "choice": code})


def is_safe_pattern(pattern: str) -> bool:
    """Whether matching with it can never take long, whatever is typed."""
    if not _SAFE_PATTERN.fullmatch(pattern):
        return False
    repeats = [found["repeat"] for found in _ONE_ATOM.finditer(pattern)]
    if sum(bool(it) and (it[0] in "+*?" or "," in it) for it in repeats) > MOST_REPEATS:
        return False
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _faults(field: TemplateField) -> Iterator[tuple[str, Path]]:
    if bool(field.choices) != (field.type is FieldType.CHOICE):
        yield "choices_unfit", ("choices",)
    if bool(field.units) != (field.type is FieldType.AMOUNT):
        yield "units_unfit", ("units",)
    if not _default_fits(field):
        yield "default_unfit", ("default",)
    yield from _personal_faults(field)
    yield from _pattern_faults(field)
    yield from _bound_faults(field)


def _personal_faults(field: TemplateField) -> Iterator[tuple[str, Path]]:
    if field.personal and field.public:
        yield "personal_public", ("public",)
    if field.personal and field.type is not FieldType.TEXT:
        yield "personal_not_text", ("personal",)
    if field.name in _PERSONS and field.type is FieldType.TEXT and not field.personal:
        yield "not_personal", ("personal",)


def _pattern_faults(field: TemplateField) -> Iterator[tuple[str, Path]]:
    if field.pattern is None:
        return
    if field.type is not FieldType.TEXT or field.max_length > LONGEST_WITH_PATTERN:
        yield "pattern_unfit", ("pattern",)
    if not is_safe_pattern(field.pattern):
        yield "pattern_unsafe", ("pattern",)


def _bound_faults(field: TemplateField) -> Iterator[tuple[str, Path]]:
    low, high = field.minimum, field.maximum
    if (low, high) == (None, None):
        return
    if field.type not in NUMBERS:
        yield "bounds_unfit", ()
    elif low is not None and high is not None and low > high:
        yield "bounds_crossed", ("min",)


def _facts(field: TemplateField, fault: str) -> dict[str, str | int]:
    facts: dict[str, dict[str, str | int]] = {
        "default_unfit": {"default": field.default or ""},
        "not_personal": {"name": field.name},
        "pattern_unfit": {"longest": LONGEST_WITH_PATTERN},
        "pattern_unsafe": {"most": MOST_REPEATS},
    }
    return facts.get(fault, {})


def _default_fits(field: TemplateField) -> bool:
    if field.default is None:
        return True
    if field.type is FieldType.CHOICE:
        return field.choice(field.default) is not None
    if field.type is FieldType.BOOLEAN:
        return field.default in ("true", "false")
    return field.type is not FieldType.DATE or field.default == EVENT_DATE


def _name_problems(event: TemplateEvent, path: Path) -> Iterator[Problem]:
    """Names must not hide one another: not in forms, not in EPCIS, not in the ledger's body."""
    units = {field.unit_key for field in event.fields if field.type is FieldType.AMOUNT}
    seen: set[str] = set()
    for index, field in enumerate(event.fields):
        where, name = (*path, "fields", index), field.name
        told = field.told_name
        if name in _RESERVED_NAMES or told in _RESERVED_IN_EPCIS:
            yield Problem(where, "reserved_name", {"name": name})
        if told in seen:
            yield Problem(where, "same_epcis_name", {"name": name})
        if name in units:
            yield Problem(where, "unit_name_taken", {"name": name})
        seen.add(told)


def _check_problems(event: TemplateEvent, check: Check, path: Path) -> Iterator[Problem]:
    types = _CHECKED_TYPES[check.kind]
    yield from reference(event, (*path, "field"), check.field, types)
    if check.other is not None:
        yield from reference(event, (*path, "other"), check.other, types)
    if check.share is not None:
        yield from reference(event, (*path, "share"), check.share, MEASURED)
    yield from (Problem(path, fault) for fault in _lacking(check))
    if check.when is not None:
        yield from when_problems(event, check.when, (*path, "when"))
    if check.kind is CheckKind.IS and isinstance(check.value, str):
        yield from choice_problem(event, (*path, "value"), check.field, check.value)


def _lacking(check: Check) -> Iterable[str]:
    """What a check of this kind cannot do without."""
    has_bound = check.minimum is not None or check.maximum is not None
    needs = {
        CheckKind.RANGE: [("range_needs_bound", has_bound)],
        CheckKind.RATIO: [
            ("ratio_needs_other", check.other is not None),
            ("range_needs_bound", has_bound),
        ],
        CheckKind.IS: [("is_needs_value", check.value is not None)],
        CheckKind.MISSING: [("missing_needs_when", check.when is not None)],
    }
    return [fault for fault, is_there in needs.get(check.kind, ()) if not is_there]


def when_problems(
    event: TemplateEvent, when: tuple[str, str | bool], path: Path
) -> Iterator[Problem]:
    """A condition names a choice or a flag of the event; `path` leads to the condition."""
    name, value = when
    type_ = FieldType.BOOLEAN if isinstance(value, bool) else FieldType.CHOICE
    yield from reference(event, (*path, "field"), name, frozenset({type_}))
    if isinstance(value, str):
        yield from choice_problem(event, (*path, "value"), name, value)


def dimensions(field: TemplateField) -> frozenset[str]:
    """What is measured by the units of a field."""
    return frozenset(UNITS[unit].dimension for unit in field.units)
