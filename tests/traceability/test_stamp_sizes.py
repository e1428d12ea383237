"""How small a stamp may be printed follows from the link it carries."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from traceability.stamp_sizes import (
    LinkTooLong,
    StampTooSmall,
    check_room,
    modules_of_link,
    smallest_side_um,
    smallest_stamp_mm,
)

PLAIN = "HTTPS://TEM.SONLA.VN/01/09520123456788/21/ABCDEFGHJKMNPQRS"
SIGNED = PLAIN + "/" + "A7" * 52
SMALL_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def drawn(text: str) -> int:
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return int(symbol.to_image(scale=1, add_quiet_zones=False).shape[0])


def test_a_plain_stamp_is_15_millimetres_and_a_signed_one_22() -> None:
    assert (modules_of_link(PLAIN), smallest_stamp_mm(PLAIN)) == (29, 15)
    assert (modules_of_link(SIGNED), smallest_stamp_mm(SIGNED)) == (45, 22)


@pytest.mark.parametrize("letter", ["A", "a"])
def test_every_length_has_as_many_modules_as_the_encoder_draws(letter: str) -> None:
    """All letters alike but the first, so that no encoder can mix alphabets to save room."""
    longest = 311 if letter == "A" else 213

    for length in range(1, longest + 1):
        assert modules_of_link(letter * length) == drawn(letter * length), length


@given(st.text(SMALL_ALPHABET, min_size=1, max_size=311))
def test_no_link_is_drawn_with_more_modules_than_were_counted(link: str) -> None:
    assert drawn(link) <= modules_of_link(link)


@given(st.text(min_size=1, max_size=50))
def test_any_text_is_drawn_with_no_more_modules_than_were_counted(text: str) -> None:
    if text.isascii() and text.isprintable():
        assert drawn(text) <= modules_of_link(text)


@pytest.mark.parametrize("link", ["A" * 312, "a" * 214])
def test_a_link_beyond_all_stamps_is_refused(link: str) -> None:
    with pytest.raises(LinkTooLong):
        modules_of_link(link)


@given(st.integers(1, 10))
def test_a_symbol_fits_its_smallest_square_and_no_smaller_one(version: int) -> None:
    modules = 17 + 4 * version
    side = smallest_side_um(modules)

    check_room(modules, side)
    with pytest.raises(StampTooSmall) as refusal:
        check_room(modules, side - 1)

    assert refusal.value.details["needed_mm"] * 1000 >= side
    assert refusal.value.details["room_mm"] < refusal.value.details["needed_mm"]


def test_a_stamp_without_any_room_says_none_and_no_negative_number() -> None:
    with pytest.raises(StampTooSmall) as refusal:
        check_room(29, -3000)

    assert refusal.value.details["room_mm"] == 0
