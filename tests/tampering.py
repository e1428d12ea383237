"""Ways to touch the database behind the application's back, drawn by chance.

Each way gives back what the audit must name: an entry's position, or a row with its column.
"""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, Row, delete, insert, inspect, select, update

from traceability.merkle import leaf_hash
from webapp.db import db
from webapp.models import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerNode, LedgerPersonal
from webapp.queries.audits.lines import LINES
from webapp.queries.audits.registry import NOUNS
from webapp.queries.audits.rows import AuditedTable, Finding, Noun
from webapp.queries.audits.stamp_rolls import PARTS

# What may be missing without anybody's doing: a photo may still be on a phone.
MAY_BE_ABSENT = frozenset({"event_photo"})
# Columns by which the database tells rows apart; a copy needs others.
TELLING_APART = {
    "account": ("phone",),
    "area_code": ("code",),
    "event": ("ledger_position",),
    "laboratory_judgement": ("field",),
    "laboratory_limit_version": ("number",),
    "lot": ("code",),
    "organisation": ("short_code",),
    "place": ("code",),
    "product": ("gtin", "internal_code"),
    "input_register_version": ("number",),
    "stamp_order": ("first",),
    "template_opinion": ("number",),
    "template_version": ("version",),
    "stamp_roll": ("number", "first"),
}


@dataclass(frozen=True)
class Touched:
    """What the audit must name."""

    position: int | None = None
    table: str = ""
    row_id: str = ""
    column: str = ""

    def is_named_by(self, found: Finding) -> bool:
        """Whether the finding is about this."""
        if self.table:
            is_row = (found.table, found.row_id) == (self.table, self.row_id)
            # A row that was made anew, or is there no more, is named as a whole.
            return is_row and (not (self.column and found.columns) or self.column in found.columns)
        first = found.position if found.position is not None else -1
        return first <= (self.position or 0) <= (found.last if found.last is not None else first)


class NothingToTouch(Exception):
    """There is no such row, or no other value for it."""


def other_value(chance: random.Random, column: Any, kept: object) -> object:
    """Another value that the column can hold."""
    for key in column.foreign_keys:
        return _picked(chance, db.session.scalars(select(key.column)).all(), kept)
    if isinstance(column.type, Enum):
        return _picked(chance, list(column.type.enum_class), kept)
    kind = getattr(column.type, "impl", column.type).python_type
    return _CHANGED.get(kind, _longer)(chance, kept)


def _earlier(chance: random.Random, kept: datetime | None) -> datetime:
    return (kept or datetime(2026, 11, 22, tzinfo=UTC)) - timedelta(
        seconds=chance.randint(1, 10**7)
    )


def _longer(_: random.Random, kept: object) -> str:
    return f"{kept or ''}x"


_CHANGED: dict[type, Callable[[random.Random, Any], object]] = {
    bool: lambda _, kept: not kept,
    int: lambda chance, kept: (kept or 0) + chance.randint(1, 5),
    datetime: _earlier,
    date: lambda chance, kept: (kept or date(2026, 1, 1)) + timedelta(days=chance.randint(1, 400)),
    UUID: lambda chance, _: UUID(int=chance.getrandbits(128)),
}


def _picked(chance: random.Random, values: Sequence[object], kept: object) -> object:
    others = sorted((it for it in values if it != kept), key=str)
    if not others:
        raise NothingToTouch
    return chance.choice(others)


def _tables() -> list[tuple[Noun, AuditedTable]]:
    return [(noun, table) for noun in NOUNS for table in noun.tables]


def _rows(noun: Noun, table: AuditedTable) -> list[Row[Any]]:
    """The rows that entries speak of, in an order that is the same in every run."""
    begun = select(LedgerEntry.subject_id).where(LedgerEntry.kind == noun.kind)
    told = db.session.scalars(begun).all()
    subjects = [UUID(it) for it in told if len(it) == len(str(UUID(int=0)))]  # or it was touched
    query = select(table.model.__table__).where(table.subject.in_(subjects))
    if table.spoken is not None:
        query = query.where(table.spoken)
    rows = db.session.execute(query).all()
    return sorted(rows, key=lambda row: [str(it) for it in row])


def _a_row(chance: random.Random) -> tuple[Noun, AuditedTable, Row[Any]]:
    noun, table = chance.choice(_tables())
    rows = _rows(noun, table)
    if not rows:
        raise NothingToTouch
    return noun, table, chance.choice(rows)


def _key_text(table: AuditedTable, row: Any) -> str:
    """What tells rows of one subject apart; lines of the journal are told by entry and part."""
    if table.name == "stamp_movement":
        return str(row["position"] * PARTS + row["part"])
    return str(row[getattr(table.key, "name", "")])


def _key(table: AuditedTable, row: Any) -> str:
    return "/".join(str(row[it.name]) for it in inspect(table.model).primary_key)


