"""The code of a roll of stamps, short enough to type: `R` and the first 40 bits of its id.

It names a roll to those who hold it; it is no serial, and no secret hangs on it.
"""

from typing import Final
from uuid import UUID

from traceability.errors import Invalid
from traceability.serials import ALPHABET

_LETTERS: Final = 8
_BITS: Final = 5 * _LETTERS
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_MISREAD: Final = str.maketrans("OIL", "011")


class BadRollCode(Invalid):
    """Not `R` and eight letters or digits."""

    code = "stamp.bad_roll_code"


def roll_code(roll_id: UUID) -> str:
    """`R-7K3M-9Q2D`, as it is printed on the label of the roll."""
    bits = roll_id.int >> (128 - _BITS)
    letters = "".join(ALPHABET[bits >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return f"R-{letters[:4]}-{letters[4:]}"


def ids_of_roll_code(text: str) -> tuple[UUID, UUID]:
    """The first and the last id that a roll of this code can have.

    Raises:
        BadRollCode: the text is no roll's code.
    """
    letters = "".join(text.upper().replace("-", " ").split())
    if len(letters) != 1 + _LETTERS or letters[0] != "R":
        raise BadRollCode
    bits = 0
    for letter in letters[1:].translate(_MISREAD):
        if letter not in _VALUES:
            raise BadRollCode
        bits = bits << 5 | _VALUES[letter]
    first = bits << (128 - _BITS)
    return UUID(int=first), UUID(int=first | (1 << (128 - _BITS)) - 1)
