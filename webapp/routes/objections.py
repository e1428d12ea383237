"""What members say about entries in their name: their list, an objection, the manager's answer."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.queries.objections import (
    ObjectionFilter,
    entries_for_me,
    new_objection,
    objection_list,
    objection_page,
)
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.services import now
from webapp.usecases import objections as usecases

objections = Blueprint("objections", __name__)
LONGEST = 500


@objections.get("/entries-for-me")
@requires(Permission.OBJECTION_MAKE)
def entries() -> ResponseReturnValue:
    """What others wrote in this person's name."""
    listing = entries_for_me(current_actor(), asked_number())
    paging = paging_of(listing)
    return render_template("objections/entries.html", listing=listing, paging=paging)


@objections.get("/events/<uuid:event_id>/objections/new")
@requires(Permission.OBJECTION_MAKE)
def new(event_id: UUID) -> ResponseReturnValue:
    """What is not right about the entry."""
    page = new_objection(current_actor(), event_id)
    form = empty_form(id=str(page.objection_id))
    return render_template("objections/new.html", page=page, form=form)


@objections.post("/events/<uuid:event_id>/objections")
@requires(Permission.OBJECTION_MAKE)
def create(event_id: UUID) -> ResponseReturnValue:
    """Say so; the entry stays as it is."""
    actor = current_actor()
    page = new_objection(actor, event_id)
    form = Form()
    reason = form.text("reason", longest=LONGEST)
    command = usecases.MakeObjection(form.own_id("id"), event_id, reason)
    try:
        form.refuse_faults()
        usecases.make_objection(actor, command, now=now())
    except Refusal as refusal:
        return refused(refusal, "objections/new.html", page=page)
    flash(gettext("Đã gửi. Quản lý và cơ quan quản lý sẽ thấy ý kiến của bạn."), "green")
    return redirect(url_for("objections.entries"), code=303)


@objections.get("/objections")
@requires(Permission.OBJECTION_READ)
def index() -> ResponseReturnValue:
    """Objections that wait for an answer; with `?answered=` also the others."""
    actor = current_actor()
    wanted = ObjectionFilter("answered" in request.args, asked_number())
    listing = objection_list(actor, wanted)
    return render_template(
        "objections/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        names_organisations=actor.sees_every_organisation,
    )


@objections.get("/objections/<uuid:objection_id>")
@requires(Permission.OBJECTION_READ)
def show(objection_id: UUID) -> ResponseReturnValue:
    """One objection beside its entry."""
    page = objection_page(current_actor(), objection_id)
    return render_template("objections/show.html", page=page, form=empty_form())


@objections.post("/objections/<uuid:objection_id>/answer")
@requires(Permission.OBJECTION_ANSWER)
def answer(objection_id: UUID) -> ResponseReturnValue:
    """Answer the member."""
    actor = current_actor()
    page = objection_page(actor, objection_id)
    form = Form()
    command = usecases.AnswerObjection(objection_id, form.text("answer", longest=LONGEST))
    try:
        form.refuse_faults()
        usecases.answer_objection(actor, command, now=now())
    except Refusal as refusal:
        return refused(refusal, "objections/show.html", page=page)
    flash(gettext("Đã trả lời thành viên."), "green")
    return redirect(url_for("objections.show", objection_id=objection_id), code=303)
