"""Honey told in kilograms and in litres: by cases, and by property over every lawful density."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.densities import Density, density_of, weighed
from traceability.event_template import current
from traceability.mass_balance import Balance, Imbalance, Work, balance

HONEY = current("honey")
KNOWN = density_of(HONEY, "Mật ong hoa nhãn")
GRAMS = {"kg": 1000, "g": 1, "l": 1000, "ml": 1}


def amount(thousandths: int, unit: str) -> dict[str, Any]:
    return {"thousandths": thousandths, "unit": unit, "entered": str(thousandths)}


def extract(thousandths: int, unit: str) -> Work:
    return HONEY.event("extracting"), {"quantity": amount(thousandths, unit)}


def strain(into: int, unit: str, out: int, out_unit: str) -> Work:
    values = {"quantity_in": amount(into, unit), "quantity_out": amount(out, out_unit)}
    return HONEY.event("filtering"), values


def bottle(count: int, size: int, unit: str) -> Work:
    values = {"pack_size": amount(size * 1000, unit), "pack_count": count}
    return HONEY.event("packing"), values


def together(*works: Work) -> Balance:
    return weighed(balance(works), KNOWN)


@pytest.mark.parametrize(
    ("name", "density"),
    [
        ("Mật ong bạc hà", Density(1380, 1450)),
        ("mat ong rung", Density(1380, 1450)),
        ("Wild honey", Density(1380, 1450)),
        ("Sữa ong chúa", None),
        ("Phấn hoa trộn mật ong", None),
        ("Sáp ong", None),
        ("Ong Sơn La", None),
        ("Mật ong hoa cà phê", Density(1380, 1450)),
        ("Giấm mật ong", None),
        ("Rượu mật ong", None),
        ("Nước mật ong chanh", None),
        ("Mật ong ngâm chanh", None),
        ("Mật ong nguyên sáp", None),
        ("Mắt ong", None),
        ("Honey wine", None),
        ("Royal jelly honey", None),
        ("Comb honey", None),
    ],
)
def test_honey_is_known_by_its_name_and_nothing_else_of_the_hive_is(name, density):
    assert density_of(HONEY, name) == density


def test_goods_of_other_groups_have_no_density():
    assert density_of(current("processed_food"), "Mật ong") is None


def test_weighed_in_and_bottled_by_the_litre_the_lightest_honey_counts():
    (line,) = together(extract(100_000, "kg"), bottle(80, 1, "l")).lines

    assert (line.unit, line.litre_grams) == ("kg", 1380)
    assert (line.had, line.packed, line.packable) == (100_000, 110_400, 102_000)
    assert line.imbalances == (Imbalance.MORE_PACKED_THAN_HAD,)
    assert line.unfilled == 7  # 73 bottles hold 100.74 kg, the next one 102.12


def test_measured_in_litres_and_sold_by_weight_the_heaviest_honey_counts():
    (line,) = together(extract(100_000, "l"), bottle(145, 1, "kg")).lines

    assert (line.litre_grams, line.had, line.packed) == (1450, 145_000, 145_000)
    assert (line.imbalances, line.unfilled) == ((), 0)


def test_what_was_told_in_one_measure_is_left_as_it_is():
    told = balance([extract(100_000, "l"), bottle(90, 1, "l")])

    assert weighed(told, KNOWN) is told
    assert weighed(balance([extract(100_000, "kg"), bottle(90, 1, "l")]), None).imbalances == {
        Imbalance.PACKED_UNMEASURED
    }


def test_strained_from_kilograms_into_litres_nothing_has_grown():
    season = together(
        extract(140_000, "kg"), strain(140_000, "kg", 99_000, "l"), bottle(198, 500, "ml")
    )

    assert not season.imbalances
    assert season.supported_units(198) == 198


units = st.sampled_from(["kg", "l"])
sizes = st.sampled_from([(1, "kg"), (500, "g"), (1, "l"), (500, "ml"), (330, "ml")])
densities = st.integers(1380, 1450)


def told(grams: int, unit: str, density: int) -> int:
    """So much honey in thousandths of a unit, as a scale or a measuring jug shows it."""
    return grams if unit == "kg" else grams * 1000 // density


def mass_of(size: int, unit: str, density: int) -> int:
    """Grams in a pack, rounded up."""
    grams = size * GRAMS[unit]
    return grams if unit in ("kg", "g") else -(-grams * density // 1000)


@given(
    densities,
    st.lists(st.tuples(st.integers(20_000, 200_000), units), min_size=1, max_size=4),
    st.lists(st.tuples(units, units, st.integers(0, 30)), max_size=2),
    st.lists(sizes, min_size=1, max_size=3, unique=True),
)
def test_nothing_lawful_is_stopped_or_flagged_whatever_it_weighs(
    density, extractions, strainings, packs
):
    works = [extract(told(grams, unit, density), unit) for grams, unit in extractions]
    grams = sum(it for it, _ in extractions)
    for into, out, loss in strainings:
        left = grams * (1000 - loss) // 1000
        works.append(strain(told(grams, into, density), into, told(left, out, density), out))
        grams = left
    count = 0
    for size, unit in packs:
        filled = grams // len(packs) // mass_of(size, unit, density)
        works.append(bottle(filled, size, unit))
        count += filled

    season = together(*works)

    assert not season.imbalances
    assert season.supported_units(count) == count


@given(st.integers(20_000, 200_000), units, sizes)
def test_more_than_the_heaviest_honey_could_be_takes_no_stamps(grams, unit, pack):
    most = grams * 1450 // 1380 * 102 // 100 if unit == "kg" else grams * 1450 // 1380
    lightest = mass_of(*pack, 1380)
    count = most * 1450 // 1380 * 102 // 100 // lightest + 2

    season = together(extract(told(grams, unit, 1380), unit), bottle(count, *pack))

    assert season.supported_units(count) < count
    assert Imbalance.MORE_PACKED_THAN_HAD in season.imbalances
