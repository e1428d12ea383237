"""A self-assessment as a dossier: each point with the entries of the ledger and files behind it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from traceability.checklist_evidence import Outcome
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.checklist import ChecklistAnswer
from webapp.models.event import Event
from webapp.models.file import StoredFile
from webapp.models.ledger import LedgerEntry
from webapp.models.lot import Lot
from webapp.queries.checklists import AssessmentPage, PointView, assessment_page
from webapp.queries.ledger import Checkpoint, latest_checkpoint


@dataclass(frozen=True)
class Leaf:
    """Where an entry that proves a point stands in the ledger, and of which lot it tells."""

    position: int
    leaf_hash: str
    lot_code: str


@dataclass(frozen=True)
class PaperFile:
    """What was handed in for a point; `name` is the one under which it is downloaded."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Dossier:
    """`page` is what the assessment's page shows; `leaves` are by entry, `files` by point."""

    page: AssessmentPage
    leaves: Mapping[UUID, Leaf]
    files: Mapping[str, PaperFile]
    checkpoint: Checkpoint | None
    printed_at: datetime

    @property
    def missing(self) -> tuple[PointView, ...]:
        """What stands against it: points that are not met, and those that nobody answered."""
        missing = (Outcome.NOT_MET, Outcome.OPEN)
        return tuple(it for it in self.points if it.outcome in missing)

    @property
    def points(self) -> Iterator[PointView]:
        """All points, in the order of the checklist."""
        return (point for topic in self.page.topics for point in topic.points)


def checklist_dossier(actor: Actor, assessment_id: UUID, *, now: datetime) -> Dossier:
    """One assessment with what lies behind it.

    Raises:
        NoSuchAssessment: none, or none in reach of the actor.
    """
    page = assessment_page(actor, assessment_id, now=now)
    event_ids = {it.event_id for topic in page.topics for p in topic.points for it in p.evidence}
    with reader() as connection:
        leaves, files = _leaves(connection, event_ids), _files(connection, assessment_id)
    return Dossier(page, leaves, files, latest_checkpoint(), now)


def _leaves(connection: Connection, event_ids: Collection[UUID]) -> dict[UUID, Leaf]:
    query = (
        select(Event.id, Event.ledger_position, LedgerEntry.leaf_hash, Lot.code)
        .join(LedgerEntry, LedgerEntry.position == Event.ledger_position)
        .join(Lot, Lot.id == Event.lot_id)
        .where(Event.id.in_(event_ids))
    )
    return {
        row.id: Leaf(row.ledger_position, row.leaf_hash, row.code)
        for row in connection.execute(query)
    }


def _files(connection: Connection, assessment_id: UUID) -> dict[str, PaperFile]:
    query = (
        select(ChecklistAnswer.point_code, StoredFile.sha256, StoredFile.media_type)
        .join(StoredFile, StoredFile.sha256 == ChecklistAnswer.file_sha256)
        .where(ChecklistAnswer.assessment_id == assessment_id)
    )
    return {
        row.point_code: PaperFile(evidence_name(row.sha256, row.media_type), row.sha256)
        for row in connection.execute(query)
    }


def evidence_name(sha256: str, media_type: str) -> str:
    """The name under which the paper behind an answer is downloaded."""
    return f"chung-cu-{sha256[:8]}.{media_type.rsplit('/', 1)[1].replace('jpeg', 'jpg')}"
