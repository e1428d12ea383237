"""Rolls of stamps: taking out the sheet, activating stamps for a lot."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.digital_link import read_serial
from traceability.errors import Invalid, Refusal
from traceability.keyring import SerialPlace
from traceability.roles import Permission
from traceability.serials import issue, printed
from webapp.gateways.printing.labels import LAYOUTS
from webapp.gateways.printing.roll_sheets import RollToPrint, roll_labels
from webapp.gateways.printing.sheets import stamp_sheet
from webapp.queries.stamp_rolls import ActivationRow, RollPage, roll_page
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.services import now, services
from webapp.usecases import activations
from webapp.usecases.stamp_orders import record_printing

rolls = Blueprint("stamp_rolls", __name__)


class CodeNotOurs(Invalid):
    """What was typed is a code, but none of this system."""

    code = "stamp.code_not_ours"


@rolls.get("/stamp-rolls/<uuid:roll_id>")
@requires(Permission.STAMP_READ)
def show(roll_id: UUID) -> ResponseReturnValue:
    """One roll: print it, activate stamps of it, see what was activated."""
    page = roll_page(current_actor(), roll_id)
    form = empty_form(activation_id=str(uuid4()), count=_likely_count(page))
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
    first, last = form.optional_parsed("first", _place), form.optional_parsed("last", _place)
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
        activations.activate_range(current_actor(), command, now=now())
    except Refusal as refusal:
        page = roll_page(current_actor(), roll_id)
        return refused(refusal, "stamp_rolls/show.html", **_shown(page))
    flash(gettext("Đã kích hoạt tem."), "green")
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
        "first_code": _code(page.key_id, page.first),
        "last_code": _code(page.key_id, page.last - 1),
        "next_code": _code(page.key_id, page.first_free),
        "activations": [_Activated(page, row) for row in page.activations],
        "layouts": [(name, f"layout.{name}") for name in LAYOUTS],
        "may_print": actor.may(Permission.STAMP_PRINT),
        "may_activate": actor.may(Permission.STAMP_ACTIVATE) and page.row.may_be_activated,
    }


@dataclass(frozen=True)
class _Activated:
    """One activation with the codes that stand on its first and its last stamp."""

    page: RollPage
    row: ActivationRow

    @property
    def first_code(self) -> str:
        """As it is printed."""
        return _code(self.page.key_id, self.row.first)

    @property
    def last_code(self) -> str:
        """As it is printed."""
        return _code(self.page.key_id, self.row.last - 1)


def _code(key_id: int, counter: int) -> str:
    return printed(issue(services().keyring.key(key_id), counter))


def _place(text: str) -> SerialPlace:
    """Where a typed code or a scanned link stands."""
    place = services().keyring.open(read_serial(text) or "")
    if place is None:
        raise CodeNotOurs
    return place
