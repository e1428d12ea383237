"""Links of stamps and lots: written for print, read from any scanner."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability import digital_link, gs1, serials
from traceability.digital_link import BadLinkSyntax, StampLink
from traceability.errors import Refusal

GTIN = gs1.Gtin("09520123456788")
SERIAL = gs1.Serial("3J86QDB0F47BYK3R")
WRONG_CHECK = next(it for it in serials.ALPHABET if it != serials.check_character(SERIAL))
LOT = gs1.Lot("MVA-261122-01")

hosts = st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){0,2}(:[0-9]{2,5})?", fullmatch=True)
gtins = st.from_regex(r"[0-9]{13}", fullmatch=True).map(
    lambda body: gs1.Gtin(body + gs1.check_digit(body))
)
some_serials = st.text(serials.ALPHABET, min_size=16, max_size=16).map(gs1.Serial)
lots = st.text("0123456789ABCDEFGHJKLMNPQRSTVWXYZ-", min_size=1, max_size=20).map(gs1.Lot)


def test_a_printed_link_is_upper_case_and_fits_the_small_qr():
    uri = digital_link.stamp_uri("temthat.vn", SERIAL, GTIN)

    assert uri == "HTTPS://TEMTHAT.VN/01/09520123456788/21/3J86QDB0F47BYK3R"
    assert len(uri) <= 60


def test_a_product_without_gtin_gets_the_short_link():
    uri = digital_link.stamp_uri("127.0.0.1:8000", SERIAL, None, scheme="http")

    assert uri == "HTTP://127.0.0.1:8000/T/3J86QDB0F47BYK3R"


def test_a_lot_link_is_written_for_pages_and_epcis():
    uri = digital_link.lot_uri("TemThat.vn", GTIN, LOT)

    assert uri == "https://temthat.vn/01/09520123456788/10/MVA-261122-01"


@given(hosts, some_serials, st.none() | gtins, st.sampled_from(["http", "https"]), st.booleans())
def test_what_is_written_for_a_stamp_is_read_back(
    host: str, serial: gs1.Serial, gtin: gs1.Gtin | None, scheme: str, lower: bool
):
    uri = digital_link.stamp_uri(host, serial, gtin, scheme=scheme)

    link = digital_link.parse_stamp_link(uri.lower() if lower else uri)

    assert link == StampLink(host, gtin, serial)


@given(hosts, gtins, lots)
def test_what_is_written_for_a_lot_is_read_back(host: str, gtin: gs1.Gtin, lot: gs1.Lot):
    uri = digital_link.lot_uri(host, gtin, lot)

    link = digital_link.parse_stamp_link(uri)

    assert link == StampLink(host, gtin, None, lot)


@pytest.mark.parametrize(
    ("tail", "query"),
    [("", ""), ("/", ""), ("?lang=en", "lang=en"), ("/?a=1&b=/21/x", "a=1&b=/21/x"), ("#top", "")],
)
def test_a_trailing_slash_and_a_query_change_nothing(tail: str, query: str):
    text = f" https://temthat.vn/01/{GTIN}/21/{SERIAL}{tail}\n"

    link = digital_link.parse_stamp_link(text)

    assert link == StampLink("temthat.vn", GTIN, SERIAL, query=query)


def test_a_link_may_name_lot_and_stamp_together():
    link = digital_link.parse_stamp_link(f"https://temthat.vn/01/{GTIN}/10/{LOT}/21/{SERIAL}")

    assert link == StampLink("temthat.vn", GTIN, SERIAL, LOT)


def test_percent_encoding_is_undone_once():
    link = digital_link.parse_stamp_link(f"https://temthat.vn/01/{GTIN}/10/MVA%2D261122%2D01")

    assert link.lot == LOT
    with pytest.raises(gs1.BadLot):
        digital_link.parse_stamp_link(f"https://temthat.vn/01/{GTIN}/10/MVA%252D1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_a_link"),
        ("temthat.vn/T/" + SERIAL, "not_a_link"),
        (f"ftp://temthat.vn/T/{SERIAL}", "not_a_link"),
        (f"javascript:https://temthat.vn/T/{SERIAL}", "not_a_link"),
        (f"https://temthat.vn@evil.example/T/{SERIAL}", "not_a_link"),
        (f"https:///T/{SERIAL}", "not_a_link"),
        (f"https://tem that.vn/T/{SERIAL}", "not_a_link"),
        (f"https://temthat.vn/T/\n{SERIAL}", "not_a_link"),
        (f"https://temthat.vn\\T\\{SERIAL}", "not_a_link"),
        ("https://temthat.vn/" + "a" * 3000, "too_long"),
        ("https://temthat.vn", "not_a_stamp_or_lot"),
        ("https://temthat.vn/", "not_a_stamp_or_lot"),
        ("https://temthat.vn/T", "not_a_stamp_or_lot"),
        (f"https://temthat.vn/01/{GTIN}", "not_a_stamp_or_lot"),
        (f"https://temthat.vn/01/{GTIN}/21/{SERIAL}//", "not_a_stamp_or_lot"),
        (f"https://temthat.vn/01/{GTIN}/21/{SERIAL}/10/{LOT}", "not_a_stamp_or_lot"),
        (f"https://temthat.vn/x/01/{GTIN}/21/{SERIAL}", "not_a_stamp_or_lot"),
        (f"https://temthat.vn/01/{GTIN[1:]}/21/{SERIAL}", "gtin_not_14_digits"),
        (f"https://temthat.vn/01/٠{GTIN[1:]}/21/{SERIAL}", "gtin_not_14_digits"),
        (
            f"https://temthat.vn/01/ {GTIN[1:]}/21/{SERIAL}".replace(" ", "%20"),
            "gtin_not_14_digits",
        ),
    ],
)
def test_another_address_is_refused_with_the_reason(text: str, reason: str):
    with pytest.raises(BadLinkSyntax) as refused:
        digital_link.parse_stamp_link(text)

    assert refused.value.details == {"reason": reason}


@pytest.mark.parametrize("path", [f"21/{SERIAL}", f"10/{LOT}"])
def test_a_wrong_check_digit_in_a_link_is_named(path: str):
    with pytest.raises(gs1.BadCheckDigit) as refused:
        digital_link.parse_stamp_link(f"https://temthat.vn/01/09520123456789/{path}")

    assert refused.value.details == {"given": "9", "expected": "8"}


@pytest.mark.parametrize(
    ("serial", "refusal"),
    [
        (SERIAL + WRONG_CHECK, serials.BadCheckCharacter),
        (SERIAL[:15], serials.BadSerialLength),
        (SERIAL + "00", serials.BadSerialLength),
        ("U" + SERIAL[1:], serials.BadSerialCharacter),
        ("ſ" + SERIAL[1:], serials.BadSerialCharacter),
        ("٣" + SERIAL[1:], serials.BadSerialCharacter),
    ],
)
@pytest.mark.parametrize("path", ["T", f"01/{GTIN}/21"])
def test_a_wrong_code_in_a_link_says_what_is_wrong_with_it(serial: str, refusal, path: str):
    with pytest.raises(refusal):
        digital_link.parse_stamp_link(f"https://temthat.vn/{path}/{serial}")


@pytest.mark.parametrize("path", ["T", "t", f"01/{GTIN}/21"])
@pytest.mark.parametrize(
    "written",
    [
        serials.printed(SERIAL).replace(" ", "%20"),
        serials.printed(SERIAL).replace(" ", "-"),
        serials.printed(SERIAL).replace(" ", "").lower(),
        SERIAL.lower(),
    ],
)
def test_a_link_may_hold_the_code_as_it_is_printed_below_the_stamp(path: str, written: str):
    assert digital_link.parse_stamp_link(f"https://temthat.vn/{path}/{written}").serial == SERIAL


def test_the_parts_of_a_path_are_read_apart():
    stamp = digital_link.parse_stamp_path(GTIN, SERIAL.lower())
    short = digital_link.parse_stamp_path(None, SERIAL)
    lot = digital_link.parse_lot_path(GTIN, LOT.lower())

    assert stamp == (GTIN, SERIAL)
    assert short == (None, SERIAL)
    assert lot == (GTIN, LOT)


@pytest.mark.parametrize(
    "text",
    [
        serials.printed(SERIAL),
        SERIAL.lower(),
        f"HTTPS://TEMTHAT.VN/T/{SERIAL}",
        f" https://temthat.vn/01/{GTIN}/21/{SERIAL}\n",
        f"https://temthat.vn/01/{GTIN}/10/{LOT}/21/{SERIAL}",
    ],
)
def test_a_typed_code_and_a_pasted_link_mean_the_same_stamp(text: str):
    assert digital_link.read_serial(text) == SERIAL


def test_the_link_of_a_lot_means_no_stamp():
    assert digital_link.read_serial(f"https://temthat.vn/01/{GTIN}/10/{LOT}") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "serial.bad_length"),
        (SERIAL[:15], "serial.bad_length"),
        (SERIAL + "0", "serial.bad_check_character"),
        (f"temthat.vn/T/{SERIAL}", "link.bad_syntax"),
        (f"https://temthat.vn/T/{SERIAL[:15]}", "serial.bad_length"),
    ],
)
def test_what_is_wrong_is_said_of_a_link_as_a_link_and_of_a_code_as_a_code(text: str, code: str):
    with pytest.raises(Refusal) as refused:
        digital_link.read_serial(text)

    assert refused.value.code == code


@given(
    st.text()
    | st.builds("https://{}/{}".format, st.text(), st.text())
    | st.builds("https://temthat.vn/01/{}/21/{}".format, st.text(), st.text())
    | st.builds("https://temthat.vn/01/{}/10/{}".format, gtins, st.text())
    | st.builds("https://temthat.vn/T/{}".format, st.text())
)
def test_no_text_brings_anything_but_a_refusal(text: str):
    with contextlib.suppress(Refusal):
        digital_link.parse_stamp_link(text)


@given(st.none() | st.text(), st.text())
def test_no_path_brings_anything_but_a_refusal(gtin: str | None, serial: str):
    with contextlib.suppress(Refusal):
        digital_link.parse_stamp_path(gtin, serial)
