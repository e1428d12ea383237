"""A person's or a cooperative's own data, for taking away: tables, entries as told, proofs.

A farmer takes the own lots, plots and entries; a manager all of the organisation. Nothing of
another organisation is in reach of any query here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select, true

from traceability.calendar import VIETNAM_TIME
from traceability.event_template import get_template
from traceability.merkle import inclusion_proof
from traceability.roles import Actor, Role
from webapp.db import reader
from webapp.models.account import Account, Membership
from webapp.models.certificate import Certificate
from webapp.models.checklist import ChecklistAssessment
from webapp.models.event import Event, EventPhoto, read_values
from webapp.models.ledger import LedgerEntry, stored_node
from webapp.models.lot import Lot, in_reach_of
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.events import as_pair, personal_words
from webapp.queries.ledger import Checkpoint, NoCheckpoint, public_checkpoint

Cell = str | int | None
_AT_ONCE: Final = 500
_NODES_KEPT: Final = 100_000


@dataclass(frozen=True)
class Table:
    """One table: names of columns, rows of plain cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class ExportedEntry:
    """One diary entry: as EPCIS told it, its values with the words of people, its proof."""

    id: UUID
    lot_code: str
    event_code: str
    labels: Mapping[str, str]
    event_time: datetime
    device_time: datetime | None
    received_at: datetime
    place_code: str
    recorder: str
    values: Mapping[str, Any]
    personal: Mapping[str, str]
    flags: tuple[str, ...]
    corrects: UUID | None
    photos: tuple[str, ...]
    position: int
    leaf_hash: str
    body: str
    path: tuple[str, ...] | None

    @property
    def event(self) -> dict[str, Any]:
        """The EPCIS event as the ledger keeps it."""
        told: dict[str, Any] = json.loads(self.body)["content"]["event"]
        return told


@dataclass(frozen=True)
class ExportedFile:
    """A file that belongs to the data, by the folder it goes to."""

    folder: str
    sha256: str


def export_tables(actor: Actor) -> tuple[Table, ...]:
    """Everything but the entries; each table is small beside them."""
    queries: dict[str, Select[*tuple[Any, ...]]] = {
        "lots": _lots(actor),
        "places": _places(actor),
        "products": _products(actor),
    }
    queries["account"] = select(Account.id, Account.name, Account.phone, Account.created_at).where(
        Account.id == actor.account_id
    )
    if actor.role is not Role.FARMER:
        queries["certificates"] = _own(Certificate, actor)
        queries["checklists"] = _own(ChecklistAssessment, actor)
    if actor.role is Role.MANAGER:
        queries["members"] = _members(actor)
    with reader() as connection:
        return tuple(_table(connection, name, query) for name, query in queries.items())


def export_entries(actor: Actor) -> Iterator[ExportedEntry]:
    """The entries in the order of the ledger, some hundreds at a time."""
    with reader() as connection:
        checkpoint, last = latest_checkpoint(), -1
        node = lru_cache(_NODES_KEPT)(stored_node(connection))
        while True:
            query = _entries(actor).where(Event.ledger_position > last).limit(_AT_ONCE)
            rows = connection.execute(query).all()
            if not rows:
                return
            ids = [row.id for row in rows]
            words, photos = personal_words(connection, ids), _photos(connection, ids)
            for row in rows:
                path = None
                if checkpoint is not None and row.ledger_position < checkpoint.size:
                    proof = inclusion_proof(row.ledger_position, checkpoint.size, node)
                    path = tuple(part.hex() for part in proof)
                yield _entry(row, words, tuple(photos.get(row.id, ())), path)
            last = rows[-1].ledger_position


def export_papers(actor: Actor) -> tuple[ExportedFile, ...]:
    """The originals of certificates, where the person takes the organisation's data."""
    if actor.role is Role.FARMER:
        return ()
    query = (
        select(Certificate.file_sha256)
        .where(Certificate.organisation_id == actor.organisation_id)
        .distinct()
        .order_by(Certificate.file_sha256)
    )
    with reader() as connection:
        return tuple(ExportedFile("certificates", it) for it in connection.scalars(query))


def latest_checkpoint() -> Checkpoint | None:
    """What the proofs lead to; None before the first was signed."""
    try:
        return public_checkpoint()
    except NoCheckpoint:
        return None


