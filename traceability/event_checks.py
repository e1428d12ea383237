"""The checks of a template, run over the values of one event: what is impossible, what is unusual.

Rules that look at other events of the lot (pre-harvest interval, mass balance) are not here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from traceability.event_template_shape import Check, CheckKind, TemplateEvent
from traceability.quantities import get_unit

# Thousandths of each measure of shares that make the whole.
_WHOLES: Final = {"percent": 100_000, "ug_per_kg": 10**12}

Amount = dict[str, str | int]
Value = str | int | bool | Amount


@dataclass(frozen=True)
class Finding:
    """A check that did not hold, with the numbers behind it in thousandths."""

    check: Check
    details: Mapping[str, int] = field(default_factory=dict)


def findings(event: TemplateEvent, values: Mapping[str, Value], on: date) -> Iterator[Finding]:
    """The checks that fail, in the template's order; one whose values are absent does not."""
    for check in event.checks:
        if _applies(check, values) and (finding := _RULES[check.kind](check, values, on)):
            yield finding


def _applies(check: Check, values: Mapping[str, Value]) -> bool:
    if (check.field in values) == (check.kind is CheckKind.MISSING):
        return False
    if check.other is not None and check.other not in values:
        return False
    return check.when is None or values.get(check.when[0]) == check.when[1]


def _range(check: Check, values: Mapping[str, Value], _: date) -> Finding | None:
    value = values[check.field]
    # So many a square metre say nothing of so many a cubic metre.
    if isinstance(value, dict) and check.unit not in (None, value["si_unit"]):
        return None
    return _bounded(check, _thousandths(value))


def _ratio(check: Check, values: Mapping[str, Value], _: date) -> Finding | None:
    of, to = values[check.field], values[check.other or ""]
    if not (isinstance(of, dict) and isinstance(to, dict)):
        return None
    # Amounts may be in measures that do not compare: litres of a kilogram, plants a hectare.
    if of["si_unit"] != (check.unit or to["si_unit"]) or not to["si_thousandths"]:
        return None
    share, whole = _share(check, values)
    if not share:
        return None
    return _bounded(
        check, _millionths(of) * check.scale * 1000 * whole // (_millionths(to) * share)
    )


def _share(check: Check, values: Mapping[str, Value]) -> tuple[int, int]:
    """The part that counts, and the whole it is of: per cent, or µg of a kilogram."""
    if check.share is None:
        return 1, 1
    part = values.get(check.share)
    whole = _WHOLES.get(str(part["si_unit"])) if isinstance(part, dict) else None
    return (_thousandths(part), whole) if part and whole else (0, 1)


def _is(check: Check, values: Mapping[str, Value], _: date) -> Finding | None:
    return Finding(check) if values[check.field] == check.value else None


def _not_before(check: Check, values: Mapping[str, Value], on: date) -> Finding | None:
    return Finding(check) if _day(values[check.field]) < _compared(check, values, on) else None


def _not_after(check: Check, values: Mapping[str, Value], on: date) -> Finding | None:
    return Finding(check) if _day(values[check.field]) > _compared(check, values, on) else None


def _compared(check: Check, values: Mapping[str, Value], on: date) -> date:
    return on if check.other is None else _day(values[check.other])


def _missing(check: Check, _values: Mapping[str, Value], _: date) -> Finding:
    return Finding(check)


def _older_than(check: Check, values: Mapping[str, Value], on: date) -> Finding | None:
    oldest = on - timedelta(days=check.days)
    return Finding(check) if _day(values[check.field]) < oldest else None


def _bounded(check: Check, actual: int) -> Finding | None:
    low = check.minimum is not None and actual < check.minimum
    high = check.maximum is not None and actual > check.maximum
    if not (low or high):
        return None
    bounds = {"min": check.minimum, "max": check.maximum}
    return Finding(check, {"actual": actual} | {k: v for k, v in bounds.items() if v is not None})


def _millionths(amount: Amount) -> int:
    """Of the SI unit, exact: a gram of additive is little beside a tonne, and counts."""
    return int(amount["thousandths"]) * get_unit(str(amount["unit"])).factor


def _thousandths(value: Value) -> int:
    return int(value["si_thousandths"]) if isinstance(value, dict) else int(value) * 1000


def _day(value: Value) -> date:
    return date.fromisoformat(str(value))


_RULES: Final[Mapping[CheckKind, Callable[[Check, Mapping[str, Value], date], Finding | None]]] = {
    CheckKind.RANGE: _range,
    CheckKind.RATIO: _ratio,
    CheckKind.IS: _is,
    CheckKind.NOT_BEFORE: _not_before,
    CheckKind.NOT_AFTER: _not_after,
    CheckKind.OLDER_THAN: _older_than,
    CheckKind.MISSING: _missing,
}
