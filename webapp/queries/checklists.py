"""Self-assessments as producers fill them in and officers read them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from traceability.calendar import civil_date
from traceability.checklist import (
    Answer,
    Checklist,
    Level,
    NoSuchAssessment,
    NoSuchPoint,
    Point,
    ProofRule,
    current_checklists,
    get_checklist,
)
from traceability.checklist_evidence import (
    DiaryFact,
    Finding,
    Outcome,
    counted,
    found_in_diary,
    outcome_of,
)
from traceability.event_template import get_template
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.checklist import (
    ChecklistAnswer,
    ChecklistAssessment,
    assessments_in_reach,
    diary_facts,
)
from webapp.models.lot import Lot, worked_on_by
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.events import as_pair
from webapp.queries.listings import PAGE_SIZE, Listing, listed

_TONES = {
    Outcome.MET: "green",
    Outcome.NOT_MET: "red",
    Outcome.NOT_APPLICABLE: "grey",
    Outcome.OPEN: "amber",
}
_Starter, _Finisher = aliased(Account, name="starter"), aliased(Account, name="finisher")
_Labels = Mapping[str, str]
_ANSWER: tuple[Any, ...] = tuple(ChecklistAnswer.__table__.columns)


@dataclass(frozen=True)
class AssessmentRow:
    """One assessment in a list; `subject` is the lot's code or the place's name."""

    id: UUID
    checklist_code: str
    labels: _Labels
    standard: str
    organisation_name: str
    subject: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Evidence:
    """One entry of the diary that proves or disproves a point, by the name of its work."""

    event_id: UUID
    lot_id: UUID
    labels: _Labels
    day: date


@dataclass(frozen=True)
class PointView:
    """One point as it stands, with who said so and when."""

    code: str
    labels: _Labels
    is_must: bool
    is_auto: bool
    by_diary: bool
    outcome: Outcome
    evidence: tuple[Evidence, ...]
    entries: int
    answer: str
    note: str
    has_file: bool
    shown_sha256: str | None
    answered_by: str
    answered_at: datetime | None

    @property
    def outcome_code(self) -> str:
        """The code whose words tell how it stands."""
        return f"checklist.outcome.{self.outcome.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return _TONES[self.outcome]


@dataclass(frozen=True)
class TopicView:
    labels: _Labels
    points: tuple[PointView, ...]


@dataclass(frozen=True)
class AssessmentPage:
    """One assessment: as it stands today or, once finished, as it stood then."""

    row: AssessmentRow
    topics: tuple[TopicView, ...]
    counts: tuple[tuple[str, int], ...]
    started_by: str
    finished_by: str | None
    may_fill: bool
    may_open_lots: bool

    def typed(self, point_code: str, answer: str, note: str) -> Self:
        """The page with what was typed for one point, after it was refused."""
        topics = tuple(
            replace(
                topic,
                points=tuple(
                    replace(it, answer=answer, note=note) if it.code == point_code else it
                    for it in topic.points
                ),
            )
            for topic in self.topics
        )
        return replace(self, topics=topics)


@dataclass(frozen=True)
class AssessmentChoices:
    """What may be assessed by what, as pairs of id and name."""

    checklists: tuple[tuple[str, _Labels, str], ...]
    lots: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]


def assessment_list(actor: Actor, number: int) -> Listing[AssessmentRow]:
    """The assessments in reach of the actor, the latest first."""
    query = _select_rows().where(assessments_in_reach(actor))
    latest = query.order_by(ChecklistAssessment.started_at.desc(), ChecklistAssessment.id)
    with reader() as connection:
        return listed(connection, latest, number, _row)


def assessment_choices(actor: Actor) -> AssessmentChoices:
    """The checklists, and the lots and places that the actor works on."""
    lots = (
        select(Lot.id, Lot.code, Product.short_name)
        .join(Product, Product.id == Lot.product_id)
        .where(worked_on_by(actor))
        .order_by(Lot.opened_at.desc(), Lot.id)
        .limit(PAGE_SIZE)
    )
    places = (
        select(Place.id, Place.name)
        .where(Place.organisation_id == actor.organisation_id, Place.closed_at.is_(None))
        .order_by(Place.name_folded, Place.id)
    )
    with reader() as connection:
        return AssessmentChoices(
            tuple((it.code, as_pair(it.labels), it.standard) for it in current_checklists()),
            tuple((str(it.id), f"{it.short_name} · {it.code}") for it in connection.execute(lots)),
            tuple((str(it.id), it.name) for it in connection.execute(places)),
        )


def assessment_page(actor: Actor, assessment_id: UUID, *, now: datetime) -> AssessmentPage:
    """One assessment.

    Raises:
        NoSuchAssessment: none, or none in reach of the actor.
    """
    with reader() as connection:
        row = connection.execute(_select_one(actor, assessment_id)).one_or_none()
        if row is None:
            raise NoSuchAssessment
        answers = _answers(connection, assessment_id)
        subject = (row.lot_id, row.place_id)
        facts = diary_facts(connection, row.organisation_id, subject, now=row.finished_at or now)
    checklist = get_checklist(row.checklist_code, row.checklist_version)
    frozen = json.loads(row.result) if row.result else None
    views = _views(checklist, facts, answers, (frozen, civil_date(now)))
    counts = counted([view.outcome for view in views.values()])
    is_own = row.organisation_id == actor.organisation_id
    return AssessmentPage(
        row=_row(row),
        topics=tuple(_topics(checklist, views)),
        counts=tuple((f"checklist.outcome.{name}", count) for name, count in counts.items()),
        started_by=row.started_by or "",
        finished_by=row.finished_by,
        may_fill=is_own and row.finished_at is None and actor.may(Permission.CHECKLIST_FILL),
        may_open_lots=is_own and actor.may(Permission.LOT_READ),
    )


def answer_file(actor: Actor, assessment_id: UUID, point_code: str) -> str:
    """The SHA-256 of the paper behind an answer, for its organisation and for agencies.

    Raises:
        NoSuchAssessment: none in reach of the actor.
        NoSuchPoint: nothing was handed in for this point.
    """
    query = (
        select(ChecklistAnswer.file_sha256)
        .join(ChecklistAssessment, ChecklistAssessment.id == ChecklistAnswer.assessment_id)
        .where(ChecklistAssessment.id == assessment_id, ChecklistAnswer.point_code == point_code)
    )
    with reader() as connection:
        if connection.execute(_select_one(actor, assessment_id)).one_or_none() is None:
            raise NoSuchAssessment
        sha256 = connection.scalar(query)
    if sha256 is None:
        raise NoSuchPoint
    return sha256


def _select_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ChecklistAssessment.id,
            ChecklistAssessment.checklist_code,
            ChecklistAssessment.checklist_version,
            ChecklistAssessment.started_at,
            ChecklistAssessment.finished_at,
            Organisation.name.label("organisation_name"),
            Lot.code.label("lot_code"),
            Place.name.label("place_name"),
        )
        .join(Organisation, Organisation.id == ChecklistAssessment.organisation_id)
        .outerjoin(Lot, Lot.id == ChecklistAssessment.lot_id)
        .outerjoin(Place, Place.id == ChecklistAssessment.place_id)
    )


def _select_one(actor: Actor, assessment_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        _select_rows()
        .add_columns(
            ChecklistAssessment.organisation_id,
            ChecklistAssessment.lot_id,
            ChecklistAssessment.place_id,
            ChecklistAssessment.result,
            _Starter.name.label("started_by"),
            _Finisher.name.label("finished_by"),
        )
        .outerjoin(_Starter, _Starter.id == ChecklistAssessment.started_by_id)
        .outerjoin(_Finisher, _Finisher.id == ChecklistAssessment.finished_by_id)
        .where(ChecklistAssessment.id == assessment_id, assessments_in_reach(actor))
    )


def _answers(connection: Connection, assessment_id: UUID) -> Mapping[str, Row[*tuple[Any, ...]]]:
    query = (
        select(*_ANSWER, Account.name.label("answered_by"))
        .outerjoin(Account, Account.id == ChecklistAnswer.answered_by_id)
        .where(ChecklistAnswer.assessment_id == assessment_id)
    )
    return {row.point_code: row for row in connection.execute(query)}


def _views(
    checklist: Checklist,
    facts: list[DiaryFact],
    answers: Mapping[str, Row[*tuple[Any, ...]]],
    standing: tuple[Mapping[str, Any] | None, date],
) -> dict[str, PointView]:
    frozen, today = standing
    then = {it["code"]: it for it in frozen["points"]} if frozen else {}
    by_id = {str(it.event_id): it for it in facts}
    views = {}
    for point in checklist.points:
        told, row = then.get(point.code), answers.get(point.code)
        finding = _told_then(told, by_id) if told else found_in_diary(point, facts, today)
        views[point.code] = _view(point, finding, row)
    return views


def _told_then(told: Mapping[str, Any], by_id: Mapping[str, DiaryFact]) -> Finding:
    """What the diary said on the day it was finished, whatever came since."""
    outcome = Outcome(told["outcome"]) if told["by_diary"] else Outcome.OPEN
    evidence = tuple(by_id[it] for it in told["evidence"] if it in by_id)
    return Finding(outcome, evidence, told["entries"])


def _view(point: Point, finding: Finding, row: Row[*tuple[Any, ...]] | None) -> PointView:
    answer = Answer(row.answer) if row else None
    return PointView(
        code=point.code,
        labels=as_pair(point.labels),
        is_must=point.level is Level.MUST,
        is_auto=point.proof.rule is not ProofRule.ANSWER,
        by_diary=finding.outcome is not Outcome.OPEN,
        outcome=outcome_of(finding, answer),
        evidence=tuple(_evidence(it) for it in finding.evidence),
        entries=finding.count,
        answer=answer.value if answer else "",
        note=row.note if row else "",
        has_file=bool(row and row.file_sha256),
        shown_sha256=row.shown_sha256 if row else None,
        answered_by=(row.answered_by or "") if row else "",
        answered_at=row.answered_at if row else None,
    )


def _evidence(fact: DiaryFact) -> Evidence:
    work = get_template(fact.template_group, fact.template_version).event(fact.event_code)
    return Evidence(fact.event_id, fact.lot_id, as_pair(work.labels), fact.day)


def _topics(checklist: Checklist, views: Mapping[str, PointView]) -> list[TopicView]:
    return [
        TopicView(
            as_pair(labels), tuple(views[it.code] for it in checklist.points if it.topic == code)
        )
        for code, labels in checklist.topics.items()
    ]


def _row(row: Row[*tuple[Any, ...]]) -> AssessmentRow:
    checklist = get_checklist(row.checklist_code, row.checklist_version)
    return AssessmentRow(
        id=row.id,
        checklist_code=row.checklist_code,
        labels=as_pair(checklist.labels),
        standard=checklist.standard,
        organisation_name=row.organisation_name,
        subject=row.lot_code or row.place_name or "",
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
