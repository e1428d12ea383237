"""Orders of stamps: a manager orders, an officer decides."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from traceability.roll_numbers import written_roll_numbers
from traceability.stamps import LARGEST_ROLL, SMALLEST_ROLL, OrderKind
from webapp.gateways.printing.formats import format_named
from webapp.queries.print_files import print_files_page
from webapp.queries.roll_groups import roll_groups
from webapp.queries.stamp_deliveries import DeliveredRoll, DeliveryLine, DeliveryRow
from webapp.queries.stamp_orders import (
    OrderFilter,
    OrderPage,
    order_page,
    products_to_stamp,
    roll_numbered,
    stamp_orders,
    stock_of_orders,
)
from webapp.queries.stamp_supplies import programme_choices, supplier_choices
from webapp.queries.stamp_tasks import stamp_tasks
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.routes.proof_squares import ProofDiffers, check_square
from webapp.routes.roll_finder import to_roll
from webapp.routes.stamp_codes import parse_stamp, stamp_ends
from webapp.routes.stamp_tasks import with_addresses
from webapp.services import now, services
from webapp.usecases import stamp_orders as usecases
from webapp.usecases import stamp_printing as printing
from webapp.usecases.stamp_printing import ApproveProof

orders = Blueprint("stamp_orders", __name__)
orders.add_app_template_filter(stamp_ends)

ROLLS_BY_THEMSELVES: Final = 5
_FIELDS = {
    "stamp.bad_order_size": "count",
    "stamp.bad_lot_order_size": "count",
    "stamp.too_many_rolls": "roll_size",
}
_OF_APPROVAL = {
    "stamp.no_such_supplier": "supplier_id",
    "stamp.no_such_programme": "programme_id",
    "stamp.programme_without_printer": "programme_id",
}
KINDS = [(kind.value, f"order_kind.{kind}") for kind in OrderKind]


@orders.get("/stamp-orders")
@requires(Permission.STAMP_READ)
def index() -> ResponseReturnValue:
    """Orders that concern the person, the latest first, and where all their stamps stand."""
    actor = current_actor()
    listing = stamp_orders(actor, OrderFilter(number=asked_number()))
    return render_template(
        "stamp_orders/index.html",
        listing=listing,
        tasks=with_addresses(stamp_tasks(actor)),
        stock=stock_of_orders(actor),
        paging=paging_of(listing),
        may_order=actor.may(Permission.STAMP_ORDER),
        may_activate=actor.may(Permission.STAMP_ACTIVATE),
    )


@orders.get("/stamp-orders/new")
@requires(Permission.STAMP_ORDER)
def new() -> ResponseReturnValue:
    """The order form."""
    form = empty_form(order_id=str(uuid4()), count="1000", roll_size="500", kind="item")
    return _order_form(form=form)


@orders.post("/stamp-orders")
@requires(Permission.STAMP_ORDER)
def create() -> ResponseReturnValue:
    """Order serials for a product."""
    form = Form()
    command = usecases.OrderStamps(
        order_id=form.own_id("order_id"),
        product_id=form.uuid("product_id"),
        count=form.whole("count"),
        roll_size=form.whole("roll_size"),
        has_covered_code=form.optional_text("has_covered_code") is not None,
        signer=services().signing.current if form.optional_text("is_signed") else None,
        kind=form.choice("kind", OrderKind),
    )
    if command.kind is OrderKind.ITEM and not SMALLEST_ROLL <= command.roll_size <= LARGEST_ROLL:
        form.fault("roll_size", "stamp.bad_roll_size", smallest=SMALLEST_ROLL, largest=LARGEST_ROLL)
    try:
        form.refuse_faults()
        order_id = usecases.order_stamps(current_actor(), command, services().keyring, now=now())
    except Refusal as refusal:
        return refused(
            beside(refusal, _FIELDS),
            "stamp_orders/new.html",
            products=products_to_stamp(current_actor()),
            kinds=KINDS,
        )
    flash(gettext("Đã đặt tem. Cán bộ sẽ duyệt đơn."), "green")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


@orders.get("/stamp-orders/<uuid:order_id>")
@requires(Permission.STAMP_READ)
def show(order_id: UUID) -> ResponseReturnValue:
    """One order, its rolls and its balance."""
    page = order_page(current_actor(), order_id, asked_number())
    return render_template("stamp_orders/show.html", form=empty_form(), **_shown(page))


@orders.get("/stamp-orders/<uuid:order_id>/files")
@requires(Permission.STAMP_READ)
def show_files(order_id: UUID) -> ResponseReturnValue:
    """The print files of an order: what was made, and who took it out when."""
    page = print_files_page(current_actor(), order_id, asked_number())
    return render_template(
        "stamp_orders/files.html",
        page=page,
        files=[(it, format_named(it.format).codes) for it in page.files.rows],
        paging=paging_of(page.files),
    )


@orders.get("/stamp-orders/<uuid:order_id>/roll")
@requires(Permission.STAMP_READ)
def find_roll(order_id: UUID) -> ResponseReturnValue:
    """Open the roll of a number."""

    def address_of(number: int) -> str:
        roll_id = roll_numbered(current_actor(), order_id, number)
        return url_for("stamp_rolls.show", roll_id=roll_id)

    return to_roll(address_of, url_for("stamp_orders.show", order_id=order_id))


@orders.post("/stamp-orders/<uuid:order_id>/approval")
@requires(Permission.STAMP_APPROVE)
def approve(order_id: UUID) -> ResponseReturnValue:
    """Approve somebody else's order; who comes second sees the order, and who decided it when."""
    form = Form()
    command = usecases.ApproveOrder(
        order_id, form.optional_uuid("supplier_id"), form.optional_uuid("programme_id")
    )
    try:
        form.refuse_faults()
        rolls = usecases.approve_order(current_actor(), command, now=now())
    except Refusal as refusal:
        return order_refused(beside(refusal, _OF_APPROVAL), order_id)
    flash(gettext("Đã duyệt. Đơn được chia thành %(rolls)s cuộn.", rolls=rolls), "green")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


