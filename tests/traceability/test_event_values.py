"""A filled diary form: what is kept of it, what is refused, what is warned of."""

import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.canonical import canonical_json
from traceability.event_template import (
    CheckedValues,
    InvalidValues,
    check_values,
    current,
    lot_quantity,
    public_values,
    without_personal,
)
from traceability.quantities import Quantity

DAY = date(2026, 11, 22)
SPRAYED = {
    "trade_name": "Tasieu 1.9EC",
    "active_ingredient": "emamectin benzoate",
    "target_pest": "sâu cuốn lá",
    "dose": "12,5",
    "dose_unit": "ml_per_tank",
    "area": "2",
    "area_unit": "sao_north",
    "phi_days": "7",
    "sprayer_name": "Lò Thị Lan",
}


def check(event: str, raw: Mapping[str, str], group: str = "rice") -> CheckedValues:
    return check_values(current(group).event(event), raw, on=DAY)


def errors_of(event: str, raw: Mapping[str, str], group: str = "rice") -> dict[str, str]:
    with pytest.raises(InvalidValues) as refused:
        check(event, raw, group)
    return {error.pointer: error.code for error in refused.value.errors}


def warnings_of(event: str, raw: Mapping[str, str], group: str = "rice") -> list[str]:
    return [warning.code for warning in check(event, raw, group).warnings]


def test_a_filled_form_becomes_canonical_values():
    raw = SPRAYED | {"protective_gear": "on", "expiry": "31/12/2027", "weather": "cloudy"}

    checked = check("spraying", raw)

    assert checked.warnings == ()
    assert checked.values["dose"] == {
        "thousandths": 12_500,
        "unit": "ml_per_tank",
        "entered": "12,5",
        "si_thousandths": 12_500,
        "si_unit": "ml_per_tank",
    }
    assert checked.values["area"] == {
        "thousandths": 2_000,
        "unit": "sao_north",
        "entered": "2",
        "si_thousandths": 720_000,
        "si_unit": "m2",
    }
    assert checked.values["phi_days"] == 7
    assert checked.values["protective_gear"] is True
    assert checked.values["expiry"] == "2027-12-31"
    assert "supplier" not in checked.values
    assert canonical_json(checked.values)


def test_an_amount_without_a_unit_is_in_the_first_one():
    raw = {"harvest_date": "2026-11-22", "quantity": "850", "grade": "grade_1"}

    harvest = check("harvesting", raw)

    assert harvest.values["quantity"]["unit"] == "kg"


def test_every_missing_field_is_named():
    required = SPRAYED.keys() - {"dose_unit", "area_unit"}

    assert errors_of("spraying", {"trade_name": "  \t "}) == dict.fromkeys(
        required, "field.missing"
    )


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"phi_days": "731"}, "phi_days", "field.out_of_bounds"),
        ({"phi_days": "-1"}, "phi_days", "field.out_of_bounds"),
        ({"phi_days": "7,5"}, "phi_days", "field.not_whole"),
        ({"phi_days": "bảy"}, "phi_days", "field.not_a_number"),
        ({"dose": "NaN"}, "dose", "field.not_a_number"),
        ({"dose": "0"}, "dose", "field.out_of_bounds"),
        ({"dose": "9999999999"}, "dose", "field.out_of_bounds"),
        ({"dose": "1,234"}, "dose", "amount.ambiguous"),
        ({"dose": "0,1234"}, "dose", "amount.too_fine"),
        ({"dose_unit": "kg"}, "dose_unit", "field.not_a_choice"),
        ({"area": "999999999", "area_unit": "ha"}, "area", "field.out_of_bounds"),
        ({"weather": "foggy"}, "weather", "field.not_a_choice"),
        ({"protective_gear": "perhaps"}, "protective_gear", "field.not_a_choice"),
        ({"expiry": "31/02/2027"}, "expiry", "field.bad_date"),
        ({"expiry": "2027-13-01"}, "expiry", "field.bad_date"),
        ({"expiry": "12/2027"}, "expiry", "field.bad_date"),
        ({"expiry": "01/01/0027"}, "expiry", "field.bad_date"),
        ({"trade_name": "x" * 201}, "trade_name", "field.too_long"),
        ({"price": "5000"}, "price", "field.unknown"),
        ({"trade_name_unit": "kg"}, "trade_name_unit", "field.unknown"),
    ],
)
def test_a_field_at_fault_is_named_with_its_fault(changed: dict[str, str], pointer: str, code: str):
    assert errors_of("spraying", SPRAYED | changed) == {pointer: code}


