"""Reading products: the list, and one product with the ten things the law wants known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, or_, select

from traceability.event_template import Template, UnknownTemplate, current
from traceability.geography import fold
from traceability.legal_items import KnownOfProduct, LegalItem, legal_items
from traceability.products import NoSuchProduct
from traceability.quantities import UNITS
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.event import Event
from webapp.models.event_template import groups_in_force, newest_template
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp_order import StampOrder
from webapp.queries.listings import PAGE_SIZE, Listing, offset_of
from webapp.queries.lot_mends import Mends, product_mends


@dataclass(frozen=True)
class ProductFilter:
    """What the list is narrowed to; it lives in the address."""

    words: str = ""
    group: str = ""
    is_retired: bool = False
    number: int = 1

    @property
    def state(self) -> str:
        """How the address says so."""
        return "retired" if self.is_retired else ""


@dataclass(frozen=True)
class ProductRow:
    """One product in a list."""

    id: UUID
    name: str
    short_name: str
    group: str
    gtin: str | None
    internal_code: str
    photo_sha256: str | None
    retired_at: datetime | None
    items: tuple[LegalItem, ...]

    @property
    def shown_code(self) -> str:
        """The code it is known by outside: the GTIN where there is one."""
        return self.gtin or self.internal_code

    @property
    def group_labels(self) -> Mapping[str, str]:
        """The name of its group."""
        return group_labels(self.group)

    @property
    def missing(self) -> int:
        """How many of the ten items are missing."""
        return sum(item.is_missing for item in self.items)


@dataclass(frozen=True)
class ProductPage:
    """One product with all that is known of it, and what may be done with it."""

    row: ProductRow
    brand: str | None
    net_thousandths: int | None
    net_unit: str | None
    shelf_life_days: int | None
    standards: tuple[str, ...]
    is_gtin_fixed: bool
    may_keep: bool
    mends: Mends

    @property
    def net_unit_labels(self) -> Mapping[str, str]:
        """The name of the unit of the net amount."""
        unit = UNITS[self.net_unit or "kg"]
        return {"vi": unit.vi, "en": unit.en}


_SELECT = select(
    Product.id,
    Product.name,
    Product.short_name,
    Product.group.label("template_group"),
    Product.gtin,
    Product.internal_code,
    Product.photo_sha256,
    Product.retired_at,
    Product.brand,
    Product.net_thousandths,
    Product.net_unit,
    Product.shelf_life_days,
    Product.standards,
    Organisation.name.label("organisation"),
    Organisation.address,
    Organisation.commune_code,
    exists()
    .where(Event.lot_id == Lot.id, Lot.product_id == Product.id)
    .correlate(Product)
    .label("has_diary"),
).join(Organisation, Organisation.id == Product.organisation_id)


def product_list(actor: Actor, wanted: ProductFilter) -> Listing[ProductRow]:
    """The products of the actor's organisation."""
    query = _narrowed(_scoped(actor, _SELECT), wanted)
    page = query.order_by(Product.name_folded, Product.id).limit(PAGE_SIZE)
    counted = select(func.count()).select_from(query.with_only_columns(Product.id).subquery())
    with reader() as connection:
        total = connection.execute(counted).scalar_one()
        rows = connection.execute(page.offset(offset_of(wanted.number))).all()
    return Listing(tuple(_row(row) for row in rows), total, wanted.number)


def product_page(actor: Actor, product_id: UUID) -> ProductPage:
    """One product.

    Raises:
        NoSuchProduct: none, or another organisation's.
    """
    ordered = exists().where(StampOrder.product_id == Product.id).label("has_orders")
    query = _scoped(actor, _SELECT.add_columns(ordered)).where(Product.id == product_id)
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchProduct
    shown = _row(row)
    is_retired = row.retired_at is not None
    return ProductPage(
        row=shown,
        brand=row.brand,
        net_thousandths=row.net_thousandths,
        net_unit=row.net_unit,
        shelf_life_days=row.shelf_life_days,
        standards=_lines(row.standards),
        is_gtin_fixed=row.has_orders,
        may_keep=actor.may(Permission.PRODUCT_KEEP) and not is_retired,
        mends=product_mends(actor, shown.items, is_retired=is_retired),
    )


def group_labels(group: str) -> Mapping[str, str]:
    """The name of a product group in both languages."""
    labels = _newest_known(group).labels
    return {"vi": labels.vi, "en": labels.en}


def _newest_known(group: str) -> Template:
    try:
        return current(group)
    except UnknownTemplate:  # another process put the group in force
        with reader() as connection:
            return newest_template(connection, group)


def product_groups() -> tuple[str, ...]:
    """The groups of products that there are templates for just now."""
    with reader() as connection:
        return groups_in_force(connection)


def _scoped(actor: Actor, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.where(Product.organisation_id == actor.organisation_id)


def _narrowed(query: Select[*tuple[Any, ...]], wanted: ProductFilter) -> Select[*tuple[Any, ...]]:
    in_use = Product.retired_at.is_not(None) if wanted.is_retired else Product.retired_at.is_(None)
    query = query.where(in_use)
    if wanted.group:
        query = query.where(Product.group == wanted.group)
    words = fold(wanted.words)
    if not words:
        return query
    return query.where(
        or_(
            Product.name_folded.contains(words, autoescape=True),
            func.lower(Product.internal_code).contains(words, autoescape=True),
            Product.gtin.contains(words, autoescape=True),
        )
    )


def _row(row: Row[*tuple[Any, ...]]) -> ProductRow:
    return ProductRow(
        id=row.id,
        name=row.name,
        short_name=row.short_name,
        group=row.template_group,
        gtin=row.gtin,
        internal_code=row.internal_code,
        photo_sha256=row.photo_sha256,
        retired_at=row.retired_at,
        items=legal_items(_known(row)),
    )


def _known(row: Row[*tuple[Any, ...]]) -> KnownOfProduct:
    return KnownOfProduct(
        name=row.name,
        has_photo=row.photo_sha256 is not None,
        organisation_name=row.organisation,
        organisation_address=row.address,
        commune_code=row.commune_code,
        has_diary=row.has_diary,
        trace_code=row.gtin or row.internal_code,
        brand=row.brand,
        shelf_life_days=row.shelf_life_days,
        standards=_lines(row.standards),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line.strip())