def _is_it(table: AuditedTable, row: Any) -> list[Any]:
    return [it == row[it.name] for it in inspect(table.model).primary_key]


def _editable(table: AuditedTable) -> list[str]:
    keys = {it.name for it in inspect(table.model).primary_key}
    return [it for it in table.columns if table.model.__mapper__.columns[it].name not in keys]


def edit_a_column_of_a_row(chance: random.Random) -> list[Touched]:
    _, table, row = _a_row(chance)
    if not _editable(table):
        raise NothingToTouch
    name = chance.choice(_editable(table))
    column = table.model.__mapper__.columns[name]
    kept = row._mapping
    value = other_value(chance, column, kept[column.name])
    changed = update(table.model.__table__).where(*_is_it(table, kept))
    db.session.execute(changed.values({column.name: value}))
    return [Touched(table=table.name, row_id=_key(table, kept), column=name)]


def delete_a_row(chance: random.Random) -> list[Touched]:
    """With what hangs on it."""
    noun, table, row = _a_row(chance)
    if table.name in MAY_BE_ABSENT:
        raise NothingToTouch
    kept = row._mapping
    if table is noun.tables[0]:
        for hanging in (*noun.lines, *reversed(noun.tables[1:])):
            where = hanging.subject == kept["id"]
            db.session.execute(delete(hanging.model).where(where))
    db.session.execute(delete(table.model.__table__).where(*_is_it(table, kept)))
    subject = str(kept[table.subject.name])
    key = "" if table.key is None else f"/{_key_text(table, kept)}"
    return [Touched(table=table.name, row_id=subject + key)]


def insert_a_row(chance: random.Random) -> list[Touched]:
    """A copy of another one, so that everything about it looks right."""
    _, table, row = _a_row(chance)
    copy = dict(row._mapping)
    *_, key = inspect(table.model).primary_key
    for name in (key.name, *TELLING_APART.get(table.name, ())):
        copy[name] = other_value(chance, table.model.__table__.columns[name], copy[name])
    db.session.execute(insert(table.model.__table__).values(copy))
    return [Touched(table=table.name, row_id=_key(table, copy))]


def touch_a_line_of_a_register(chance: random.Random) -> list[Touched]:
    """A line is another one, is there no more, or is there twice; its version is named."""
    table = chance.choice([it for noun in NOUNS for it in noun.lines])
    query = select(table.model.__table__)
    kept = db.session.execute(query).mappings()
    rows = sorted(kept, key=lambda row: [str(it) for it in row.values()])
    row = chance.choice(rows)
    where = _is_it(table, row)
    way = chance.choice(["edit", "delete", "insert"])
    if way == "edit":
        keys = {it.name for it in inspect(table.model).primary_key} | {table.subject.name}
        names = [it.name for it in table.model.__table__.columns if it.name not in keys]
        column = table.model.__table__.columns[chance.choice(names)]
        value = other_value(chance, column, row[column.name])
        db.session.execute(update(table.model).where(*where).values({column.name: value}))
    elif way == "delete":
        db.session.execute(delete(table.model).where(*where))
    else:
        *_, key = inspect(table.model).primary_key
        other = other_value(chance, key, row[key.name])
        db.session.execute(insert(table.model).values(dict(row) | {key.name: other}))
    return [Touched(table=table.name, row_id=str(row[table.subject.name]), column=LINES)]


def swap_two_rows(chance: random.Random) -> list[Touched]:
    """Two rows of one table change what stands in one column."""
    noun, table, row = _a_row(chance)
    names = _editable(table)
    if not names:
        raise NothingToTouch
    name = chance.choice(names)
    column = table.model.__mapper__.columns[name].name
    here = row._mapping
    others = [it for it in _rows(noun, table) if it._mapping[column] != here[column]]
    if not others:
        raise NothingToTouch
    there = chance.choice(others)._mapping
    for kept, value in ((here, there[column]), (there, here[column])):
        changed = update(table.model.__table__).where(*_is_it(table, kept))
        db.session.execute(changed.values({column: value}))
    ids = [_key(table, it) for it in (here, there)]
    return [Touched(table=table.name, row_id=it, column=name) for it in ids]


def _position(chance: random.Random) -> int:
    positions = select(LedgerEntry.position).order_by(LedgerEntry.position)
    return chance.choice(list(db.session.scalars(positions)))


def _entry(position: int) -> Any:
    query = select(LedgerEntry.__table__).where(LedgerEntry.position == position)
    return db.session.execute(query).mappings().one()


def change_entry(position: int, /, **values: object) -> None:
    where = LedgerEntry.position == position
    db.session.execute(update(LedgerEntry).where(where).values(**values))


def edit_a_column_of_an_entry(chance: random.Random) -> list[Touched]:
    position = _position(chance)
    columns = [it for it in LedgerEntry.__table__.columns if it.name not in ("position", "body")]
    column = chance.choice(columns)
    value = other_value(chance, column, _entry(position)[column.name])
    change_entry(position, **{column.name: value})
    return [Touched(position)]


