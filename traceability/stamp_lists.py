"""Stamps named line by line, as who counts them writes them down: one code, or two ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from traceability.digital_link import read_serial
from traceability.errors import Invalid, Refusal
from traceability.gs1 import Serial
from traceability.serials import SERIAL_LENGTH, meant

_STRETCHES: Final = re.compile(r"[,;]")
_UNTIL: Final = {"đến", "tới", "den", "to"}
_LENGTHS: Final = (SERIAL_LENGTH + 1, SERIAL_LENGTH)  # with and without the check character


class StampLineUnclear(Invalid):
    """A line is neither a code nor two of them; the details say which line."""

    code = "stamp.line_unclear"


@dataclass(frozen=True)
class NamedStamps:
    """The stamps from one code to another, both among them, and on which line they were named."""

    line: int
    first: Serial
    last: Serial


def read_stamp_lines(text: str) -> tuple[NamedStamps, ...]:
    """What is named, in its order; codes as typed, in groups or not, or links as cameras read them.

    Raises:
        StampLineUnclear: the first line that cannot be read.
    """
    return tuple(named_stamps(line, words) for line, words in words_of_lines(text))


def words_of_lines(text: str) -> Iterator[tuple[int, str]]:
    """What stands on each line, counted from 1; a comma or semicolon parts one from another."""
    for line, words in enumerate(text.splitlines(), start=1):
        yield from ((line, part.strip()) for part in _STRETCHES.split(words) if part.strip())


def named_stamps(line: int, words: str) -> NamedStamps:
    """What one line names.

    Raises:
        StampLineUnclear: it is neither a code nor two of them.
    """
    for codes in _readings(words):
        try:
            serials = [read_serial(code) for code in codes]
        except Refusal:
            continue
        first, last = serials[0], serials[-1]
        if first and last:
            return NamedStamps(line, first, last)
    raise StampLineUnclear(line=line)


def _readings(words: str) -> Iterator[tuple[str, ...]]:
    """The codes that the words can be: they are grouped at will, so length tells two from one."""
    parts = words.split()
    if "/" in words:
        links = tuple(part for part in parts if "/" in part)
        if len(links) <= 2:
            yield links
        return
    code = meant(" ".join(part for part in parts if part.lower() not in _UNTIL))
    if len(code) in _LENGTHS:
        yield (code,)
    yield from ((code[:end], code[end:]) for end in _LENGTHS if len(code) - end in _LENGTHS)
