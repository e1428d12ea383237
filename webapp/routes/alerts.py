"""Alerts about stamps: what was noticed and why, and what the owner says to it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.alerts import AlertAnswer
from traceability.errors import Refusal
from traceability.keyring import SerialPlace
from traceability.roles import Permission
from traceability.serials import printed
from webapp.queries.alerts import AlertFilter, alert_list, alert_page
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.words import words
from webapp.services import now, services
from webapp.usecases.alerts import AnswerAlert, answer_alert

alerts = Blueprint("alerts", __name__)
LONGEST = 500
_ICONS = {
    AlertAnswer.DISPLAY: "store",
    AlertAnswer.LISTING: "shopping-cart",
    AlertAnswer.DO_NOT_KNOW: "circle-question-mark",
    AlertAnswer.INSPECTION_WANTED: "search",
}


@alerts.get("/alerts")
@requires(Permission.ALERT_READ)
def index() -> ResponseReturnValue:
    """The latest first; with `?lapsed=` also those that are explained."""
    actor, wanted = current_actor(), AlertFilter("lapsed" in request.args, asked_number())
    listing = alert_list(actor, wanted)
    return render_template(
        "alerts/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        names_organisations=actor.sees_every_organisation,
    )


@alerts.get("/alerts/<uuid:alert_id>")
@requires(Permission.ALERT_READ)
def show(alert_id: UUID) -> ResponseReturnValue:
    """One alert with its reasons."""
    return render_template("alerts/show.html", form=empty_form(), **_context(alert_id))


@alerts.post("/alerts/<uuid:alert_id>/answer")
@requires(Permission.ALERT_ANSWER)
def answer(alert_id: UUID) -> ResponseReturnValue:
    """Say what it is."""
    form = Form()
    words_said = form.optional_text("words", longest=LONGEST)
    command = AnswerAlert(alert_id, form.choice("answer", AlertAnswer), words_said)
    context = _context(alert_id)
    try:
        form.refuse_faults()
        answer_alert(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "alerts/show.html", **context)
    flash(gettext("Đã ghi câu trả lời. Kiểm soát viên sẽ đọc được."), "green")
    return redirect(url_for("alerts.show", alert_id=alert_id), code=303)


def _context(alert_id: UUID) -> dict[str, object]:
    page = alert_page(current_actor(), alert_id)
    serial = serial_of(page.row.stamp)
    choices = [(it.value, words(f"alert_answer.{it.value}"), _ICONS[it]) for it in AlertAnswer]
    return {
        "page": page,
        "serial": serial,
        "code": printed(serial) if serial else "",
        "choices": choices,
    }


def serial_of(stamp: SerialPlace | None) -> str | None:
    """The sixteen characters of a stamp."""
    return services().keyring.serial(stamp) if stamp else None
