"""The registers of inputs as people read them: what may be used, where, and how long before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, true

from traceability.calendar import civil_date
from traceability.event_template import TemplateEvent, get_template
from traceability.geography import fold
from traceability.grown import Grown
from traceability.input_register import (
    Changes,
    CropDays,
    InputKind,
    InputStatus,
    RegisterRow,
)
from traceability.input_register_csv import ReadRegister
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.input_register import (
    InputRegisterRow,
    InputRegisterVersion,
    KnownVersion,
    read_row,
    rows_of,
    version_in_force,
)
from webapp.queries.listings import PAGE_SIZE, Listing, offset_of

OFFERED: Final = 300
SAMPLES: Final = 8
_TONES: Final[Mapping[InputStatus, str]] = {
    InputStatus.PERMITTED: "green",
    InputStatus.RESTRICTED: "amber",
    InputStatus.BANNED: "red",
}


@dataclass(frozen=True)
class RegisterFilter:
    """What the list is narrowed to; it lives in the address. Pages count from 1."""

    words: str = ""
    kind: InputKind | None = None
    status: InputStatus | None = None
    number: int = 1


@dataclass(frozen=True)
class RegisterLine:
    """One line of the version in force."""

    row: RegisterRow
    kind: InputKind
    version: int
    effective_from: date

    @property
    def name(self) -> str:
        """What people call it."""
        return self.row.name

    @property
    def ingredients(self) -> str:
        """Its active ingredients, where the name is another."""
        return " + ".join(self.row.ingredients) if self.row.trade_name else ""

    @property
    def kind_code(self) -> str:
        """The code whose words name the register."""
        return f"input_kind.{self.kind.value}"

    @property
    def status_code(self) -> str:
        """The code whose words name the status."""
        return f"input_status.{self.row.status.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return _TONES[self.row.status]

    @property
    def days(self) -> int | None:
        """The waiting period of every crop that has none of its own."""
        return self.row.days

    @property
    def says_days(self) -> bool:
        """Whether there is such a period; it may be nought."""
        return self.row.days is not None

    @property
    def crops(self) -> tuple[CropDays, ...]:
        """The crops or animals it may be used on; none means any."""
        return self.row.crops


@dataclass(frozen=True)
class VersionRow:
    """One import of a register."""

    kind: InputKind
    number: int
    effective_from: date
    source: str
    row_count: int
    imported_at: datetime
    is_in_force: bool

    @property
    def kind_code(self) -> str:
        """The code whose words name the register."""
        return f"input_kind.{self.kind.value}"


@dataclass(frozen=True)
class ChangePart:
    """One kind of change: its code, how many lines, and the first of their names."""

    code: str
    count: int
    names: tuple[str, ...]

    @property
    def has_more(self) -> bool:
        """Whether there are lines whose names are not shown."""
        return self.count > len(self.names)


@dataclass(frozen=True)
class RegisterPreview:
    """What an import would change."""

    kind: InputKind
    row_count: int
    before: KnownVersion | None
    changes: Changes

    @property
    def kind_code(self) -> str:
        """The code whose words name the register."""
        return f"input_kind.{self.kind.value}"

    @property
    def parts(self) -> tuple[ChangePart, ...]:
        """Each kind of change; of what would be banned no more, every name."""
        changes = self.changes
        every = (_part("freed", changes.freed, changes.freed),) if changes.freed else ()
        named = {"new": changes.new, "changed": changes.changed, "gone": changes.gone}
        return every + tuple(_part(code, rows, rows[:SAMPLES]) for code, rows in named.items())

    @property
    def freed(self) -> int:
        """How many bans it would end."""
        return len(self.changes.freed)


def _part(code: str, rows: Sequence[RegisterRow], shown: Sequence[RegisterRow]) -> ChangePart:
    return ChangePart(f"input_change.{code}", len(rows), tuple(row.name for row in shown))


@dataclass(frozen=True)
class Suggestion:
    """A product that may be used on what grows in a lot, and the days that have to be waited."""

    name: str
    days: int | None

    @property
    def says_days(self) -> bool:
        """Whether the register asks for a waiting period."""
        return self.days is not None


def register_list(
    actor: Actor,  # noqa: ARG001 - whoever may read it reads the same
    wanted: RegisterFilter,
    *,
    now: datetime,
) -> Listing[RegisterLine]:
    """The lines in force today, of one register or of all."""
    kinds = [wanted.kind] if wanted.kind else list(InputKind)
    with reader() as connection:
        found = (version_in_force(connection, kind, civil_date(now)) for kind in kinds)
        versions = {version.id: version for version in found if version is not None}
        asked = _asked(list(versions), wanted)
        total = connection.execute(
            select(func.count()).select_from(InputRegisterRow).where(asked)
        ).scalar_one()
        rows = connection.execute(
            select(InputRegisterRow)
            .with_only_columns(*InputRegisterRow.__table__.columns)
            .where(asked)
            .order_by(InputRegisterRow.words, InputRegisterRow.line)
            .offset(offset_of(wanted.number))
            .limit(PAGE_SIZE)
        ).all()
    lines = tuple(_line(row, versions[row.version_id]) for row in rows)
    return Listing(lines, total, wanted.number)


def register_versions(actor: Actor, *, now: datetime) -> tuple[VersionRow, ...]:  # noqa: ARG001
    """Every import, the latest first, and which of them count today."""
    version = InputRegisterVersion
    query = select(
        version.id,
        version.kind,
        version.number,
        version.effective_from,
        version.source,
        version.row_count,
        version.imported_at,
    ).order_by(version.imported_at.desc(), version.number.desc())
    with reader() as connection:
        counting = (version_in_force(connection, kind, civil_date(now)) for kind in InputKind)
        in_force = {it.id for it in counting if it is not None}
        rows = connection.execute(query).all()
    return tuple(VersionRow(*row[1:], is_in_force=row.id in in_force) for row in rows)


def register_preview(
    actor: Actor,  # noqa: ARG001 - whoever may import sees what it would change
    register: ReadRegister,
    effective_from: date,
) -> RegisterPreview:
    """What is new, changed and gone against the version that counts on that day as things stand."""
    with reader() as connection:
        before = version_in_force(connection, register.kind, effective_from)
        known = rows_of(connection, before.id) if before else []
    changes = Changes.between(known, register.rows)
    return RegisterPreview(register.kind, len(register.rows), before, changes)


def suggestions(
    connection: Connection, lot: Row[*tuple[Any, ...]], event: TemplateEvent, on: date
) -> tuple[Suggestion, ...]:
    """What the register of this kind of input permits on what grows in the lot; none without one.

    `lot` has the template's group and version and the name of the product.
    """
    took = event.epcis.input
    if took is None or took.type not in set(InputKind):
        return ()
    version = version_in_force(connection, InputKind(took.type), on)
    if version is None:
        return ()
    grown = Grown.of(get_template(lot.template_group, lot.template_version), lot.product_name)
    rows = rows_of(connection, version.id)
    fit = [it for it in rows if it.trade_name and _may_be_used(it, grown)]
    return tuple(Suggestion(row.trade_name, row.days_for(grown)) for row in fit[:OFFERED])


def _may_be_used(row: RegisterRow, grown: Grown) -> bool:
    return row.status is not InputStatus.BANNED and row.is_for(grown) is not False


def _asked(version_ids: list[UUID], wanted: RegisterFilter) -> ColumnElement[bool]:
    """Every word is somewhere in the names; marks do not matter."""
    words = InputRegisterRow.words
    of_status = InputRegisterRow.status == wanted.status if wanted.status else true()
    named = (words.contains(word, autoescape=True) for word in fold(wanted.words).split())
    return and_(InputRegisterRow.version_id.in_(version_ids), of_status, *named)


def _line(row: Row[*tuple[Any, ...]], version: KnownVersion) -> RegisterLine:
    return RegisterLine(read_row(row), version.kind, version.number, version.effective_from)
