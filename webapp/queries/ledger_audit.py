"""Walking the whole ledger: entries against columns, tree, signatures, and all that they made.

A finding names the entry or the row that was touched. Who can write to the database can make an
entry, its hashes and the tree agree with one another again; they do not agree with its seal, with a
checkpoint signed before, least of all with one that is kept elsewhere. However long the ledger is,
only a part of it is held in memory.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection, func, or_, select

from traceability.canonical import sha256_hex
from traceability.checkpoint import BadCheckpoint, LogKey, read_checkpoint
from traceability.errors import Refusal
from traceability.merkle import TreeHead, leaf_hash
from webapp.db import SEAL_KEY, snapshot
from webapp.models.ledger import LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerPersonal
from webapp.queries.audits.counted import counted_findings
from webapp.queries.audits.entries import (
    EntryRow,
    begun_in,
    entries_in_parts,
    entry_findings,
    later_entries,
    read_entry,
)
from webapp.queries.audits.registry import NOUNS
from webapp.queries.audits.rows import Finding, Noun, Said, row_findings
from webapp.queries.audits.tree import TreeWalk

AT_ONCE: Final = 2000
# A history that breaks the rules it was written by is none.
_UNREADABLE: Final = (KeyError, TypeError, ValueError, IndexError, AttributeError, Refusal)


@dataclass(frozen=True)
class Audit:
    """So many entries were walked, and held against so many checkpoints.

    `unknown` counts entries of actions that no noun knows: those of another release.
    """

    size: int
    checkpoints: int
    findings: tuple[Finding, ...]
    unknown: Mapping[str, int]


def audit_ledger(
    key: LogKey, kept_elsewhere: Sequence[str] = (), nouns: Sequence[Noun] = NOUNS
) -> Audit:
    """Walk the log from its first entry to its last; `kept_elsewhere` are checkpoints of before.

    Raises:
        BadCheckpoint: one of those that were kept elsewhere is none of this ledger.
    """
    outside = sorted((read_checkpoint(note, key) for note in kept_elsewhere), key=_size)
    with snapshot() as connection:
        sealed = connection.scalar(select(func.max(LedgerCheckpoint.size))) or 0
        heads = heapq.merge(_signed_heads(connection), iter(outside), key=_size)
        tree = TreeWalk(connection, sealed, heads)
        walk = _Walk(connection, nouns, tree, sealed)
        findings = [
            *_signature_findings(connection, key),
            *walk.findings(max([sealed, *map(_size, outside)])),
            *_unsaid_rows(connection, nouns),
            *_personal_findings(connection),
            *counted_findings(connection),
        ]
    return Audit(walk.size, tree.checkpoints, tuple(dict.fromkeys(findings)), walk.unknown)


def _size(head: TreeHead) -> int:
    return head.size


@dataclass
class _Walk:
    connection: Connection
    nouns: Sequence[Noun]
    tree: TreeWalk
    sealed: int
    size: int = 0
    unknown: Counter[str] = field(default_factory=Counter)

    def findings(self, signed: int) -> Iterator[Finding]:
        """Go through all entries once; `signed` is the largest tree that was ever signed."""
        head = self.connection.execute(select(LedgerHead.size)).scalar_one()
        expected = max(head, signed)
        for part in entries_in_parts(self.connection):
            yield from self._gaps([row.position for row in part], expected)
            yield from (
                Finding("ledger_audit.beyond_head", row.position)
                for row in part
                if not 0 <= row.position < head
            )
            yield from self._part(part)
            self.size = part[-1].position + 1
        if self.size < expected:
            yield Finding("ledger_audit.missing", self.size, expected - 1)
        yield from self.tree.end()

    def _gaps(self, positions: Sequence[int], expected: int) -> Iterator[Finding]:
        awaited = self.size
        for position in positions:
            if awaited < min(position, expected):
                yield Finding("ledger_audit.missing", awaited, min(position, expected) - 1)
            awaited = max(awaited, position + 1)

    def _part(self, part: Sequence[EntryRow]) -> Iterator[Finding]:
        key = self.connection.get_execution_options()[SEAL_KEY]
        read = [(row, read_entry(row)) for row in part]
        for row, said in read:
            yield from entry_findings(row, said, key, self.sealed)
        leaves = {row.position: leaf_hash(row.body.encode()) for row in part}
        yield from self.tree.go_on(part[-1].position, leaves)
        yield from self._rows([said for _, said in read if said is not None])

    def _rows(self, told: Sequence[Said]) -> Iterator[Finding]:
        """Every subject is looked at once, with all its entries, where its first one stands."""
        self.unknown.update(it.action for it in told if not any(n.knows(it) for n in self.nouns))
        if not told:
            return
        first, last = told[0].position, told[-1].position
        subjects = begun_in(self.connection, {it.subject_id for it in told}, first)
        entries = [it for it in told if it.subject_id in subjects]
        entries += later_entries(self.connection, subjects, last)
        for noun in self.nouns:
            of_subject: dict[str, list[Said]] = defaultdict(list)
            for said in entries:
                if noun.knows(said):
                    of_subject[said.subject_id].append(said)
            if of_subject:
                yield from self._rows_of(noun, of_subject)

    def _rows_of(self, noun: Noun, said: Mapping[str, Sequence[Said]]) -> Iterator[Finding]:
        try:
            yield from row_findings(self.connection, noun, said)
        except _UNREADABLE:
            if len(said) == 1:  # what is read together is read apart to find which it is
                yield Finding("ledger_audit.body", next(iter(said.values()))[-1].position)
                return
            for subject, entries in said.items():
                yield from self._rows_of(noun, {subject: entries})


def _signed_heads(connection: Connection) -> Iterator[TreeHead]:
    query = select(LedgerCheckpoint.size, LedgerCheckpoint.root).order_by(LedgerCheckpoint.size)
    last = -1
    while part := connection.execute(
        query.where(LedgerCheckpoint.size > last).limit(AT_ONCE)
    ).all():
        for row in part:
            yield TreeHead(row.size, _root(row.root))
        last = part[-1].size


def _root(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _signature_findings(connection: Connection, key: LogKey) -> Iterator[Finding]:
    query = select(LedgerCheckpoint.size, LedgerCheckpoint.root, LedgerCheckpoint.note)
    last = 0
    while part := connection.execute(
        query.where(LedgerCheckpoint.size > last).order_by(LedgerCheckpoint.size).limit(AT_ONCE)
    ).all():
        for row in part:
            if not _is_signed(row.note, TreeHead(row.size, _root(row.root)), key):
                yield Finding("ledger_audit.signature", row.size)
        last = part[-1].size


def _is_signed(note: str, head: TreeHead, key: LogKey) -> bool:
    """By our key, under the name the log had then: it is called after its host, which may move."""
    try:
        return read_checkpoint(note, replace(key, name=note.partition("\n")[0])) == head
    except BadCheckpoint:
        return False


def _unsaid_rows(connection: Connection, nouns: Sequence[Noun]) -> Iterator[Finding]:
    """Rows of which the ledger says nothing: they were put there behind our back."""
    for noun in nouns:
        table = noun.tables[0]
        by_subject = table.subject.nulls_last()  # without one, a row is of nobody's telling
        query = select(table.subject.label("subject")).order_by(by_subject).limit(AT_ONCE)
        if table.spoken is not None:
            query = query.where(table.spoken)
        part = connection.scalars(query).all()
        while part:
            said = _said_of(connection, noun, [str(it) for it in part])
            for subject in part:
                if str(subject) not in said:
                    where = (None, None, table.name, str(subject))
                    yield Finding("ledger_audit.row_unsaid", *where)
            if part[-1] is None:
                break
            part = connection.scalars(query.where(table.subject > part[-1])).all()


def _said_of(connection: Connection, noun: Noun, subjects: Sequence[str]) -> set[str]:
    # In canonical JSON a text holds no bare quotation mark, so that no value can look like this.
    marks = [f'%"{action}":{{%' for action in noun.begins]
    marks += [f'%"action":"{action}"%' for action in noun.begins]
    query = select(LedgerEntry.subject_id).where(
        LedgerEntry.subject_id.in_(subjects),
        LedgerEntry.kind == noun.kind,
        or_(*(LedgerEntry.body.like(mark) for mark in marks)),
    )
    return set(connection.scalars(query))


def _personal_findings(connection: Connection) -> Iterator[Finding]:
    """What is kept beside the ledger must be what entries committed to."""
    query = select(LedgerPersonal.commitment, LedgerPersonal.salt, LedgerPersonal.value)
    last = ""
    while part := connection.execute(
        query.where(LedgerPersonal.commitment > last)
        .order_by(LedgerPersonal.commitment)
        .limit(AT_ONCE)
    ).all():
        for row in part:
            if sha256_hex(f"{row.salt}{row.value}".encode()) != row.commitment:
                where = ("ledger_personal", row.commitment, ("value",))
                yield Finding("ledger_audit.personal", None, None, *where)
        last = part[-1].commitment
