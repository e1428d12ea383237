"""Activations: found by scanning a strip's ends, of many rolls at once, decided by a second person,
undone.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.keyring import SerialPlace
from traceability.roles import Actor, Permission
from traceability.roll_numbers import LONGEST_LINE
from traceability.stretches import FIELD, OrderRolls, Stretch, once
from webapp.queries.activations import (
    LotChoice,
    OrderToActivate,
    RequestRow,
    form_of_activation,
    order_to_activate,
    orders_to_activate,
    roll_of_activation,
    roll_of_request,
)
from webapp.queries.stamp_rolls import roll_of_code, roll_of_stamp
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.looks import likely_province
from webapp.routes.stamp_codes import check_host, has_one_key, parse_stamp, printed_code
from webapp.routes.words import number
from webapp.services import now, services
from webapp.usecases.activations.activate import Activated
from webapp.usecases.activations.second_person import DecideRequest, decide_activation
from webapp.usecases.activations.stretches import ActivateStretches, activate_stretches
from webapp.usecases.activations.undo import UndoActivation, undo_activation, undo_form

activations = Blueprint("stamp_activations", __name__)


@activations.get("/stamp-activations/new")
@requires(Permission.STAMP_ACTIVATE)
def new() -> ResponseReturnValue:
    """Scan the first and the last stamp of a strip, or type the code of the roll."""
    orders = orders_to_activate(current_actor())
    return render_template("stamp_activations/new.html", form=empty_form(), orders=orders)


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
        orders = orders_to_activate(current_actor())
        return refused(refusal, "stamp_activations/new.html", orders=orders)
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


@activations.get("/stamp-orders/<uuid:order_id>/activation")
@requires(Permission.STAMP_ACTIVATE)
def new_of_order(order_id: UUID) -> ResponseReturnValue:
    """The form in which several rolls of an order are activated, those first that are named."""
    page = order_to_activate(current_actor(), order_id)
    form = empty_form(form_id=str(uuid4()), stretches=request.args.get(FIELD, ""))
    return render_template("stamp_activations/order.html", form=form, **_shown(page))


@activations.post("/stamp-orders/<uuid:order_id>/activation")
@requires(Permission.STAMP_ACTIVATE)
def create_of_order(order_id: UUID) -> ResponseReturnValue:
    """Bind several rolls and stretches of rolls to a lot: all of them or none."""
    form, actor = Form(), current_actor()
    page = order_to_activate(actor, order_id)
    stretches = _named(form, page.rolls)
    command = ActivateStretches(
        order_id=order_id,
        lot_id=form.uuid("lot_id"),
        stretches=stretches,
        province_code=likely_province(),
        form_id=form.own_id("form_id"),
    )
    try:
        form.refuse_faults()
        limit = services().config.activation_limit
        done = activate_stretches(actor, command, now=now(), limit=limit)
    except Refusal as refusal:
        return refused(refusal, "stamp_activations/order.html", **_shown(page))
    return _activated(order_id, done, once(stretches))


@activations.post("/stamp-activations/<uuid:activation_id>/undoing")
@requires(Permission.STAMP_MOVE)
def create_undoing(activation_id: UUID) -> ResponseReturnValue:
    """Undo an activation, or all that its form activated; after somebody looked, only an officer
    may, with a reason.
    """
    form = Form()
    undo = undo_form if request.form.get("whole_form") == "1" else undo_activation
    reason = form.optional_text("reason", longest=500) or ""
    actor = current_actor()
    roll_id = roll_of_activation(actor, activation_id)
    try:
        form.refuse_faults()
        count = undo(actor, UndoActivation(activation_id, reason), now=now())
    except Refusal as refusal:
        told = {"roll_id": roll_id, "id": activation_id, "whole": form_of_activation(activation_id)}
        return refused(refusal, "stamp_activations/undo.html", **told)
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


def lot_options(lots: Iterable[LotChoice]) -> list[tuple[str, str]]:
    """Lots as a select offers them, each with how many packs have no stamp yet."""
    return [(str(it.id), _lot_words(it)) for it in lots]


def with_answers(actor: Actor, requests: Iterable[RequestRow]) -> list[tuple[RequestRow, bool]]:
    """What waits for a second person, and whether the actor can be that one."""
    may = actor.may(Permission.STAMP_ACTIVATE)
    return [(it, may and it.asked_by_id != actor.account_id) for it in requests]


def _named(form: Form, rolls: OrderRolls) -> tuple[Stretch, ...]:
    """What the lines of the form name; every line that names nothing is a fault."""
    text = form.parsed(FIELD, _of_our_hosts, "", longest=LONGEST_LINE)
    read = rolls.read(text, services().keyring)
    form.faults_of(read.faults)
    return read.stretches


def _of_our_hosts(text: str) -> str:
    check_host(text)
    return text


def _activated(order_id: UUID, done: Activated, parts: Iterable[Stretch]) -> ResponseReturnValue:
    if done.waits:
        flash(gettext("Số tem vượt mức một người được kích hoạt: chờ người thứ hai."), "amber")
        return redirect(url_for("stamp_activations.new_of_order", order_id=order_id), code=303)
    count = number(sum(it.serials.count for it in parts))
    flash(gettext("Đã kích hoạt %(count)s tem.", count=count), "green")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


def _shown(page: OrderToActivate) -> dict[str, object]:
    return {
        "page": page,
        "lot_options": lot_options(page.lots),
        "requests": with_answers(current_actor(), page.requests),
    }


def _lot_words(lot: LotChoice) -> str:
    left = gettext("còn %(left)s gói chưa có tem", left=number(lot.left))
    return f"{lot.code} · {left}"


def _to_roll(roll_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("stamp_rolls.show", roll_id=roll_id), code=303)
