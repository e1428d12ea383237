"""Self-assessments: begin one, answer point by point, finish it, print it."""

from enum import StrEnum
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.checklist import Answer
from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.queries.checklist_dossiers import checklist_dossier
from webapp.queries.checklists import (
    answer_file,
    assessment_choices,
    assessment_list,
    assessment_page,
)
from webapp.routes.attachments import attachment
from webapp.routes.book_pages import printed_seal
from webapp.routes.checklist_pages import dossier_blocks
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.printed_files import printed_file
from webapp.routes.words import label, words
from webapp.services import now, services
from webapp.usecases import checklists as usecases
from webapp.usecases.audit import NoteAccess, note_access

checklists = Blueprint("checklists", __name__)
_FIELDS = {"document.": "file", "picture.": "file", "lot.": "lot_id", "place.": "place_id"}


class Subject(StrEnum):
    """What is assessed."""

    LOT = "lot"
    PLACE = "place"


@checklists.get("/checklists")
@requires(Permission.CHECKLIST_READ)
def index() -> ResponseReturnValue:
    """The assessments, the latest first."""
    actor = current_actor()
    listing = assessment_list(actor, asked_number())
    return render_template(
        "checklists/index.html",
        listing=listing,
        paging=paging_of(listing),
        names_organisations=actor.sees_every_organisation,
        may_fill=actor.may(Permission.CHECKLIST_FILL),
    )


@checklists.get("/checklists/new")
@requires(Permission.CHECKLIST_FILL)
def new() -> ResponseReturnValue:
    """What is to be assessed, by which checklist."""
    form = empty_form(id=str(uuid4()), subject="lot", lot_id=request.args.get("lot_id", ""))
    return render_template("checklists/new.html", form=form, **_choices())


@checklists.post("/checklists")
@requires(Permission.CHECKLIST_FILL)
def create() -> ResponseReturnValue:
    """Begin an assessment."""
    form = Form()
    of_lot = form.choice("subject", Subject) is Subject.LOT
    command = usecases.BeginAssessment(
        assessment_id=form.own_id("id"),
        checklist_code=form.text("checklist", longest=40),
        lot_id=form.uuid("lot_id") if of_lot else None,
        place_id=None if of_lot else form.uuid("place_id"),
    )
    try:
        form.refuse_faults()
        assessment_id = usecases.begin_assessment(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "checklists/new.html", **_choices())
    return redirect(url_for("checklists.show", assessment_id=assessment_id), code=303)


@checklists.get("/checklists/<uuid:assessment_id>")
@requires(Permission.CHECKLIST_READ)
def show(assessment_id: UUID) -> ResponseReturnValue:
    """One assessment, as it stands today or stood when it was finished."""
    page = assessment_page(current_actor(), assessment_id, now=now())
    return render_template("checklists/show.html", page=page, form=empty_form(), answers=_answers())


@checklists.get("/checklists/<uuid:assessment_id>/dossier.pdf")
@requires(Permission.CHECKLIST_READ)
def print_dossier(assessment_id: UUID) -> ResponseReturnValue:
    """All of it on paper: points, answers, what proves them, what is missing."""
    actor, at = current_actor(), now()
    dossier = checklist_dossier(actor, assessment_id, now=at)
    note_access(actor, NoteAccess("dossier", f"assessment {assessment_id}", "given"), now=at)
    row = dossier.page.row
    foot = " · ".join([row.organisation_name, row.subject, label(row.labels)])
    seal = printed_seal(dossier.checkpoint)
    name = f"ho-so-{row.checklist_code}-{assessment_id.hex[:8]}"
    return printed_file(dossier_blocks(dossier), f"{seal}{foot}", name)


@checklists.post("/checklists/<uuid:assessment_id>/answers/<point_code>")
@requires(Permission.CHECKLIST_FILL)
def answer(assessment_id: UUID, point_code: str) -> ResponseReturnValue:
    """Say how one point stands."""
    page = assessment_page(current_actor(), assessment_id, now=now())
    form = Form()
    sent = request.files.get("file")
    command = usecases.AnswerPoint(
        assessment_id=assessment_id,
        point_code=point_code,
        answer=form.choice("answer", Answer),
        note=form.optional_text("note", longest=1000) or "",
        file=(sent.read() or None) if sent else None,
    )
    try:
        form.refuse_faults()
        usecases.answer_point(current_actor(), command, services().storage, now=now())
    except Refusal as refusal:
        typed = page.typed(point_code, request.form.get("answer", ""), request.form.get("note", ""))
        return refused(
            beside(refusal, _FIELDS), "checklists/show.html", page=typed, answers=_answers()
        )
    shown = url_for("checklists.show", assessment_id=assessment_id)
    return redirect(f"{shown}#point-{point_code}", code=303)


@checklists.get("/checklists/<uuid:assessment_id>/answers/<point_code>/file")
@requires(Permission.CHECKLIST_READ)
def download(assessment_id: UUID, point_code: str) -> ResponseReturnValue:
    """The paper behind an answer, as a download."""
    sha256 = answer_file(current_actor(), assessment_id, point_code)
    return attachment(sha256, f"assessment {assessment_id} {point_code}", f"chung-cu-{sha256[:8]}")


@checklists.post("/checklists/<uuid:assessment_id>/completion")
@requires(Permission.CHECKLIST_FILL)
def finish(assessment_id: UUID) -> ResponseReturnValue:
    """Freeze it as it stands."""
    page = assessment_page(current_actor(), assessment_id, now=now())
    try:
        usecases.finish_assessment(current_actor(), assessment_id, now=now())
    except Refusal as refusal:
        return refused(refusal, "checklists/show.html", page=page, answers=_answers())
    flash(gettext("Đã hoàn thành. Kết quả được giữ nguyên từ hôm nay."), "green")
    return redirect(url_for("checklists.show", assessment_id=page.row.id), code=303)


def _answers() -> list[tuple[str, str]]:
    return [(it.value, words(f"checklist.answer.{it.value}")) for it in Answer]


def _choices() -> dict[str, object]:
    choices = assessment_choices(current_actor())
    return {
        "checklists": [
            (code, f"{label(labels)} ({standard})", "")
            for code, labels, standard in choices.checklists
        ],
        "subjects": [("lot", gettext("Một lô hàng"), ""), ("place", gettext("Một địa điểm"), "")],
        "choices": choices,
    }
