"""Numbers of rolls are written and read in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.roll_numbers import RollNumbersUnclear, read_roll_numbers, written_roll_numbers
from traceability.stamps import MOST_ROLLS


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3", (3,)),
        ("1-3, 5", (1, 2, 3, 5)),
        (" 1 – 3 ;5,", (1, 2, 3, 5)),
        ("5, 4-5", (4, 5)),
        ("", ()),
    ],
)
def test_what_people_type_is_understood(text, numbers):
    assert read_roll_numbers(text) == numbers


@pytest.mark.parametrize("text", ["một", "3-1", "0", "1-", "1-2-3", "1 2", f"1-{MOST_ROLLS + 1}"])
def test_what_is_no_numbers_of_rolls_is_refused(text):
    with pytest.raises(RollNumbersUnclear):
        read_roll_numbers(text)


@given(st.sets(st.integers(1, MOST_ROLLS), max_size=60))
def test_what_is_written_is_read_again(numbers):
    assert read_roll_numbers(written_roll_numbers(numbers)) == tuple(sorted(numbers))
