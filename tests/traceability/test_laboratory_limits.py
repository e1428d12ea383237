"""Which limit holds for a result, and whether it keeps to it: exactly, in whatever unit."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.limits import table
from traceability.event_template import check_values, current
from traceability.laboratory_limit_file import read_limits
from traceability.laboratory_limits import (
    Bound,
    Judgement,
    Limit,
    Outcome,
    Reading,
    find_limit,
    judge,
    latest_outside,
    outcome_of,
    readings,
)
from traceability.quantities import Quantity

LIMITS = read_limits(table())
# Micrograms in a kilogram that one of each unit makes.
CONTENTS = {"ug_per_kg": 1, "mg_per_kg": 1_000, "percent": 10_000_000}
AMOUNTS = st.integers(0, 10**12 - 1)


def limit(thousandths: int, unit: str, bound: Bound = Bound.MOST) -> Limit:
    return Limit(("Chì",), "", "domestic", bound, Quantity(thousandths, unit), "Bảng thử")


def reading(thousandths: int, unit: str = "mg_per_kg", indicator: str = "Chì") -> Reading:
    return Reading("result_value", indicator, Quantity(thousandths, unit))


@given(AMOUNTS, st.sampled_from(list(CONTENTS)), AMOUNTS, st.sampled_from(list(CONTENTS)))
def test_contents_are_compared_exactly_in_whatever_unit(found, found_unit, allowed, allowed_unit):
    is_within = Fraction(found) * CONTENTS[found_unit] <= Fraction(allowed) * CONTENTS[allowed_unit]

    outcome = outcome_of(Quantity(found, found_unit), limit(allowed, allowed_unit))

    assert outcome is (Outcome.WITHIN if is_within else Outcome.OUTSIDE)


@given(AMOUNTS, AMOUNTS)
def test_at_least_is_the_mirror_of_at_most_but_for_the_limit_itself(found, allowed):
    amount = Quantity(found, "diastase_number")
    most = outcome_of(amount, limit(allowed, "diastase_number"))
    least = outcome_of(amount, limit(allowed, "diastase_number", Bound.LEAST))

    assert (most is least) == (found == allowed)
    assert found != allowed or most is Outcome.WITHIN


@pytest.mark.parametrize(
    ("found", "allowed"),
    [
        (("mg_per_l"), ("mg_per_kg")),
        (("cfu_per_ml"), ("cfu_per_g")),
        (("percent"), ("mg_per_l")),
        (("ph"), ("diastase_number")),
    ],
)
def test_different_measures_are_never_compared(found, allowed):
    assert outcome_of(Quantity(1, found), limit(10**9, allowed)) is Outcome.NOT_COMPARABLE


def test_half_a_microgram_in_a_litre_is_not_rounded_up():
    assert outcome_of(Quantity(500, "ug_per_l"), limit(1, "mg_per_l")) is Outcome.WITHIN
    assert outcome_of(Quantity(1_001, "ug_per_l"), limit(1, "mg_per_l")) is Outcome.OUTSIDE


@pytest.mark.parametrize("name", ["Chì", "chi", "CHÌ", "  chì ", "Pb", "pb", "lead"])
def test_an_indicator_is_found_without_marks_and_case_and_by_its_synonyms(name):
    found = find_limit(LIMITS, name, "rice")

    assert found is not None
    assert found.indicator == "Chì"


@pytest.mark.parametrize("name", ["Chì và cadimi", "ch", "", "Thủy ngân"])
def test_a_name_that_is_not_quite_the_same_is_unknown(name):
    assert find_limit(LIMITS, name, "rice") is None


def test_the_groups_own_limit_goes_before_that_of_all_goods():
    assert find_limit(LIMITS, "độ ẩm", "rice").amount == Quantity(15_000, "percent")
    assert find_limit(LIMITS, "độ ẩm", "tea").amount == Quantity(14_000, "percent")


def test_a_result_may_be_good_for_one_market_and_not_for_another():
    found = reading(150)

    assert judge(found, LIMITS, "rice", "domestic").outcome is Outcome.WITHIN
    assert judge(found, LIMITS, "rice", "eu").outcome is Outcome.OUTSIDE
    assert judge(found, LIMITS, "rice", "japan").outcome is Outcome.NO_LIMIT


def test_a_later_result_of_the_same_indicator_takes_the_earlier_ones_place():
    high, low = (judge(reading(it), LIMITS, "rice", "domestic") for it in (300, 100))

    assert latest_outside([high, low]) is None
    assert latest_outside([low, high]) is high


def test_a_synonym_names_the_same_indicator():
    high = judge(reading(300), LIMITS, "rice", "domestic")
    low = judge(reading(100, indicator="Lead"), LIMITS, "rice", "domestic")

    assert latest_outside([high, low]) is None


def test_another_indicator_or_another_measure_makes_nothing_good():
    high = judge(reading(300), LIMITS, "rice", "domestic")
    moisture = judge(reading(9_000, "percent", "Độ ẩm"), LIMITS, "rice", "domestic")
    by_volume = judge(reading(1, "mg_per_l"), LIMITS, "rice", "domestic")

    assert by_volume.outcome is Outcome.NOT_COMPARABLE
    assert latest_outside([high, moisture, by_volume]) is high


def filled(group: str, **values: str):
    event = current(group).event("laboratory_test")
    asked = {"sample_code": "M1", "indicator": "Chì", "conclusion": "passed"} | values
    return readings(event, check_values(event, asked, on=date(2026, 11, 1)).values)


def test_a_laboratorys_entry_is_read_for_its_numbers():
    found = filled("rice", result_value="0,15", result_value_unit="mg_per_kg")

    assert found == (reading(150),)


def test_an_entry_without_a_number_tells_none():
    assert filled("rice", result="Không phát hiện") == ()


def test_honey_has_numbers_with_names_of_their_own():
    found = filled("honey", hmf="41", diastase="7,5")

    assert [(it.field, it.indicator) for it in found] == [
        ("hmf", "HMF"),
        ("diastase", "Diastase"),
    ]
    judged = [judge(it, LIMITS, "honey", "domestic") for it in found]
    assert [it.outcome for it in judged] == [Outcome.OUTSIDE, Outcome.OUTSIDE]


def test_other_work_has_no_results():
    event = current("rice").event("packing")

    assert readings(event, {"result_value": {"thousandths": 1, "unit": "mg_per_kg"}}) == ()


def test_what_the_ledger_is_told_names_the_limit_and_its_version():
    known = Limit(("Chì",), "", "eu", Bound.MOST, Quantity(100, "mg_per_kg"), "x", version=3)

    told = Judgement(reading(150), "eu", Outcome.OUTSIDE, known).told

    assert told == {
        "field": "result_value",
        "market": "eu",
        "outcome": "outside",
        "indicator": "Chì",
        "result": {"thousandths": 150, "unit": "mg_per_kg"},
        "bound": "most",
        "limit": {"thousandths": 100, "unit": "mg_per_kg"},
        "limit_id": None,
        "limit_indicator": "Chì",
        "limit_source": "x",
        "limit_version": 3,
    }
