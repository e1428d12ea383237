"""The append-only ledger: entries, their head and tree, checkpoints, and erasable personal data."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.merkle import CompleteNode, Node
from webapp.db import Base, UtcDateTime, coded


class EntryKind(StrEnum):
    EPCIS = "epcis"
    STAMP = "stamp"
    DECISION = "decision"


class LedgerEntry(Base):
    """One leaf. `body` is canonical JSON text that repeats every other column but the position.

    `seal` is a keyed hash of position and leaf; what was appended before there were any has none,
    and is held by a checkpoint. No foreign keys: an entry outlives whatever it speaks of.
    """

    __tablename__ = "ledger_entry"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[EntryKind] = mapped_column(coded(EntryKind, "kind"))
    subject_id: Mapped[str] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(index=True)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    device_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[UUID | None]
    device_id: Mapped[UUID | None]
    body: Mapped[str] = mapped_column(Text)
    body_sha256: Mapped[str]
    leaf_hash: Mapped[str]
    seal: Mapped[str | None]


class LedgerHead(Base):
    """One row; whoever appends holds it. Its size is the next position, so there are no gaps."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)


class LedgerPersonal(Base):
    """What a body names only by `sha256(salt + value)`; erasing the row leaves proofs valid."""

    __tablename__ = "ledger_personal"

    commitment: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str]
    value: Mapped[str]
    subject_id: Mapped[str] = mapped_column(index=True)


class LedgerNode(Base):
    """A complete subtree, leaves among them; none ever changes, and every proof is made of a few.

    The leaves stand here a second time: an entry that was edited together with its own hash is
    told by it.
    """

    __tablename__ = "ledger_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str]


_NODES: Final = cast(Table, LedgerNode.__table__)
# Three arrays in one statement take half the time of as many rows.
_NODES_AT_ONCE: Final = insert(_NODES).from_select(
    ["level", "index", "hash"],
    select(
        func.unnest(bindparam("levels", type_=ARRAY(Integer))),
        func.unnest(bindparam("indices", type_=ARRAY(BigInteger))),
        func.unnest(bindparam("hashes", type_=ARRAY(Text))),
    ),
)


def keep_nodes(session: Session, nodes: Iterable[CompleteNode]) -> None:
    """Store subtrees that became complete."""
    rows = [(one.level, one.index, one.hash.hex()) for one in nodes]
    if session.connection().dialect.name == "postgresql":
        columns = zip(("levels", "indices", "hashes"), zip(*rows, strict=True), strict=True)
        session.execute(_NODES_AT_ONCE, {name: list(values) for name, values in columns})
    else:
        names = ("level", "index", "hash")
        session.execute(insert(_NODES), [dict(zip(names, row, strict=True)) for row in rows])


class LedgerCheckpoint(Base):
    """The tree as it was signed; `note` is what was given out, byte for byte."""

    __tablename__ = "ledger_checkpoint"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)


def stored_node(reading: Session | Connection) -> Node:
    """The tree's complete subtrees, looked up one by one."""

    def node(level: int, index: int) -> bytes:
        query = select(LedgerNode.hash).where(LedgerNode.level == level, LedgerNode.index == index)
        return bytes.fromhex(reading.execute(query).scalar_one())

    return node


def told_subjects(session: Session, *actions: str) -> set[str]:
    """Whom decisions of these actions speak of."""
    # In canonical JSON a text holds no bare quotation mark, so that no value can look like this.
    marks = [LedgerEntry.body.like(f'%"action":"{action}"%') for action in actions]
    query = select(LedgerEntry.subject_id).where(
        LedgerEntry.kind == EntryKind.DECISION, or_(*marks)
    )
    return set(session.scalars(query))


def ledger_body(columns: Any, content: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """The body of an entry, from what is to be written or from a row that was read.

    It repeats every column but the position, so that none can be changed unseen
    (docs/architecture.md, the ledger).
    """
    return {
        "kind": columns.kind.value,
        "subject_id": columns.subject_id,
        "organisation_id": _text(columns.organisation_id),
        "claimed_at": instant_text(columns.claimed_at),
        "device_at": instant_text(columns.device_at),
        "received_at": instant_text(columns.received_at),
        "actor_id": _text(columns.actor_id),
        "device_id": _text(columns.device_id),
        "content": dict(content),
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def plain(value: object) -> object:
    """A column's value as bodies spell it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def instant_text(value: datetime | None) -> str | None:
    """In UTC and with microseconds, so that one instant has one spelling on both databases."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
