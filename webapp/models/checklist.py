"""Self-assessments against a checklist, their answers one by one, and what the diary proves."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Row,
    Text,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.calendar import civil_date
from traceability.checklist import Answer
from traceability.checklist_evidence import DiaryFact
from traceability.roles import Actor, Role
from webapp.db import Base, UtcDateTime, coded
from webapp.models.event import STANDS, Event, EventPlace, read_values
from webapp.models.lot import Lot, in_reach_of
from webapp.models.place import Place

# A place has no end of season: its last twelve months are looked at.
_OF_A_PLACE: Final = timedelta(days=365)


class ChecklistAssessment(Base):
    """Of one place or of one lot. `result` is JSON, written once when it is finished."""

    __tablename__ = "checklist_assessment"
    __table_args__ = (
        CheckConstraint("(place_id IS NULL) <> (lot_id IS NULL)", name="one_subject"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    checklist_code: Mapped[str]
    checklist_version: Mapped[int]
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"), index=True)
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot.id"), index=True)
    started_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str | None] = mapped_column(Text)


class ChecklistAnswer(Base):
    """What somebody said to one point, and when; a changed mind is a changed row until the end."""

    __tablename__ = "checklist_answer"

    assessment_id: Mapped[UUID] = mapped_column(
        ForeignKey("checklist_assessment.id"), primary_key=True
    )
    point_code: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[Answer] = mapped_column(coded(Answer, "answer"))
    note: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"))
    shown_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"), index=True)
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


def assessments_in_reach(actor: Actor) -> ColumnElement[bool]:
    """The assessments that an actor may look at: of a farmer those begun by them, or of a lot or a
    place of theirs; a producer's organisation's; an agency's all.
    """
    if actor.sees_every_organisation:
        return true()
    ours = ChecklistAssessment.organisation_id == actor.organisation_id
    if actor.role is not Role.FARMER:
        return ours
    kept = select(Place.id).where(Place.keeper_id == actor.account_id)
    return ours & or_(
        ChecklistAssessment.started_by_id == actor.account_id,
        ChecklistAssessment.lot_id.in_(select(Lot.id).where(in_reach_of(actor))),
        ChecklistAssessment.place_id.in_(kept),
    )


def diary_facts(
    reading: Session | Connection,
    organisation_id: UUID,
    subject: tuple[UUID | None, UUID | None],
    *,
    now: datetime,
) -> list[DiaryFact]:
    """The entries in force of a lot, or of a place in its last year; `subject` is lot and place."""
    lot_id, place_id = subject
    query = select(
        Event.id,
        Event.lot_id,
        Event.template_group,
        Event.template_version,
        Event.event_code,
        Event.event_time,
        Event.values,
        Event.flags,
    ).where(Event.organisation_id == organisation_id, STANDS)
    if lot_id is not None:
        query = query.where(Event.lot_id == lot_id)
    else:
        further = select(EventPlace.event_id).where(EventPlace.place_id == place_id)
        was_there = or_(Event.place_id == place_id, Event.id.in_(further))
        query = query.where(was_there, Event.event_time >= now - _OF_A_PLACE)
    return [_fact(row) for row in reading.execute(query)]


def _fact(row: Row[*tuple[Any, ...]]) -> DiaryFact:
    values = read_values(row.values)
    day: date = civil_date(row.event_time)
    return DiaryFact(
        event_id=row.id,
        lot_id=row.lot_id,
        template_group=row.template_group,
        template_version=row.template_version,
        event_code=row.event_code,
        day=day,
        filled=frozenset(values.fields) | frozenset(values.personal),
        values=values.fields,
        flags=frozenset(row.flags.split()),
    )
