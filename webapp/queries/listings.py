"""One page of a list: fifty rows, and where the neighbours are."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Listing(Generic[T]):
    """Rows of one page; `number` counts from 1, `total` counts the rows of all pages."""

    rows: tuple[T, ...]
    total: int
    number: int

    @property
    def first(self) -> int:
        """The number of the first row shown, in the whole list."""
        return offset_of(self.number) + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return offset_of(self.number) + len(self.rows)

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.number + 1 if self.last < self.total else None

    @property
    def has_others(self) -> bool:
        """Whether there is any other page."""
        return self.previous is not None or self.next is not None


def offset_of(number: int) -> int:
    """How many rows stand before a page."""
    return (number - 1) * PAGE_SIZE
