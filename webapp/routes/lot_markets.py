"""Where a lot is to be sold and under which codes: one form of its manager."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.markets import DOMESTIC, parse_market
from traceability.roles import Permission
from webapp.queries.market_forms import CHOSEN_KINDS, MarketForm, market_form
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.laboratory_limits import market_options
from webapp.services import now
from webapp.usecases.lot_markets import SettleMarket, settle_market

lot_markets = Blueprint("lot_markets", __name__)
_FIELDS = {"market.unknown": "market"}


@lot_markets.get("/lots/<uuid:lot_id>/market")
@requires(Permission.LOT_MARKET)
def edit(lot_id: UUID) -> ResponseReturnValue:
    """The market and the codes as they are."""
    page = market_form(current_actor(), lot_id, now=now())
    return render_template("lots/settle.html", form=empty_form(**page.values), **_context(page))


@lot_markets.post("/lots/<uuid:lot_id>/market")
@requires(Permission.LOT_MARKET)
def update(lot_id: UUID) -> ResponseReturnValue:
    """Settle them."""
    page, form = market_form(current_actor(), lot_id, now=now()), Form()
    market = form.parsed("market", parse_market, DOMESTIC)
    chosen = {kind: form.optional_uuid(f"{kind.value}_id") for kind in CHOSEN_KINDS}
    codes = {kind: area_code_id for kind, area_code_id in chosen.items() if area_code_id}
    try:
        form.refuse_faults()
        settle_market(current_actor(), SettleMarket(lot_id, market, codes), now=now())
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "lots/settle.html", **_context(page))
    flash(gettext("Đã ghi thị trường và mã số của lô."), "green")
    return redirect(url_for("lots.show", lot_id=lot_id), code=303)


def _context(page: MarketForm) -> dict[str, object]:
    return {"page": page, "markets": market_options()}
