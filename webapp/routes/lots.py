"""Lots: the list, one lot with its diary, opening and closing."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from traceability.errors import Refusal
from traceability.markets import DOMESTIC, parse_market
from traceability.roles import Permission
from webapp.gateways.printing.symbols import symbol_svg
from webapp.queries.lot_filters import LotFilter, Shown
from webapp.queries.lot_markets import LotMarket, lot_market
from webapp.queries.lots import lot_page, lots_page
from webapp.queries.new_lots import new_lot_page
from webapp.queries.public_lots import public_lot
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.laboratory_limits import market_options
from webapp.routes.listings import asked_choice, asked_number, asked_words
from webapp.services import now, services
from webapp.usecases import lots as usecases
from webapp.usecases.holds import ReleaseHold, release_hold

lots = Blueprint("lots", __name__)


@lots.get("/lots")
@requires(Permission.LOT_READ)
def index() -> ResponseReturnValue:
    """The person's lots; the filter lives in the address."""
    page = lots_page(current_actor(), _filter(), now=now())
    may_open = current_actor().may(Permission.LOT_WORK)
    return render_template("lots/index.html", page=page, may_open=may_open)


@lots.get("/lots/new")
@requires(Permission.LOT_WORK)
def new() -> ResponseReturnValue:
    """What is to be made, and where; `?product_id=` and `?place_id=` are chosen beforehand."""
    page = new_lot_page(current_actor())
    form = empty_form(
        lot_id=str(page.lot_id),
        product_id=page.only_product or request.args.get("product_id", ""),
        place_id=request.args.get("place_id", ""),
        market=DOMESTIC,
    )
    return render_template("lots/new.html", page=page, form=form, markets=market_options())


@lots.post("/lots")
@requires(Permission.LOT_WORK)
def create() -> ResponseReturnValue:
    """Open a lot, or prepare one."""
    form = Form()
    command = usecases.OpenLot(
        product_id=form.uuid("product_id"),
        place_id=form.uuid("place_id"),
        lot_id=form.own_id("lot_id"),
        market=form.optional_parsed("market", parse_market) or DOMESTIC,
        is_draft=request.form.get("draft") == "1",
    )
    try:
        form.refuse_faults()
        lot_id = usecases.open_lot(current_actor(), command, now=now())
    except Refusal as refusal:
        page = new_lot_page(current_actor())
        return refused(refusal, "lots/new.html", page=page, markets=market_options())
    if command.is_draft:
        flash(gettext("Đã chuẩn bị lô. Ghi việc đầu tiên là lô bắt đầu."), "green")
    else:
        flash(gettext("Đã mở lô. Bấm việc vừa làm để ghi vào nhật ký."), "green")
    return redirect(url_for("lots.show", lot_id=lot_id), code=303)


@lots.get("/lots/<uuid:lot_id>")
@requires(Permission.LOT_READ)
def show(lot_id: UUID) -> ResponseReturnValue:
    """One lot: what to do, what was done."""
    page = lot_page(current_actor(), lot_id, now=now())
    return render_template("lots/show.html", page=page, market=_market(lot_id), form=empty_form())


@lots.post("/lots/<uuid:lot_id>/release")
@requires(Permission.LOT_RELEASE)
def release(lot_id: UUID) -> ResponseReturnValue:
    """Let a lot go on that its own diary holds."""
    form = Form()
    command = ReleaseHold(lot_id, form.text("reason", longest=500))
    try:
        form.refuse_faults()
        release_hold(current_actor(), command, now=now())
    except Refusal as refusal:
        page = lot_page(current_actor(), lot_id, now=now())
        return refused(refusal, "lots/show.html", page=page, market=_market(lot_id))
    flash(gettext("Đã gỡ tạm dừng. Lý do được ghi vào sổ."), "green")
    return redirect(url_for("lots.show", lot_id=lot_id), code=303)


@lots.get("/lots/<uuid:lot_id>/code")
@requires(Permission.LOT_READ)
def show_code(lot_id: UUID) -> ResponseReturnValue:
    """The lot's public address to be scanned off the screen, once the lot is public.

    It is no stamp, and is therefore given out nowhere as a file to print.
    """
    page, config = lot_page(current_actor(), lot_id, now=now()), services().config
    public_lot(page.product_code, page.card.code, now=now())
    path = url_for("digital_link.show_lot", product_code=page.product_code, lot_code=page.card.code)
    address = f"{config.scheme}://{config.stamp_host}{path}"
    symbol = Markup(symbol_svg(address))  # noqa: S704 - our own drawing
    return render_template("lots/code.html", page=page, address=address, symbol=symbol)


@lots.post("/lots/<uuid:lot_id>/closure")
@requires(Permission.LOT_WORK)
def close(lot_id: UUID) -> ResponseReturnValue:
    """End a lot."""
    try:
        usecases.close_lot(current_actor(), usecases.CloseLot(lot_id), now=now())
    except Refusal as refusal:
        page = lot_page(current_actor(), lot_id, now=now())
        return refused(refusal, "lots/show.html", page=page, market=_market(lot_id))
    flash(gettext("Đã kết thúc lô."), "green")
    return redirect(url_for("lots.show", lot_id=lot_id), code=303)


def _market(lot_id: UUID) -> LotMarket:
    return lot_market(current_actor(), lot_id, now=now())


def _filter() -> LotFilter:
    return LotFilter(
        words=asked_words(),
        shown=asked_choice("shown", Shown) or Shown.OPEN,
        page=asked_number(),
    )
