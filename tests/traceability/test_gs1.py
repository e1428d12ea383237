"""GS1 keys: what is taken, what is refused, and who may use them."""

import json
from datetime import date

import pytest
from biip.gtin import Gtin as BiipGtin
from hypothesis import given
from hypothesis import strategies as st

from traceability import gs1
from traceability.errors import Refusal

VALID_TO = date(2027, 3, 31)
PREFIX = gs1.CompanyPrefix("9520123")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("9520123456788", "09520123456788"),
        ("09520123456788", "09520123456788"),
        ("19520123456785", "19520123456785"),
        ("  9520123456788\n", "09520123456788"),
        ("95050003", "00000095050003"),
        ("614141000036", "00614141000036"),
    ],
)
def test_every_length_of_gtin_is_stored_as_fourteen_digits(text: str, stored: str):
    gtin = gs1.parse_gtin(text)

    assert gtin == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "952",
        "952012345678",
        "95201234567",
        "952012345678888",
        "952012345678X",
        "952 0123456788",
        "-9520123456788",
        "٩٥٢٠١٢٣٤٥٦٧٨٨",
        "９５２０１２３４５６７８８",
        "952012345678٨",
        "²" * 13,
    ],
)
def test_what_is_not_a_gtin_is_refused(text: str):
    with pytest.raises((gs1.BadGtin, gs1.BadCheckDigit)):
        gs1.parse_gtin(text)


def test_a_wrong_check_digit_tells_the_one_expected():
    with pytest.raises(gs1.BadCheckDigit) as refused:
        gs1.parse_gtin("9520123456789")

    assert refused.value.code == "gs1.bad_check_digit"
    assert refused.value.details == {"given": "9", "expected": "8"}


@given(st.from_regex(r"[0-9]{7}|[0-9]{11,13}", fullmatch=True))
def test_our_reading_of_a_gtin_agrees_with_biip(body: str):
    text = body + gs1.check_digit(body)

    stored = gs1.parse_gtin(text)

    assert BiipGtin.parse(stored).as_gtin_14() == stored


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 12), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(body: str, place: int, step: int):
    right = body + gs1.check_digit(body)
    wrong = right[:place] + str((int(right[place]) + step) % 10) + right[place + 1 :]

    with pytest.raises(gs1.BadCheckDigit):
        gs1.parse_gtin(wrong)


@given(st.text())
def test_no_text_brings_anything_but_a_refusal(text: str):
    for parse in (gs1.parse_gtin, gs1.parse_gln, gs1.parse_lot, gs1.parse_company_prefix):
        try:
            parse(text)
        except Refusal as refusal:
            json.dumps(dict(refusal.details))


def test_a_location_number_has_thirteen_digits():
    gln = gs1.parse_gln(" 9520000000127 ")

    assert gln == "9520000000127"


@pytest.mark.parametrize("text", ["", "09520000000127", "952000000012", "９520000000127"])
def test_what_is_not_a_location_number_is_refused(text: str):
    with pytest.raises(gs1.BadGln):
        gs1.parse_gln(text)


def test_a_location_number_has_a_check_digit_too():
    with pytest.raises(gs1.BadCheckDigit):
        gs1.parse_gln("9520000000128")


@pytest.mark.parametrize(
    ("text", "lot"),
    [("MVA-261122-01", "MVA-261122-01"), (" mva-1 ", "MVA-1"), ("A" * 20, "A" * 20), ("0", "0")],
)
def test_a_lot_is_kept_in_upper_case(text: str, lot: str):
    parsed = gs1.parse_lot(text)

    assert parsed == lot


@pytest.mark.parametrize(
    "text", ["", " ", "A" * 21, "LIME", "SOS", "UT", "A_B", "A B", "Á1", "ſ1", "A/1", "K\u212a"]
)
def test_a_lot_of_other_characters_is_refused(text: str):
    with pytest.raises(gs1.BadLot):
        gs1.parse_lot(text)


@pytest.mark.parametrize("text", ["9520", "9520123", "952012345678", " 9520123 "])
def test_a_company_prefix_has_four_to_twelve_digits(text: str):
    prefix = gs1.parse_company_prefix(text)

    assert prefix == text.strip()


@pytest.mark.parametrize("text", ["", "952", "9520123456788", "95201x", "９５２０"])
def test_what_is_not_a_company_prefix_is_refused(text: str):
    with pytest.raises(gs1.BadCompanyPrefix):
        gs1.parse_company_prefix(text)


@pytest.mark.parametrize(
    ("gtin", "belongs"),
    [
        ("09520123456788", True),
        ("19520123456785", True),
        ("09520124456787", False),
        ("00000095201230", False),
    ],
)
def test_a_gtin_belongs_to_the_prefix_behind_its_indicator(gtin: str, belongs: bool):
    answer = gs1.gtin_belongs_to(gs1.Gtin(gtin), PREFIX)

    assert answer is belongs


def test_a_code_of_eight_digits_belongs_to_no_company_prefix():
    answer = gs1.gtin_belongs_to(gs1.parse_gtin("95050003"), gs1.CompanyPrefix("0000"))

    assert answer is False


@pytest.mark.parametrize("code", ["09520123456788", "19520123456785", "9520123000004"])
@pytest.mark.parametrize("today", [date(2026, 11, 22), VALID_TO])
def test_a_holder_may_use_own_codes_until_the_last_day(code: str, today: date):
    gs1.check_licence(gs1.Gtin(code), PREFIX, "GS1-0001", VALID_TO, today)


@pytest.mark.parametrize(
    ("prefix", "certificate_no", "valid_to"),
    [
        (None, "GS1-0001", VALID_TO),
        (PREFIX, None, VALID_TO),
        (PREFIX, "  ", VALID_TO),
        (PREFIX, "GS1-0001", None),
    ],
)
def test_a_code_without_a_whole_certificate_is_refused(
    prefix: gs1.CompanyPrefix | None, certificate_no: str | None, valid_to: date | None
):
    gtin = gs1.parse_gtin("9520123456788")

    with pytest.raises(gs1.NoCertificate):
        gs1.check_licence(gtin, prefix, certificate_no, valid_to, date(2026, 11, 22))


def test_the_day_after_the_certificate_no_code_is_taken():
    gtin = gs1.parse_gtin("9520123456788")

    with pytest.raises(gs1.CertificateExpired) as refused:
        gs1.check_licence(gtin, PREFIX, "GS1-0001", VALID_TO, date(2027, 4, 1))

    assert refused.value.details == {"valid_to": "2027-03-31"}


@pytest.mark.parametrize("code", [gs1.parse_gtin("9520124456787"), gs1.parse_gln("9520000000127")])
def test_a_code_of_another_company_is_refused(code: gs1.Gtin | gs1.Gln):
    with pytest.raises(gs1.NotHoldersPrefix):
        gs1.check_licence(code, PREFIX, "GS1-0001", VALID_TO, date(2026, 11, 22))
