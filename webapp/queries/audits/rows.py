"""How rows follow from entries of the ledger: what a noun declares, and the comparing of both.

A noun says which actions of the ledger it knows, which tables they wrote, and what the rows must
look like once the entries of one subject are read in order. Every column that it names is held
against the row there is.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, inspect, select

from traceability.canonical import sha256_hex
from webapp.db import Base
from webapp.models.ledger import EntryKind, LedgerPersonal, plain

Values = Mapping[str, Any]

ANY: Final = "*"  # the key of rows of which entries of before say nothing


@dataclass(frozen=True)
class Said:
    """One entry as a noun reads it; every value as the body spells it."""

    position: int
    kind: EntryKind
    subject_id: str
    body: Mapping[str, Any]

    @property
    def content(self) -> Mapping[str, Any]:
        """What was recorded beside who and when."""
        content: Mapping[str, Any] = self.body["content"]
        return content

    @property
    def action(self) -> str:
        """What happened; entries of a diary have none and are told by the key that they hold."""
        told = self.content.get("action")
        return told if isinstance(told, str) else next(filter(self._is_marked, _MARKS), "")

    def _is_marked(self, mark: str) -> bool:
        return mark in self.content

    def __getitem__(self, column: str) -> str | None:
        """A column of the entry, such as `actor_id`."""
        value: str | None = self.body[column]
        return value


_MARKS: Final = ("event", "photo_of", "public_of")


@dataclass(frozen=True)
class Sealed:
    """A text of which the entry holds the commitment only; with None there is no text."""

    commitment: str | None

    def is_of(self, found: object, personal: Mapping[str, Row[Any]]) -> bool:
        """Whether that is the text. What was erased beside the ledger is erased in the row, too."""
        kept = personal.get(self.commitment or "")
        if kept is None:
            return found in (None, "")
        return sha256_hex(f"{kept.salt}{found}".encode()) == self.commitment


@dataclass(frozen=True)
class Digest:
    """A text of which the entry holds the SHA-256."""

    sha256: str | None

    def is_of(self, found: object, _personal: Mapping[str, Row[Any]]) -> bool:
        """Whether that is the text."""
        return sha256_hex(str(found).encode()) == self.sha256


@dataclass(frozen=True)
class Follows:
    """What another column of the row comes to, such as a name without its marks."""

    column: str
    by: Callable[[str], str]


def read_facts(said: Said, words: Collection[str]) -> dict[str, Any]:
    """The columns that an entry tells under `facts`; of the `words` it holds commitments."""
    told = said.content["facts"].items()
    return {name: Sealed(value) if name in words else value for name, value in told}


@dataclass(frozen=True)
class Made:
    """A row that entries made: the last of them, and its columns as they must be.

    `key` tells the rows of one table and subject apart.
    """

    table: str
    position: int
    values: Values
    key: str = ""
    may_be_absent: bool = False


@dataclass(frozen=True)
class Contradiction:
    """An entry that does not agree with another one."""

    position: int


@dataclass(frozen=True)
class Finding:
    """What does not agree. `last` ends a range; a row is named by table, id and columns."""

    code: str
    position: int | None
    last: int | None = None
    table: str = ""
    row_id: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditedTable:
    """The columns of a table that entries speak of. `subject` is whom they name.

    `key` tells rows of one subject apart; `spoken` says which rows must have an entry at all.
    """

    model: type[Base]
    subject: ColumnElement[UUID]
    columns: Mapping[str, ColumnElement[Any]]
    key: ColumnElement[Any] | None = None
    spoken: ColumnElement[bool] | None = None

    @classmethod
    def of(cls, model: type[Base], subject: str, *names: str, **others: Any) -> Self:  # noqa: ANN401
        """The columns of these names; `key` is a name too, and so may further expressions be."""
        key, spoken = others.pop("key", None), others.pop("spoken", None)
        columns = {name: getattr(model, name) for name in names} | others
        return cls(model, getattr(model, subject), columns, key and getattr(model, key), spoken)

    @property
    def name(self) -> str:
        """As the database calls it."""
        return str(self.model.__tablename__)

    def kept(self, connection: Connection, subjects: Iterable[UUID]) -> Iterator["Kept"]:
        """The rows there are of these subjects."""
        key = self.subject if self.key is None else self.key
        identity = [column.label(f"id_{i}") for i, column in enumerate(_primary_key(self.model))]
        labelled = [column.label(f"its_{name}") for name, column in self.columns.items()]
        query = select(
            self.subject.label("subject"), key.label("its_key"), *identity, *labelled
        ).where(self.subject.in_(list(subjects)))
        for row in connection.execute(query).mappings():
            yield Kept(
                subject=str(row["subject"]),
                key="" if self.key is None else str(plain(row["its_key"])),
                row_id="/".join(str(plain(row[f"id_{i}"])) for i in range(len(identity))),
                values={name: plain(row[f"its_{name}"]) for name in self.columns},
            )


def _primary_key(model: type[Base]) -> Sequence[ColumnElement[Any]]:
    return tuple(inspect(model).primary_key)


@dataclass(frozen=True)
class Kept:
    """A row as it stands in the database."""

    subject: str
    key: str
    row_id: str
    values: Values


class Told(Protocol):
    """A table whose rows entries tell, one by one or all of a subject at once."""

    @property
    def name(self) -> str:
        """As the database calls it."""

    def kept(self, connection: Connection, subjects: Iterable[UUID]) -> Iterator[Kept]:
        """What there is of these subjects."""


@dataclass(frozen=True)
class Noun:
    """What the ledger says of one noun. A history `begins` with one of the actions.

    The first table holds the row that has the subject for its id; `lines` are told by a hash.
    """

    kind: EntryKind
    begins: frozenset[str]
    tables: tuple[AuditedTable, ...]
    made: Callable[[Sequence[Said]], Iterable[Made | Contradiction]]
    goes_on: frozenset[str] = frozenset()
    lines: tuple[Told, ...] = ()

    def knows(self, said: Said) -> bool:
        """Whether the entry is one of this noun's."""
        return said.kind is self.kind and said.action in self.begins | self.goes_on


