"""Lines of imported registers: what entries tell of them is one hash of them all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from webapp.db import Base
from webapp.models.register_lines import lines_sha256
from webapp.queries.audits.rows import Kept

LINES = "lines"  # the one column that they are compared by


@dataclass(frozen=True)
class AuditedLines:
    """A table of which a noun tells all rows of a subject at once, as the column `lines`."""

    model: type[Base]
    subject: ColumnElement[UUID]

    @classmethod
    def of(cls, model: type[Base], subject: str) -> Self:
        """The table, and the column by which its rows name the subject."""
        return cls(model, getattr(model, subject))

    @property
    def name(self) -> str:
        """As the database calls it."""
        return str(self.model.__tablename__)

    def kept(self, connection: Connection, subjects: Iterable[UUID]) -> Iterator[Kept]:
        """One for each subject, with the hash of the lines there are; there may be none."""
        query: Any = select(self.model.__table__)
        for subject in subjects:
            rows = connection.execute(query.where(self.subject == subject))
            found = lines_sha256(dict(row._mapping) for row in rows)
            yield Kept(str(subject), "", str(subject), {LINES: found})
