"""The printer's rooms: proof, files, reports and deliveries of the orders it was given."""

import hashlib
from collections.abc import Iterator
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.gateways.printing.labels import LAYOUTS
from webapp.gateways.printing.roll_sheets import RollToPrint, roll_labels
from webapp.gateways.printing.sheets import stamp_sheet
from webapp.queries.printing import (
    OrderToPrint,
    PrintedRollPage,
    orders_to_print,
    print_file,
    printed_roll_page,
    printing_page,
)
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.stamp_codes import parsed_range, printed_code
from webapp.routes.stamp_moves import move_choices, read_move
from webapp.services import now, services
from webapp.usecases import stamp_printing as usecases
from webapp.usecases.stamp_deliveries import SendRolls, send_rolls
from webapp.usecases.stamp_moves import move_stamps

printing = Blueprint("printing", __name__)


@printing.get("/printing")
@requires(Permission.STAMP_PRODUCE)
def index() -> ResponseReturnValue:
    """The orders of this printer."""
    return render_template("printing/index.html", orders=orders_to_print(current_actor()))


@printing.get("/printing/<uuid:order_id>")
@requires(Permission.STAMP_PRODUCE)
def show(order_id: UUID) -> ResponseReturnValue:
    """One order: its proof sheet, its rolls, what was sent."""
    page = printing_page(current_actor(), order_id)
    form = empty_form(delivery_id=str(uuid4()))
    return render_template("printing/show.html", page=page, form=form, layouts=_layouts())


@printing.post("/printing/<uuid:order_id>/proof")
@requires(Permission.STAMP_PRODUCE)
def create_proof(order_id: UUID) -> ResponseReturnValue:
    """The proof sheet: stamps that are none, to be scanned by whoever ordered."""
    order = printing_page(current_actor(), order_id).order
    labels = roll_labels(
        _to_print(order, order.proof_first, order.proof_first + order.proof_count),
        services().keyring,
    )
    sheet = stamp_sheet(labels, LAYOUTS.get(request.form.get("layout", ""), LAYOUTS["a4-65"]))
    return _download(sheet, f"ban-in-thu-{order.id.hex[:8]}.pdf")


@printing.post("/printing/<uuid:order_id>/deliveries")
@requires(Permission.STAMP_PRODUCE)
def create_delivery(order_id: UUID) -> ResponseReturnValue:
    """Hand over rolls."""
    form = Form()
    chosen = request.form.getlist("roll_ids", type=UUID)
    note = form.optional_text("note", longest=300) or ""
    command = SendRolls(form.own_id("delivery_id"), order_id, tuple(chosen), note)
    try:
        form.refuse_faults()
        send_rolls(current_actor(), command, now=now())
    except Refusal as refusal:
        page = printing_page(current_actor(), order_id)
        return refused(refusal, "printing/show.html", page=page, layouts=_layouts())
    flash(
        gettext("Đã giao %(count)s cuộn. Bên nhận sẽ đếm và ký nhận.", count=len(chosen)), "green"
    )
    return redirect(url_for("printing.show", order_id=order_id), code=303)


@printing.get("/printing/rolls/<uuid:roll_id>")
@requires(Permission.STAMP_PRODUCE)
def show_roll(roll_id: UUID) -> ResponseReturnValue:
    """One roll: its files, and what came off the press."""
    page = printed_roll_page(current_actor(), roll_id)
    form = empty_form(file_id=str(uuid4()))
    return render_template("printing/roll.html", form=form, **_shown(page))


@printing.post("/printing/rolls/<uuid:roll_id>/files")
@requires(Permission.STAMP_PRODUCE)
def create_file(roll_id: UUID) -> ResponseReturnValue:
    """Make the file of a roll, with its SHA-256."""
    form = Form()
    page = printed_roll_page(current_actor(), roll_id)
    name = request.form.get("layout", "")
    layout = name if name in LAYOUTS else "a4-65"
    digest, size = hashlib.sha256(), 0
    for part in _file(page, layout):
        digest.update(part)
        size += len(part)
    command = usecases.MakePrintFile(
        form.own_id("file_id"), roll_id, layout, digest.hexdigest(), size
    )
    try:
        form.refuse_faults()
        usecases.make_print_file(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/roll.html", **_shown(page))
    flash(gettext("Đã làm tệp in. Mỗi lần tải đều được ghi lại."), "green")
    return redirect(url_for("printing.show_roll", roll_id=roll_id), code=303)


@printing.post("/printing/files/<uuid:file_id>/download")
@requires(Permission.STAMP_PRODUCE)
def create_download(file_id: UUID) -> ResponseReturnValue:
    """Give the file out once more: the same bytes, or none."""
    file = print_file(current_actor(), file_id)
    page = printed_roll_page(current_actor(), file.roll_id)
    content = b"".join(_file(page, file.format))
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        number = usecases.record_download(current_actor(), file_id, sha256, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/roll.html", **_shown(page))
    return _download(iter((content,)), f"tem-{page.row.code}-{number}.pdf")


@printing.post("/printing/rolls/<uuid:roll_id>/report")
@requires(Permission.STAMP_PRODUCE)
def create_report(roll_id: UUID) -> ResponseReturnValue:
    """Say that a roll came off the press, and what of it was spoilt."""
    form = Form()
    page = printed_roll_page(current_actor(), roll_id)
    spoilt = parsed_range(form, "spoilt_first", "spoilt_last")
    reason = form.optional_text("spoilt_reason", longest=300) or ""
    if spoilt and not reason:
        form.fault("spoilt_reason", "stamp.reason_missing")
    command = usecases.ReportPrinting(roll_id, (spoilt,) if spoilt else (), reason)
    try:
        form.refuse_faults()
        usecases.report_printing(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/roll.html", **_shown(page))
    flash(gettext("Đã ghi: cuộn này đã in và đang ở kho nhà in."), "green")
    return redirect(url_for("printing.show_roll", roll_id=roll_id), code=303)


@printing.post("/printing/rolls/<uuid:roll_id>/moves")
@requires(Permission.STAMP_PRODUCE)
def create_move(roll_id: UUID) -> ResponseReturnValue:
    """Say that stamps in stock are void, lost, stolen or destroyed, and why."""
    page = printed_roll_page(current_actor(), roll_id)
    try:
        count = move_stamps(current_actor(), read_move(roll_id), now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/roll.html", **_shown(page))
    flash(gettext("Đã ghi cho %(count)s tem.", count=count), "green")
    return redirect(url_for("printing.show_roll", roll_id=roll_id), code=303)


def _file(page: PrintedRollPage, layout: str) -> Iterator[bytes]:
    labels = roll_labels(_to_print(page.order, page.first, page.last), services().keyring)
    return stamp_sheet(labels, LAYOUTS[layout])


def _to_print(order: OrderToPrint, first: int, last: int) -> RollToPrint:
    config = services().config
    return RollToPrint(
        host=config.stamp_host,
        scheme=config.scheme,
        gtin=order.gtin,
        name=order.short_name,
        key_id=order.key_id,
        first=first,
        last=last,
    )


def _shown(page: PrintedRollPage) -> dict[str, object]:
    return {
        "page": page,
        "files": [(file, file.may_be_taken(now())) for file in page.files],
        "first_code": printed_code(page.order.key_id, page.first),
        "last_code": printed_code(page.order.key_id, page.last - 1),
        "layouts": _layouts(),
        "moves": move_choices(current_actor()),
    }


def _layouts() -> list[tuple[str, str]]:
    return [(name, f"layout.{name}") for name in LAYOUTS]


def _download(parts: Iterator[bytes], name: str) -> Response:
    response = Response(parts, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
