"""One page of a list: fifty rows, or as many as it says, and where the neighbours are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, Select, func, select

T = TypeVar("T")
PAGE_SIZE = 50


@dataclass(frozen=True)
class Listing(Generic[T]):
    """Rows of one page; `number` counts from 1, `total` counts the rows of all pages."""

    rows: tuple[T, ...]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def first(self) -> int:
        """The number of the first row shown, in the whole list."""
        return offset_of(self.number, self.size) + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return offset_of(self.number, self.size) + len(self.rows)

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


def offset_of(number: int, size: int = PAGE_SIZE) -> int:
    """How many rows stand before a page."""
    return (number - 1) * size


def rows_of_page(
    connection: Connection,
    ordered: Select[*tuple[Any, ...]],
    number: int,
    size: int = PAGE_SIZE,
) -> tuple[Sequence[Row[Any]], int]:
    """The rows of one page of a query with its order, and how many rows it has in all."""
    counted = select(func.count()).select_from(ordered.order_by(None).subquery())
    total = connection.execute(counted).scalar_one()
    page = ordered.offset(offset_of(number, size)).limit(size)
    return connection.execute(page).all(), total


def listed(
    connection: Connection,
    ordered: Select[*tuple[Any, ...]],
    number: int,
    row_of: Callable[[Row[Any]], T],
) -> Listing[T]:
    """One page of a query with its order, each row as `row_of` reads it."""
    rows, total = rows_of_page(connection, ordered, number)
    return Listing(tuple(map(row_of, rows)), total, number)
