"""Alerts about stamps: what was noticed and why, and what the owner says to it."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.alerts import AlertAnswer, answers_to
from traceability.errors import Refusal
from traceability.keyring import SerialPlace
from traceability.roles import Permission
from traceability.serials import printed
from webapp.queries.alert_looks import LookedAt
from webapp.queries.alerts import AlertFilter, alert_list, alert_page
from webapp.queries.geography import public_provinces
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.words import words
from webapp.services import now, services
from webapp.usecases.alerts import AnswerAlert, answer_alert
from webapp.usecases.displays import AnswerWithDisplay, answer_with_display

alerts = Blueprint("alerts", __name__)
LONGEST = 500
_ICONS = {
    AlertAnswer.DISPLAY: "store",
    AlertAnswer.LISTING: "shopping-cart",
    AlertAnswer.OWN_WORK: "circle-check",
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
    form = empty_form(id=str(uuid4()))
    return render_template("alerts/show.html", form=form, **_context(alert_id))


@alerts.post("/alerts/<uuid:alert_id>/answer")
@requires(Permission.ALERT_ANSWER)
def answer(alert_id: UUID) -> ResponseReturnValue:
    """Say what it is; that it is on display registers the stamp in the same step."""
    context = _context(alert_id)
    try:
        registered = _answer(alert_id, is_of_one=context["serial"] is not None)
    except Refusal as refusal:
        return refused(refusal, "alerts/show.html", **context)
    said = (
        gettext("Đã ghi câu trả lời và đăng ký tem. Trang kiểm tra tem sẽ nói rõ điều này.")
        if registered
        else gettext("Đã ghi câu trả lời. Kiểm soát viên sẽ đọc được.")
    )
    flash(said, "green")
    return redirect(url_for("alerts.show", alert_id=alert_id), code=303)


def _answer(alert_id: UUID, *, is_of_one: bool) -> bool:
    """Keep the answer that the form gives; whether it registered the stamp."""
    form = Form()
    answer = form.choice("answer", AlertAnswer)
    if not (answer.display_kind and is_of_one):
        command = AnswerAlert(alert_id, answer, form.optional_text("words", longest=LONGEST))
        form.refuse_faults()
        answer_alert(current_actor(), command, now=now())
        return False
    shown = AnswerWithDisplay(
        alert_id,
        form.own_id("id"),
        answer,
        form.text("place"),
        form.text("words", longest=LONGEST),
        form.optional_text("province"),
    )
    form.refuse_faults()
    answer_with_display(current_actor(), shown, now=now())
    return True


def _context(alert_id: UUID) -> dict[str, object]:
    page = alert_page(current_actor(), alert_id)
    serial = serial_of(page.row.stamp)
    # What stands already is not registered a second time.
    answers = answers_to(page.row.kind)
    open_answers = [it for it in answers if not (page.display_code and it.display_kind)]
    choices = [(it.value, words(f"alert_answer.{it.value}"), _ICONS[it]) for it in open_answers]
    return {
        "page": page,
        "serial": serial,
        "code": printed(serial) if serial else "",
        # Where stamps are listed the first one is among them.
        "only_code": printed(serial) if serial and not page.looked_at else "",
        "marked": [printed(services().keyring.serial(it)) for it in page.marked],
        "looked_at": [_looked_at(it) for it in page.looked_at],
        "choices": choices,
        "provinces": public_provinces(),
    }


def _looked_at(seen: LookedAt) -> tuple[str, str, LookedAt]:
    serial = services().keyring.serial(seen.stamp)
    return serial, printed(serial), seen


def serial_of(stamp: SerialPlace | None) -> str | None:
    """The sixteen characters of a stamp."""
    return services().keyring.serial(stamp) if stamp else None