@dataclass
class _Rows:
    """All rows that the entries of some subjects made."""

    made: dict[tuple[str, str, str], Made] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read(self, noun: Noun, subject: str, said: Sequence[Said]) -> None:
        for one in noun.made(said):
            if isinstance(one, Contradiction):
                self.findings.append(Finding("ledger_audit.contradiction", one.position))
            else:
                self.made[one.table, subject, one.key] = one

    def hold_against(self, table: Told, kept: Kept, personal: Mapping[str, Row[Any]]) -> None:
        """Compare one row with what made it."""
        if (table.name, kept.subject, ANY) in self.made:
            return
        made = self.made.pop((table.name, kept.subject, kept.key), None)
        if made is None:
            unsaid = Finding("ledger_audit.row_unsaid", None, None, table.name, kept.row_id)
            self.findings.append(unsaid)
            return
        differing = tuple(sorted(_differing(made.values, kept.values, personal)))
        if differing:
            where = (table.name, kept.row_id, differing)
            self.findings.append(Finding("ledger_audit.row", made.position, None, *where))

    def missing(self) -> Iterator[Finding]:
        """The rows that were made and are not there."""
        for (table, subject, key), made in self.made.items():
            if not (made.may_be_absent or key == ANY):
                row = f"{subject}/{key}" if key else subject
                yield Finding("ledger_audit.row_missing", made.position, None, table, row)


def row_findings(
    connection: Connection, noun: Noun, said: Mapping[str, Sequence[Said]]
) -> list[Finding]:
    """What does not agree between the entries of some subjects and their rows."""
    rows = _Rows()
    for subject, entries in said.items():
        rows.read(noun, subject, entries)
    personal = _personal(connection, rows.made.values())
    subjects = [UUID(subject) for subject in said if _is_uuid(subject)]
    for table in (*noun.tables, *noun.lines):
        for kept in table.kept(connection, subjects):
            rows.hold_against(table, kept, personal)
    return [*rows.findings, *rows.missing()]


def _differing(made: Values, kept: Values, personal: Mapping[str, Row[Any]]) -> Iterator[str]:
    for name, wanted in made.items():
        found = kept[name]
        if isinstance(wanted, Sealed | Digest):
            is_same = wanted.is_of(found, personal)
        elif isinstance(wanted, Follows):
            is_same = found == wanted.by(kept[wanted.column])
        else:
            is_same = wanted == found
        if not is_same:
            yield name


def _personal(connection: Connection, made: Iterable[Made]) -> dict[str, Row[Any]]:
    values = (value for one in made for value in one.values.values())
    asked = {value.commitment for value in values if isinstance(value, Sealed)}
    query = select(LedgerPersonal.commitment, LedgerPersonal.salt).where(
        LedgerPersonal.commitment.in_(asked - {None})
    )
    rows: Iterable[Row[Any]] = connection.execute(query) if asked - {None} else ()
    return {row.commitment: row for row in rows}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
