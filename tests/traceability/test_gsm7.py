"""One text message: 160 septets, and Vietnamese names without their marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.gsm7 import ONE_MESSAGE, septets, shortened, without_marks


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("", 0),
        ("TEM HOP LE", 10),
        ("[1 €]", 8),
        ("đ", None),
        ("ế", None),
        ("à", 1),
        ("`", None),
        ("x" * ONE_MESSAGE, ONE_MESSAGE),
    ],
)
def test_a_text_costs_what_the_standard_says(text: str, cost: int | None):
    assert septets(text) == cost


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Gạo nếp tan Mường Và", "Gao nep tan Muong Va"),
        ("Đồng Tháp – đặc sản", "Dong Thap - dac san"),
        ("Ưu, Ỷ, ẫ, Ặ, ữ", "Uu, Y, a, A, u"),
        ("Trà “Shan” 500 g…", 'Tra "Shan" 500 g...'),
        ("茶 [A]~", "? ?A??"),
        ("½ kg\n\tx", "1?2 kg x"),
    ],
)
def test_vietnamese_loses_its_marks_and_nothing_else(text: str, told: str):
    assert without_marks(text) == told


@given(st.text(max_size=80))
def test_whatever_the_name_every_character_of_it_costs_one(text: str):
    told = without_marks(text)

    assert septets(told) == len(told)
    assert without_marks(told) == told


@given(st.text("abc ", max_size=40), st.integers(0, 40))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, room: int):
    short = shortened(text, room)

    assert len(short) <= room
    assert short == text or short.endswith(".."[:room])
