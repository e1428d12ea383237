"""Versions of the registers of inputs; imported whole, never edited."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, ForeignKey, Index, Row, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.canonical import canonical_json
from traceability.geography import fold
from traceability.input_names import trade_key
from traceability.input_register import (
    CropDays,
    Dated,
    InputKind,
    InputStatus,
    RegisterRow,
    in_force,
)
from webapp.db import Base, UtcDateTime, coded


class InputRegisterVersion(Base):
    """One import of one kind of register. `source` names the document it was taken from.

    `number` counts the imports of a kind. `lists_antibiotics` is whether it says at all which
    antibiotics may be given, so that others are not on the list.
    """

    __tablename__ = "input_register_version"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[InputKind] = mapped_column(coded(InputKind, "kind"))
    number: Mapped[int]
    effective_from: Mapped[date]
    source: Mapped[str]
    content_sha256: Mapped[str]
    row_count: Mapped[int]
    lists_antibiotics: Mapped[bool]
    imported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InputRegisterRow(Base):
    """One line of a version. `ingredients` and `crops` are JSON; `words` is what is searched."""

    __tablename__ = "input_register_row"
    __table_args__ = (Index(None, "version_id", "trade_key"),)

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("input_register_version.id"), primary_key=True
    )
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trade_name: Mapped[str]
    trade_key: Mapped[str]
    ingredients: Mapped[str]
    status: Mapped[InputStatus] = mapped_column(coded(InputStatus, "status"))
    crops: Mapped[str]
    days: Mapped[int | None]
    words: Mapped[str]


@dataclass(frozen=True)
class KnownVersion(Dated):
    """A version as it is chosen by a day."""

    id: UUID
    kind: InputKind
    source: str
    row_count: int
    lists_antibiotics: bool


def version_in_force(
    reading: Session | Connection, kind: InputKind, on: date
) -> KnownVersion | None:
    """The version of a kind that counts on a day; None where there was none yet."""
    version = InputRegisterVersion
    query = select(
        version.id,
        version.kind,
        version.number,
        version.effective_from,
        version.source,
        version.row_count,
        version.lists_antibiotics,
    ).where(version.kind == kind, version.effective_from <= on)
    rows = reading.execute(query)
    return in_force((KnownVersion(**row._mapping) for row in rows), on)


def rows_about(
    reading: Session | Connection, version_id: UUID, trade_name: str
) -> list[RegisterRow]:
    """The lines of that trade name, and all that speak of active ingredients alone."""
    query = _SELECT_ROWS.where(
        InputRegisterRow.version_id == version_id,
        InputRegisterRow.trade_key.in_(["", trade_key(trade_name)]),
    )
    return [read_row(row) for row in reading.execute(query)]


def rows_of(reading: Session | Connection, version_id: UUID) -> list[RegisterRow]:
    """All lines of a version, in the order of its file."""
    query = _SELECT_ROWS.where(InputRegisterRow.version_id == version_id)
    return [read_row(row) for row in reading.execute(query)]


_SELECT_ROWS = select(
    InputRegisterRow.trade_name,
    InputRegisterRow.ingredients,
    InputRegisterRow.status,
    InputRegisterRow.crops,
    InputRegisterRow.days,
).order_by(InputRegisterRow.line)


def read_row(row: Row[*tuple[Any, ...]]) -> RegisterRow:
    """A line as the language of the field has it."""
    return RegisterRow(
        trade_name=row.trade_name,
        ingredients=tuple(json.loads(row.ingredients)),
        status=row.status,
        crops=tuple(CropDays(*crop) for crop in json.loads(row.crops)),
        days=row.days,
    )


def row_values(rows: Sequence[RegisterRow], version_id: UUID) -> list[dict[str, Any]]:
    """The columns of a version's lines."""
    return [
        {
            "version_id": version_id,
            "line": line,
            "trade_name": row.trade_name,
            "trade_key": trade_key(row.trade_name),
            "ingredients": canonical_json(list(row.ingredients)).decode(),
            "status": row.status,
            "crops": canonical_json([[it.name, it.days] for it in row.crops]).decode(),
            "days": row.days,
            "words": fold(" ".join([row.trade_name, *row.ingredients])),
        }
        for line, row in enumerate(rows, 1)
    ]
