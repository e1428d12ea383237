"""The code of a roll: typed as people type, and nothing else is taken for one."""

from uuid import UUID

import pytest

from traceability.roll_codes import BadRollCode, ids_of_roll_code, roll_code

ROLL = UUID("3f6c1d2e-9b80-4a57-8c11-0d5e6f7a8b9c")


def test_a_code_stands_for_the_ids_that_begin_as_its_roll() -> None:
    first, last = ids_of_roll_code(roll_code(ROLL))

    assert first <= ROLL <= last
    assert roll_code(first) == roll_code(last) == roll_code(ROLL)


def test_small_letters_blanks_and_misread_letters_are_the_same_code() -> None:
    assert ids_of_roll_code("R-0011-1ABC") == ids_of_roll_code(" r ooil iabc ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "R",
        "R-7K3M-9Q2",
        "R-7K3M-9Q2DD",
        "7K3M-9Q2D",
        "S-7K3M-9Q2D",
        "R-7K3M-9Q2U",
        "R-7K3M-9Q2!",
    ],
)
def test_what_is_no_code_of_a_roll_is_refused(text: str) -> None:
    with pytest.raises(BadRollCode):
        ids_of_roll_code(text)
