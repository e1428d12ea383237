"""What the templates refuse and what they warn of: facts of the trades, one by one."""

from datetime import date

import pytest

from tests.filled_forms import filled
from traceability.event_template import InvalidValues, check_values, current

DAY = date(2026, 11, 22)
LATER, EARLIER = "2026-12-30", "2026-10-01"


def warnings_of(group: str, code: str, **typed: str) -> set[str]:
    event = current(group).event(code)
    checked = check_values(event, filled(event, on=DAY) | typed, on=DAY)
    return {warning.code for warning in checked.warnings}


def errors_of(group: str, code: str, **typed: str) -> set[str]:
    event = current(group).event(code)
    with pytest.raises(InvalidValues) as refused:
        check_values(event, filled(event, on=DAY) | typed, on=DAY)
    return {error.code for error in refused.value.errors}


@pytest.mark.parametrize(
    ("group", "code", "typed", "warned"),
    [
        ("tea", "drying", {"moisture_out": "8"}, "drying.tea_moisture_high"),
        ("tea", "drying", {"fresh_in": "100", "quantity_out": "30"}, "drying.tea_yield_unusual"),
        ("tea", "drying", {"fresh_in": "100", "quantity_out": "17"}, "drying.tea_yield_unusual"),
        ("coffee", "harvesting", {"ripe_share": "84,9"}, "harvesting.unripe"),
        ("coffee", "drying", {"moisture_out": "13"}, "drying.coffee_moisture_high"),
        ("rice", "drying", {"moisture_out": "15"}, "drying.moisture_high"),
        ("rice", "milling", {"paddy_in": "100", "milled_out": "80"}, "milling.recovery_unusual"),
        (
            "rice",
            "planting",
            {"quantity": "30", "area_unit": "ha", "area": "1"},
            "planting.rate_unusual",
        ),
        ("honey", "extracting", {"water": "22"}, "extracting.water_high"),
        ("honey", "filtering", {"temperature": "46"}, "filtering.too_hot"),
        ("honey", "laboratory_test", {"hmf": "41"}, "laboratory_test.hmf_high"),
        ("honey", "laboratory_test", {"diastase": "7,9"}, "laboratory_test.diastase_low"),
        ("honey", "laboratory_test", {"antibiotics": "found"}, "laboratory_test.antibiotics_found"),
        ("honey", "apiary_setup", {"free_of_disease": "false"}, "apiary_setup.disease"),
        ("livestock", "packing", {"temperature": "6"}, "packing.not_chilled"),
        (
            "livestock",
            "feeding",
            {"medicated": "true", "withdrawal_days": ""},
            "feeding.withdrawal_unknown",
        ),
        ("aquaculture", "stocking", {"pcr_test": "positive"}, "stocking.pcr_positive"),
        ("aquaculture", "stocking", {"density": "301"}, "stocking.density_whiteleg_shrimp"),
        ("aquaculture", "water_measuring", {"ph": "9,1"}, "water_measuring.ph_unusual"),
        (
            "aquaculture",
            "water_measuring",
            {"dissolved_oxygen": "2,9"},
            "water_measuring.oxygen_low",
        ),
        (
            "aquaculture",
            "freezing",
            {"temperature": "17", "temperature_unit": "frost"},
            "freezing.not_cold_enough",
        ),
        ("processed_food", "ccp_check", {"result": "failed"}, "ccp_check.failed"),
        (
            "processed_food",
            "additive_dosing",
            {"amount": "5,1", "amount_unit": "g", "batch_amount": "100", "limit": "50"},
            "additive_dosing.above_limit",
        ),
        (
            "processed_food",
            "additive_dosing",
            {"amount": "1,1", "batch_amount": "1", "batch_amount_unit": "tonne", "limit": "0,1"}
            | {"limit_unit": "percent", "amount_unit": "kg"},
            "additive_dosing.above_limit",
        ),
        (
            "processed_food",
            "processing",
            {"input_quantity": "100", "declared_yield": "20", "output_quantity": "21,1"},
            "processing.above_declared_yield",
        ),
        (
            "medicinal_herbs",
            "harvesting",
            {"wild": "true", "permit_number": ""},
            "harvesting.wild_needs_permit",
        ),
        ("medicinal_herbs", "site_check", {"result": "above"}, "site_check.above_limits"),
        ("medicines", "storing", {"temperature": "31"}, "storing.room_too_warm"),
        (
            "medicines",
            "storing",
            {"condition": "cold", "temperature": "9"},
            "storing.cold_out_of_range",
        ),
        ("medicines", "releasing", {"decision": "rejected"}, "releasing.rejected"),
        ("handicraft", "checking", {"result": "failed"}, "checking.failed"),
    ],
)
def test_what_is_unusual_is_recorded_with_a_warning(
    group: str, code: str, typed: dict[str, str], warned: str
):
    assert warnings_of(group, code, **typed) == {warned}


