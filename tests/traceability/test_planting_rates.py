"""What is planted on an area: likely slips are warned of, and nothing that people do."""

from datetime import date
from typing import Final

import pytest

from tests.filled_forms import filled
from traceability.event_template import check_values, current, get_template, groups
from traceability.event_template_shape import CheckKind
from traceability.quantities import get_unit

DAY: Final = date(2026, 11, 22)
PLANTS, SEED = "planting.plants_unusual", "planting.rate_unusual"
GROWING: Final = [group for group in groups() if "planting" in current(group).events]


def warned(group: str, quantity: str, area: str, version: int | None = None) -> set[str]:
    """What is said of `quantity` on `area`, each typed as a number and its unit."""
    template = get_template(group, version) if version else current(group)
    event = template.event("planting")
    typed = dict(zip(("quantity", "quantity_unit"), quantity.split(), strict=True))
    typed |= dict(zip(("area", "area_unit"), area.split(), strict=True))
    checked = check_values(event, filled(event, on=DAY) | typed, on=DAY)
    return {it.code for it in checked.warnings}


@pytest.mark.parametrize(
    ("group", "quantity", "area", "said"),
    [
        # A digit is missing, or is there twice.
        ("tea", "999 plant", "1 ha", PLANTS),
        ("tea", "180000 plant", "1 ha", PLANTS),
        ("coffee", "110 plant", "1 ha", PLANTS),
        ("coffee", "50000 plant", "1 ha", PLANTS),
        # Hectares were meant, or sào.
        ("tea", "5400 plant", "360 m2", PLANTS),
        ("coffee", "1100 plant", "1 sao_north", PLANTS),
        ("medicinal_herbs", "40000 plant", "1 m2", PLANTS),
        ("fruit_vegetables", "400 plant", "1 m2", PLANTS),
        # Plants were meant.
        ("tea", "18000 kg", "1 ha", SEED),
        ("coffee", "1100 kg", "1 ha", SEED),
        ("medicinal_herbs", "40000 kg", "1 ha", SEED),
        ("fruit_vegetables", "40000 kg", "1 ha", SEED),
        # Grams were meant.
        ("medicinal_herbs", "600 kg", "1 sao_north", SEED),
        ("fruit_vegetables", "200 kg", "1 sao_north", SEED),
    ],
)
def test_a_likely_slip_is_warned_of(group: str, quantity: str, area: str, said: str):
    assert warned(group, quantity, area) == {said}


@pytest.mark.parametrize(
    ("group", "quantity", "area"),
    [
        # Shan trees under a forest, a hedge of cuttings, two in a hole, a double hedge of three.
        ("tea", "1000 plant", "1 ha"),
        ("tea", "5400 plant", "3600 m2"),
        ("tea", "1260 plant", "1 sao_north"),
        ("tea", "90000 plant", "1 ha"),
        ("tea", "250 kg", "1 ha"),
        # Liberica, robusta between durians and alone, arabica as dense as it is grown.
        ("coffee", "400 plant", "1 ha"),
        ("coffee", "600 plant", "1 ha"),
        ("coffee", "1111 plant", "1 ha"),
        ("coffee", "6666 plant", "1 ha"),
        ("coffee", "10000 plant", "1 ha"),
        ("coffee", "20 kg", "1 ha"),
        # Star anise, ginseng seedlings at 13 cm, ginger, seed of gynostemma.
        ("medicinal_herbs", "400 plant", "1 ha"),
        ("medicinal_herbs", "60 plant", "1 m2"),
        ("medicinal_herbs", "3000 kg", "1 ha"),
        ("medicinal_herbs", "300 g", "1 sao_north"),
        # Mangoes, garlic, potatoes at 40 kg a sào, ginger, cabbage.
        ("fruit_vegetables", "100 plant", "1 ha"),
        ("fruit_vegetables", "150 plant", "1 m2"),
        ("fruit_vegetables", "40 kg", "1 sao_north"),
        ("fruit_vegetables", "3 kg", "10 m2"),
        ("fruit_vegetables", "10 g", "1 sao_north"),
        ("rice", "4 kg", "1 sao_north"),
    ],
)
def test_what_people_plant_is_not_warned_of(group: str, quantity: str, area: str):
    assert warned(group, quantity, area) == set()


@pytest.mark.parametrize(
    ("group", "unit", "least", "most", "code"),
    [
        ("tea", "plant", 1_000, 100_000, PLANTS),
        ("tea", "kg", None, 1_000, SEED),
        ("coffee", "plant", 300, 12_000, PLANTS),
        ("coffee", "kg", None, 100, SEED),
        ("medicinal_herbs", "plant", None, 2_000_000, PLANTS),
        ("medicinal_herbs", "kg", None, 10_000, SEED),
        ("fruit_vegetables", "plant", None, 2_000_000, PLANTS),
        ("fruit_vegetables", "kg", None, 5_000, SEED),
        ("rice", "kg", 60, 200, SEED),
    ],
)
def test_the_bounds_themselves_are_usual(
    group: str, unit: str, least: int | None, most: int, code: str
):
    assert warned(group, f"{most} {unit}", "1 ha") == set()
    assert warned(group, f"{most + 1} {unit}", "1 ha") == {code}
    assert warned(group, f"{least or 1} {unit}", "1 ha") == set()
    if least:
        assert warned(group, f"{least - 1} {unit}", "1 ha") == {code}


@pytest.mark.parametrize("group", ["tea", "coffee"])
def test_gaps_that_are_filled_have_no_area_to_be_held_against(group: str):
    event = current(group).event("planting")
    form = filled(event, on=DAY) | {"quantity": "30", "area": ""}

    assert check_values(event, form, on=DAY).warnings == ()
    area = event.field("area")
    assert area
    assert area.hint


@pytest.mark.parametrize("group", GROWING)
def test_every_measure_that_is_planted_in_is_held_against_the_area(group: str):
    event = current(group).event("planting")
    quantity = event.field("quantity")
    ratios = [it for it in event.checks if it.kind is CheckKind.RATIO and it.field == "quantity"]

    assert quantity
    assert {it.unit for it in ratios} == {get_unit(unit).si for unit in quantity.units}
    assert all((it.other, it.scale) == ("area", 10_000) for it in ratios)


@pytest.mark.parametrize(
    ("group", "version", "quantity", "said"),
    [
        ("tea", 2, "180000 plant", set()),
        ("coffee", 2, "110 plant", set()),
        ("medicinal_herbs", 2, "40000 kg", set()),
        ("fruit_vegetables", 3, "1200 kg", {SEED}),
    ],
)
def test_an_older_version_says_what_it_said(
    group: str, version: int, quantity: str, said: set[str]
):
    assert warned(group, quantity, "1 ha", version) == said
