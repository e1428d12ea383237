"""From what was typed into a diary form to checked values, or an error for each field at fault.

Values are canonical and go into the ledger as they are: text, whole numbers, flags, ISO dates, and
amounts as thousandths with their unit, their SI equivalent and the words that were entered.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Final

from traceability.errors import FieldError, Invalid
from traceability.event_checks import Amount, Finding, Value, findings
from traceability.event_template_shape import (
    Check,
    CheckLevel,
    FieldType,
    Labels,
    TemplateEvent,
    TemplateField,
)
from traceability.quantities import (
    AmountNegative,
    AmountNotANumber,
    AmountTooLarge,
    Quantity,
    get_unit,
    parse_amount,
    to_si,
)

MISSING: Final = "field.missing"
UNKNOWN: Final = "field.unknown"
NOT_A_NUMBER: Final = "field.not_a_number"
NOT_WHOLE: Final = "field.not_whole"
OUT_OF_BOUNDS: Final = "field.out_of_bounds"
NOT_A_CHOICE: Final = "field.not_a_choice"
BAD_DATE: Final = "field.bad_date"
TOO_LONG: Final = "field.too_long"
BAD_FORM: Final = "field.bad_form"

_MINUS: Final = "-−–"
_YES = frozenset({"true", "on", "1"})
_NO = frozenset({"false", "off", "0"})
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_LOCAL_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_LARGEST_TOGETHER: Final = 10**18 - 1  # what a database counts
_YEARS: Final = range(1900, 2100)
_FIELD_CODES: Final = {
    AmountNotANumber: NOT_A_NUMBER,
    AmountNegative: OUT_OF_BOUNDS,
    AmountTooLarge: OUT_OF_BOUNDS,
}


class InvalidValues(Invalid):
    """Fields of an event are missing or wrong; `errors` names each."""

    code = "event.invalid_values"


@dataclass(frozen=True)
class CheckError(FieldError):
    """A check of the template that refuses; its words come with the version it stands in."""

    labels: Labels = dataclass_field(kw_only=True)


@dataclass(frozen=True)
class ValueWarning:
    """Something to look at twice that does not keep the event from being recorded."""

    code: str
    field: str
    details: Mapping[str, int]


@dataclass(frozen=True)
class CheckedValues:
    """What the event says, by field name; fields left empty are absent."""

    values: Mapping[str, Value]
    warnings: tuple[ValueWarning, ...] = ()


def check_values(event: TemplateEvent, raw: Mapping[str, str], *, on: date) -> CheckedValues:
    """Read and check a filled form of `event`, which happened `on` that day.

    An amount comes under two keys, `<name>` and `<name>_unit`; without the second, its first unit.
    """
    errors = list(_unknown_keys(event, raw))
    values: dict[str, Value] = {}
    for field in event.fields:
        value = _read(field, raw)
        if isinstance(value, FieldError):
            errors.append(value)
        elif value is not None:
            values[field.name] = value
    found = tuple(findings(event, values, on))
    errors += [_check_error(it.check) for it in found if _refuses(it)]
    if errors:
        raise InvalidValues(errors=tuple(errors))
    warnings = (ValueWarning(f.check.code, f.check.field, f.details) for f in found)
    return CheckedValues(values, tuple(warnings))


def without_personal(event: TemplateEvent, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that may enter the ledger's body: no field that can hold a person's name."""
    return {name: value for name, value in values.items() if name not in event.personal_fields}


