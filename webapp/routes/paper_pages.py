"""Pages of paper diaries: photographed once, then entered line by line with the picture beside."""

from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.calendar import civil_date
from traceability.errors import Refusal
from traceability.lots import NoSuchLot
from traceability.paper_pages import MOST_PHOTOS
from traceability.roles import Permission
from webapp.gateways.storage.photos import PAPER_SIDE
from webapp.queries.paper_pages import PaperFilter, new_paper_page, paper_page, paper_page_list
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, parse_date, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.sent_photos import (
    PhotoFields,
    SentPhotos,
    photos_again,
    refuse_photo_faults,
    stored_photos,
)
from webapp.services import now
from webapp.usecases import paper_pages as usecases

paper_pages = Blueprint("paper_pages", __name__)
_FIELDS: Final = {
    "paper_page.bad_days": "covers_from",
    "paper_page.photo_missing": "photos",
    "paper_page.too_many_photos": "photos",
}


@paper_pages.get("/paper-pages")
@requires(Permission.PAPER_READ)
def index() -> ResponseReturnValue:
    """Pages that wait to be entered; with `?entered=` also those that are done."""
    actor = current_actor()
    wanted = PaperFilter("entered" in request.args, asked_number())
    listing = paper_page_list(actor, wanted)
    return render_template(
        "paper_pages/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        may_keep=actor.may(Permission.PAPER_KEEP),
        names_organisations=actor.sees_every_organisation,
    )


@paper_pages.get("/paper-pages/new")
@requires(Permission.PAPER_KEEP)
def new() -> ResponseReturnValue:
    """The form of a new page."""
    page = new_paper_page(current_actor())
    today = civil_date(now()).isoformat()
    form = empty_form(id=str(page.page_id), covers_from=today, covers_to=today)
    photos = PhotoFields((), MOST_PHOTOS)
    return render_template("paper_pages/new.html", form=form, page=page, photos=photos)


@paper_pages.post("/paper-pages")
@requires(Permission.PAPER_KEEP)
def create() -> ResponseReturnValue:
    """Keep a page; the same form again keeps the same page."""
    actor, sent = current_actor(), stored_photos(MOST_PHOTOS, PAPER_SIDE)
    try:
        command = _read(sent)
        page_id = usecases.keep_paper_page(actor, command, now=now())
    except Refusal as refusal:
        kept = PhotoFields(photos_again(sent), MOST_PHOTOS)
        page = new_paper_page(actor)
        told = beside(refusal, _FIELDS)
        return refused(told, "paper_pages/new.html", page=page, photos=kept)
    flash(gettext("Đã lưu trang sổ. Giờ ghi từng việc trên trang vào nhật ký."), "green")
    return redirect(url_for("paper_pages.show", page_id=page_id), code=303)


@paper_pages.get("/paper-pages/<uuid:page_id>")
@requires(Permission.PAPER_READ)
def show(page_id: UUID) -> ResponseReturnValue:
    """One page, its entries, and the next line; `?lot_id=` is the lot that is written about."""
    asked = request.args.get("lot_id", "")
    try:
        lot_id = UUID(asked) if asked else None
    except ValueError:
        raise NoSuchLot from None
    page = paper_page(current_actor(), page_id, lot_id, now=now())
    return render_template("paper_pages/show.html", page=page)


@paper_pages.post("/paper-pages/<uuid:page_id>/completion")
@requires(Permission.PAPER_KEEP)
def complete(page_id: UUID) -> ResponseReturnValue:
    """Everything on it stands in the diary."""
    usecases.mark_all_entered(current_actor(), usecases.MarkAllEntered(page_id), now=now())
    flash(gettext("Đã ghi nhận: trang này nhập xong."), "green")
    return redirect(url_for("paper_pages.index"), code=303)


@paper_pages.post("/paper-pages/<uuid:page_id>/reopening")
@requires(Permission.PAPER_KEEP)
def reopen(page_id: UUID) -> ResponseReturnValue:
    """A line was left out."""
    command = usecases.MarkAllEntered(page_id, is_all_entered=False)
    usecases.mark_all_entered(current_actor(), command, now=now())
    return redirect(url_for("paper_pages.show", page_id=page_id), code=303)


def _read(sent: SentPhotos) -> usecases.KeepPaperPage:
    refuse_photo_faults(sent)
    form = Form()
    first = form.parsed("covers_from", parse_date, civil_date(now()))
    command = usecases.KeepPaperPage(
        page_id=form.own_id("id"),
        covers_from=first,
        covers_to=form.optional_date("covers_to") or first,  # a page of one day says one date
        photos=tuple(sent.hashes),
        received_photos=frozenset(sent.hashes),
        on_behalf_of=form.optional_uuid("on_behalf_of"),
        note=form.optional_text("note", longest=500) or "",
    )
    form.refuse_faults()
    return command
