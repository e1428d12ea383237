"""What is decided about a lot on its page: begun, asked, released, sent back, cancelled."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.queries.lot_markets import lot_market
from webapp.queries.lots import lot_page
from webapp.routes.forms import Form, refused
from webapp.routes.guard import current_actor, requires
from webapp.services import now
from webapp.usecases import lots, releases

lot_decisions = Blueprint("lot_decisions", __name__)


@lot_decisions.post("/lots/<uuid:lot_id>/beginning")
@requires(Permission.LOT_WORK)
def begin(lot_id: UUID) -> ResponseReturnValue:
    """Begin a draft by hand."""
    try:
        lots.begin_lot(current_actor(), lots.BeginLot(lot_id), now=now())
    except Refusal as refusal:
        return _refused(lot_id, refusal)
    return _done(lot_id, gettext("Lô đã bắt đầu. Bấm việc vừa làm để ghi vào nhật ký."))


@lot_decisions.post("/lots/<uuid:lot_id>/release-request")
@requires(Permission.LOT_WORK)
def ask(lot_id: UUID) -> ResponseReturnValue:
    """Ask the manager to release the lot."""
    try:
        releases.ask_release(current_actor(), releases.AskRelease(lot_id), now=now())
    except Refusal as refusal:
        return _refused(lot_id, refusal)
    return _done(lot_id, gettext("Đã gửi đề nghị. Người quản lý sẽ duyệt xuất hoặc trả lại."))


@lot_decisions.post("/lots/<uuid:lot_id>/release-decision")
@requires(Permission.LOT_RELEASE)
def release(lot_id: UUID) -> ResponseReturnValue:
    """Release the lot, if nothing is missing."""
    try:
        releases.release_lot(current_actor(), releases.ReleaseLot(lot_id), now=now())
    except Refusal as refusal:
        return _refused(lot_id, refusal)
    return _done(lot_id, gettext("Đã duyệt xuất. Quyết định được ghi vào sổ."))


@lot_decisions.post("/lots/<uuid:lot_id>/return")
@requires(Permission.LOT_RELEASE)
def send_back(lot_id: UUID) -> ResponseReturnValue:
    """Answer a request with what is to be done first."""
    form = Form()
    reason = form.text("return_reason", longest=500)
    try:
        form.refuse_faults()
        releases.send_back(current_actor(), releases.SendBack(lot_id, reason), now=now())
    except Refusal as refusal:
        return _refused(lot_id, refusal)
    return _done(lot_id, gettext("Đã trả lại lô kèm lý do."))


@lot_decisions.post("/lots/<uuid:lot_id>/cancellation")
@requires(Permission.LOT_WORK)
def cancel(lot_id: UUID) -> ResponseReturnValue:
    """Set a lot aside of which there are no goods."""
    form = Form()
    reason = form.text("cancel_reason", longest=500)
    try:
        form.refuse_faults()
        lots.cancel_lot(current_actor(), lots.CancelLot(lot_id, reason), now=now())
    except Refusal as refusal:
        return _refused(lot_id, refusal)
    return _done(lot_id, gettext("Đã hủy lô. Nhật ký vẫn giữ nguyên."))


def _done(lot_id: UUID, said: str) -> ResponseReturnValue:
    flash(said, "green")
    return redirect(url_for("lots.show", lot_id=lot_id), code=303)


def _refused(lot_id: UUID, refusal: Refusal) -> ResponseReturnValue:
    page = lot_page(current_actor(), lot_id, now=now())
    market = lot_market(current_actor(), lot_id, now=now())
    return refused(refusal, "lots/show.html", page=page, market=market)
