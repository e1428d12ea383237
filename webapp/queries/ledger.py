"""Reading and proving the ledger: checkpoints, and that an entry stands in them unchanged."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.orm import aliased

from traceability.disclosure import fact_name, read_value
from traceability.errors import Invalid, NotFound
from traceability.event_template import TemplateEvent, get_template
from traceability.lots import PUBLIC
from traceability.merkle import consistency_proof, inclusion_proof
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.event import Event
from webapp.models.ledger import EntryKind, LedgerCheckpoint, LedgerEntry, LedgerHead, stored_node
from webapp.models.lot import Lot
from webapp.queries.shown_values import ShownValue, shown_value


class NoCheckpoint(NotFound):
    """No checkpoint of that size was ever signed, or none at all yet."""

    code = "ledger.no_checkpoint"


class NoSuchEntry(NotFound):
    """No entry of the ledger tells of this event."""

    code = "ledger.no_entry"


class NoSuchPosition(NotFound):
    """The ledger is not that long; `size` entries are in it, counted from 0."""

    code = "ledger.no_position"


class BadSizes(Invalid):
    """A tree is compared with a later one of the same ledger, from one entry on."""

    code = "ledger.bad_sizes"


@dataclass(frozen=True)
class Checkpoint:
    """One signed checkpoint; `note` is what was signed, as text."""

    size: int
    root: str
    note: str
    signed_at: datetime


@dataclass(frozen=True)
class PublicStatement:
    """What anybody may read of an event: an entry of its own, whose body is all of it."""

    position: int
    leaf_hash: str
    body: str
    path: tuple[str, ...]

    @property
    def facts(self) -> dict[str, str]:
        """Which work, when, on which lot and where, and its public values, each as a text."""
        facts: dict[str, str] = json.loads(self.body)["content"]["facts"]
        return facts

    @property
    def labels(self) -> dict[str, str]:
        """The kind of work in people's words, by language."""
        return self._work.labels.both

    @property
    def values(self) -> tuple[tuple[str, ShownValue], ...]:
        """The public values that it tells, each with the name of its fact."""
        facts = self.facts
        told = ((fact_name(field), field) for field in self._work.fields)
        return tuple(
            (name, shown_value(field, read_value(field, facts[name])))
            for name, field in told
            if name in facts
        )

    @property
    def _work(self) -> TemplateEvent:
        group, version = self.facts["template"].split("/")
        return get_template(group, int(version)).event(self.facts["event_code"])

    @property
    def at(self) -> datetime:
        """When it was done, as was claimed."""
        return datetime.fromisoformat(self.facts["at"])


@dataclass(frozen=True)
class Correction:
    """What put an entry right; `event_id` is told to those who may read it."""

    event_id: UUID | None
    is_public: bool


@dataclass(frozen=True)
class EntryProof:
    """One entry and its way to the root of the latest checkpoint.

    Without a checkpoint the entry is so new that none holds it yet; `latest` is the one of before.
    `told` is what the public may read of it; entries that are not public have none, nor have those
    of before there were any. `kind` is that of the entry, or `public` for such a statement itself.
    `correction` is the latest event that put it right, where one did, and `is_lot_public` whether
    anybody may read the page of its lot.
    """

    position: int
    kind: str
    leaf_hash: str
    body: str | None
    received_at: datetime
    latest: Checkpoint | None
    checkpoint: Checkpoint | None
    path: tuple[str, ...]
    told: PublicStatement | None
    correction: Correction | None = None
    is_lot_public: bool = False

    @property
    def is_sealed(self) -> bool:
        """Whether a checkpoint holds the entry."""
        return self.checkpoint is not None

    @property
    def kind_words(self) -> str:
        """The code of the words for the kind."""
        return f"ledger.kind.{self.kind}"


def public_checkpoint(size: int | None = None) -> Checkpoint:
    """The latest checkpoint, or that of a size.

    Raises:
        NoCheckpoint.
    """
    query = select(
        LedgerCheckpoint.size,
        LedgerCheckpoint.root,
        LedgerCheckpoint.note,
        LedgerCheckpoint.signed_at,
    )
    if size is not None:
        query = query.where(LedgerCheckpoint.size == size)
    with reader() as connection:
        row = connection.execute(query.order_by(LedgerCheckpoint.size.desc()).limit(1)).first()
    if row is None:
        raise NoCheckpoint
    return Checkpoint(*row)


def public_consistency(old_size: int, size: int) -> tuple[str, ...]:
    """That the ledger of `size` entries begins with that of `old_size`, hash by hash.

    Raises:
        BadSizes: not an earlier and a later one that are both sealed.
    """
    with reader() as connection:
        sealed = connection.scalar(select(func.max(LedgerCheckpoint.size))) or 0
        if not 0 < old_size <= size <= sealed:
            raise BadSizes(sealed=sealed)
        proof = consistency_proof(old_size, size, stored_node(connection))
    return tuple(part.hex() for part in proof)