@orders.post("/stamp-orders/<uuid:order_id>/proof")
@requires(Permission.STAMP_READ)
def approve_proof(order_id: UUID) -> ResponseReturnValue:
    """Approve the proof sheet by a stamp that was scanned from it."""
    form = Form()
    scanned = form.parsed("proof", parse_stamp, None)
    try:
        form.refuse_faults()
        with form.faults_at("proof", ProofDiffers):
            check_square(order_id, form.text("proof"))
        printing.approve_proof(current_actor(), ApproveProof(order_id, scanned), now=now())
    except Refusal as refusal:
        return order_refused(refusal, order_id)
    flash(gettext("Đã duyệt bản in thử. Nhà in có thể in."), "green")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


@orders.post("/stamp-orders/<uuid:order_id>/refusal")
@requires(Permission.STAMP_APPROVE)
def refuse(order_id: UUID) -> ResponseReturnValue:
    """Refuse it, with a reason."""
    form = Form()
    command = usecases.RefuseOrder(order_id, form.text("reason", longest=500))
    try:
        form.refuse_faults()
        usecases.refuse_order(current_actor(), command, now=now())
    except Refusal as refusal:
        return order_refused(refusal, order_id)
    flash(gettext("Đã trả lời không duyệt."), "info")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


@orders.post("/stamp-orders/<uuid:order_id>/withdrawal")
@requires(Permission.STAMP_ORDER)
def withdraw(order_id: UUID) -> ResponseReturnValue:
    """Take back an order on which nobody has decided, with a reason."""
    form = Form()
    command = usecases.WithdrawOrder(order_id, form.text("reason", longest=500))
    try:
        form.refuse_faults()
        usecases.withdraw_order(current_actor(), command, now=now())
    except Refusal as refusal:
        return order_refused(refusal, order_id)
    flash(gettext("Đã rút đơn. Đơn không còn chờ duyệt."), "info")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


def _shown(page: OrderPage) -> dict[str, object]:
    return {
        "page": page,
        "groups": roll_groups(page.rolls.rows),
        "paging": paging_of(page.rolls, url_for("stamp_orders.show", order_id=page.order.id)),
        "suppliers": supplier_choices(now()) if page.may_decide else (),
        "programmes": programme_choices(now()) if page.may_decide else (),
        "deliveries": [_delivered(page, it) for it in page.deliveries],
        "awaits_proof": page.awaits_proof and current_actor().may(Permission.STAMP_MOVE),
    }


@dataclass(frozen=True)
class _Delivered:
    """A delivery as its receiver works on it; `told` are the rolls that are not to be counted."""

    row: DeliveryRow
    waiting: tuple[DeliveredRoll, ...]
    told: tuple[DeliveryLine, ...]

    @property
    def field(self) -> str:
        """The name of the field for its rolls: other deliveries have forms on the page, too."""
        return f"rolls-{self.row.number}"

    @property
    def waiting_numbers(self) -> str:
        """The rolls to be counted, in one line."""
        return written_roll_numbers(it.number for it in self.waiting)

    @property
    def by_themselves(self) -> tuple[DeliveredRoll, ...]:
        """Those that are offered one by one; every other one is found by its number."""
        return self.waiting[:ROLLS_BY_THEMSELVES]

    @property
    def others(self) -> int:
        """How many rolls to be counted are not offered by themselves."""
        return len(self.waiting) - len(self.by_themselves)


def _delivered(page: OrderPage, row: DeliveryRow) -> _Delivered:
    waiting = tuple(roll for roll in row.rolls if roll.id in page.receivable)
    told = tuple(line for line in row.lines if not (waiting and line.is_on_its_way))
    return _Delivered(row, waiting, told)


def order_refused(refusal: Refusal, order_id: UUID) -> ResponseReturnValue:
    """The page of an order with what was typed into one of its forms, and what is wrong with it."""
    page = order_page(current_actor(), order_id)
    return refused(refusal, "stamp_orders/show.html", **_shown(page))


def _order_form(**context: object) -> ResponseReturnValue:
    products = products_to_stamp(current_actor())
    return render_template("stamp_orders/new.html", products=products, kinds=KINDS, **context)
