"""What is decided about a lot on its page: begun, asked, released, sent back, cancelled."""

from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Actor, Permission
from webapp.queries.lot_markets import lot_market
from webapp.queries.lots import lot_page
from webapp.routes.forms import Form, refused
from webapp.routes.guard import current_actor, requires
from webapp.services import now
from webapp.usecases import lots, releases

lot_decisions = Blueprint("lot_decisions", __name__)

Command = TypeVar("Command", contravariant=True)


class Decide(Protocol[Command]):
    """A use case that decides about a lot."""

    def __call__(self, actor: Actor, command: Command, /, *, now: datetime) -> None:
        """Decide, or raise a Refusal."""


@lot_decisions.post("/lots/<uuid:lot_id>/beginning")
@requires(Permission.LOT_WORK)
def begin(lot_id: UUID) -> ResponseReturnValue:
    """Begin a draft by hand."""
    said = gettext("Lô đã bắt đầu. Bấm việc vừa làm để ghi vào nhật ký.")
    return _decided(lot_id, lots.begin_lot, lots.BeginLot(lot_id), said)


@lot_decisions.post("/lots/<uuid:lot_id>/release-request")
@requires(Permission.LOT_WORK)
def ask(lot_id: UUID) -> ResponseReturnValue:
    """Ask the manager to release the lot."""
    said = gettext("Đã gửi đề nghị. Người quản lý sẽ duyệt xuất hoặc trả lại.")
    return _decided(lot_id, releases.ask_release, releases.AskRelease(lot_id), said)


@lot_decisions.post("/lots/<uuid:lot_id>/release-decision")
@requires(Permission.LOT_RELEASE)
def release(lot_id: UUID) -> ResponseReturnValue:
    """Release the lot, if nothing is missing."""
    said = gettext("Đã duyệt xuất. Quyết định được ghi vào sổ.")
    return _decided(lot_id, releases.release_lot, releases.ReleaseLot(lot_id), said)


@lot_decisions.post("/lots/<uuid:lot_id>/return")
@requires(Permission.LOT_RELEASE)
def send_back(lot_id: UUID) -> ResponseReturnValue:
    """Answer a request with what is to be done first."""
    form = Form()
    command = releases.SendBack(lot_id, form.text("return_reason", longest=500))
    said = gettext("Đã trả lại lô kèm lý do.")
    return _decided(lot_id, releases.send_back, command, said, form)


@lot_decisions.post("/lots/<uuid:lot_id>/yield-acceptance")
@requires(Permission.LOT_RELEASE)
def accept_yield(lot_id: UUID) -> ResponseReturnValue:
    """Say why the ground gave more than usual."""
    form = Form()
    shown = frozenset(request.form.getlist("season"))
    command = releases.AcceptYield(lot_id, form.text("yield_reason", longest=500), shown)
    said = gettext("Đã ghi lý do vào sổ. Lô không còn bị chặn vì sản lượng này.")
    return _decided(lot_id, releases.accept_yield, command, said, form)


@lot_decisions.post("/lots/<uuid:lot_id>/cancellation")
@requires(Permission.LOT_WORK)
def cancel(lot_id: UUID) -> ResponseReturnValue:
    """Set a lot aside of which there are no goods."""
    form = Form()
    command = lots.CancelLot(lot_id, form.text("cancel_reason", longest=500))
    said = gettext("Đã hủy lô. Nhật ký vẫn giữ nguyên.")
    return _decided(lot_id, lots.cancel_lot, command, said, form)


def _decided(
    lot_id: UUID, decide: Decide[Command], command: Command, said: str, form: Form | None = None
) -> ResponseReturnValue:
    """Let it be decided and go back to the lot; refused, its page says why, filled in as it was."""
    try:
        if form is not None:
            form.refuse_faults()
        decide(current_actor(), command, now=now())
    except Refusal as refusal:
        page = lot_page(current_actor(), lot_id, now=now())
        market = lot_market(current_actor(), lot_id, now=now())
        return refused(refusal, "lots/show.html", page=page, market=market)
    flash(said, "green")
    return redirect(url_for("lots.show", lot_id=lot_id), code=303)
