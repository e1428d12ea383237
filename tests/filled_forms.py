"""A well-filled form of any kind of work: every field answered, nothing to look at twice."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from traceability.event_template import Check, FieldType, TemplateEvent, TemplateField
from traceability.event_template_shape import CheckKind
from traceability.quantities import Quantity, format_amount, get_unit, to_si

Form = dict[str, str]

NAME: Final = "Bản Mòng 1"
_MATCHING: Final = {
    "botanical_name": "Curcuma longa L.",
    "e_number": "E330",
    "packing_house_code": "VN-SLPH-001",
    "growing_area_code": "VN-SLOR-0001",
}
_USUAL: Final = 20_000  # thousandths
_USUAL_OF: Final = {"limit": 2_000_000}  # a lower one would ask for less than a gram
_LARGEST: Final = 10**12
_WHOLES: Final = {"percent": 100_000, "mg_per_kg": 10**12}


def filled(event: TemplateEvent, *, on: date) -> Form:
    """What is typed into every field, by field name; amounts with their first unit.

    Of yes and no the one that brings no warning is said.
    """
    form: Form = {}
    for field in event.fields:
        form |= _answered(event, field, form, on)
    for field in event.fields:
        if bounds := _share_of_others(event, field, form):
            form[field.name] = _typed(field, bounds)
    return form


def minimal(event: TemplateEvent, *, on: date) -> Form:
    """The same, with nothing but what must be said."""
    form = filled(event, on=on)
    kept = [field for field in event.fields if field.required]
    return {key: form[key] for field in kept for key in (field.name, field.unit_key) if key in form}


def _answered(event: TemplateEvent, field: TemplateField, form: Form, on: date) -> Form:
    if field.type is FieldType.AMOUNT:
        unit = {field.unit_key: field.units[0]}
        return {field.name: _typed(field, _bounds(event, field, form))} | unit
    if field.type is FieldType.BOOLEAN:
        return {field.name: "false" if True in _warned(event, field) else "true"}
    return {field.name: _said(event, field, on)}


def _said(event: TemplateEvent, field: TemplateField, on: date) -> str:
    if field.type is FieldType.CHOICE:
        codes = (choice.code for choice in field.choices)
        return next(code for code in codes if code not in _warned(event, field))
    if field.type is FieldType.DATE:
        return on.isoformat()
    if field.type is FieldType.INTEGER:
        return str(max(field.minimum or 0, min(7, field.maximum or 7)))
    return _MATCHING.get(field.name, NAME)


def _warned(event: TemplateEvent, field: TemplateField) -> set[object]:
    found = (check for check in event.checks if check.kind is CheckKind.IS)
    return {check.value for check in found if check.field == field.name}


def _bounds(event: TemplateEvent, field: TemplateField, form: Form) -> tuple[int, int]:
    """The least and the most that is usual, in thousandths of the SI unit."""
    checks = [check for check in _checks_of(event, field, CheckKind.RANGE) if _holds(check, form)]
    lows = [it.minimum for it in (field, *checks) if it.minimum is not None]
    highs = [it.maximum for it in (field, *checks) if it.maximum is not None]
    return max(lows, default=-_LARGEST), min(highs, default=_LARGEST)


def _checks_of(event: TemplateEvent, field: TemplateField, kind: CheckKind) -> Iterator[Check]:
    return (it for it in event.checks if it.kind is kind and it.field == field.name)


def _holds(check: Check, form: Form) -> bool:
    return check.when is None or form.get(check.when[0]) == check.when[1]


def _typed(field: TemplateField, bounds: tuple[int, int]) -> str:
    """A usual amount in the field's first unit, or the nearest one within the bounds."""
    low, high = bounds
    factor = get_unit(field.units[0]).factor
    usual = Quantity(_USUAL_OF.get(field.name, _USUAL), field.units[0])
    wanted = max(low, min(to_si(usual).thousandths, high))
    return format_amount(wanted * 1000 // factor, "vi").replace(".", "")


def _share_of_others(
    event: TemplateEvent, field: TemplateField, form: Form
) -> tuple[int, int] | None:
    """For an amount that is measured by another one: just what lies between the bounds."""
    # An amount is typed in its first unit; a check of seed in kilograms says nothing of plants.
    typed = get_unit(field.units[0]).si if field.units else None
    found = _checks_of(event, field, CheckKind.RATIO)
    ratios = [check for check in found if check.unit in (None, typed)]
    if not ratios:
        return None
    low = max(check.minimum or 0 for check in ratios)
    high = min(check.maximum or _LARGEST for check in ratios)
    other = event.field(ratios[0].other or "")
    assert other
    share = next((event.field(it.share) for it in ratios if it.share), None)
    part, whole = (_read(share, form), _WHOLES[share.units[0]]) if share else (1, 1)
    middle = (low + high) // 2 * _read(other, form) * part // (ratios[0].scale * 1000 * whole)
    return middle, middle


def _read(field: TemplateField, form: Form) -> int:
    whole, _, rest = form[field.name].partition(",")
    thousandths = int(whole + rest.ljust(3, "0"))
    return to_si(Quantity(thousandths, field.units[0])).thousandths
