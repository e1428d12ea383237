"""No true fact is refused: the newest templates refuse slips alone and warn of what is unusual."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import pytest

from tests.filled_forms import Form, filled
from traceability.event_template import (
    FieldType,
    TemplateEvent,
    TemplateField,
    check_values,
    current,
    get_template,
    groups,
)
from traceability.quantities import format_amount, get_unit

DAY: Final = date(2026, 11, 22)
# What can be true anywhere, in thousandths of the unit in which it is measured.
POSSIBLE: Final = {
    "percent": (0, 100_000),
    "ph": (0, 14_000),
    "permille": (0, 300_000),
    "mg_per_l": (0, 50_000),
    "celsius": (0, 100_000),
    "minute": (500, 4_320_000),
    "metre": (100, 99_000),
    "kg": (100, 25_000_000),
    "ug_per_kg": (0, 900_000_000),
    "diastase_number": (0, 90_000),
    "head_per_kg": (100, 500_000_000),
}
DAYS: Final = (1, 400)
COUNTED: Final = (1, 90)


@dataclass(frozen=True)
class Asked:
    """A number that the newest version of a group asks for, and how the first one asked."""

    group: str
    event: TemplateEvent
    field: TemplateField
    before: TemplateField | None

    def __str__(self) -> str:
        return f"{self.group}-{self.event.code}-{self.field.name}"

    @property
    def is_whole(self) -> bool:
        return self.field.type is FieldType.INTEGER

    def warned(self, number: int) -> set[str]:
        """The warnings that `number` brings: a whole number, or thousandths of the SI unit."""
        form = filled(self.event, on=DAY) | self._typed(number)
        return {it.code for it in check_values(self.event, form, on=DAY).warnings}

    def _typed(self, number: int) -> Form:
        if self.is_whole:
            return {self.field.name: str(number)}
        si = get_unit(self.field.units[0]).si
        unit = si if si in self.field.units else self.field.units[0]
        in_unit = number * 1000 // get_unit(unit).factor
        typed = format_amount(in_unit, "vi").replace(".", "")
        return {self.field.name: typed, self.field.unit_key: unit}


def asked_of(group: str) -> Iterator[Asked]:
    newest = current(group)
    older = get_template(group, 1)
    for event in newest.events.values():
        before = older.events.get(event.code)
        for field in event.fields:
            if field.type in (FieldType.AMOUNT, FieldType.INTEGER):
                yield Asked(group, event, field, before.field(field.name) if before else None)


ALL: Final = [asked for group in groups() for asked in asked_of(group)]
BOUNDED: Final = [it for it in ALL if (it.field.minimum, it.field.maximum) != (None, None)]


def possible(asked: Asked) -> tuple[int, int]:
    if asked.is_whole:
        return DAYS if asked.field.name.endswith("days") else COUNTED
    return POSSIBLE.get(get_unit(asked.field.units[0]).si, (100, 1_000_000))


@pytest.mark.parametrize("asked", BOUNDED, ids=str)
def test_what_can_be_true_is_never_refused(asked: Asked):
    least, most = possible(asked)

    for number in (least, most // 2, most):
        # Nothing at all is a measure only where the template says so.
        if number or asked.field.minimum is not None:
            asked.warned(number)


def wider(asked: Asked) -> Iterator[int]:
    """Numbers that the first version refused and the newest one takes."""
    old, new = asked.before, asked.field
    if old is None:
        return
    if old.maximum is not None and (new.maximum or 0) > old.maximum:
        yield old.maximum + (1 if asked.is_whole else 100)
    if old.minimum is not None and (new.minimum or 0) < old.minimum:
        yield old.minimum - (1 if asked.is_whole else 100)


WIDER: Final = [(asked, number) for asked in ALL for number in wider(asked)]


@pytest.mark.parametrize(("asked", "number"), WIDER, ids=str)
def test_what_an_older_version_refused_is_taken_with_a_warning(asked: Asked, number: int):
    assert asked.warned(number)


def test_every_group_has_learnt_to_take_more():
    assert {asked.group for asked, _ in WIDER} == set(groups())


@pytest.mark.parametrize(
    ("group", "code", "typed", "warned"),
    [
        # The cold room failed over night.
        ("fruit_vegetables", "cooling", {"temperature": "18"}, "cooling.temperature_unusual"),
        # Frost in a highland store in January.
        ("tea", "storing", {"temperature": "-2"}, "storing.temperature_unusual"),
        ("aquaculture", "freezing", {"temperature": "12"}, "freezing.not_cold_enough"),
        # The freezer stood open.
        (
            "aquaculture",
            "freezing",
            {"temperature": "14", "temperature_unit": "celsius"},
            "freezing.not_cold_enough",
        ),
        # Liquid nitrogen.
        ("aquaculture", "freezing", {"temperature": "90"}, "freezing.temperature_unusual"),
        ("rice", "harvesting", {"moisture": "38"}, "harvesting.moisture_unusual"),
        ("coffee", "drying", {"moisture_out": "75"}, "drying.coffee_moisture_high"),
        ("coffee", "drying", {"days": "95"}, "drying.days_unusual"),
        ("coffee", "roasting", {"temperature": "320"}, "roasting.temperature_unusual"),
        ("tea", "spraying", {"phi_days": "121"}, "spraying.phi_days_unusual"),
        (
            "fruit_vegetables",
            "fertilising",
            {"fertiliser_phi_days": "125"},
            "fertilising.fertiliser_phi_days_unusual",
        ),
        ("livestock", "treating", {"withdrawal_days": "400"}, "treating.withdrawal_days_unusual"),
        ("medicines", "storing", {"temperature": "65"}, "storing.room_too_warm"),
        # Cells kept in liquid nitrogen.
        (
            "medicines",
            "storing",
            {"condition": "frozen", "temperature": "196", "temperature_unit": "frost"},
            "storing.temperature_unusual",
        ),
        # Steamed for half a minute, as green tea is in a drum.
        ("tea", "fixing", {"duration": "0,5"}, "fixing.duration_unusual"),
        ("honey", "extracting", {"water": "8"}, "extracting.water_unusual"),
        # Water runs through the pond, one and a half times its volume a day.
        ("aquaculture", "water_changing", {"share": "150"}, "water_changing.share_unusual"),
        ("aquaculture", "water_measuring", {"salinity": "80"}, "water_measuring.salinity_unusual"),
        # Shrimps take up water when they are washed.
        (
            "aquaculture",
            "processing",
            {"quantity_in": "100", "quantity_out": "104"},
            "processing.weight_gain_unusual",
        ),
        ("rice", "transplanting", {"seedling_days": "95"}, "transplanting.seedling_days_unusual"),
        # Old buffaloes.
        ("livestock", "stocking", {"age_days": "10500"}, "stocking.age_days_unusual"),
        # A container lined with one bag.
        ("coffee", "packing", {"pack_size": "21600", "pack_size_unit": "kg"}, "packing.pack_size"),
    ],
)
def test_a_true_fact_is_recorded_with_its_warning(group: str, code: str, typed: Form, warned: str):
    event = current(group).event(code)

    checked = check_values(event, filled(event, on=DAY) | typed, on=DAY)

    assert [it.code for it in checked.warnings if it.code.startswith(warned)]


def test_entries_of_a_lot_that_was_opened_earlier_are_judged_by_its_version():
    """What a version means stays: who recorded with it was asked by its bounds."""
    field = get_template("rice", 2).event("harvesting").field("moisture")

    assert field
    assert (field.minimum, field.maximum) == (10_000, 35_000)
