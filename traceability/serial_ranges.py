"""Ranges of serial counters under one key."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from traceability.errors import Invalid


class EmptyRange(Invalid):
    """The range holds no stamp: its first is not before its end."""

    code = "stamp.empty_range"


@dataclass(frozen=True, order=True)
class SerialRange:
    """Counters from `first` up to, and without, `last`."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 0 <= self.first < self.last:
            raise EmptyRange(first=self.first, last=self.last)

    @classmethod
    def of(cls, first: int, count: int) -> Self:
        """`count` counters beginning with `first`."""
        return cls(first, first + count)

    @property
    def count(self) -> int:
        """How many stamps the range holds."""
        return self.last - self.first

    def contains(self, counter: int) -> bool:
        """Whether the counter is one of the range."""
        return self.first <= counter < self.last

    def covers(self, other: "SerialRange") -> bool:
        """Whether all of `other` lies in this range."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "SerialRange") -> bool:
        """Whether the two have a counter in common."""
        return self.first < other.last and other.first < self.last

    def common(self, other: "SerialRange") -> "SerialRange":
        """What both hold.

        Raises:
            EmptyRange: they do not overlap.
        """
        return SerialRange(max(self.first, other.first), min(self.last, other.last))

    def without(self, other: "SerialRange") -> tuple["SerialRange", ...]:
        """What is left before and behind `other`: none, one or two ranges."""
        before = (self.first, min(self.last, other.first))
        behind = (max(self.first, other.last), self.last)
        return tuple(SerialRange(*part) for part in (before, behind) if part[0] < part[1])


class SerialSet:
    """Counters under one key, held as few ranges: in order, disjoint, with gaps between them."""

    def __init__(self) -> None:
        self._ranges: list[SerialRange] = []

    @classmethod
    def of(cls, ranges: Iterable[SerialRange]) -> Self:
        """All that these hold; they may overlap."""
        held = cls()
        for serials in ranges:
            held.add(serials)
        return held

    @property
    def count(self) -> int:
        """How many counters it holds."""
        return sum(it.count for it in self._ranges)

    @property
    def ranges(self) -> tuple[SerialRange, ...]:
        """What it holds, in order."""
        return tuple(self._ranges)

    def add(self, serials: SerialRange) -> None:
        """Hold these too; those that it holds already stay as they are."""
        near = self._near(serials)
        parts = [serials, *self._ranges[near]]
        whole = SerialRange(min(it.first for it in parts), max(it.last for it in parts))
        self._ranges[near] = [whole]

    def remove(self, serials: SerialRange) -> None:
        """Hold none of these any more; those that it does not hold are passed over."""
        near = self._near(serials)
        self._ranges[near] = [rest for held in self._ranges[near] for rest in held.without(serials)]

    def common(self, serials: SerialRange) -> tuple[SerialRange, ...]:
        """What it holds of these, in order."""
        near = self._ranges[self._near(serials)]
        return tuple(held.common(serials) for held in near if held.overlaps(serials))

    def _near(self, serials: SerialRange) -> slice:
        """Where the ranges stand that overlap `serials` or touch it."""
        begin = bisect_left(self._ranges, serials.first, key=lambda it: it.last)
        return slice(begin, bisect_right(self._ranges, serials.last, key=lambda it: it.first))