def _own(table: type[Certificate | ChecklistAssessment], actor: Actor) -> Select[*tuple[Any, ...]]:
    columns = tuple(table.__table__.columns)
    return select(*columns).where(table.organisation_id == actor.organisation_id)


def _lots(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lot.id,
            Lot.code,
            Product.name.label("product"),
            Product.gtin,
            Product.internal_code,
            Place.code.label("place"),
            Lot.state,
            Lot.opened_at,
            Lot.closed_at,
            Lot.made_on,
            Lot.expires_on,
            Lot.packed_units,
            Lot.activated_units,
            Lot.on_hold_at,
            Lot.recalled_at,
            Lot.cancelled_at,
            Lot.released_at,
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(_ours(actor))
        .order_by(Lot.opened_at, Lot.id)
    )


def _places(actor: Actor) -> Select[*tuple[Any, ...]]:
    columns = tuple(Place.__table__.columns)
    query = select(*columns).where(Place.organisation_id == actor.organisation_id)
    if actor.role is Role.FARMER:
        query = query.where(Place.keeper_id == actor.account_id)
    return query.order_by(Place.code)


def _products(actor: Actor) -> Select[*tuple[Any, ...]]:
    columns = tuple(Product.__table__.columns)
    query = select(*columns).where(Product.organisation_id == actor.organisation_id)
    if actor.role is Role.FARMER:
        query = query.where(Product.id.in_(select(Lot.product_id).where(_ours(actor))))
    return query.order_by(Product.internal_code)


def _members(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.id,
            Account.name,
            Account.phone,
            Membership.role,
            Membership.created_at,
            Membership.ended_at,
        )
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.organisation_id == actor.organisation_id)
        .order_by(Account.name, Membership.id)
    )


def _ours(actor: Actor) -> ColumnElement[bool]:
    return in_reach_of(actor) & (Lot.organisation_id == actor.organisation_id)


def _entries(actor: Actor) -> Select[*tuple[Any, ...]]:
    mine = or_(in_reach_of(actor), Event.actor_id == actor.account_id)
    return (
        select(
            Event.id,
            Event.event_code,
            Event.template_group,
            Event.template_version,
            Event.event_time,
            Event.device_time,
            Event.received_at,
            Event.values,
            Event.flags,
            Event.corrects_id,
            Event.ledger_position,
            Lot.code.label("lot_code"),
            Place.code.label("place_code"),
            Account.name.label("recorder"),
            LedgerEntry.leaf_hash,
            LedgerEntry.body,
        )
        .join(Lot, Lot.id == Event.lot_id)
        .join(Place, Place.id == Event.place_id)
        .join(LedgerEntry, LedgerEntry.position == Event.ledger_position)
        .outerjoin(Account, Account.id == Event.actor_id)
        .where(
            Event.organisation_id == actor.organisation_id,
            mine if actor.role is Role.FARMER else true(),
        )
        .order_by(Event.ledger_position)
    )


def _photos(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    query = (
        select(EventPhoto.event_id, EventPhoto.sha256)
        .where(EventPhoto.event_id.in_(ids))
        .order_by(EventPhoto.sha256)
    )
    found: dict[UUID, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.event_id, []).append(row.sha256)
    return found


def _entry(
    row: Row[Any],
    words: Mapping[str, str],
    photos: tuple[str, ...],
    path: tuple[str, ...] | None,
) -> ExportedEntry:
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    values = read_values(row.values)
    return ExportedEntry(
        id=row.id,
        lot_code=row.lot_code,
        event_code=row.event_code,
        labels=as_pair(template.labels),
        event_time=row.event_time,
        device_time=row.device_time,
        received_at=row.received_at,
        place_code=row.place_code,
        recorder=row.recorder or "",
        values=values.fields,
        personal={name: words[it] for name, it in values.personal.items() if it in words},
        flags=tuple(row.flags.split()),
        corrects=row.corrects_id,
        photos=photos,
        position=row.ledger_position,
        leaf_hash=row.leaf_hash,
        body=row.body,
        path=path,
    )


def _table(connection: Connection, name: str, query: Select[*tuple[Any, ...]]) -> Table:
    result = connection.execute(query)
    columns = tuple(result.keys())
    return Table(name, columns, tuple(tuple(map(plain_cell, row)) for row in result))


def plain_cell(value: object) -> Cell:
    """A column's value as text or number; instants at home, with their offset."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM_TIME).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value) if isinstance(value, Enum) else str(value)
