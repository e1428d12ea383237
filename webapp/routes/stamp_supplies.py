"""Appointed printers and programmes: who prints, who pays, and what came of it."""

import csv
import io
from typing import Final
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.gateways.archiving.archive import safe_cell
from webapp.queries.export_cells import plain_cell
from webapp.queries.stamp_supplies import (
    ProgrammeRow,
    printer_choices,
    programme,
    programmes,
    suppliers,
)
from webapp.routes.forms import Form, empty_form, parse_date, refused
from webapp.routes.guard import current_actor, requires
from webapp.services import now
from webapp.usecases import stamp_supplies as usecases

supplies = Blueprint("stamp_supplies", __name__)
_HEADINGS: Final = (
    "organisation",
    "product",
    "printer",
    "printer_decision",
    "ordered_at",
    "stamps_ordered",
    "stamps_delivered",
    "stamps_void",
    "unit_price",
    "cost_agreed",
    "subsidy_agreed",
    "cost_delivered",
    "subsidy_due",
    "own_share_due",
)


@supplies.get("/stamp-supplies")
@requires(Permission.SUPPLY_READ)
def index() -> ResponseReturnValue:
    """Printers with their decisions, programmes with their accounts."""
    return render_template("stamp_supplies/index.html", form=empty_form(), **_listed())


@supplies.get("/stamp-supplies/suppliers/new")
@requires(Permission.SUPPLY_KEEP)
def new_supplier() -> ResponseReturnValue:
    """The form of an appointment."""
    form = empty_form(id=str(uuid4()))
    return render_template("stamp_supplies/supplier.html", form=form, printers=printer_choices())


@supplies.post("/stamp-supplies/suppliers")
@requires(Permission.SUPPLY_KEEP)
def create_supplier() -> ResponseReturnValue:
    """Appoint a printer."""
    form = Form()
    command = usecases.AppointSupplier(
        supplier_id=form.own_id("id"),
        organisation_id=form.uuid("organisation_id"),
        decision_number=form.text("decision_number", longest=60),
        decided_on=form.parsed("decided_on", parse_date, now().date()),
        valid_to=form.optional_date("valid_to"),
        unit_price=form.whole("unit_price"),
    )
    try:
        form.refuse_faults()
        usecases.appoint_supplier(current_actor(), command, now=now())
    except Refusal as refusal:
        printers = printer_choices()
        return refused(refusal, "stamp_supplies/supplier.html", printers=printers)
    return _noted(gettext("Đã ghi quyết định chọn nhà in."))


@supplies.post("/stamp-supplies/suppliers/<uuid:supplier_id>/ending")
@requires(Permission.SUPPLY_KEEP)
def end_supplier(supplier_id: UUID) -> ResponseReturnValue:
    """End an appointment, with a reason."""
    form = Form()
    command = usecases.EndSupplier(supplier_id, form.text("reason", longest=300))
    try:
        form.refuse_faults()
        usecases.end_supplier(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "stamp_supplies/index.html", **_listed())
    return _noted(gettext("Đã chấm dứt. Đơn đã giao cho nhà in vẫn in tiếp."), "info")


@supplies.get("/stamp-supplies/programmes/new")
@requires(Permission.SUPPLY_KEEP)
def new_programme() -> ResponseReturnValue:
    """The form of a programme."""
    return render_template("stamp_supplies/programme.html", form=empty_form(id=str(uuid4())))


@supplies.post("/stamp-supplies/programmes")
@requires(Permission.SUPPLY_KEEP)
def create_programme() -> ResponseReturnValue:
    """Enter a programme."""
    form = Form()
    today = now().date()
    command = usecases.MakeProgramme(
        programme_id=form.own_id("id"),
        name=form.text("name"),
        decision_number=form.text("decision_number", longest=60),
        begins_on=form.parsed("begins_on", parse_date, today),
        ends_on=form.parsed("ends_on", parse_date, today),
        subsidy_percent=form.whole("subsidy_percent"),
        budget=form.whole("budget"),
    )
    try:
        form.refuse_faults()
        usecases.make_programme(current_actor(), command, now=now())
    except Refusal as refusal:
        return refused(refusal, "stamp_supplies/programme.html")
    return _noted(gettext("Đã ghi chương trình hỗ trợ."))


@supplies.get("/stamp-supplies/programmes/<uuid:programme_id>.csv")
@requires(Permission.SUPPLY_READ)
def programme_file(programme_id: UUID) -> ResponseReturnValue:
    """The reconciliation of a programme, for a spreadsheet."""
    found = programme(current_actor(), programme_id)
    response = Response(_table(found), mimetype="text/csv")
    name = f"doi-soat-{programme_id.hex[:8]}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _listed() -> dict[str, object]:
    actor = current_actor()
    return {"suppliers": suppliers(actor), "programmes": programmes(actor)}


def _noted(said: str, tone: str = "green") -> ResponseReturnValue:
    flash(said, tone)
    return redirect(url_for("stamp_supplies.index"), code=303)


def _table(found: ProgrammeRow) -> str:
    """One line an order; amounts in whole đồng."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_HEADINGS)
    for order in found.orders:
        agreed, delivered = order.agreed, order.delivered
        cells = (
            order.organisation,
            order.product,
            order.printer,
            order.printer_decision,
            order.ordered_at,
            agreed.count,
            delivered.count,
            order.void,
            agreed.unit_price,
            agreed.total,
            agreed.subsidy,
            delivered.total,
            delivered.subsidy,
            delivered.own_share,
        )
        table.writerow([safe_cell(plain_cell(cell)) for cell in cells])
    return "\ufeff" + text.getvalue()
