"""Numbers of rolls in one line, as people write pages to print: 1-120, 125."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final, TypeVar

from traceability.errors import Invalid
from traceability.stamps import MOST_ROLLS

R = TypeVar("R")

# Of as many rolls as an order may have, every second one written by itself.
LONGEST_LINE: Final = 30_000
_PART: Final = re.compile(r"(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?", re.ASCII)
_BETWEEN: Final = re.compile(r"\s*[,;]\s*")


class RollNumbersUnclear(Invalid):
    """What was typed is not numbers and stretches of numbers, the lesser one first."""

    code = "stamp.roll_numbers_unclear"


class NoRollOfNumber(Invalid):
    """A number was named that none of the rolls here has; the first such number is told."""

    code = "stamp.no_roll_of_number"


def numbered(rolls: Mapping[int, R], numbers: Iterable[int]) -> tuple[R, ...]:
    """The rolls that have these numbers, out of `rolls` by their numbers.

    Raises:
        NoRollOfNumber.
    """
    wanted = tuple(numbers)
    if missing := [number for number in wanted if number not in rolls]:
        raise NoRollOfNumber(number=missing[0])
    return tuple(rolls[number] for number in wanted)


def read_roll_numbers(text: str) -> tuple[int, ...]:
    """The numbers meant, each once and in order.

    Raises:
        RollNumbersUnclear: or a number that no roll of an order can have.
    """
    parts = (part for part in _BETWEEN.split(text.strip()) if part)
    return tuple(sorted({number for part in parts for number in _stretch(part)}))


def written_roll_numbers(numbers: Iterable[int]) -> str:
    """The numbers, each once, with neighbours drawn together."""
    return ", ".join(_written(sorted(set(numbers))))


def _stretch(part: str) -> range:
    found = _PART.fullmatch(part)
    if found is None:
        raise RollNumbersUnclear
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last <= MOST_ROLLS:
        raise RollNumbersUnclear
    return range(first, last + 1)


def _written(numbers: list[int]) -> Iterator[str]:
    neighbours = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    for _, pairs in neighbours:
        stretch = [number for _, number in pairs]
        yield f"{stretch[0]}–{stretch[-1]}" if len(stretch) > 1 else str(stretch[0])
