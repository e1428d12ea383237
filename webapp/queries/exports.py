"""A person's or a cooperative's own data, for taking away: tables, entries as told, proofs.

A farmer takes the own lots, plots and entries; a manager all of the organisation. Nothing of
another organisation is in reach of any query here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from traceability.event_template import get_template
from traceability.merkle import inclusion_proof
from traceability.roles import Actor, Role
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.certificate import Certificate
from webapp.models.checklist import ChecklistAnswer, ChecklistAssessment, assessments_in_reach
from webapp.models.event import Event, EventPhoto, EventPlace, read_values
from webapp.models.ledger import LedgerEntry, stored_node
from webapp.models.lot import Lot
from webapp.models.paper_page import PaperPage, PaperPagePhoto, pages_in_reach
from webapp.models.place import Place
from webapp.queries.events import as_pair, personal_words
from webapp.queries.export_reach import own_entries
from webapp.queries.ledger import Checkpoint, NoCheckpoint, public_checkpoint

_AT_ONCE: Final = 500
_NODES_KEPT: Final = 100_000


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
    other_place_codes: tuple[str, ...]
    recorder: str
    on_behalf_of: str
    paper_page_id: UUID | None
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
            beside = _Beside(
                words=personal_words(connection, ids),
                photos=_photos(connection, ids),
                places=_other_places(connection, ids),
            )
            for row in rows:
                path = None
                if checkpoint is not None and row.ledger_position < checkpoint.size:
                    proof = inclusion_proof(row.ledger_position, checkpoint.size, node)
                    path = tuple(part.hex() for part in proof)
                yield _entry(row, beside, path)
            last = rows[-1].ledger_position


def export_papers(actor: Actor) -> Iterator[ExportedFile]:
    """The originals of pages of paper, of what proves answers to checklists, and of certificates
    where the person takes the organisation's data; each file once in each folder.
    """
    pages = (
        select(PaperPagePhoto.sha256)
        .join(PaperPage, PaperPage.id == PaperPagePhoto.paper_page_id)
        .where(pages_in_reach(actor), PaperPage.organisation_id == actor.organisation_id)
    )
    certified = select(Certificate.file_sha256).where(
        Certificate.organisation_id == actor.organisation_id
    )
    evidence = (
        select(ChecklistAnswer.file_sha256)
        .join(ChecklistAssessment, ChecklistAssessment.id == ChecklistAnswer.assessment_id)
        .where(
            assessments_in_reach(actor),
            ChecklistAssessment.organisation_id == actor.organisation_id,
            ChecklistAnswer.file_sha256.is_not(None),
        )
    )
    queries: dict[str, Select[str] | Select[str | None]] = {
        "paper-pages": pages,
        "checklists": evidence,
    }
    if actor.role is not Role.FARMER:
        queries["certificates"] = certified
    with reader() as connection:
        for folder, query in queries.items():
            for sha256 in connection.scalars(query.distinct()):
                yield ExportedFile(folder, str(sha256))


def latest_checkpoint() -> Checkpoint | None:
    """What the proofs lead to; None before the first was signed."""
    try:
        return public_checkpoint()
    except NoCheckpoint:
        return None


def _entries(actor: Actor) -> Select[*tuple[Any, ...]]:
    member = aliased(Account)
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
            member.name.label("on_behalf_of"),
            Event.paper_page_id,
            LedgerEntry.leaf_hash,
            LedgerEntry.body,
        )
        .join(Lot, Lot.id == Event.lot_id)
        .join(Place, Place.id == Event.place_id)
        .join(LedgerEntry, LedgerEntry.position == Event.ledger_position)
        .outerjoin(Account, Account.id == Event.actor_id)
        .outerjoin(member, member.id == Event.on_behalf_of_id)
        .where(own_entries(actor))
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


def _other_places(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    query = (
        select(EventPlace.event_id, Place.code)
        .join(Place, Place.id == EventPlace.place_id)
        .where(EventPlace.event_id.in_(ids))
        .order_by(Place.code)
    )
    found: dict[UUID, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.event_id, []).append(row.code)
    return found


@dataclass(frozen=True)
class _Beside:
    """What stands in other tables about some hundreds of entries."""

    words: Mapping[str, str]
    photos: Mapping[UUID, list[str]]
    places: Mapping[UUID, list[str]]


def _entry(row: Row[Any], beside: _Beside, path: tuple[str, ...] | None) -> ExportedEntry:
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    values, words = read_values(row.values), beside.words
    return ExportedEntry(
        id=row.id,
        lot_code=row.lot_code,
        event_code=row.event_code,
        labels=as_pair(template.labels),
        event_time=row.event_time,
        device_time=row.device_time,
        received_at=row.received_at,
        place_code=row.place_code,
        other_place_codes=tuple(beside.places.get(row.id, ())),
        recorder=row.recorder or "",
        on_behalf_of=row.on_behalf_of or "",
        paper_page_id=row.paper_page_id,
        values=values.fields,
        personal={name: words[it] for name, it in values.personal.items() if it in words},
        flags=tuple(row.flags.split()),
        corrects=row.corrects_id,
        photos=tuple(beside.photos.get(row.id, ())),
        position=row.ledger_position,
        leaf_hash=row.leaf_hash,
        body=row.body,
        path=path,
    )