def entry_proof(actor: Actor, event_id: UUID) -> EntryProof:
    """The entry that recorded an event, and its proof in the latest checkpoint.

    Anybody may ask. The body holds more than the public page tells, so that it goes to the
    producer's own people and to agencies only.

    Raises:
        NoSuchEntry.
    """
    query = _entries().join(Event, Event.ledger_position == LedgerEntry.position)
    query = query.where(Event.id == event_id, LedgerEntry.kind == EntryKind.EPCIS)
    with reader() as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchEntry
        return _proof_of(connection, actor, row)


def position_proof(actor: Actor, position: int) -> EntryProof:
    """The entry at a position, counted from 0, of whichever kind, and its proof.

    Anybody may ask, and is told what it is and when it came. Bodies of decisions and of what was
    done to stamps are shown to nobody here; those of the diary as `entry_proof` has it.

    Raises:
        NoSuchPosition.
    """
    query = _entries().where(LedgerEntry.position == position)
    with reader() as connection:
        size = connection.execute(select(LedgerHead.size)).scalar_one()
        # A number that no database column holds is no position either.
        row = connection.execute(query).one_or_none() if 0 <= position < size else None
        if row is None:
            raise NoSuchPosition(size=size)
        return _proof_of(connection, actor, row)


def _entries() -> Select[*tuple[Any, ...]]:
    return select(
        LedgerEntry.position,
        LedgerEntry.kind,
        LedgerEntry.subject_id,
        LedgerEntry.leaf_hash,
        LedgerEntry.body,
        LedgerEntry.received_at,
        LedgerEntry.organisation_id,
    )


def _proof_of(connection: Connection, actor: Actor, row: Row[Any]) -> EntryProof:
    latest = latest_checkpoint()
    checkpoint = latest if latest and row.position < latest.size else None
    is_diary, is_public = row.kind is EntryKind.EPCIS, _is_public(row.body)
    told = _public_statement(connection, row, checkpoint) if is_diary and not is_public else None
    is_own = actor.sees_every_organisation or actor.organisation_id == row.organisation_id
    return EntryProof(
        position=row.position,
        kind="public" if is_public else row.kind.value,
        leaf_hash=row.leaf_hash,
        body=row.body if is_public or (is_diary and is_own) else None,
        received_at=row.received_at,
        latest=latest,
        checkpoint=checkpoint,
        path=_path(connection, row.position, checkpoint),
        told=told,
        correction=_correction_of(connection, row.subject_id, is_own=is_own) if is_diary else None,
        is_lot_public=told is not None and _is_lot_public(connection, row.subject_id),
    )


def _is_lot_public(connection: Connection, event_id: str) -> bool:
    query = select(Lot.state).join(Event, Event.lot_id == Lot.id).where(Event.id == UUID(event_id))
    return connection.scalar(query) in PUBLIC


def _correction_of(connection: Connection, event_id: str, *, is_own: bool) -> Correction | None:
    """The latest correction; where it is public, buyers read it in the place of the event."""
    lot_id = select(Event.lot_id).where(Event.id == UUID(event_id)).scalar_subquery()
    later = aliased(Event)
    query = select(later.id, later.is_public).where(
        later.lot_id == lot_id,
        later.corrects_id == UUID(event_id),
        later.quarantined_at.is_(None),
    )
    row = connection.execute(query.order_by(later.ledger_position.desc()).limit(1)).first()
    if row is None:
        return None
    return Correction(row.id if row.is_public or is_own else None, row.is_public)


def _path(connection: Connection, position: int, checkpoint: Checkpoint | None) -> tuple[str, ...]:
    if checkpoint is None:
        return ()
    path = inclusion_proof(position, checkpoint.size, stored_node(connection))
    return tuple(part.hex() for part in path)


def _public_statement(
    connection: Connection, entry: Row[Any], checkpoint: Checkpoint | None
) -> PublicStatement | None:
    """It was appended with the entry, right behind it."""
    position = entry.position + 1
    query = select(LedgerEntry.leaf_hash, LedgerEntry.body).where(
        LedgerEntry.position == position, LedgerEntry.subject_id == entry.subject_id
    )
    row = connection.execute(query).one_or_none()
    if row is None or not _is_public(row.body):
        return None
    path = _path(connection, position, checkpoint)
    return PublicStatement(position, row.leaf_hash, row.body, path)


def _is_public(body: str) -> bool:
    """Whether the body tells the public of another entry (decision 13), and may be read whole."""
    return "public_of" in json.loads(body)["content"]


def latest_checkpoint() -> Checkpoint | None:
    """The latest one that anybody may see; None while nothing was sealed."""
    try:
        return public_checkpoint()
    except NoCheckpoint:
        return None
