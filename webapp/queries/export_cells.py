"""Tables of an export: names of columns, and rows of plain cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from traceability.calendar import VIETNAM_TIME

Cell = str | int | None


@dataclass(frozen=True)
class Table:
    """One table; its rows are read as they are written, and only once."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def plain_cell(value: object) -> Cell:
    """A column's value as text or number; instants at home, with their offset."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM_TIME).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value) if isinstance(value, Enum) else str(value)
