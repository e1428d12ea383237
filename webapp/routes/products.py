"""Products of the own organisation, and which of the ten legal items each of them lacks."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Refusal
from traceability.geography import fold
from traceability.gs1 import parse_gtin
from traceability.products import LONGEST_SHORT_NAME, NET_DIMENSIONS
from traceability.quantities import UNITS, Quantity, format_amount, parse_amount
from traceability.roles import Permission
from webapp.queries.products import (
    ProductFilter,
    ProductPage,
    group_labels,
    product_groups,
    product_list,
    product_page,
)
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, FormView, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, asked_words, paging_of
from webapp.routes.words import label, language
from webapp.services import now, services
from webapp.usecases import products as usecases

products = Blueprint("products", __name__)
_FIELDS = {
    "gs1.": "gtin",
    "picture.": "photo",
    "product.short_name": "short_name",
    "product.standards": "standards",
    "product.bad_net": "net",
    "product.bad_shelf_life": "shelf_life_days",
    "product.unknown_group": "group",
}
_LONGEST_STANDARD = 200
_MOST_STANDARDS = 20
_ANYTHING_ELSE = "general"


@products.get("/products")
@requires(Permission.PRODUCT_READ)
def index() -> ResponseReturnValue:
    """The organisation's products."""
    actor = current_actor()
    groups = _groups()
    group = request.args.get("group", "")
    wanted = ProductFilter(
        words=asked_words(),
        group=group if group in dict(groups) else "",
        is_retired=request.args.get("state") == "retired",
        number=asked_number(),
    )
    listing = product_list(actor, wanted)
    return render_template(
        "products/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        groups=groups,
        may_keep=actor.may(Permission.PRODUCT_KEEP),
    )


@products.get("/products/new")
@requires(Permission.PRODUCT_KEEP)
def new() -> ResponseReturnValue:
    """The form of a new product."""
    form = empty_form(id=str(uuid4()), net_unit="kg")
    return render_template("products/new.html", form=form, **_choices())


@products.post("/products")
@requires(Permission.PRODUCT_KEEP)
def create() -> ResponseReturnValue:
    """Add a product."""
    try:
        product_id = usecases.add_product(
            current_actor(), _read(None), services().storage, now=now()
        )
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "products/new.html", **_choices())
    flash(gettext("Đã thêm sản phẩm."), "green")
    return redirect(url_for("products.show", product_id=product_id), code=303)


@products.get("/products/<uuid:product_id>")
@requires(Permission.PRODUCT_READ)
def show(product_id: UUID) -> ResponseReturnValue:
    """One product with its ten legal items."""
    page = product_page(current_actor(), product_id)
    return render_template("products/show.html", page=page)


@products.get("/products/<uuid:product_id>/edit")
@requires(Permission.PRODUCT_KEEP)
def edit(product_id: UUID) -> ResponseReturnValue:
    """The form of a product."""
    page = product_page(current_actor(), product_id)
    return render_template("products/edit.html", form=_filled_in(page), page=page, **_choices())


@products.post("/products/<uuid:product_id>")
@requires(Permission.PRODUCT_KEEP)
def update(product_id: UUID) -> ResponseReturnValue:
    """Keep a product."""
    page = product_page(current_actor(), product_id)
    try:
        usecases.edit_product(current_actor(), _read(product_id), services().storage, now=now())
    except Refusal as refusal:
        fault = beside(refusal, _FIELDS)
        return refused(fault, "products/edit.html", page=page, **_choices())
    flash(gettext("Đã lưu sản phẩm."), "green")
    return redirect(url_for("products.show", product_id=product_id), code=303)


@products.post("/products/<uuid:product_id>/retirement")
@requires(Permission.PRODUCT_KEEP)
def retire(product_id: UUID) -> ResponseReturnValue:
    """Take a product out of the range."""
    usecases.retire_product(current_actor(), product_id, now=now())
    flash(gettext("Sản phẩm đã ngừng. Lô và tem cũ vẫn tra được."), "green")
    return redirect(url_for("products.show", product_id=product_id), code=303)


def _groups() -> list[tuple[str, str]]:
    """By their names, what belongs nowhere else at the end."""
    named = [(group, label(group_labels(group))) for group in product_groups()]
    return sorted(named, key=lambda named: (named[0] == _ANYTHING_ELSE, fold(named[1])))


def _choices() -> dict[str, object]:
    return {
        "groups": _groups(),
        "net_units": [
            (unit.code, unit.label(language()))
            for unit in UNITS.values()
            if unit.dimension in NET_DIMENSIONS
        ],
    }


def _filled_in(page: ProductPage) -> FormView:
    net, days = page.net_thousandths, page.shelf_life_days
    return empty_form(
        name=page.row.name,
        short_name=page.row.short_name,
        group=page.row.group,
        gtin=page.row.gtin or "",
        net="" if net is None else format_amount(net, "vi"),
        net_unit=page.net_unit or "kg",
        brand=page.brand or "",
        shelf_life_days="" if days is None else str(days),
        standards="\n".join(page.standards),
    )


def _read(product_id: UUID | None) -> usecases.KeepProduct:
    form = Form()
    command = usecases.KeepProduct(
        product_id=product_id or form.own_id("id"),
        facts=usecases.ProductFacts(
            name=form.text("name"),
            short_name=_read_short_name(form),
            group=form.text("group", longest=40),
            standards=_read_standards(form),
            gtin=form.optional_parsed("gtin", parse_gtin),
            net=_read_net(form),
            brand=form.optional_text("brand", longest=100),
            shelf_life_days=form.optional_whole("shelf_life_days"),
            photo=_read_photo(),
        ),
    )
    form.refuse_faults()
    return command


def _read_short_name(form: Form) -> str:
    short_name = form.text("short_name")
    if len(short_name) > LONGEST_SHORT_NAME:
        form.fault("short_name", "product.short_name_too_long")
    return short_name


def _read_standards(form: Form) -> tuple[str, ...]:
    text = form.text("standards", longest=_LONGEST_STANDARD * _MOST_STANDARDS)
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _read_net(form: Form) -> Quantity | None:
    thousandths = form.optional_parsed("net", parse_amount)
    if thousandths is None:
        return None
    unit = request.form.get("net_unit", "")
    if unit not in UNITS:
        form.fault("net", "product.bad_net_amount")
        return None
    return Quantity(thousandths, unit)


def _read_photo() -> bytes | None:
    """The picture as it was sent; a field left empty sends no bytes."""
    sent = request.files.get("photo")
    return (sent.read() or None) if sent else None
