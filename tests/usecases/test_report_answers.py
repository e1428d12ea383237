"""Moving a report on and answering whoever sent it."""

from uuid import uuid4

import pytest

from traceability.reports import ReportKind, ReportState
from webapp.db import db
from webapp.models import Report
from webapp.usecases.report_answers import (
    AnswerMissing,
    AnswerReport,
    NoSuchReport,
    WrongReportState,
    answer_report,
)


@pytest.fixture
def report(cast, now) -> Report:
    row = Report(
        receipt="BC-TEST-0001",
        state=ReportState.REPORTED,
        kind=ReportKind.NO_STAMP,
        product_name="Nhãn lồng",
        request_sha256="0" * 64,
        reported_at=now,
    )
    db.session.add(row)
    db.session.commit()
    return row


def test_an_answer_is_kept_with_its_time(cast, report, now):
    command = AnswerReport(report.id, ReportState.VERIFICATION, "Đang xác minh")

    answer_report(cast.quang, command, now=now)

    db.session.refresh(report)
    assert (report.state, report.answer, report.answered_at) == (
        ReportState.VERIFICATION,
        "Đang xác minh",
        now,
    )


def test_a_report_without_grounds_gets_a_reason(cast, report, now):
    with pytest.raises(AnswerMissing):
        answer_report(cast.quang, AnswerReport(report.id, ReportState.UNFOUNDED, None), now=now)


def test_a_step_that_does_not_follow_is_refused(cast, report, now):
    with pytest.raises(WrongReportState):
        answer_report(cast.quang, AnswerReport(report.id, ReportState.CLOSED, None), now=now)


def test_an_unknown_report_is_not_found(cast, now):
    with pytest.raises(NoSuchReport):
        answer_report(cast.quang, AnswerReport(uuid4(), ReportState.TRIAGE, None), now=now)
