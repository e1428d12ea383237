"""Self-assessments: begun for a lot or a place, answered point by point, finished once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.canonical import canonical_json, sha256_hex
from traceability.checklist import (
    Answer,
    AssessmentFinished,
    Checklist,
    NoSuchAssessment,
    current_checklist,
    get_checklist,
)
from traceability.checklist_evidence import (
    Finding,
    Outcome,
    counted,
    found_in_diary,
    open_points,
    outcome_of,
)
from traceability.errors import Conflict, Invalid
from traceability.lots import NoSuchLot
from traceability.places import NoSuchPlace
from traceability.roles import Actor, Role
from webapp import ledger
from webapp.db import db, transactional
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.documents import put_document
from webapp.models.checklist import (
    ChecklistAnswer,
    ChecklistAssessment,
    assessments_in_reach,
    diary_facts,
)
from webapp.models.file import KeptDocument, keep_document
from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot, worked_on_by
from webapp.models.organisation import lock_organisation
from webapp.models.place import Place

# What makes two requests with one id the same assessment.
_CONTENT = ("organisation_id", "checklist_code", "place_id", "lot_id")


class AssessmentIdUsed(Conflict):
    """This form began another assessment; nothing was changed."""

    code = "checklist.id_used"


class NotOneSubject(Invalid):
    """An assessment is of one lot or of one place."""

    code = "checklist.one_subject"


class PointsOpen(Conflict):
    """Points are left to which neither the diary nor anybody has said anything."""

    code = "checklist.points_open"


@dataclass(frozen=True)
class BeginAssessment:
    """`assessment_id` is made with the form, so that pressing twice begins once."""

    assessment_id: UUID
    checklist_code: str
    lot_id: UUID | None = None
    place_id: UUID | None = None


@dataclass(frozen=True)
class AnswerPoint:
    """`file` is a paper or a photo that shows it; without one the file of before stays."""

    assessment_id: UUID
    point_code: str
    answer: Answer
    note: str = ""
    file: bytes | None = None


@transactional
def begin_assessment(actor: Actor, command: BeginAssessment, *, now: datetime) -> UUID:
    """Begin to assess a lot or a place of the own organisation by the newest checklist.

    Raises:
        NoSuchChecklist, NotOneSubject, NoSuchLot, NoSuchPlace.
        NoSuchAssessment, AssessmentIdUsed: the id stands for another one.
    """
    checklist = current_checklist(command.checklist_code)
    lock_organisation(db.session(), actor.organisation_id)
    _check_subject(actor, command)
    wanted = ChecklistAssessment(
        id=command.assessment_id,
        organisation_id=actor.organisation_id,
        checklist_code=checklist.code,
        checklist_version=checklist.version,
        place_id=command.place_id,
        lot_id=command.lot_id,
        started_by_id=actor.account_id,
        started_at=now,
    )
    before = db.session.get(ChecklistAssessment, command.assessment_id)
    if before is None:
        db.session.add(wanted)
        return wanted.id
    if before.organisation_id != actor.organisation_id:
        raise NoSuchAssessment
    if any(getattr(before, name) != getattr(wanted, name) for name in _CONTENT):
        raise AssessmentIdUsed
    return before.id


def answer_point(actor: Actor, command: AnswerPoint, storage: Storage, *, now: datetime) -> None:
    """Say how a point stands; the same again changes nothing, not even who said it and when.

    Raises:
        NoSuchAssessment, NoSuchPoint, AssessmentFinished.
        document.*, picture.*: the file cannot be kept.
    """
    document = put_document(storage, command.file) if command.file else None
    _answer(actor, command, document, now=now)


@transactional
def _answer(
    actor: Actor, command: AnswerPoint, document: KeptDocument | None, *, now: datetime
) -> None:
    session = db.session()
    assessment = _open_assessment(actor, command.assessment_id)
    _checklist_of(assessment).point(command.point_code)
    if document is not None:
        keep_document(session, document, actor.organisation_id, now=now)
    row = session.get(ChecklistAnswer, (assessment.id, command.point_code))
    if row is not None and _is_same(row, command, document):
        return
    if row is None:
        row = ChecklistAnswer(assessment_id=assessment.id, point_code=command.point_code)
        session.add(row)
    row.answer, row.note = command.answer, command.note
    row.answered_by_id, row.answered_at = actor.account_id, now
    if document is not None:
        row.file_sha256, row.shown_sha256 = document.sha256, document.shown_sha256


@transactional
def finish_assessment(actor: Actor, assessment_id: UUID, *, now: datetime) -> None:
    """Freeze it as it stands today, with what the diary proves; it is kept and never changed.

    Raises:
        NoSuchAssessment, AssessmentFinished.
        PointsOpen: so many points have no answer.
    """
    session = db.session()
    assessment = _open_assessment(actor, assessment_id)
    checklist = _checklist_of(assessment)
    result = _result(assessment, checklist, now)
    outcomes = {it["code"]: Outcome(it["outcome"]) for it in result["points"]}
    if left := open_points(checklist, outcomes):
        raise PointsOpen(count=len(left))
    body = canonical_json(result)
    assessment.result = body.decode()
    assessment.finished_by_id, assessment.finished_at = actor.account_id, now
    content = {
        "action": "checklist_finished",
        "checklist": checklist.code,
        "version": checklist.version,
        "lot_id": str(assessment.lot_id) if assessment.lot_id else None,
        "place_id": str(assessment.place_id) if assessment.place_id else None,
        "counts": result["counts"],
        "result_sha256": sha256_hex(body),
    }
    subject = (assessment.id, assessment.organisation_id)
    ledger.append(session, ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now))


def _check_subject(actor: Actor, command: BeginAssessment) -> None:
    session = db.session
    if (command.lot_id is None) == (command.place_id is None):
        raise NotOneSubject
    if command.lot_id is not None:
        own = select(Lot.id).where(Lot.id == command.lot_id, worked_on_by(actor))
        if session.scalar(own) is None:
            raise NoSuchLot
        return
    place = session.get(Place, command.place_id)
    is_own = place is not None and place.organisation_id == actor.organisation_id
    is_kept = actor.role is not Role.FARMER or (
        place is not None and place.keeper_id in (None, actor.account_id)
    )
    if not (is_own and is_kept):
        raise NoSuchPlace


def _open_assessment(actor: Actor, assessment_id: UUID) -> ChecklistAssessment:
    query = select(ChecklistAssessment).where(
        ChecklistAssessment.id == assessment_id,
        ChecklistAssessment.organisation_id == actor.organisation_id,
        assessments_in_reach(actor),
    )
    found = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if found is None:
        raise NoSuchAssessment
    if found.finished_at is not None:
        raise AssessmentFinished
    return found


def _checklist_of(assessment: ChecklistAssessment) -> Checklist:
    return get_checklist(assessment.checklist_code, assessment.checklist_version)


def _is_same(row: ChecklistAnswer, command: AnswerPoint, document: KeptDocument | None) -> bool:
    is_same_file = document is None or row.file_sha256 == document.sha256
    return is_same_file and (row.answer, row.note) == (command.answer, command.note)


def _result(assessment: ChecklistAssessment, checklist: Checklist, now: datetime) -> dict[str, Any]:
    session = db.session()
    subject = (assessment.lot_id, assessment.place_id)
    facts = diary_facts(session, assessment.organisation_id, subject, now=now)
    query = select(ChecklistAnswer).where(ChecklistAnswer.assessment_id == assessment.id)
    answers = {row.point_code: row for row in session.scalars(query)}
    points = []
    for point in checklist.points:
        finding = found_in_diary(point, facts, civil_date(now))
        points.append({"code": point.code, **_stands(finding, answers.get(point.code))})
    counts = counted([Outcome(it["outcome"]) for it in points])
    return {"points": points, "counts": counts}


def _stands(finding: Finding, row: ChecklistAnswer | None) -> dict[str, Any]:
    answer = row.answer if row else None
    return {
        "outcome": outcome_of(finding, answer).value,
        "by_diary": finding.outcome is not Outcome.OPEN,
        "entries": finding.count,
        "evidence": [str(it.event_id) for it in finding.evidence],
        "answer": answer.value if answer else None,
        "file_sha256": row.file_sha256 if row else None,
    }