@pytest.mark.parametrize(
    ("group", "code", "typed"),
    [
        ("tea", "drying", {"moisture_out": "7,5"}),
        ("tea", "drying", {"fresh_in": "100", "quantity_out": "28"}),
        ("tea", "drying", {"fresh_in": "100", "quantity_out": "18"}),
        ("coffee", "harvesting", {"ripe_share": "85"}),
        ("coffee", "drying", {"moisture_out": "12,5"}),
        ("honey", "extracting", {"water": "21"}),
        ("honey", "laboratory_test", {"hmf": "40", "diastase": "8"}),
        ("honey", "filtering", {"temperature": "45"}),
        ("livestock", "packing", {"temperature": "5"}),
        ("livestock", "feeding", {"medicated": "true", "withdrawal_days": "5"}),
        ("aquaculture", "freezing", {"temperature": "18", "temperature_unit": "frost"}),
        ("aquaculture", "freezing", {"temperature": "-18", "temperature_unit": "celsius"}),
        ("aquaculture", "water_measuring", {"ph": "9", "dissolved_oxygen": "3"}),
        ("aquaculture", "water_measuring", {"ph": "6,5"}),
        ("aquaculture", "stocking", {"density": "300"}),
        ("aquaculture", "stocking", {"density": "500", "density_unit": "head_per_m3"}),
        (
            "processed_food",
            "processing",
            {"input_quantity": "100", "declared_yield": "20", "output_quantity": "21"},
        ),
        ("processed_food", "additive_dosing", {"e_number": "e150a"}),
        (
            "processed_food",
            "additive_dosing",
            {"amount": "5", "amount_unit": "g", "batch_amount": "100", "limit": "50"},
        ),
        ("medicines", "storing", {"condition": "cold", "temperature": "8"}),
    ],
)
def test_what_is_just_right_is_not_complained_about(group: str, code: str, typed: dict[str, str]):
    assert warnings_of(group, code, **typed) == set()


@pytest.mark.parametrize(
    ("group", "code", "typed", "refused"),
    [
        ("aquaculture", "water_measuring", {"ph": "15"}, "field.out_of_bounds"),
        ("aquaculture", "stocking", {"hatchery_code": ""}, "field.missing"),
        ("honey", "treating", {"withdrawal_days": ""}, "field.missing"),
        ("tea", "spraying", {"phi_days": "731"}, "field.out_of_bounds"),
        ("tea", "weeding", {"method": "herbicide"}, "weeding.herbicide_is_spraying"),
        ("coffee", "weeding", {"method": "herbicide"}, "weeding.herbicide_is_spraying"),
        ("medicinal_herbs", "weeding", {"method": "herbicide"}, "weeding.herbicide_is_spraying"),
        ("coffee", "harvesting", {"ripe_share": "101"}, "field.out_of_bounds"),
        ("livestock", "treating", {"start_date": LATER}, "treating.ends_before_start"),
        ("livestock", "stocking", {"quarantine_certificate": ""}, "field.missing"),
        ("livestock", "selling", {"transport_plate": ""}, "field.missing"),
        ("processed_food", "additive_dosing", {"e_number": "330"}, "field.bad_form"),
        ("processed_food", "additive_dosing", {"e_number": "E33X"}, "field.bad_form"),
        ("medicinal_herbs", "planting", {"botanical_name": "nghệ vàng"}, "field.bad_form"),
        ("medicinal_herbs", "harvesting", {"age": ""}, "field.missing"),
        ("medicines", "packing", {"made_on": LATER}, "packing.made_in_future"),
        ("medicines", "packing", {"best_before": ""}, "field.missing"),
        ("rice", "harvesting", {"moisture": "101"}, "field.out_of_bounds"),
        ("fruit_vegetables", "cooling", {"temperature": "151"}, "field.out_of_bounds"),
    ],
)
def test_what_cannot_be_is_refused(group: str, code: str, typed: dict[str, str], refused: str):
    assert errors_of(group, code, **typed) == {refused}


@pytest.mark.parametrize(
    ("group", "code", "warned"),
    [
        ("rice", "spraying", "spraying.after_expiry"),
        ("fruit_vegetables", "spraying", "spraying.after_expiry"),
        ("tea", "spraying", "spraying.after_expiry"),
        ("coffee", "spraying", "spraying.after_expiry"),
        ("medicinal_herbs", "spraying", "spraying.after_expiry"),
        ("honey", "treating", "treating.product_expired"),
        ("livestock", "treating", "treating.product_expired"),
        ("livestock", "vaccinating", "vaccinating.expired"),
        ("aquaculture", "treating", "treating.product_expired"),
        ("processed_food", "additive_dosing", "additive_dosing.expired"),
        ("medicines", "receiving", "receiving.expired"),
    ],
)
def test_what_was_used_after_its_last_day_is_a_fact_and_recorded(
    group: str, code: str, warned: str
):
    """Refused, the true date of the bottle would be left out or made up."""
    assert warnings_of(group, code, expiry=EARLIER) == {warned}


def test_honey_that_is_not_ripe_is_recorded_and_holds_its_lot():
    assert warnings_of("honey", "extracting", water="23") == {"extracting.water_high"}
    assert warnings_of("honey", "extracting", water="23,1") == {
        "extracting.unripe",
        "extracting.water_high",
    }


def test_a_temperature_below_zero_is_typed_with_or_without_a_minus():
    event = current("aquaculture").event("freezing")

    def celsius(text: str, unit: str) -> object:
        typed = {"temperature": text, "temperature_unit": unit}
        values = check_values(event, filled(event, on=DAY) | typed, on=DAY).values
        return values["temperature"]["si_thousandths"]  # type: ignore[index,call-overload]

    assert {celsius("18,5", "frost"), celsius("-18,5", "frost"), celsius("-18,5", "celsius")} == {
        -18_500
    }
    assert celsius("4", "celsius") == 4_000


def test_where_nothing_is_below_zero_a_minus_is_refused():
    assert errors_of("tea", "fixing", temperature="-18") == {"field.out_of_bounds"}


def test_a_test_that_passed_above_its_limit_is_looked_at_twice():
    typed = {"result_value": "60", "limit_value": "50", "limit_value_unit": "ug_per_kg"}

    assert warnings_of(
        "rice", "laboratory_test", **typed, result_value_unit="ug_per_kg", conclusion="passed"
    ) == {"laboratory_test.passed_above_limit"}
    assert warnings_of(
        "rice", "laboratory_test", **typed, result_value_unit="mg_per_kg", conclusion="failed"
    ) == {"laboratory_test.failed"}
