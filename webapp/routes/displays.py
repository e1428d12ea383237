"""Stamps on display, in listings and in pictures: registering them, and ending that."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.digital_link import read_serial
from traceability.errors import Refusal
from traceability.keyring import SerialPlace
from traceability.roles import Permission
from traceability.serials import printed
from traceability.stamps import NoSuchStamp
from traceability.suspicion import DisplayKind
from webapp.queries.displays import display_list, get_display
from webapp.queries.geography import public_provinces
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.stamp_codes import check_host
from webapp.routes.words import words
from webapp.services import now, services
from webapp.usecases import displays as usecases

displays = Blueprint("displays", __name__)
LONGEST = 500
_NOWHERE = SerialPlace(-1, -1)
_ICONS = {
    DisplayKind.DISPLAY: "store",
    DisplayKind.LISTING: "shopping-cart",
    DisplayKind.PICTURE: "image",
}


@displays.get("/displays")
@requires(Permission.DISPLAY_KEEP)
def index() -> ResponseReturnValue:
    """What is registered, and what was."""
    return render_template("displays/index.html", form=empty_form(), **_listing())


@displays.get("/displays/new")
@requires(Permission.DISPLAY_KEEP)
def new() -> ResponseReturnValue:
    """The form; the page of an alert fills the code in."""
    code = request.args.get("code", "")[:200]
    form = empty_form(id=str(uuid4()), code=code, count="1", kind=DisplayKind.DISPLAY.value)
    return render_template("displays/new.html", form=form, **_choices())


@displays.post("/displays")
@requires(Permission.DISPLAY_KEEP)
def create() -> ResponseReturnValue:
    """Register a stamp, or a few one behind the other."""
    form = Form()
    command = usecases.RegisterDisplay(
        display_id=form.own_id("id"),
        stamp=form.parsed("code", _stamp, _NOWHERE),
        kind=form.choice("kind", DisplayKind),
        place=form.text("place"),
        reason=form.text("reason", longest=LONGEST),
        count=form.optional_whole("count") or 1,
        province_code=form.optional_text("province"),
    )
    try:
        form.refuse_faults()
        usecases.register_display(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "displays/new.html", **_choices())
    flash(gettext("Đã đăng ký. Trang kiểm tra tem sẽ nói rõ điều này."), "green")
    return redirect(url_for("displays.index"), code=303)


@displays.post("/displays/<uuid:display_id>/end")
@requires(Permission.DISPLAY_KEEP)
def end(display_id: UUID) -> ResponseReturnValue:
    """From now on the stamps are weighed as any other."""
    display = get_display(current_actor(), display_id)
    form = Form()
    command = usecases.EndDisplay(display.id, form.text("end_reason", longest=LONGEST))
    try:
        form.refuse_faults()
        usecases.end_display(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "displays/index.html", **_listing())
    flash(gettext("Đã kết thúc. Tem được xét như mọi tem khác."), "green")
    return redirect(url_for("displays.index"), code=303)


def _stamp(text: str) -> SerialPlace:
    check_host(text)
    serial = read_serial(text)
    place = services().keyring.open(serial) if serial else None
    if place is None:
        raise NoSuchStamp
    return place


def _listing() -> dict[str, object]:
    actor = current_actor()
    listing = display_list(actor, asked_number())
    serial = services().keyring.serial
    return {
        "listing": listing,
        "paging": paging_of(listing),
        "shown": [(row, printed(serial(row.stamp))) for row in listing.rows],
        "names_organisations": actor.sees_every_organisation,
    }


def _choices() -> dict[str, object]:
    kinds = [(it.value, words(f"display_kind.{it.value}"), _ICONS[it]) for it in DisplayKind]
    return {"kinds": kinds, "provinces": public_provinces(), "most": usecases.MOST_STAMPS}
