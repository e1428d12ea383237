"""Paths of links: ours, another system's, or wrong."""

import pytest

from traceability.asked_link import (
    AskedLotLink,
    AskedStampLink,
    BadQualifier,
    ProductOnly,
    read_path,
)
from traceability.digital_link import BadLinkSyntax
from traceability.gs1 import BadCheckDigit
from traceability.serials import (
    ALPHABET,
    BadCheckCharacter,
    BadSerialCharacter,
    BadSerialLength,
    check_character,
    printed,
)

GTIN = "09520123456788"
SERIAL = "ABCD1234EFGH5678"
WRONG_CHECK = next(it for it in ALPHABET if it != check_character(SERIAL))


@pytest.mark.parametrize("typed", [SERIAL, SERIAL.lower()])
def test_a_serial_of_our_form_is_read_in_either_case(typed: str) -> None:
    assert read_path(["01", GTIN, "21", typed]) == AskedStampLink(GTIN, SERIAL, typed)
    assert read_path(["t", typed]) == AskedStampLink(None, SERIAL, SERIAL)


@pytest.mark.parametrize("other", ["1", "xyz-9", "A" * 20, "a/b", f"{SERIAL}{WRONG_CHECK}", "%&!?"])
def test_a_serial_of_another_form_is_a_right_link_all_the_same(other: str) -> None:
    assert read_path(["01", GTIN, "21", other]) == AskedStampLink(GTIN, None, other)


@pytest.mark.parametrize(
    "written", [printed(SERIAL), printed(SERIAL).lower().replace(" ", "-"), SERIAL.lower()]
)
def test_the_short_form_takes_the_code_as_it_is_printed(written: str) -> None:
    assert read_path(["T", written]) == AskedStampLink(None, SERIAL, SERIAL)


def test_the_check_character_may_stand_behind_the_serial_of_a_gtin() -> None:
    written = printed(SERIAL).replace(" ", "")

    assert read_path(["01", GTIN, "21", written]) == AskedStampLink(GTIN, SERIAL, written)


def test_variant_and_lot_may_stand_before_the_serial() -> None:
    asked = read_path(["01", GTIN, "22", "2A", "10", "L1", "21", SERIAL])

    assert asked == AskedStampLink(GTIN, SERIAL, SERIAL)


def test_a_lot_that_cannot_be_ours_is_still_a_lot() -> None:
    assert read_path(["01", GTIN, "10", "mva-1"]) == AskedLotLink(GTIN, "MVA-1", "mva-1")
    assert read_path(["01", GTIN, "10", "LOU_1"]) == AskedLotLink(GTIN, None, "LOU_1")


@pytest.mark.parametrize(
    ("segments", "refusal"),
    [
        ([], BadLinkSyntax),
        (["02", GTIN], BadLinkSyntax),
        (["01", GTIN[1:], "21", SERIAL], BadLinkSyntax),
        (["01", "０" + GTIN[1:], "21", SERIAL], BadLinkSyntax),
        (["01", GTIN[:-1] + "9", "21", SERIAL], BadCheckDigit),
        (["01", GTIN, "21"], BadLinkSyntax),
        (["01", GTIN, "21", SERIAL, "10", "L1"], BadLinkSyntax),
        (["01", GTIN, "21", SERIAL, "21", SERIAL], BadLinkSyntax),
        (["01", GTIN, "99", "x"], BadLinkSyntax),
        (["01", GTIN, "21", ""], BadQualifier),
        (["01", GTIN, "21", "A" * 21], BadQualifier),
        (["01", GTIN, "10", "cà phê"], BadQualifier),
        (["T", f"{SERIAL}{WRONG_CHECK}"], BadCheckCharacter),
        (["T", SERIAL[:15]], BadSerialLength),
        (["T", f"U{SERIAL[1:]}"], BadSerialCharacter),
        (["T", SERIAL, "x"], BadLinkSyntax),
        (["01", GTIN], ProductOnly),
        (["01", GTIN, "22", "2A"], ProductOnly),
    ],
)
def test_a_wrong_path_is_refused_by_the_rule_it_breaks(
    segments: list[str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        read_path(segments)
