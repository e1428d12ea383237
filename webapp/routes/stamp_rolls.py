"""Rolls of stamps: taking out the sheet, activating stamps for a lot."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from traceability.serial_ranges import SerialRange
from webapp.gateways.printing.formats import WISHES, print_file
from webapp.queries.stamp_rolls import ActivationRow, RollPage, roll_page
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.looks import likely_province
from webapp.routes.print_files import (
    MOST_COPIES,
    PrintedStamps,
    asked_format,
    checked_labels,
    file_response,
    format_choices,
)
from webapp.routes.stamp_activations import lot_options, with_answers
from webapp.routes.stamp_codes import has_one_key, parse_stamp, printed_code
from webapp.routes.stamp_moves import move_choices, read_move
from webapp.services import now, services
from webapp.usecases.activations import activate as activations
from webapp.usecases.stamp_moves import move_stamps
from webapp.usecases.stamp_printing import record_printing

rolls = Blueprint("stamp_rolls", __name__)


@rolls.get("/stamp-rolls/<uuid:roll_id>")
@requires(Permission.STAMP_READ)
def show(roll_id: UUID) -> ResponseReturnValue:
    """One roll: print it, activate stamps of it, see what was activated."""
    page = roll_page(current_actor(), roll_id)
    form = empty_form(
        activation_id=str(uuid4()),
        count="" if request.args.get("first") else _likely_count(page),
        first=request.args.get("first", ""),
        last=request.args.get("last", ""),
    )
    return render_template("stamp_rolls/show.html", form=form, **_shown(page))


@rolls.post("/stamp-rolls/<uuid:roll_id>/printing")
@requires(Permission.STAMP_PRINT)
def create_printing(roll_id: UUID) -> ResponseReturnValue:
    """Record that the sheet is taken out, then stream it; nothing is recorded of a refusal."""
    page = roll_page(current_actor(), roll_id)
    copies = _copies(page)
    try:
        format_ = asked_format()
        labels = checked_labels(_printed(page), format_, copies)
        record_printing(current_actor(), roll_id, now=now())
    except Refusal as refusal:
        return refused(refusal, "stamp_rolls/show.html", **_shown(page))
    name = f"tem-{page.row.number:03d}-{roll_id.hex[:8]}"
    return file_response(print_file(format_, labels), format_, name)


@rolls.post("/stamp-rolls/<uuid:roll_id>/activation")
@requires(Permission.STAMP_ACTIVATE)
def create_activation(roll_id: UUID) -> ResponseReturnValue:
    """Bind stamps of the roll to a lot."""
    form = Form()
    command = _activation_asked(form, roll_id)
    try:
        form.refuse_faults()
        done = activations.activate_range(
            current_actor(), command, now=now(), limit=services().config.activation_limit
        )
    except Refusal as refusal:
        page = roll_page(current_actor(), roll_id)
        return refused(refusal, "stamp_rolls/show.html", **_shown(page))
    if done.waits:
        flash(gettext("Số tem vượt mức một người được kích hoạt: chờ người thứ hai."), "amber")
    else:
        flash(gettext("Đã kích hoạt tem."), "green")
    return redirect(url_for("stamp_rolls.show", roll_id=roll_id), code=303)


def _activation_asked(form: Form, roll_id: UUID) -> activations.ActivateRange:
    first, last = (
        form.optional_parsed("first", parse_stamp),
        form.optional_parsed("last", parse_stamp),
    )
    has_one_key(form, "last", first, last)
    end = first or last
    return activations.ActivateRange(
        roll_id=roll_id,
        lot_id=form.uuid("lot_id"),
        first=first.counter if first else None,
        last=last.counter + 1 if last else None,
        count=form.optional_whole("count"),
        key_id=end.key_id if end else None,
        province_code=likely_province(),
        activation_id=form.own_id("activation_id"),
    )


@rolls.post("/stamp-rolls/<uuid:roll_id>/moves")
@requires(Permission.STAMP_MOVE)
def create_move(roll_id: UUID) -> ResponseReturnValue:
    """Say that stamps are void, lost, stolen, found, sent back or destroyed, and why."""
    page = roll_page(current_actor(), roll_id)
    try:
        told = read_move(roll_id, page.key_id, SerialRange(page.first, page.last))
        count = move_stamps(current_actor(), told, now=now())
    except Refusal as refusal:
        return refused(refusal, "stamp_rolls/show.html", **_shown(page))
    flash(gettext("Đã ghi cho %(count)s tem.", count=count), "green")
    return redirect(url_for("stamp_rolls.show", roll_id=roll_id), code=303)


def _printed(page: RollPage) -> PrintedStamps:
    return PrintedStamps(
        order_id=page.order_id,
        key_id=page.key_id,
        gtin=page.gtin,
        short_name=page.product_short_name,
        has_covered_code=page.has_covered_code,
        rolls=[(page.row.number, SerialRange(page.first, page.last))],
    )


def _copies(page: RollPage) -> int:
    """How often the one code of a lot stamp is printed; any other stamp is printed once."""
    asked = request.form.get("copies", type=int) or 1
    return min(max(asked, 1), MOST_COPIES) if page.is_lot_stamp else 1


def _likely_count(page: RollPage) -> str:
    """As many stamps as the lot offered first still needs and as lie in a row; nothing where no lot
    takes any.
    """
    return str(min(page.free_in_a_row, page.lots[0].left)) if page.lots else ""


def _shown(page: RollPage) -> dict[str, object]:
    actor = current_actor()
    return {
        "page": page,
        "first_code": printed_code(page.key_id, page.first),
        "last_code": printed_code(page.key_id, page.last - 1),
        "lot_options": lot_options(page.lots),
        "next_code": printed_code(page.key_id, page.first_free),
        "activations": [_Activated(page, row) for row in page.activations],
        "layouts": format_choices(),
        "wishes": WISHES,
        "may_print": actor.may(Permission.STAMP_PRINT) and page.is_own_printing,
        "may_activate": actor.may(Permission.STAMP_ACTIVATE) and page.row.may_be_activated,
        "may_undo": actor.may(Permission.STAMP_ACTIVATE) or actor.may(Permission.STAMP_APPROVE),
        "may_move": actor.may(Permission.STAMP_MOVE),
        "moves": move_choices(actor),
        "requests": with_answers(actor, page.requests),
    }


@dataclass(frozen=True)
class _Activated:
    """One activation with the codes that stand on its first and its last stamp."""

    page: RollPage
    row: ActivationRow

    @property
    def first_code(self) -> str:
        """As it is printed."""
        return printed_code(self.page.key_id, self.row.first)

    @property
    def last_code(self) -> str:
        """As it is printed."""
        return printed_code(self.page.key_id, self.row.last - 1)
