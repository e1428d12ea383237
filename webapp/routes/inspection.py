"""The inspector's room: reports that wait, a stamp and all about it, flags raised and lifted."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.digital_link import read_serial
from traceability.errors import FieldError, Refusal
from traceability.keyring import SerialPlace
from traceability.reports import ReportState
from traceability.roles import Permission
from traceability.serials import printed
from traceability.stamps import FlagKind, NoSuchStamp
from webapp.queries.displays import displays_of_stamp
from webapp.queries.inspected_stamps import StampPage, stamp_page
from webapp.queries.inspection import InboxFilter, report_inbox, report_page, reports_of_stamp
from webapp.queries.score_parts import score_page
from webapp.routes.forms import Form, FormView, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, asked_words, paging_of
from webapp.routes.stamp_codes import check_host
from webapp.routes.words import moment, words
from webapp.services import now, services
from webapp.usecases import flags
from webapp.usecases.report_answers import AnswerReport, answer_report

inspection = Blueprint("inspection", __name__)

_KINDS = [
    (FlagKind.ON_HOLD, "flag_kind.on_hold", "clock"),
    (FlagKind.SUSPECTED_COPY, "flag_kind.suspected_copy", "eye"),
    (FlagKind.COUNTERFEIT, "flag_kind.counterfeit", "octagon-x"),
]


@inspection.get("/inspection")
@requires(Permission.REPORT_READ)
def index() -> ResponseReturnValue:
    """Reports that wait, the newest first."""
    wanted = InboxFilter(asked_words(), "closed" in request.args, asked_number())
    listing = report_inbox(current_actor(), wanted)
    return render_template(
        "inspection/index.html", listing=listing, paging=paging_of(listing), wanted=wanted
    )


@inspection.get("/inspection/reports/<uuid:report_id>")
@requires(Permission.REPORT_READ)
def show_report(report_id: UUID) -> ResponseReturnValue:
    """One report with all that was sent."""
    return render_template(
        "inspection/report.html", form=empty_form(), **_report_context(report_id)
    )


@inspection.post("/inspection/reports/<uuid:report_id>/answer")
@requires(Permission.REPORT_ANSWER)
def create_answer(report_id: UUID) -> ResponseReturnValue:
    """Move the report on and answer whoever sent it."""
    form = Form()
    command = AnswerReport(
        report_id=report_id,
        state=form.choice("state", ReportState),
        answer=form.optional_text("answer", longest=1000),
    )
    try:
        form.refuse_faults()
        answer_report(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "inspection/report.html", **_report_context(report_id))
    flash(gettext("Đã ghi lại. Người báo tin xem được bằng số biên nhận."), "green")
    return redirect(url_for("inspection.show_report", report_id=report_id), code=303)


@inspection.get("/inspection/stamps")
@requires(Permission.STAMP_INSPECT)
def search() -> ResponseReturnValue:
    """Find a stamp by its typed code or its link."""
    code = request.args.get("code", "")[:2000]
    if not code:
        return render_template("inspection/search.html", form=empty_form())
    try:
        check_host(code)
        serial = read_serial(code)
        _place(serial or "")
    except Refusal as refusal:
        fault = FieldError("code", refusal.code, refusal.details)
        form = FormView({"code": code}, {"code": fault}, refusal)
        return render_template("inspection/search.html", form=form), 422
    return redirect(url_for("inspection.show_stamp", serial=serial), code=303)


@inspection.get("/inspection/stamps/<serial>")
@requires(Permission.STAMP_INSPECT)
def show_stamp(serial: str) -> ResponseReturnValue:
    """One stamp: its way, its looks, what lies over it."""
    report_id = request.args.get("report", "")
    form = empty_form(flag_id=str(uuid4()), scope="stamp", kind="on_hold", report_id=report_id)
    return render_template("inspection/stamp.html", form=form, **_stamp_context(serial))


@inspection.post("/inspection/stamps/<serial>/flags")
@requires(Permission.STAMP_FLAG)
def create_flag(serial: str) -> ResponseReturnValue:
    """Lay a flag over this stamp or the range around it."""
    form = Form()
    command = flags.RaiseFlag(
        flag_id=form.own_id("flag_id"),
        stamp=_place(serial),
        kind=form.choice("kind", FlagKind),
        scope=form.choice("scope", flags.FlagScope),
        reason=form.text("reason", longest=1000),
        public_reason=form.optional_text("public_reason", longest=300) or "",
        report_id=form.optional_uuid("report_id"),
    )
    try:
        form.refuse_faults()
        flags.raise_flag(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "inspection/stamp.html", **_stamp_context(serial))
    flash(gettext("Đã ghi. Lần xem tem tiếp theo sẽ thấy ngay."), "green")
    return redirect(url_for("inspection.show_stamp", serial=serial), code=303)


@inspection.post("/inspection/stamps/<serial>/flags/<uuid:flag_id>/lifting")
@requires(Permission.STAMP_FLAG)
def create_lifting(serial: str, flag_id: UUID) -> ResponseReturnValue:
    """Lift a flag, with a reason."""
    form = Form()
    command = flags.LiftFlag(flag_id, form.text("lift_reason", longest=1000))
    try:
        form.refuse_faults()
        flags.lift_flag(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "inspection/stamp.html", **_stamp_context(serial))
    flash(gettext("Đã gỡ. Lần xem tem tiếp theo sẽ thấy ngay."), "green")
    return redirect(url_for("inspection.show_stamp", serial=serial), code=303)


def _report_context(report_id: UUID) -> dict[str, object]:
    page = report_page(current_actor(), report_id)
    serial = services().keyring.serial(page.stamp) if page.stamp else None
    states = [(it.value, words(f"report_state.{it.value}")) for it in page.next_states]
    return {
        "page": page,
        "serial": serial,
        "code": printed(serial) if serial else page.code_text,
        "states": states,
    }


def _stamp_context(serial: str) -> dict[str, object]:
    place = _place(serial)
    actor = current_actor()
    page = stamp_page(actor, place)
    return {
        "page": page,
        "rare_facts": _rare_facts(page),
        "reports": reports_of_stamp(actor, place),
        "displays": displays_of_stamp(actor, place),
        "score": score_page(actor, place, services().config.usual_display),
        "serial": serial,
        "code": printed(serial),
        "kinds": _KINDS,
        "may_flag": actor.may(Permission.STAMP_FLAG) and not page.is_proof,
    }


def _rare_facts(page: StampPage) -> list[tuple[str, str]]:
    """What there is to say of few stamps only: for the others it is not missing."""
    told = [
        (gettext("Lấy tờ in thử lúc"), moment(page.proof_at)),
        (gettext("Người đề nghị kích hoạt"), page.asked_by or ""),
    ]
    return [(label, value) for label, value in told if value]


def _place(serial: str) -> SerialPlace:
    place = services().keyring.open(serial)
    if place is None:
        raise NoSuchStamp
    return place