def edit_a_body(chance: random.Random) -> list[Touched]:
    """One character is another; the hashes stay as they were."""
    position = _position(chance)
    change_entry(position, body=_other_body(chance, position))
    return [Touched(position)]


def edit_a_body_and_its_hashes(chance: random.Random) -> list[Touched]:
    position = _position(chance)
    body = _other_body(chance, position)
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    leaf = leaf_hash(body.encode()).hex()
    change_entry(position, body=body, body_sha256=sha256, leaf_hash=leaf)
    return [Touched(position)]


def _other_body(chance: random.Random, position: int) -> str:
    body = str(_entry(position)["body"])
    place = chance.randrange(len(body))
    other = chance.choice("0123456789abcdef".replace(body[place], ""))
    return body[:place] + other + body[place + 1 :]


def delete_an_entry(chance: random.Random) -> list[Touched]:
    position = _position(chance)
    db.session.execute(delete(LedgerEntry).where(LedgerEntry.position == position))
    return [Touched(position)]


def swap_two_entries(chance: random.Random) -> list[Touched]:
    """They change places, whole as they are."""
    one, other = _position(chance), _position(chance)
    if one == other:
        raise NothingToTouch
    for before, after in ((one, -1), (other, one), (-1, other)):
        change_entry(before, position=after)
    return [Touched(one), Touched(other)]


def cut_off_the_rest(chance: random.Random) -> list[Touched]:
    """Entries from one on are gone; half the time the head is set back with them."""
    position = _position(chance)
    sealed = db.session.scalar(select(LedgerCheckpoint.size).order_by(LedgerCheckpoint.size.desc()))
    db.session.execute(delete(LedgerEntry).where(LedgerEntry.position >= position))
    if chance.random() < 0.5 and position < (sealed or 0):
        db.session.execute(update(LedgerHead).values(size=position))
    return [Touched(position)]


def insert_an_entry(chance: random.Random) -> list[Touched]:
    """A copy of another one at the end; half the time the head is moved for it."""
    size = db.session.scalars(select(LedgerHead.size)).one()
    db.session.execute(
        insert(LedgerEntry).values(dict(_entry(_position(chance))) | {"position": size})
    )
    if chance.random() < 0.5:
        db.session.execute(update(LedgerHead).values(size=size + 1))
    return [Touched(size)]


def edit_the_tree(chance: random.Random) -> list[Touched]:
    nodes = sorted(
        db.session.execute(select(LedgerNode.level, LedgerNode.index).order_by(None)).all()
    )
    level, index = chance.choice(nodes)
    where = (LedgerNode.level == level, LedgerNode.index == index)
    if chance.random() < 0.5:
        db.session.execute(update(LedgerNode).where(*where).values(hash="00" * 32))
    else:
        db.session.execute(delete(LedgerNode).where(*where))
    return [Touched(index << level)]


def edit_a_checkpoint(chance: random.Random) -> list[Touched]:
    sizes = list(db.session.scalars(select(LedgerCheckpoint.size).order_by(LedgerCheckpoint.size)))
    size = chance.choice(sizes)
    note = db.session.scalars(
        select(LedgerCheckpoint.note).where(LedgerCheckpoint.size == size)
    ).one()
    values = chance.choice([{"root": "00" * 32}, {"note": note.replace("\n", "\nx", 1)}])
    where = LedgerCheckpoint.size == size
    db.session.execute(update(LedgerCheckpoint).where(where).values(**values))
    return [Touched(size)]


def edit_what_is_kept_beside(chance: random.Random) -> list[Touched]:
    kept = chance.choice(sorted(db.session.scalars(select(LedgerPersonal.commitment))))
    where = LedgerPersonal.commitment == kept
    db.session.execute(update(LedgerPersonal).where(where).values(value=f"x{chance.random()}"))
    return [Touched(table="ledger_personal", row_id=kept)]


WAYS: tuple[Callable[[random.Random], list[Touched]], ...] = (
    edit_a_column_of_a_row,
    edit_a_column_of_a_row,
    edit_a_column_of_a_row,
    delete_a_row,
    insert_a_row,
    swap_two_rows,
    touch_a_line_of_a_register,
    edit_a_column_of_an_entry,
    edit_a_body,
    edit_a_body_and_its_hashes,
    delete_an_entry,
    swap_two_entries,
    cut_off_the_rest,
    insert_an_entry,
    edit_the_tree,
    edit_a_checkpoint,
    edit_what_is_kept_beside,
)

# Ways of which none takes back what another did.
TOGETHER = (
    edit_a_column_of_a_row,
    swap_two_rows,
    edit_a_column_of_an_entry,
    edit_a_body,
    edit_a_body_and_its_hashes,
)
