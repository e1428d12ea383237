"""Rolls of stamps: taking out the sheet, activating stamps for a lot."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Actor, Permission
from webapp.gateways.printing.labels import LAYOUTS
from webapp.gateways.printing.roll_sheets import RollToPrint, roll_labels
from webapp.gateways.printing.sheets import stamp_sheet
from webapp.queries.stamp_rolls import ActivationRow, RequestRow, RollPage, roll_page
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.stamp_codes import parse_stamp, printed_code
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
    """Record that the sheet is taken out, then stream it."""
    layout = LAYOUTS.get(request.form.get("layout", ""), LAYOUTS["a4-65"])
    page = roll_page(current_actor(), roll_id)
    labels = roll_labels(to_print(page), services().keyring)
    sheet = stamp_sheet(labels, layout)  # refuses a symbol too small before anything is recorded
    record_printing(current_actor(), roll_id, now=now())
    name = f"tem-{page.row.number:03d}-{roll_id.hex[:8]}.pdf"
    response = Response(sheet, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@rolls.post("/stamp-rolls/<uuid:roll_id>/activation")
@requires(Permission.STAMP_ACTIVATE)
def create_activation(roll_id: UUID) -> ResponseReturnValue:
    """Bind stamps of the roll to a lot."""
    form = Form()
    first, last = (
        form.optional_parsed("first", parse_stamp),
        form.optional_parsed("last", parse_stamp),
    )
    command = activations.ActivateRange(
        roll_id=roll_id,
        lot_id=form.uuid("lot_id"),
        first=first.counter if first else None,
        last=last.counter + 1 if last else None,
        count=form.optional_whole("count"),
        activation_id=form.own_id("activation_id"),
    )
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


@rolls.post("/stamp-rolls/<uuid:roll_id>/moves")
@requires(Permission.STAMP_MOVE)
def create_move(roll_id: UUID) -> ResponseReturnValue:
    """Say that stamps are void, lost, stolen, found, sent back or destroyed, and why."""
    try:
        count = move_stamps(current_actor(), read_move(roll_id), now=now())
    except Refusal as refusal:
        page = roll_page(current_actor(), roll_id)
        return refused(refusal, "stamp_rolls/show.html", **_shown(page))
    flash(gettext("Đã ghi cho %(count)s tem.", count=count), "green")
    return redirect(url_for("stamp_rolls.show", roll_id=roll_id), code=303)


def to_print(page: RollPage) -> RollToPrint:
    """A roll as the printer needs it."""
    config = services().config
    return RollToPrint(
        host=config.stamp_host,
        scheme=config.scheme,
        gtin=page.gtin,
        name=page.product_short_name,
        key_id=page.key_id,
        first=page.first,
        last=page.last,
    )


def _likely_count(page: RollPage) -> str:
    """As many stamps as the lot offered first still needs; nothing where no lot takes any."""
    return str(min(page.row.left, page.lots[0].left)) if page.lots else ""


def _shown(page: RollPage) -> dict[str, object]:
    actor = current_actor()
    return {
        "page": page,
        "first_code": printed_code(page.key_id, page.first),
        "last_code": printed_code(page.key_id, page.last - 1),
        "next_code": printed_code(page.key_id, page.first_free),
        "activations": [_Activated(page, row) for row in page.activations],
        "layouts": [(name, f"layout.{name}") for name in LAYOUTS],
        "may_print": actor.may(Permission.STAMP_PRINT) and page.is_own_printing,
        "may_activate": actor.may(Permission.STAMP_ACTIVATE) and page.row.may_be_activated,
        "may_undo": actor.may(Permission.STAMP_ACTIVATE) or actor.may(Permission.STAMP_APPROVE),
        "may_move": actor.may(Permission.STAMP_MOVE),
        "moves": move_choices(actor),
        "requests": [(it, _may_agree(actor, it)) for it in page.requests],
    }


def _may_agree(actor: Actor, request: RequestRow) -> bool:
    return actor.may(Permission.STAMP_ACTIVATE) and request.asked_by_id != actor.account_id


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
