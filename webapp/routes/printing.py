"""The printer's rooms: proof, files, reports and deliveries of the orders it was given."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from traceability.roll_numbers import LONGEST_LINE, NoRollOfNumber, read_roll_numbers
from webapp.gateways.printing.digests import digest_of
from webapp.gateways.printing.formats import FORMATS, WISHES, format_named
from webapp.queries.printing import (
    OrderToPrint,
    PrintedRollPage,
    PrintingPage,
    get_print_file,
    orders_to_print,
    printed_roll_page,
    printing_page,
    rolls_numbered,
)
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.print_files import (
    PrintedStamps,
    asked_format,
    checked_labels,
    file_response,
    format_choices,
    labels_of,
    remembered,
)
from webapp.routes.stamp_codes import parsed_range, printed_code
from webapp.routes.stamp_moves import move_choices, read_move
from webapp.services import now
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
    page = printing_page(current_actor(), order_id, asked_number())
    form = empty_form(
        delivery_id=str(uuid4()), rolls=page.ready.written, **remembered(page.last_format)
    )
    return render_template("printing/show.html", form=form, **_order_shown(page))


@printing.post("/printing/<uuid:order_id>/proof")
@requires(Permission.STAMP_PRODUCE)
def create_proof(order_id: UUID) -> ResponseReturnValue:
    """The proof sheet: stamps that are none, to be scanned by whoever ordered."""
    page = printing_page(current_actor(), order_id)
    order = page.order
    proofs = _stamps(order, (order.proof_first, order.proof_first + order.proof_count))
    try:
        format_ = asked_format()
        sheet = format_.proof(checked_labels(proofs, format_))
        usecases.record_proof(current_actor(), order_id, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/show.html", **_order_shown(page))
    return file_response(sheet, format_, f"ban-in-thu-{order.id.hex[:8]}")


@printing.post("/printing/<uuid:order_id>/deliveries")
@requires(Permission.STAMP_PRODUCE)
def create_delivery(order_id: UUID) -> ResponseReturnValue:
    """Hand over rolls."""
    form, actor = Form(), current_actor()
    delivery_id = form.own_id("delivery_id")
    none: tuple[int, ...] = ()
    numbers = form.parsed("rolls", read_roll_numbers, none, longest=LONGEST_LINE)
    note = form.optional_text("note", longest=300) or ""
    try:
        form.refuse_faults()
        with form.faults_at("rolls", NoRollOfNumber):
            chosen = rolls_numbered(actor, order_id, numbers)
        send_rolls(actor, SendRolls(delivery_id, order_id, chosen, note), now=now())
    except Refusal as refusal:
        page = printing_page(current_actor(), order_id)
        return refused(refusal, "printing/show.html", **_order_shown(page))
    flash(
        gettext("Đã giao %(count)s cuộn. Bên nhận sẽ đếm và ký nhận.", count=len(chosen)), "green"
    )
    return redirect(url_for("printing.show", order_id=order_id), code=303)


@printing.get("/printing/rolls/<uuid:roll_id>")
@requires(Permission.STAMP_PRODUCE)
def show_roll(roll_id: UUID) -> ResponseReturnValue:
    """One roll: its files, and what came off the press."""
    page = printed_roll_page(current_actor(), roll_id)
    form = empty_form(file_id=str(uuid4()), **remembered(page.last_format))
    return render_template("printing/roll.html", form=form, **_shown(page))


@printing.post("/printing/rolls/<uuid:roll_id>/files")
@requires(Permission.STAMP_PRODUCE)
def create_file(roll_id: UUID) -> ResponseReturnValue:
    """Make the file of a roll, with its SHA-256."""
    form = Form()
    page = printed_roll_page(current_actor(), roll_id)
    try:
        form.refuse_faults()
        format_ = asked_format()
        file = digest_of(format_.pieces(checked_labels(_roll(page), format_)))
        command = usecases.MakePrintFile(
            form.own_id("file_id"), roll_id, format_.name, file.sha256, file.length
        )
        usecases.make_print_file(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/roll.html", **_shown(page))
    flash(gettext("Đã làm tệp in. Mỗi lần tải đều được ghi lại."), "green")
    return redirect(url_for("printing.show_roll", roll_id=roll_id), code=303)


@printing.post("/printing/files/<uuid:file_id>/download")
@requires(Permission.STAMP_PRODUCE)
def create_download(file_id: UUID) -> ResponseReturnValue:
    """Give the file out once more: the same bytes, or none."""
    file = get_print_file(current_actor(), file_id)
    page = printed_roll_page(current_actor(), file.roll_id)
    format_ = format_named(file.format)
    # Twice: nothing is given out before its digest was held against the first one's.
    sha256 = digest_of(format_.pieces(labels_of(_roll(page)))).sha256
    try:
        number = usecases.record_download(current_actor(), file_id, sha256, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/roll.html", **_shown(page))
    pieces = format_.pieces(labels_of(_roll(page)))
    return file_response(pieces, format_, f"tem-{page.row.code}-{number}")


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
    command = usecases.ReportPrinting(
        roll_id,
        (spoilt.serials,) if spoilt else (),
        reason,
        key_id=spoilt.key_id if spoilt else None,
    )
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


def _roll(page: PrintedRollPage) -> PrintedStamps:
    return _stamps(page.order, (page.first, page.last), page.row.number)


def _stamps(order: OrderToPrint, serials: tuple[int, int], roll_number: int = 1) -> PrintedStamps:
    return PrintedStamps(
        order_id=order.id,
        key_id=order.key_id,
        gtin=order.gtin,
        short_name=order.short_name,
        has_covered_code=order.has_covered_code,
        first=serials[0],
        last=serials[1],
        roll_number=roll_number,
    )


def _order_shown(page: PrintingPage) -> dict[str, object]:
    return {
        "page": page,
        "paging": paging_of(page.rolls, url_for("printing.show", order_id=page.order.id)),
        "layouts": proof_choices(),
        "wishes": WISHES,
    }


def _shown(page: PrintedRollPage) -> dict[str, object]:
    return {
        "page": page,
        "files": [
            (file, format_named(file.format).codes, file.may_be_taken(now())) for file in page.files
        ],
        "file_days": usecases.FILE_DAYS,
        "first_code": printed_code(page.order.key_id, page.first),
        "last_code": printed_code(page.order.key_id, page.last - 1),
        "layouts": format_choices(),
        "wishes": WISHES,
        "moves": move_choices(current_actor()),
    }


def proof_choices() -> list[tuple[str, str]]:
    """The formats of which there is a proof sheet: those with a page."""
    return [(name, it.code) for name, it in FORMATS.items() if it.has_proof]
