"""The print files of a printer's orders, each with how often it may still be taken out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import aliased

from traceability.roll_numbers import written_roll_numbers
from webapp.models.stamp_order import StampRoll
from webapp.models.stamp_printing import StampPrintFile


@dataclass(frozen=True)
class PrintFileRow:
    """One file, of which rolls, how often it was taken out, and until when it may be."""

    id: UUID
    order_id: UUID
    first_roll: int
    roll_count: int
    format: str
    sha256: str
    size: int
    made_at: datetime
    expires_at: datetime
    allowed: int
    downloads: int
    is_printed: bool

    @property
    def last_roll(self) -> int:
        """The number of its last roll."""
        return self.first_roll + self.roll_count - 1

    @property
    def roll_numbers(self) -> str:
        """Of which rolls it is, in one line."""
        return written_roll_numbers(range(self.first_roll, self.last_roll + 1))

    def may_be_taken(self, now: datetime) -> bool:
        """Whether it can be downloaded once more: nothing of it came off the press yet."""
        is_left = now < self.expires_at and self.downloads < self.allowed
        return is_left and not self.is_printed


def select_files() -> Select[*tuple[Any, ...]]:
    """All of them, the latest first."""
    first, printed = aliased(StampRoll), aliased(StampRoll)
    is_printed = exists().where(
        printed.order_id == StampPrintFile.order_id,
        printed.number >= first.number,
        printed.number < first.number + StampPrintFile.roll_count,
        printed.printed_at.is_not(None),
    )
    return (
        select(
            StampPrintFile.id,
            StampPrintFile.order_id,
            first.number.label("first_roll"),
            StampPrintFile.roll_count,
            StampPrintFile.format,
            StampPrintFile.sha256,
            StampPrintFile.size,
            StampPrintFile.made_at,
            StampPrintFile.expires_at,
            StampPrintFile.allowed,
            StampPrintFile.downloads,
            is_printed.label("is_printed"),
        )
        .join(first, first.id == StampPrintFile.roll_id)
        .order_by(StampPrintFile.made_at.desc(), StampPrintFile.id)
    )


def file_row(row: Row[Any]) -> PrintFileRow:
    """A row of `select_files`."""
    return PrintFileRow(**row._mapping)