def public_values(event: TemplateEvent, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that a buyer may see."""
    return {name: value for name, value in values.items() if name in event.public_fields}


def amount_of(values: Mapping[str, Value], name: str | None) -> Quantity | None:
    """The amount entered in a field, None where it was left empty."""
    value = values.get(name) if name else None
    if not isinstance(value, dict):
        return None
    return Quantity(int(value["thousandths"]), str(value["unit"]))


def lot_quantity(event: TemplateEvent, values: Mapping[str, Value]) -> Quantity | None:
    """How much of the lot the event speaks of: harvested, milled, or packed (size times count)."""
    quantity = amount_of(values, event.epcis.quantity)
    if quantity is None or event.epcis.times is None:
        return quantity
    times = int(str(values[event.epcis.times]))
    if quantity.thousandths * times > _LARGEST_TOGETHER:
        raise AmountTooLarge
    return Quantity(quantity.thousandths * times, quantity.unit)


def _check_error(check: Check) -> CheckError:
    return CheckError(check.field, check.code, labels=check.labels)


def _refuses(finding: Finding) -> bool:
    return finding.check.level is CheckLevel.INVALID


def _unknown_keys(event: TemplateEvent, raw: Mapping[str, str]) -> Iterator[FieldError]:
    known = {field.name for field in event.fields}
    known |= {field.unit_key for field in event.fields if field.type is FieldType.AMOUNT}
    return (FieldError(key, UNKNOWN) for key in raw if key not in known)


def _read(field: TemplateField, raw: Mapping[str, str]) -> Value | FieldError | None:
    text = _cleaned(raw.get(field.name, ""), multiline=field.multiline)
    if text:
        return _READERS[field.type](field, text, raw)
    return FieldError(field.name, MISSING) if field.required else None


def _cleaned(text: str, *, multiline: bool) -> str:
    """Composed (NFC), without control and invisible characters, single spaces."""
    composed = unicodedata.normalize("NFC", text)
    lines = (_printable(line) for line in composed.splitlines())
    return ("\n" if multiline else " ").join(line for line in lines if line)


def _printable(line: str) -> str:
    spaced = line.replace("\t", " ")
    kept = (char for char in spaced if not unicodedata.category(char).startswith("C"))
    return " ".join("".join(kept).split())


def _read_text(field: TemplateField, text: str, _: Mapping[str, str]) -> Value | FieldError:
    value = text.upper() if field.upper else text
    if len(value) > field.max_length:
        return FieldError(field.name, TOO_LONG)
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        return FieldError(field.name, BAD_FORM)
    return value


def _read_choice(field: TemplateField, text: str, _: Mapping[str, str]) -> Value | FieldError:
    return text if field.choice(text) else FieldError(field.name, NOT_A_CHOICE)


def _read_boolean(field: TemplateField, text: str, _: Mapping[str, str]) -> Value | FieldError:
    if text in _YES | _NO:
        return text in _YES
    return FieldError(field.name, NOT_A_CHOICE)


def _read_date(field: TemplateField, text: str, _: Mapping[str, str]) -> Value | FieldError:
    match = _ISO_DATE.fullmatch(text) or _LOCAL_DATE.fullmatch(text)
    try:
        day = date(*(int(match[part]) for part in ("year", "month", "day"))) if match else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        return FieldError(field.name, BAD_DATE)
    return day.isoformat()


def _read_integer(field: TemplateField, text: str, _: Mapping[str, str]) -> Value | FieldError:
    try:
        whole, rest = divmod(parse_amount(text), 1000)
    except Invalid as refusal:
        return _field_error(field, refusal)
    if rest:
        return FieldError(field.name, NOT_WHOLE)
    return whole if _within(field, whole) else FieldError(field.name, OUT_OF_BOUNDS)


def _read_amount(field: TemplateField, text: str, raw: Mapping[str, str]) -> Value | FieldError:
    unit = raw.get(field.unit_key) or field.units[0]
    if unit not in field.units:
        return FieldError(field.unit_key, NOT_A_CHOICE)
    try:
        thousandths = _signed(field, text, unit)
        si = to_si(Quantity(thousandths, unit))
    except Invalid as refusal:
        return _field_error(field, refusal)
    # An amount of nothing was not meant, unless the template says that zero is a measure.
    zero_is_meant = field.minimum is not None and field.minimum <= 0
    if not (thousandths or zero_is_meant) or not _within(field, si.thousandths):
        return FieldError(field.name, OUT_OF_BOUNDS)
    amount: Amount = {"thousandths": thousandths, "unit": unit, "entered": text}
    return amount | {"si_thousandths": si.thousandths, "si_unit": si.unit}


def _signed(field: TemplateField, text: str, unit: str) -> int:
    """The amount; with a minus where the field goes below zero and the unit does not say so."""
    below = field.minimum is not None and field.minimum < 0
    if not (below and text[0] in _MINUS):
        return parse_amount(text)
    thousandths = parse_amount(text[1:])
    return thousandths if get_unit(unit).factor < 0 else -thousandths


def _field_error(field: TemplateField, refusal: Invalid) -> FieldError:
    return FieldError(field.name, _FIELD_CODES.get(type(refusal), refusal.code), refusal.details)


def _within(field: TemplateField, value: int) -> bool:
    low, high = field.minimum, field.maximum
    return (low is None or value >= low) and (high is None or value <= high)


_Reader = Callable[[TemplateField, str, Mapping[str, str]], Value | FieldError]
_READERS: Final[Mapping[FieldType, _Reader]] = {
    FieldType.TEXT: _read_text,
    FieldType.CHOICE: _read_choice,
    FieldType.AMOUNT: _read_amount,
    FieldType.INTEGER: _read_integer,
    FieldType.DATE: _read_date,
    FieldType.BOOLEAN: _read_boolean,
}
