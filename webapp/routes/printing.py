"""The printer's rooms: proof, files, reports and deliveries of the orders it was given."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from traceability.roll_numbers import LONGEST_LINE, NoRollOfNumber, read_roll_numbers
from traceability.serial_ranges import SerialRange
from webapp.gateways.printing.digests import digest_of
from webapp.gateways.printing.drawings import TooManyDrawings
from webapp.gateways.printing.formats import FORMATS, WISHES, TooManyLabels, format_named
from webapp.queries.printer_files import PrintFileRow
from webapp.queries.printing import (
    OrderToPrint,
    PrintedRollPage,
    PrintFilesPage,
    PrintingPage,
    RollsToPrint,
    file_to_print,
    orders_to_print,
    print_files_to_take,
    printed_roll_page,
    printing_page,
    rolls_numbered,
)
from webapp.queries.roll_groups import roll_groups
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
from webapp.routes.roll_finder import to_roll
from webapp.routes.stamp_codes import named_stamps, printed_code
from webapp.routes.stamp_moves import move_choices, read_move
from webapp.services import now
from webapp.usecases import print_files as usecases
from webapp.usecases.stamp_deliveries import SendRolls, send_rolls
from webapp.usecases.stamp_moves import move_stamps
from webapp.usecases.stamp_printing import ReportPrinting, record_proof, report_printing

printing = Blueprint("printing", __name__)

_ROLL_FAULTS = (NoRollOfNumber, usecases.RollsApart, TooManyDrawings, TooManyLabels)


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
    form = empty_form(delivery_id=str(uuid4()), rolls=page.ready.written)
    return render_template("printing/show.html", form=form, **_order_shown(page))


@printing.post("/printing/<uuid:order_id>/proof")
@requires(Permission.STAMP_PRODUCE)
def create_proof(order_id: UUID) -> ResponseReturnValue:
    """The proof sheet: stamps that are none, to be scanned by whoever ordered."""
    page = printing_page(current_actor(), order_id)
    order = page.order
    proofs = _printed(order, [(1, SerialRange.of(order.proof_first, order.proof_count))])
    try:
        format_ = asked_format()
        sheet = format_.proof(checked_labels(proofs, format_))
        record_proof(current_actor(), order_id, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/show.html", **_order_shown(page))
    return file_response(sheet, format_, f"ban-in-thu-{order.id.hex[:8]}")


@printing.post("/printing/<uuid:order_id>/deliveries")
@requires(Permission.STAMP_PRODUCE)
def create_delivery(order_id: UUID) -> ResponseReturnValue:
    """Hand over rolls."""
    form, actor = Form(), current_actor()
    delivery_id, numbers = form.own_id("delivery_id"), _rolls_asked(form)
    note = form.optional_text("note", longest=300) or ""
    try:
        form.refuse_faults()
        with form.faults_at("rolls", NoRollOfNumber):
            chosen = rolls_numbered(actor, order_id, numbers)
        send_rolls(actor, SendRolls(delivery_id, order_id, chosen.ids, note), now=now())
    except Refusal as refusal:
        page = printing_page(current_actor(), order_id)
        return refused(refusal, "printing/show.html", **_order_shown(page))
    flash(
        gettext("Đã giao %(count)s cuộn. Bên nhận sẽ đếm và ký nhận.", count=len(numbers)), "green"
    )
    return redirect(url_for("printing.show", order_id=order_id), code=303)


@printing.get("/printing/<uuid:order_id>/files")
@requires(Permission.STAMP_PRODUCE)
def show_files(order_id: UUID) -> ResponseReturnValue:
    """The files of an order, and the form that makes one of the rolls that the address names."""
    page = print_files_to_take(current_actor(), order_id, asked_number())
    form = empty_form(
        file_id=str(uuid4()), rolls=request.args.get("rolls", ""), **remembered(page.last_format)
    )
    return render_template("printing/files.html", form=form, **_files_shown(page))


@printing.post("/printing/<uuid:order_id>/files")
@requires(Permission.STAMP_PRODUCE)
def create_file(order_id: UUID) -> ResponseReturnValue:
    """Make the file of rolls, with its SHA-256."""
    form, actor = Form(), current_actor()
    file_id, numbers = form.own_id("file_id"), _rolls_asked(form)
    try:
        form.refuse_faults()
        format_ = asked_format()
        with form.faults_at("rolls", *_ROLL_FAULTS):
            chosen = rolls_numbered(actor, order_id, numbers)
            usecases.check_print_file(actor, file_id, chosen.ids)
            labels = checked_labels(_stamps(chosen), format_)
        file = digest_of(format_.pieces(labels))
        command = usecases.MakePrintFile(
            file_id, chosen.ids, format_.name, file.sha256, file.length
        )
        usecases.make_print_file(actor, command, now=now())
    except Refusal as refusal:
        page = print_files_to_take(actor, order_id)
        return refused(refusal, "printing/files.html", **_files_shown(page))
    flash(gettext("Đã làm tệp in. Mỗi lần tải đều được ghi lại."), "green")
    return redirect(url_for("printing.show_files", order_id=order_id), code=303)


@printing.post("/printing/files/<uuid:file_id>/download")
@requires(Permission.STAMP_PRODUCE)
def create_download(file_id: UUID) -> ResponseReturnValue:
    """Give the file out once more: the same bytes, or none."""
    file, rolls = file_to_print(current_actor(), file_id)
    format_, stamps = format_named(file.format), _stamps(rolls)
    try:
        # Twice: nothing is given out before its digest was held against the first one's.
        sha256 = digest_of(format_.pieces(labels_of(stamps))).sha256
        number = usecases.record_download(current_actor(), file_id, sha256, now=now())
    except Refusal as refusal:
        page = print_files_to_take(current_actor(), file.order_id)
        return refused(refusal, "printing/files.html", **_files_shown(page))
    name = f"tem-{file.order_id.hex[:8]}-{file.first_roll}-{file.last_roll}-{number}"
    return file_response(format_.pieces(labels_of(stamps)), format_, name)


@printing.get("/printing/<uuid:order_id>/report")
@requires(Permission.STAMP_PRODUCE)
def show_report(order_id: UUID) -> ResponseReturnValue:
    """The form in which rolls are reported as printed, those first that the address names."""
    page = print_files_to_take(current_actor(), order_id)
    form = empty_form(rolls=request.args.get("rolls", ""))
    return render_template("printing/report.html", form=form, page=page)


@printing.post("/printing/<uuid:order_id>/report")
@requires(Permission.STAMP_PRODUCE)
def create_report(order_id: UUID) -> ResponseReturnValue:
    """Say that rolls came off the press, and what of them was spoilt: all of it or nothing."""
    form, actor = Form(), current_actor()
    numbers = _rolls_asked(form)
    try:
        form.refuse_faults()
        with form.faults_at("rolls", NoRollOfNumber):
            chosen = rolls_numbered(actor, order_id, numbers)
        command = _reported(form, chosen)
        form.refuse_faults()
        report_printing(actor, command, now=now())
    except Refusal as refusal:
        page = print_files_to_take(actor, order_id)
        return refused(refusal, "printing/report.html", page=page)
    flash(
        gettext("Đã ghi: %(count)s cuộn đã in và đang ở kho nhà in.", count=len(numbers)), "green"
    )
    return redirect(url_for("printing.show", order_id=order_id), code=303)


@printing.get("/printing/<uuid:order_id>/roll")
@requires(Permission.STAMP_PRODUCE)
def find_roll(order_id: UUID) -> ResponseReturnValue:
    """Open the roll of a number."""

    def address_of(number: int) -> str:
        (roll_id,) = rolls_numbered(current_actor(), order_id, (number,)).ids
        return url_for("printing.show_roll", roll_id=roll_id)

    return to_roll(address_of, url_for("printing.show", order_id=order_id))


@printing.get("/printing/rolls/<uuid:roll_id>")
@requires(Permission.STAMP_PRODUCE)
def show_roll(roll_id: UUID) -> ResponseReturnValue:
    """One roll: the files that it is in, and what becomes of its stamps."""
    page = printed_roll_page(current_actor(), roll_id)
    return render_template("printing/roll.html", form=empty_form(), **_shown(page))


@printing.post("/printing/rolls/<uuid:roll_id>/moves")
@requires(Permission.STAMP_PRODUCE)
def create_move(roll_id: UUID) -> ResponseReturnValue:
    """Say that stamps in stock are void, lost, stolen or destroyed, and why."""
    page = printed_roll_page(current_actor(), roll_id)
    try:
        told = read_move(roll_id, page.order.key_id, SerialRange(page.first, page.last))
        count = move_stamps(current_actor(), told, now=now())
    except Refusal as refusal:
        return refused(refusal, "printing/roll.html", **_shown(page))
    flash(gettext("Đã ghi cho %(count)s tem.", count=count), "green")
    return redirect(url_for("printing.show_roll", roll_id=roll_id), code=303)


def _rolls_asked(form: Form) -> tuple[int, ...]:
    none: tuple[int, ...] = ()
    return form.parsed("rolls", read_roll_numbers, none, longest=LONGEST_LINE)


def _reported(form: Form, chosen: RollsToPrint) -> ReportPrinting:
    spoilt = named_stamps(form, "spoilt", chosen.order.key_id, [it.serials for it in chosen.rolls])
    reason = form.optional_text("reason", longest=300) or ""
    if spoilt and not reason:
        form.fault("reason", "stamp.reason_missing")
    return ReportPrinting(chosen.ids, spoilt, reason)


def _stamps(chosen: RollsToPrint) -> PrintedStamps:
    return _printed(chosen.order, [(roll.number, roll.serials) for roll in chosen.rolls])


def _printed(order: OrderToPrint, rolls: Sequence[tuple[int, SerialRange]]) -> PrintedStamps:
    return PrintedStamps(
        order_id=order.id,
        key_id=order.key_id,
        gtin=order.gtin,
        short_name=order.short_name,
        has_covered_code=order.has_covered_code,
        rolls=rolls,
    )


def _order_shown(page: PrintingPage) -> dict[str, object]:
    return {
        "page": page,
        "groups": roll_groups(page.rolls.rows),
        "paging": paging_of(page.rolls, url_for("printing.show", order_id=page.order.id)),
        "layouts": proof_choices(),
        "wishes": WISHES,
    }


def _files_shown(page: PrintFilesPage) -> dict[str, object]:
    return {
        "page": page,
        "paging": paging_of(page.files, url_for("printing.show_files", order_id=page.order.id)),
        "files": _offered(page.files.rows),
        "file_days": usecases.FILE_DAYS,
        "layouts": format_choices(),
        "wishes": WISHES,
    }


def _shown(page: PrintedRollPage) -> dict[str, object]:
    return {
        "page": page,
        "files": _offered(page.files),
        "first_code": printed_code(page.order.key_id, page.first),
        "last_code": printed_code(page.order.key_id, page.last - 1),
        "moves": move_choices(current_actor()),
    }


def _offered(files: Sequence[PrintFileRow]) -> list[tuple[PrintFileRow, Sequence[str], bool]]:
    """Each with the codes of its format's words, and whether it can be taken out."""
    return [(file, format_named(file.format).codes, file.may_be_taken(now())) for file in files]


def proof_choices() -> list[tuple[str, str]]:
    """The formats of which there is a proof sheet: those with a page."""
    return [(name, it.code) for name, it in FORMATS.items() if it.has_proof]
