"""The times of a lot's entries, gathered for `traceability.diary_score`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from traceability.diary_score import DiaryScore, ScoreLevel, ToldEntry, score_diary
from webapp.models.event import Event, claimed_by
from webapp.models.lot import Lot


def score_of(connection: Connection | Session, lot_id: UUID) -> DiaryScore:
    """The score of a lot's diary as it stands; corrections count as entries of their own."""
    query = (
        select(
            Event.event_time,
            Event.received_at,
            Event.device_time,
            Event.paper_page_id.is_not(None).label("from_paper"),
            Event.on_behalf_of_id.is_not(None).label("by_clerk"),
            Lot.opened_at,
            Event.template_group,
            Event.template_version,
            Event.event_code,
            Event.values,
        )
        .join(Lot, Lot.id == Event.lot_id)
        .where(Event.lot_id == lot_id, Event.quarantined_at.is_(None))
    )
    rows = connection.execute(query).all()
    opened_at = rows[0].opened_at if rows else None
    return score_diary([_told(row) for row in rows], opened_at=opened_at)


def _told(row: Row[*tuple[Any, ...]]) -> ToldEntry:
    told = (row.received_at, row.device_time, row.from_paper, row.by_clerk)
    return ToldEntry(claimed_by(row), *told)


def late_advice(connection: Connection, lot_id: UUID) -> DiaryScore | None:
    """The score where people would ask how the diary was kept; advice for whoever keeps it."""
    score = score_of(connection, lot_id)
    return None if score.level is ScoreLevel.USUAL else score
