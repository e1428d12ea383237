"""What anybody with its receipt may know of a report: how far it is, never who sent it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from traceability.errors import NotFound
from traceability.keyring import SerialPlace
from traceability.receipts import read_receipt
from traceability.reports import ReportKind, ReportState
from webapp.db import reader
from webapp.models.report import Report
from webapp.queries.verdict_goods import Message


class NoSuchReceipt(NotFound):
    """No report of that number."""

    code = "report.no_such_receipt"


@dataclass(frozen=True)
class ReportStep:
    """One step on the way of a report."""

    title: Message
    done: bool
    current: bool
    at: datetime | None = None


@dataclass(frozen=True)
class ReportStatus:
    """The public side of a report: no words, no photos, no contact."""

    receipt: str
    state: ReportState
    kind: ReportKind
    steps: tuple[ReportStep, ...]
    reported_at: datetime
    code_text: str | None
    stamp: SerialPlace | None
    product_name: str | None
    answer: str | None
    answered_at: datetime | None


_S = ReportState
_WAY: Final = (_S.REPORTED, _S.TRIAGE, _S.VERIFICATION, _S.CLOSED)
_UNFOUNDED_WAY: Final = (_S.REPORTED, _S.TRIAGE, _S.UNFOUNDED)


def public_report_status(receipt: str) -> ReportStatus:
    """How far a report is.

    Raises:
        NoSuchReceipt: there is none of that number.
    """
    query = select(
        Report.receipt,
        Report.state,
        Report.kind,
        Report.reported_at,
        Report.code_text,
        Report.key_id,
        Report.counter,
        Report.product_name,
        Report.answer,
        Report.answered_at,
    ).where(Report.receipt == read_receipt(receipt))
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchReceipt
    return ReportStatus(
        receipt=row.receipt,
        state=row.state,
        kind=row.kind,
        steps=_steps(row.state, row.reported_at),
        reported_at=row.reported_at,
        code_text=row.code_text,
        stamp=None if row.key_id is None else SerialPlace(row.key_id, row.counter),
        product_name=row.product_name,
        answer=row.answer,
        answered_at=row.answered_at,
    )


def _steps(state: ReportState, reported_at: datetime) -> tuple[ReportStep, ...]:
    way = _UNFOUNDED_WAY if state is _S.UNFOUNDED else _WAY
    reached = way.index(state)
    return tuple(
        ReportStep(
            title=Message(f"report_state.{step.value}.title"),
            done=place <= reached,
            current=place == reached,
            at=reported_at if place == 0 else None,
        )
        for place, step in enumerate(way)
    )
