"""What inspectors do with a report: take it up, and answer whoever sent it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.errors import Conflict, Invalid
from traceability.reports import NEXT_STATES, NoSuchReport, ReportState
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.report import Report


class WrongReportState(Conflict):
    """Somebody moved the report meanwhile, or this step does not follow."""

    code = "report.wrong_state"


class AnswerMissing(Invalid):
    """Whoever reported is owed a reason when nothing was found."""

    code = "report.answer_missing"


@dataclass(frozen=True)
class AnswerReport:
    """`answer` is public: whoever has the receipt number reads it."""

    report_id: UUID
    state: ReportState
    answer: str | None


@transactional
def answer_report(actor: Actor, command: AnswerReport, *, now: datetime) -> None:
    """Move a report on and, if there is something to say, answer the reporter.

    Raises:
        NoSuchReport, WrongReportState, AnswerMissing.
    """
    report = db.session.execute(
        select(Report).where(Report.id == command.report_id).with_for_update()
    ).scalar_one_or_none()
    if report is None:
        raise NoSuchReport
    if command.state not in NEXT_STATES[report.state]:
        raise WrongReportState(state=report.state)
    if command.state is ReportState.UNFOUNDED and not command.answer:
        raise AnswerMissing
    report.state, report.taken_by_id = command.state, actor.account_id
    if command.answer:
        report.answer, report.answered_at = command.answer, now
