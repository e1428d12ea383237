"""Walking the whole ledger: entries against columns, tree, signatures, and what was made of them.

A finding names the entry that was touched. Who can write to the database can make an entry, its
hashes and the tree agree with one another again; they do not agree with a checkpoint signed
before, least of all with one that is kept elsewhere.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from traceability.canonical import canonical_json, sha256_hex
from traceability.checkpoint import BadCheckpoint, LogKey, read_checkpoint
from traceability.merkle import TreeHead, leaf_hash, node_hash, root_hash
from webapp.db import reader
from webapp.models.activation import Activation
from webapp.models.event import Event
from webapp.models.ledger import (
    EntryKind,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    LedgerNode,
    instant_text,
    ledger_body,
)

_AT_ONCE: Final = 2000
_COLUMNS: Final = tuple(LedgerEntry.__table__.columns)
_MADE_BY_ACTIVATION: Final = ("lot_id", "roll_id", "key_id", "first", "last")


@dataclass(frozen=True)
class Finding:
    """What does not agree. `last` is another position where only a range can be named."""

    code: str
    position: int
    last: int | None = None


@dataclass(frozen=True)
class Audit:
    """So many entries were walked, and held against so many checkpoints."""

    size: int
    checkpoints: int
    findings: tuple[Finding, ...]


@dataclass
class _Walk:
    """What was read: the hash of every entry's body, and what entries say of other rows."""

    leaves: dict[int, bytes] = field(default_factory=dict)
    events: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    activations: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """One more than the last position there is."""
        return max(self.leaves, default=-1) + 1


class _Stored:
    """The tree as it is stored; a node that is missing has a hash that nothing has."""

    def __init__(self, connection: Connection) -> None:
        place = LedgerNode.index.label("place")  # a row has a method `index` of its own
        rows = connection.execute(select(LedgerNode.level, place, LedgerNode.hash))
        self.nodes = {(row.level, row.place): bytes.fromhex(row.hash) for row in rows}

    def __call__(self, level: int, index: int) -> bytes:
        return self.nodes.get((level, index), b"")


def audit_ledger(key: LogKey, kept_elsewhere: Sequence[str] = ()) -> Audit:
    """Walk the log from its first entry to its last; `kept_elsewhere` are checkpoints of before.

    Raises:
        BadCheckpoint: one of those that were kept elsewhere is none of this ledger.
    """
    outside = [read_checkpoint(note, key) for note in kept_elsewhere]
    with reader() as connection:
        walk, findings = _Walk(), []
        for row in _entries(connection):
            findings += _entry_findings(row, walk)
        head = connection.execute(select(LedgerHead.size)).scalar_one()
        signed = connection.execute(_CHECKPOINTS).all()
        stored = _Stored(connection)
        findings += _gap_findings(walk, max([head, *(row.size for row in signed)]))
        findings += _event_findings(connection, walk)
        findings += _activation_findings(connection, walk)
    findings += [Finding("ledger_audit.beyond_head", it) for it in walk.leaves if it >= head]
    findings += _tree_findings(walk, stored, max((row.size for row in signed), default=0))
    findings += [it for row in signed for it in _signature_findings(row, key)]
    heads = [TreeHead(row.size, bytes.fromhex(row.root)) for row in signed] + outside
    findings += _root_findings(sorted(heads, key=lambda it: it.size), walk, stored)
    return Audit(walk.size, len(heads), tuple(findings))


_CHECKPOINTS: Final = select(
    LedgerCheckpoint.size, LedgerCheckpoint.root, LedgerCheckpoint.note
).order_by(LedgerCheckpoint.size)


def _entries(connection: Connection) -> Iterator[Row[*tuple[Any, ...]]]:
    last = -1
    while True:
        query = select(*_COLUMNS).where(LedgerEntry.position > last)
        rows = connection.execute(query.order_by(LedgerEntry.position).limit(_AT_ONCE)).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].position


def _entry_findings(row: Row[*tuple[Any, ...]], walk: _Walk) -> list[Finding]:
    body = row.body.encode()
    walk.leaves[row.position] = leaf_hash(body)
    try:
        told = json.loads(row.body)
        repeated = ledger_body(row, told["content"])
        is_whole = canonical_json(repeated) == body
    except (ValueError, KeyError, TypeError):
        return [Finding("ledger_audit.body", row.position)]
    _note_subject(walk, row, told)
    hashes = (sha256_hex(body), leaf_hash(body).hex())
    if is_whole and hashes == (row.body_sha256, row.leaf_hash):
        return []
    return [Finding("ledger_audit.entry", row.position)]


