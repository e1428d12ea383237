"""Orders of stamps: a manager orders, an officer decides."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.roles import Permission
from webapp.queries.stamp_orders import OrderFilter, order_page, products_to_stamp, stamp_orders
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, paging_of
from webapp.services import now, services
from webapp.usecases import stamp_orders as usecases

orders = Blueprint("stamp_orders", __name__)

SMALLEST_ROLL, LARGEST_ROLL = 10, 10_000


@orders.get("/stamp-orders")
@requires(Permission.STAMP_READ)
def index() -> ResponseReturnValue:
    """Orders that concern the person, the latest first."""
    actor = current_actor()
    listing = stamp_orders(actor, OrderFilter(number=asked_number()))
    return render_template(
        "stamp_orders/index.html",
        listing=listing,
        paging=paging_of(listing),
        may_order=actor.may(Permission.STAMP_ORDER),
    )


@orders.get("/stamp-orders/new")
@requires(Permission.STAMP_ORDER)
def new() -> ResponseReturnValue:
    """The order form."""
    form = empty_form(order_id=str(uuid4()), count="1000", roll_size="500", is_signed="")
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
        signer=services().signing.current if form.optional_text("is_signed") else None,
    )
    if not SMALLEST_ROLL <= command.roll_size <= LARGEST_ROLL:
        form.fault("roll_size", "stamp.bad_roll_size")
    try:
        form.refuse_faults()
        order_id = usecases.order_stamps(current_actor(), command, services().keyring, now=now())
    except Refusal as refusal:
        return refused(
            refusal, "stamp_orders/new.html", products=products_to_stamp(current_actor())
        )
    flash(gettext("Đã đặt tem. Cán bộ sẽ duyệt đơn."), "green")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


@orders.get("/stamp-orders/<uuid:order_id>")
@requires(Permission.STAMP_READ)
def show(order_id: UUID) -> ResponseReturnValue:
    """One order, its rolls and its balance."""
    page = order_page(current_actor(), order_id)
    return render_template("stamp_orders/show.html", page=page, form=empty_form())


@orders.post("/stamp-orders/<uuid:order_id>/approval")
@requires(Permission.STAMP_APPROVE)
def approve(order_id: UUID) -> ResponseReturnValue:
    """Approve somebody else's order; who comes second sees the order, and who decided it when."""
    try:
        rolls = usecases.approve_order(current_actor(), order_id, now=now())
    except Refusal as refusal:
        page = order_page(current_actor(), order_id)
        return refused(refusal, "stamp_orders/show.html", page=page)
    flash(gettext("Đã duyệt. Đơn được chia thành %(rolls)s cuộn.", rolls=rolls), "green")
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
        page = order_page(current_actor(), order_id)
        return refused(refusal, "stamp_orders/show.html", page=page)
    flash(gettext("Đã trả lời không duyệt."), "info")
    return redirect(url_for("stamp_orders.show", order_id=order_id), code=303)


def _order_form(**context: object) -> ResponseReturnValue:
    products = products_to_stamp(current_actor())
    return render_template("stamp_orders/new.html", products=products, **context)
