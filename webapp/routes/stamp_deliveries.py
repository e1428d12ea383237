"""Deliveries of rolls: whoever ordered them counts, says what is missing or spoilt, and signs."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from traceability.roll_numbers import LONGEST_LINE, NoRollOfNumber, read_roll_numbers
from traceability.serial_ranges import SerialRange
from webapp.queries.stamp_deliveries import (
    ReceiptPage,
    delivery_of,
    receipt_page,
    rolls_of_delivery,
)
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.stamp_codes import named_stamps, printed_code
from webapp.routes.stamp_orders import order_refused
from webapp.services import now
from webapp.usecases.stamp_deliveries import ReceiveRoll, receive_roll, receive_whole_rolls

deliveries = Blueprint("stamp_deliveries", __name__)


@deliveries.post("/stamp-deliveries/<uuid:delivery_id>/receipt")
@requires(Permission.STAMP_RECEIVE)
def receive_whole(delivery_id: UUID) -> ResponseReturnValue:
    """Sign for rolls of which nothing is missing."""
    form, actor = Form(), current_actor()
    order_id, number = delivery_of(actor, delivery_id)
    none: tuple[int, ...] = ()
    field = f"rolls-{number}"  # the page has a form for each delivery
    numbers = form.parsed(field, read_roll_numbers, none, longest=LONGEST_LINE)
    try:
        form.refuse_faults()
        with form.faults_at(field, NoRollOfNumber):
            chosen = rolls_of_delivery(actor, delivery_id, numbers)
        count = receive_whole_rolls(actor, delivery_id, chosen, now=now())
    except Refusal as refusal:
        return order_refused(refusal, order_id)
    return _signed_for(order_id, count)


@deliveries.get("/stamp-deliveries/<uuid:delivery_id>/rolls/<uuid:roll_id>/receipt")
@requires(Permission.STAMP_RECEIVE)
def show(delivery_id: UUID, roll_id: UUID) -> ResponseReturnValue:
    """The form in which the receiver names what is missing or spoilt on one roll."""
    page = receipt_page(current_actor(), delivery_id, roll_id)
    return render_template("stamp_deliveries/receipt.html", form=empty_form(), **_shown(page))


@deliveries.post("/stamp-deliveries/<uuid:delivery_id>/rolls/<uuid:roll_id>/receipt")
@requires(Permission.STAMP_RECEIVE)
def receive(delivery_id: UUID, roll_id: UUID) -> ResponseReturnValue:
    """Sign for a roll: what is missing, what is spoilt; all the rest is received."""
    actor = current_actor()
    page = receipt_page(actor, delivery_id, roll_id)
    form = Form()
    command = _asked(form, page)
    try:
        form.refuse_faults()
        count = receive_roll(actor, command, now=now())
    except Refusal as refusal:
        page = receipt_page(actor, delivery_id, roll_id)
        return refused(refusal, "stamp_deliveries/receipt.html", **_shown(page))
    return _signed_for(page.order_id, count)


def _asked(form: Form, page: ReceiptPage) -> ReceiveRoll:
    roll = (SerialRange(page.first, page.last),)
    missing, spoilt = (
        named_stamps(form, name, page.key_id, roll) for name in ("missing", "spoilt")
    )
    reason = form.optional_text("reason", longest=500) or ""
    if (missing or spoilt) and not reason:
        form.fault("reason", "stamp.reason_missing")
    counted = form.optional_whole("counted")
    return ReceiveRoll(page.delivery_id, page.roll_id, counted, missing, reason, spoilt)


def _signed_for(order_id: UUID, count: int) -> ResponseReturnValue:
    flash(gettext("Đã nhận và ký nhận %(count)s tem.", count=count), "green")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


def _shown(page: ReceiptPage) -> dict[str, object]:
    ends = (printed_code(page.key_id, it) for it in (page.first, page.last - 1))
    return {"page": page, "codes": tuple(ends)}