def _note_subject(walk: _Walk, row: Row[*tuple[Any, ...]], told: dict[str, Any]) -> None:
    content = told["content"]
    if row.kind is EntryKind.EPCIS and "event" in content:
        walk.events[row.subject_id] = (row.position, told)
    elif row.kind is EntryKind.STAMP and content.get("action") == "activated":
        walk.activations[str(content["activation_id"])] = (row.position, content)


def _gap_findings(walk: _Walk, size: int) -> list[Finding]:
    """Entries that were there once: the head or a checkpoint counted them."""
    return [Finding("ledger_audit.missing", it) for it in range(size) if it not in walk.leaves]


def _event_findings(connection: Connection, walk: _Walk) -> list[Finding]:
    """The searchable copy of each event, held against the entry that recorded it."""
    query = select(
        Event.id,
        Event.organisation_id,
        Event.event_time,
        Event.values,
        Event.flags,
        Event.request_sha256,
        Event.on_behalf_of_id,
        Event.paper_page_id,
        Event.ledger_position,
    )
    found = []
    unseen = dict(walk.events)
    for row in connection.execute(query):
        position, told = unseen.pop(str(row.id), (row.ledger_position, {"content": {}}))
        if position != row.ledger_position or not _is_copy(row, told):
            found.append(Finding("ledger_audit.event", row.ledger_position))
    return found + [Finding("ledger_audit.event", position) for position, _ in unseen.values()]


def _is_copy(row: Row[*tuple[Any, ...]], told: dict[str, Any]) -> bool:
    columns = (str(row.organisation_id), instant_text(row.event_time))
    content = {
        "flags": row.flags.split(),
        "request_sha256": row.request_sha256,
        "values_sha256": sha256_hex(row.values.encode()),
    }
    is_same = all(told["content"].get(name) == value for name, value in content.items())
    return (
        is_same
        and _has_origin(row, told["content"])
        and columns == (told.get("organisation_id"), told.get("claimed_at"))
    )


def _has_origin(row: Row[*tuple[Any, ...]], content: dict[str, Any]) -> bool:
    """For whom it was entered and from which page; entries of one's own say neither."""
    paper = content.get("paper_page")
    told = (content.get("on_behalf_of"), paper.get("id") if isinstance(paper, dict) else paper)
    kept = (row.on_behalf_of_id, row.paper_page_id)
    return told == tuple(str(it) if it else None for it in kept)


def _activation_findings(connection: Connection, walk: _Walk) -> list[Finding]:
    """Stamps that are active without an entry, or otherwise than the entry says."""
    query = select(Activation.id, *(getattr(Activation, name) for name in _MADE_BY_ACTIVATION))
    found = []
    unseen = dict(walk.activations)
    for row in connection.execute(query):
        position, content = unseen.pop(str(row.id), (walk.size, {}))
        told = [str(content.get(name)) for name in _MADE_BY_ACTIVATION]
        if told != [str(getattr(row, name)) for name in _MADE_BY_ACTIVATION]:
            found.append(Finding("ledger_audit.activation", position))
    return found + [Finding("ledger_audit.activation", it) for it, _ in unseen.values()]


def _tree_findings(walk: _Walk, stored: _Stored, size: int) -> Iterator[Finding]:
    """Bodies against the tree's leaves, and every stored subtree against its halves."""
    for position in range(size):
        if position in walk.leaves and stored(0, position) != walk.leaves[position]:
            yield Finding("ledger_audit.leaf", position)
    for level in range(1, size.bit_length()):
        for index in range(size >> level):
            halves = node_hash(stored(level - 1, 2 * index), stored(level - 1, 2 * index + 1))
            if stored(level, index) != halves:
                yield Finding("ledger_audit.node", index << level, (index + 1 << level) - 1)


def _signature_findings(row: Row[*tuple[Any, ...]], key: LogKey) -> list[Finding]:
    try:
        head = read_checkpoint(row.note, key)
    except BadCheckpoint:
        return [Finding("ledger_audit.signature", row.size)]
    is_noted = head == TreeHead(row.size, bytes.fromhex(row.root))
    return [] if is_noted else [Finding("ledger_audit.signature", row.size)]


def _root_findings(heads: Sequence[TreeHead], walk: _Walk, stored: _Stored) -> list[Finding]:
    """The first tree that is not the one that was signed names where it was rewritten."""
    agreed = 0
    for head in heads:
        is_there = head.size <= walk.size
        if is_there and root_hash(head.size, stored) != head.root:
            return [Finding("ledger_audit.rewritten", agreed, head.size - 1)]
        if not is_there:
            return [Finding("ledger_audit.truncated", walk.size, head.size - 1)]
        agreed = head.size
    return []
