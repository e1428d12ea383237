"""Entries of the ledger one by one: body against columns, hashes and seal."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from traceability.canonical import sha256_hex
from traceability.checkpoint import entry_seal
from traceability.merkle import leaf_hash
from webapp.models.ledger import LedgerEntry, ledger_body
from webapp.queries.audits.rows import Finding, Said

AT_ONCE: Final = 2000
EntryRow = Row[*tuple[Any, ...]]
_COLUMNS: Final = tuple(LedgerEntry.__table__.columns)


def entries_in_parts(connection: Connection) -> Iterator[Sequence[EntryRow]]:
    """All entries in the order of their positions; only a part of them is held at a time."""
    query = select(*_COLUMNS).order_by(LedgerEntry.position).limit(AT_ONCE)
    part = connection.execute(query).all()
    while part:
        yield part
        part = connection.execute(query.where(LedgerEntry.position > part[-1].position)).all()


def read_entry(row: EntryRow) -> Said | None:
    """The entry as its body tells it; None where the body cannot be read."""
    try:
        body = json.loads(row.body)
        said = Said(row.position, row.kind, row.subject_id, body)
        ledger_body(row, said.content)
    except (ValueError, KeyError, TypeError):
        return None
    return said


def entry_findings(row: EntryRow, said: Said | None, key: bytes, sealed: int) -> list[Finding]:
    """What does not agree within one entry; `sealed` is how many the last checkpoint holds."""
    if said is None:
        return [Finding("ledger_audit.body", row.position)]
    columns = ledger_body(row, said.content)
    names = columns.keys() | said.body.keys()
    differing = {name for name in names if columns.get(name) != said.body.get(name, name)}
    body = row.body.encode()
    leaf = leaf_hash(body)
    hashes = {"body_sha256": sha256_hex(body), "leaf_hash": leaf.hex()}
    differing |= {name for name, it in hashes.items() if getattr(row, name) != it}
    if differing:
        where = ("ledger_entry", str(row.position), tuple(sorted(differing)))
        return [Finding("ledger_audit.entry", row.position, None, *where)]
    if row.seal is None and row.position < sealed:  # appended before there were seals
        return []
    is_sealed = row.seal == entry_seal(key, row.position, leaf) if row.position >= 0 else False
    return [] if is_sealed else [Finding("ledger_audit.seal", row.position)]


def begun_in(connection: Connection, subjects: Collection[str], first: int) -> set[str]:
    """Those subjects whose first entry stands at that position or behind it."""
    query = (
        select(LedgerEntry.subject_id)
        .where(LedgerEntry.subject_id.in_(subjects))
        .group_by(LedgerEntry.subject_id)
        .having(func.min(LedgerEntry.position) >= first)
    )
    return set(connection.scalars(query))


def later_entries(connection: Connection, subjects: Collection[str], last: int) -> list[Said]:
    """What was said of the subjects behind that position, in order."""
    query: Select[*tuple[Any, ...]] = (
        select(*_COLUMNS)
        .where(LedgerEntry.subject_id.in_(subjects), LedgerEntry.position > last)
        .order_by(LedgerEntry.position)
    )
    return [said for row in connection.execute(query) if (said := read_entry(row))]
