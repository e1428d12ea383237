"""Numbers as Vietnamese farmers type them, and units without loss."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.errors import Refusal
from traceability.quantities import (
    LARGEST,
    UNITS,
    AmountAmbiguous,
    AmountTooLarge,
    Quantity,
    UnknownUnit,
    format_amount,
    get_unit,
    is_exact_in_si,
    parse_amount,
    to_si,
)

REC_20_OF_SI = {"mass": "KGM", "volume": "LTR", "area": "MTK", "temperature": "CEL", "time": "MIN"}


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("0", 0),
        ("7", 7_000),
        ("1.234,5", 1_234_500),
        ("1234.5", 1_234_500),
        ("1234,5", 1_234_500),
        ("1 234,5", 1_234_500),
        ("1\u00a0234,5", 1_234_500),
        ("1\u202f234.5", 1_234_500),
        ("  12,5 ", 12_500),
        ("0.5", 500),
        ("0,5", 500),
        ("12.5", 12_500),
        ("1.23", 1_230),
        ("1.234", 1_234_000),
        ("12.345", 12_345_000),
        ("1.234.567", 1_234_567_000),
        ("1.234.567,125", 1_234_567_125),
        ("1,234.5", 1_234_500),
        ("1,234,567", 1_234_567_000),
        ("1 234 567", 1_234_567_000),
        ("1234.567", 1_234_567),
        ("1234,567", 1_234_567),
        ("0.500", 500),
        ("0,125", 125),
        ("2,5000", 2_500),
        ("007", 7_000),
        ("999999999,999", LARGEST),
    ],
)
def test_a_number_is_read_the_vietnamese_way(text: str, thousandths: int):
    assert parse_amount(text) == thousandths


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,234", "amount.ambiguous"),
        ("12,500", "amount.ambiguous"),
        ("-5", "amount.negative"),
        ("\u22125", "amount.negative"),
        ("- 1.234,5", "amount.negative"),
        ("1000000000", "amount.too_large"),
        ("9" * 40, "amount.too_large"),
        ("1,2345", "amount.too_fine"),
        ("0,0001", "amount.too_fine"),
        ("", "amount.not_a_number"),
        ("   ", "amount.not_a_number"),
        ("NaN", "amount.not_a_number"),
        ("Infinity", "amount.not_a_number"),
        ("1e5", "amount.not_a_number"),
        ("0x10", "amount.not_a_number"),
        ("1_000", "amount.not_a_number"),
        ("+5", "amount.not_a_number"),
        (".5", "amount.not_a_number"),
        ("5.", "amount.not_a_number"),
        ("1.23.456", "amount.not_a_number"),
        ("1.234.5", "amount.not_a_number"),
        ("1,234,5", "amount.not_a_number"),
        ("1 23", "amount.not_a_number"),
        ("0.500.000", "amount.not_a_number"),
        ("12 kg", "amount.not_a_number"),
        ("\u0665", "amount.not_a_number"),
        ("\uff11\uff12", "amount.not_a_number"),
        ("½", "amount.not_a_number"),
        ("9" * 41, "amount.not_a_number"),
    ],
)
def test_what_is_no_clear_amount_is_refused_by_name(text: str, code: str):
    with pytest.raises(Refusal) as refused:
        parse_amount(text)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("thousandths", "vi", "en"),
    [
        (0, "0", "0"),
        (500, "0,5", "0.5"),
        (1_234_500, "1.234,5", "1,234.5"),
        (1_234_567_125, "1.234.567,125", "1,234,567.125"),
        (-2_050, "-2,05", "-2.05"),
    ],
)
def test_an_amount_is_shown_in_the_way_of_each_language(thousandths: int, vi: str, en: str):
    assert format_amount(thousandths, "vi") == vi
    assert format_amount(thousandths, "en") == en


@given(st.integers(0, LARGEST))
def test_what_is_shown_in_vietnamese_is_read_as_the_same_or_asked_again(thousandths: int):
    with suppress(AmountAmbiguous):
        assert parse_amount(format_amount(thousandths, "vi")) == thousandths


@given(st.text(max_size=50))
def test_no_text_breaks_the_reader(text: str):
    with suppress(Refusal):
        assert 0 <= parse_amount(text) <= LARGEST


@pytest.mark.parametrize(
    ("quantity", "si"),
    [
        (Quantity(1_500, "tonne"), Quantity(1_500_000, "kg")),
        (Quantity(2_500, "quintal"), Quantity(250_000, "kg")),
        (Quantity(3_000, "yen"), Quantity(30_000, "kg")),
        (Quantity(500_000, "g"), Quantity(500, "kg")),
        (Quantity(1_000, "ha"), Quantity(10_000_000, "m2")),
        (Quantity(2_000, "cong"), Quantity(2_000_000, "m2")),
        (Quantity(3_000, "sao_north"), Quantity(1_080_000, "m2")),
        (Quantity(3_000, "sao_central"), Quantity(1_500_000, "m2")),
        (Quantity(1_000, "m3"), Quantity(1_000_000, "l")),
        (Quantity(1_500, "day"), Quantity(2_160_000, "minute")),
        (Quantity(20_000, "carton"), Quantity(20_000, "carton")),
    ],
)
def test_local_units_have_an_exact_equivalent(quantity: Quantity, si: Quantity):
    assert to_si(quantity) == si
    assert is_exact_in_si(quantity)


def test_less_than_a_gram_is_rounded_and_said_to_be():
    half_a_gram, less = Quantity(500, "g"), Quantity(499, "ml")

    assert (to_si(half_a_gram), to_si(less)) == (Quantity(1, "kg"), Quantity(0, "l"))
    assert not is_exact_in_si(half_a_gram)


def test_an_equivalent_never_outgrows_an_exact_number():
    with pytest.raises(AmountTooLarge):
        to_si(Quantity(LARGEST, "ha"))


def test_an_unknown_unit_is_refused():
    with pytest.raises(UnknownUnit):
        get_unit("kgs")


def test_the_table_of_units_holds_together():
    for code, unit in UNITS.items():
        si = UNITS[unit.si]

        assert unit.code == code
        assert (si.si, si.factor, si.dimension) == (si.code, 1_000, unit.dimension) or code in {
            "g",
            "ml",
        }
        assert REC_20_OF_SI.get(unit.dimension, si.uncefact) == si.uncefact
        assert unit.uncefact is None or (unit.uncefact.isalnum() and 2 <= len(unit.uncefact) <= 3)
        assert min(unit.label("vi").strip(), unit.label("en").strip())