def test_a_product_may_be_used_on_its_last_day():
    assert warnings_of("spraying", SPRAYED | {"expiry": "2026-11-22"}) == []
    assert warnings_of("spraying", SPRAYED | {"expiry": "21/11/2026"}) == ["spraying.after_expiry"]


@pytest.mark.parametrize("text", ["22/11/2026", "2026-11-22"])
def test_dates_are_read_in_both_ways(text: str):
    raw = {"harvest_date": text, "quantity": "1", "quantity_unit": "tonne", "grade": "unsorted"}

    assert check("harvesting", raw).values["harvest_date"] == "2026-11-22"


def test_text_is_composed_and_without_invisible_characters():
    decomposed = unicodedata.normalize("NFD", "sâu\u200b cuốn\u202e\x00 lá\n\n ")

    checked = check("spraying", SPRAYED | {"target_pest": decomposed})

    assert checked.values["target_pest"] == "sâu cuốn lá"


def test_a_note_keeps_its_lines():
    checked = check("note", {"text": "Mưa to.\r\n\r\n  Nghỉ  làm.\ud800 "})

    assert checked.values["text"] == "Mưa to.\nNghỉ làm."


@pytest.mark.parametrize(
    ("text", "kept"), [("vn-slph-001", "VN-SLPH-001"), (" VN.14.01 ", "VN.14.01")]
)
def test_a_packing_house_code_is_kept_in_upper_case(text: str, kept: str):
    raw = {"pack_size": "5", "pack_count": "1.200", "packing_house_code": text}

    values = check("packing", raw, "fruit_vegetables").values

    assert (values["packing_house_code"], values["pack_count"]) == (kept, 1_200)


def test_a_packing_house_code_of_another_form_is_refused():
    raw = {"pack_size": "5", "pack_count": "12", "packing_house_code": "mã số 1"}

    assert errors_of("packing", raw, "fruit_vegetables") == {"packing_house_code": "field.bad_form"}


@pytest.mark.parametrize(
    ("event", "raw", "warning"),
    [
        (
            "planting",
            {"quantity": "50", "area": "1", "area_unit": "sao_north"},
            "planting.rate_unusual",
        ),
        ("planting", {"quantity": "3", "sow_date": "23/11/2026"}, "planting.date_in_future"),
        (
            "irrigating",
            {"source": "well", "water_test_date": "21/11/2025"},
            "irrigating.water_test_old",
        ),
        (
            "fertilising",
            {"type": "raw_manure", "amount": "5", "amount_unit": "quintal"},
            "fertilising.raw_manure",
        ),
        (
            "fertilising",
            {"type": "inorganic", "amount": "200", "area": "1.000"},
            "fertilising.inorganic_rate_high",
        ),
        (
            "fertilising",
            {"type": "organic", "amount": "4", "amount_unit": "tonne", "area": "1.000"},
            "fertilising.rate_high",
        ),
        ("spraying", {"protective_gear": "false"}, "spraying.no_protective_gear"),
        ("spraying", {"weather": "strong_wind"}, "spraying.strong_wind"),
        ("drying", {"method": "sun", "moisture_out": "14,6"}, "drying.moisture_high"),
        ("milling", {"milled_out": "449,9"}, "milling.recovery_unusual"),
        ("laboratory_test", {"conclusion": "failed"}, "laboratory_test.failed"),
    ],
)
def test_the_unusual_is_recorded_with_a_warning(event: str, raw: dict[str, str], warning: str):
    assert warnings_of(event, usual(event) | raw) == [warning]


