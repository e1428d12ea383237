"""Internal codes of products, places and lots."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability import codes
from traceability.errors import Refusal
from traceability.gs1 import parse_lot

DAY = date(2026, 11, 22)


def test_codes_are_spelled_as_the_register_knows_them():
    assert codes.product_code("14", 1) == "PRD-14-0001"
    assert codes.place_code("03646", 1) == "LOC-03646-0001"
    assert codes.lot_code("MVA", DAY, 1) == "MVA-261122-01"


def test_a_number_grows_beyond_its_usual_width():
    assert codes.product_code("14", 12345) == "PRD-14-12345"
    assert codes.lot_code("MVA", DAY, 123) == "MVA-261122-123"


@given(
    st.from_regex(codes._SHORT, fullmatch=True),
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    st.integers(0, 9999),
)
def test_every_lot_code_is_a_lot_of_gs1(short_name: str, day: date, sequence: int):
    code = codes.lot_code(short_name, day, sequence)

    assert parse_lot(code) == code
    assert codes.is_internal_code(code)


@pytest.mark.parametrize(
    "make",
    [
        lambda: codes.product_code("4", 1),
        lambda: codes.product_code("14", -1),
        lambda: codes.product_code("١٤", 1),
        lambda: codes.place_code("3646", 1),
        lambda: codes.lot_code("SOS", DAY, 1),
        lambda: codes.lot_code("mva", DAY, 1),
        lambda: codes.lot_code("MVA", DAY, 10000),
    ],
)
def test_a_code_that_would_have_no_valid_form_is_a_fault_of_ours(make):
    with pytest.raises(ValueError, match="not an internal code"):
        make()


@pytest.mark.parametrize(
    ("text", "short_name"), [("MVA", "MVA"), (" mva2 ", "MVA2"), ("TC", "TC"), ("HTX", "HTX")]
)
def test_an_organisation_chooses_a_short_name(text: str, short_name: str):
    assert codes.parse_short_name(text) == short_name


@pytest.mark.parametrize("text", ["", "M", "SOS", "2MV", "ABCDEFG", "MƯỜNG", "A-B", "Đ1"])
def test_a_short_name_must_fit_a_lot(text: str):
    with pytest.raises(codes.BadShortName) as refused:
        codes.parse_short_name(text)

    assert refused.value.code == "code.bad_short_name"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("PRD-14-0001", True),
        ("LOC-03646-0001", True),
        ("MVA-261122-01", True),
        ("9520123456788", False),
        ("09520123456788", False),
        ("prd-14-0001", False),
        ("PRD-14-0001\n", False),
        ("", False),
    ],
)
def test_an_internal_code_is_told_from_a_gs1_number(text: str, answer: bool):
    assert codes.is_internal_code(text) is answer


@given(st.text())
def test_no_text_brings_anything_but_a_refusal(text: str):
    codes.is_internal_code(text)

    with contextlib.suppress(Refusal):
        codes.parse_short_name(text)


def test_the_trace_code_holds_product_place_lot_and_day():
    day = date(2026, 11, 2)

    gs1 = codes.trace_code("09520123456788", "9520000000127", "MVA-261102-01", day)
    own = codes.trace_code("PRD-14-0001", "LOC-03646-0001", "MVA-261102-01", day)

    assert gs1 == "(01)09520123456788(414)9520000000127(10)MVA-261102-01(11)261102"
    assert own == "PRD-14-0001.LOC-03646-0001.MVA-261102-01.20261102"
