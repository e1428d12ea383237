"""Housekeeping: what is deleted or erased, when, and what stays."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.makers import Maker
from traceability.reports import ReportKind, ReportState
from traceability.roles import Actor
from webapp import jobs
from webapp.db import db
from webapp.jobs import keep_house
from webapp.models import AuditEntry, Report, Scan, UnknownLooks
from webapp.usecases.audit import NoteAccess, note_access
from webapp.usecases.reports import FileReport, file_report
from webapp.usecases.scans import count_unknown, forget_old_scans

NOBODY = Actor.public()


def told(now: datetime, state: ReportState, answered_at: datetime | None = None) -> None:
    command = FileReport(
        "a phone", ReportKind.NO_STAMP, words="Không có tem", contact="0912 345 678"
    )
    file_report(NOBODY, command, "secret", now=now)
    report = db.session.execute(select(Report)).scalar_one()
    report.state, report.answered_at = state, answered_at
    db.session.commit()


def contact() -> str | None:
    return db.session.execute(select(Report.contact)).scalar_one()


@pytest.mark.parametrize("state", [ReportState.UNFOUNDED, ReportState.CLOSED])
def test_whom_to_ask_back_is_erased_a_year_after_the_answer(
    app: Flask, now: datetime, state: ReportState
) -> None:
    answered_at = now + timedelta(days=30)
    told(now, state, answered_at)

    keep_house(app, answered_at + timedelta(days=365))
    assert contact() == "0912 345 678"
    done = keep_house(app, answered_at + timedelta(days=366))

    assert done["forget_old_contacts"] == 1
    assert contact() is None
    assert db.session.execute(select(Report.words)).scalar_one() == "Không có tem"


def test_without_an_answer_the_year_begins_with_the_report(app: Flask, now: datetime) -> None:
    told(now, ReportState.CLOSED)

    keep_house(app, now + timedelta(days=366))

    assert contact() is None


@pytest.mark.parametrize("state", [ReportState.REPORTED, ReportState.VERIFICATION])
def test_whom_to_ask_back_stays_while_a_report_is_open(
    app: Flask, now: datetime, state: ReportState
) -> None:
    told(now, state, answered_at=now)

    keep_house(app, now + timedelta(days=3 * 365))

    assert contact() == "0912 345 678"


def test_audit_entries_are_deleted_after_five_years(app: Flask, now: datetime) -> None:
    note_access(NOBODY, NoteAccess("denied", "lot.read"), now=now)
    note_access(NOBODY, NoteAccess("denied", "lot.work"), now=now + timedelta(days=2))

    done = keep_house(app, now + timedelta(days=5 * 365 + 1))

    assert done["forget_old_audit_entries"] == 1
    assert db.session.execute(select(AuditEntry.subject)).scalars().all() == ["lot.work"]


def test_looks_are_forgotten_after_thirteen_months_and_not_a_moment_before(
    app: Flask, make: Maker, now: datetime
) -> None:
    kept = now - timedelta(days=396)
    order = make.order()
    for at in (kept - timedelta(seconds=1), kept, now):
        make.scan(order, scanned_at=at)

    assert forget_old_scans(NOBODY, now=now) == 1

    times = db.session.execute(select(Scan.scanned_at).order_by(Scan.scanned_at)).scalars()
    assert times.all() == [kept, now]


def test_counts_of_unknown_codes_are_forgotten_after_sixty_days(app: Flask, now: datetime) -> None:
    kept = now - timedelta(days=60)
    for hour in (kept - timedelta(hours=1), kept, now):
        count_unknown(NOBODY, 3, now=hour)

    assert keep_house(app, now)["forget_old_scans"] == 1

    hours = db.session.execute(select(UnknownLooks.hour).order_by(UnknownLooks.hour)).scalars()
    assert hours.all() == [kept, now]


def test_a_task_that_fails_keeps_the_others_from_nothing(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    def broken(_app: Flask, _now: datetime) -> None:
        raise LookupError("a template that is not here")

    def sound(_app: Flask, at: datetime) -> None:
        done.append(at)

    monkeypatch.setattr(jobs, "EACH_MINUTE", (broken, sound))

    jobs.work_each_minute(app, lambda: now)

    assert done == [now]
    assert "broken could not be done yet" in caplog.text


def test_the_ledger_is_sealed_before_anything_else_is_tried() -> None:
    assert jobs.EACH_MINUTE[0] is jobs.seal_ledger