@pytest.mark.parametrize(
    "event",
    ["planting", "irrigating", "fertilising", "spraying", "drying", "milling", "laboratory_test"],
)
def test_the_usual_passes_without_a_word(event: str):
    assert warnings_of(event, usual(event)) == []


def usual(event: str) -> dict[str, str]:
    forms = {
        "planting": {
            "variety": "Nếp tan",
            "quantity": "4",
            "area": "360",
            "sow_date": "20/11/2026",
            "seed_source": "tự để giống",
        },
        "irrigating": {"source": "canal", "water_test_date": "22/11/2025"},
        "fertilising": {
            "fertiliser_name": "NPK 16-16-8",
            "type": "inorganic",
            "amount": "20",
            "area": "1.000",
        },
        "spraying": SPRAYED,
        "drying": {"method": "dryer", "moisture_out": "14,5"},
        "milling": {"paddy_in": "1000", "milled_out": "650"},
        "laboratory_test": {
            "sample_code": "M-01",
            "indicator": "dư lượng thuốc",
            "conclusion": "passed",
        },
    }
    return forms[event]


def test_a_warning_carries_its_numbers():
    raw = {"paddy_in": "1", "paddy_in_unit": "tonne", "milled_out": "800"}

    (warning,) = check("milling", raw).warnings

    assert (warning.code, warning.field) == ("milling.recovery_unusual", "milled_out")
    assert warning.details == {"actual": 80_000, "min": 45_000, "max": 75_000}


def test_more_rice_than_paddy_is_impossible():
    raw = {"paddy_in": "100", "milled_out": "1", "milled_out_unit": "tonne"}

    assert errors_of("milling", raw) == {"milled_out": "milling.more_out_than_in"}


def test_measures_that_do_not_compare_are_not_compared():
    raw = {
        "step": "quay mật",
        "input_quantity": "10",
        "output_quantity": "20",
        "output_quantity_unit": "l",
    }

    assert warnings_of("processing", raw, "general") == []
    assert warnings_of("processing", raw | {"output_quantity_unit": "kg"}, "general") == [
        "processing.more_out_than_in"
    ]


def test_a_rate_is_judged_only_when_the_area_is_known():
    raw = {name: text for name, text in usual("planting").items() if name != "area"}

    assert warnings_of("planting", raw | {"quantity": "500"}) == []


def test_what_is_at_fault_has_words_in_the_template():
    event = current("rice").event("weeding")
    (code,) = errors_of("weeding", {"method": "herbicide"}).values()

    found = event.check(code)

    assert found is not None
    assert found.labels.text("vi") == "Phun thuốc cỏ thì ghi ở mục Phun thuốc."


def test_herbicide_is_recorded_as_spraying():
    assert errors_of("weeding", {"method": "herbicide"}) == {
        "method": "weeding.herbicide_is_spraying"
    }


def test_names_of_people_are_kept_apart():
    event = current("rice").event("spraying")
    values = check("spraying", SPRAYED | {"supplier": "Đại lý Hoa"}).values

    assert values.keys() - without_personal(event, values).keys() == {"sprayer_name", "supplier"}
    assert public_values(event, values).keys() == {"trade_name", "active_ingredient", "phi_days"}


def test_what_was_packed_is_size_times_count():
    event = current("rice").event("packing")
    packed = check("packing", {"pack_size": "500", "pack_size_unit": "g", "pack_count": "240"})

    assert lot_quantity(event, packed.values) == Quantity(120_000_000, "g")
    assert lot_quantity(current("rice").event("note"), {}) is None


@given(st.dictionaries(st.sampled_from([*SPRAYED, "expiry", "weather"]), st.text(), min_size=1))
def test_no_input_breaks_the_form(raw: dict[str, str]):
    with suppress(InvalidValues):
        assert canonical_json(check("spraying", SPRAYED | raw).values)
