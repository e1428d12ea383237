"""Activations: found by scanning a strip's ends, decided by a second person, undone."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.keyring import SerialPlace
from traceability.roles import Permission
from webapp.queries.activations import roll_of_activation, roll_of_request
from webapp.queries.stamp_rolls import roll_of_code, roll_of_stamp
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.looks import likely_province
from webapp.routes.stamp_codes import has_one_key, parse_stamp, printed_code
from webapp.services import now
from webapp.usecases.activations.second_person import DecideRequest, decide_activation
from webapp.usecases.activations.undo import UndoActivation, undo_activation

activations = Blueprint("stamp_activations", __name__)


@activations.get("/stamp-activations/new")
@requires(Permission.STAMP_ACTIVATE)
def new() -> ResponseReturnValue:
    """Scan the first and the last stamp of a strip, or type the code of the roll."""
    return render_template("stamp_activations/new.html", form=empty_form())


@activations.post("/stamp-activations")
@requires(Permission.STAMP_ACTIVATE)
def find() -> ResponseReturnValue:
    """Find the roll, and go on there with what was scanned."""
    form = Form()
    roll_code = form.optional_text("roll_code", longest=40)
    first = form.optional_parsed("first", parse_stamp)
    last = form.optional_parsed("last", parse_stamp)
    has_one_key(form, "last", first, last)
    if not (roll_code or first):
        form.fault("first", "stamp.first_missing")
    try:
        form.refuse_faults()
        roll_id = _found(roll_code, first)
    except Refusal as refusal:
        return refused(refusal, "stamp_activations/new.html")
    ends = {"first": first, "last": last}
    # As it stands on the stamp, so that people can hold it against what they have in hand.
    given: dict[str, Any] = {
        name: printed_code(it.key_id, it.counter) for name, it in ends.items() if it
    }
    return redirect(url_for("stamp_rolls.show", roll_id=roll_id, **given), code=303)


def _found(roll_code: str | None, first: SerialPlace | None) -> UUID:
    actor = current_actor()
    if first is None:
        return roll_of_code(actor, roll_code or "")
    return roll_of_stamp(actor, first)


@activations.post("/stamp-activations/<uuid:activation_id>/undoing")
@requires(Permission.STAMP_MOVE)
def create_undoing(activation_id: UUID) -> ResponseReturnValue:
    """Undo an activation; after somebody looked, only an officer may, with a reason."""
    form = Form()
    reason = form.optional_text("reason", longest=500) or ""
    actor = current_actor()
    roll_id = roll_of_activation(actor, activation_id)
    try:
        form.refuse_faults()
        count = undo_activation(actor, UndoActivation(activation_id, reason), now=now())
    except Refusal as refusal:
        return refused(refusal, "stamp_activations/undo.html", roll_id=roll_id, id=activation_id)
    flash(gettext("Đã hoàn tác: %(count)s tem trở lại chưa kích hoạt.", count=count), "green")
    return _to_roll(roll_id)


@activations.post("/stamp-activation-requests/<uuid:request_id>/decision")
@requires(Permission.STAMP_ACTIVATE)
def create_decision(request_id: UUID) -> ResponseReturnValue:
    """Agree to an activation that is large for one person, or refuse it with a reason."""
    form = Form()
    agrees = request.form.get("decision") == "agree"
    reason = form.optional_text("refusal_reason", longest=500) or ""
    actor = current_actor()
    roll_id = roll_of_request(actor, request_id)
    try:
        form.refuse_faults()
        decision = DecideRequest(request_id, agrees, reason, likely_province())
        decide_activation(actor, decision, now=now())
    except Refusal as refusal:
        return refused(refusal, "stamp_activations/decision.html", roll_id=roll_id, id=request_id)
    said = gettext("Đã đồng ý, tem đã kích hoạt.") if agrees else gettext("Đã từ chối kích hoạt.")
    flash(said, "green" if agrees else "info")
    return _to_roll(roll_id)


def _to_roll(roll_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("stamp_rolls.show", roll_id=roll_id), code=303)
