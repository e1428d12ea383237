"""What would be erased of a person, told before anything is; and where they are named still."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Enum,
    Row,
    String,
    Table,
    func,
    literal,
    select,
    true,
    tuple_,
)

from traceability.erasure import Person
from traceability.phone import Phone
from traceability.roles import Actor
from webapp.db import Base, reader, snapshot
from webapp.models.account import Account, Membership, SignIn
from webapp.models.person_words import (
    check_erasable,
    known_person,
    person_commitments,
    reports_of,
)
from webapp.models.place import Place

_ROWS_AT_ONCE: Final = 1000
# Bodies hold commitments to words; the others hold hashes, codes and names of an official list.
_WORDLESS_TABLES: Final = frozenset(
    {"ledger_entry", "ledger_node", "ledger_checkpoint", "ledger_dispatch"}
    | {"scan", "stamp", "province", "commune"}
)
# Hashes, codes, units, and copies of another column by which it is searched.
_WORDLESS_ENDS: Final = ("sha256", "hash", "salt", "code", "gtin", "unit", "_key", "_folded")


@dataclass(frozen=True)
class PersonKept:
    """How much is kept; `positions` counts the own plots of which it is known where they lie."""

    account_id: UUID
    person: Person
    words: int
    sign_ins: int
    memberships: int
    reports: int
    positions: int


def person_kept(_actor: Actor, phone: Phone) -> PersonKept:
    """What `erase_person` would find, refused as it refuses.

    Raises:
        NoSuchPerson, InOffice, OnlyManager.
    """
    with snapshot() as connection:  # words are read some at a time: PostgreSQL asks a transaction
        account_id, person = known_person(connection, phone)
        check_erasable(connection, account_id)
        sign_ins = select(func.count()).where(SignIn.account_id == account_id)
        current = select(func.count()).where(
            Membership.account_id == account_id, Membership.ended_at.is_(None)
        )
        positions = select(func.count()).where(
            Place.keeper_id == account_id, Place.latitude_e7.is_not(None)
        )
        return PersonKept(
            account_id=account_id,
            person=person,
            words=len(set(person_commitments(connection, account_id, person))),
            sign_ins=connection.execute(sign_ins).scalar_one(),
            memberships=connection.execute(current).scalar_one(),
            reports=len(reports_of(connection, person)),
            positions=connection.execute(positions).scalar_one(),
        )


def named_still(_actor: Actor, person: Person, *, but: UUID | None = None) -> dict[str, int]:
    """In which columns the person is named, and in how many rows; the account `but` aside, which is
    their own until it is erased.

    It reads every word there is, a part at a time, and holds no lock. Names of others' plots,
    reasons of decisions and words of namesakes are not taken away unseen: who asks looks at them.
    """
    found: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        columns = [it for it in table.columns if _holds_words(table, it)]
        is_own = but is not None and table.name == Account.__tablename__
        is_other = table.c.id != but if is_own else true()
        counts = [0] * len(columns)
        with reader() as connection:
            for row in _rows(connection, table, columns, is_other) if columns else ():
                for i in range(len(columns)):
                    counts[i] += person.is_named_in(row[i] or "")
        named = zip(columns, counts, strict=True)
        found |= {f"{table.name}.{it.name}": count for it, count in named if count}
    return found


def _holds_words(table: Table, column: Column[Any]) -> bool:
    return (
        isinstance(column.type, String)
        and not isinstance(column.type, Enum)
        and not (column.primary_key or column.foreign_keys)
        and table.name not in _WORDLESS_TABLES
        and not column.name.endswith(_WORDLESS_ENDS)
    )


def _rows(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]],
    where: ColumnElement[bool],
) -> Iterator[Row[Any]]:
    """The columns of every row, read by the primary key: no database has to hold a walk open."""
    key = list(table.primary_key.columns)
    query = select(*columns, *key).where(where).order_by(*key).limit(_ROWS_AT_ONCE)
    rows = connection.execute(query).all()
    while rows:
        yield from rows
        last = zip(key, rows[-1][len(columns) :], strict=True)
        beyond = tuple_(*key) > tuple_(*(literal(value, it.type) for it, value in last))
        rows = connection.execute(query.where(beyond)).all()
