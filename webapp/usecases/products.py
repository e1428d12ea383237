"""Products of an organisation: adding, keeping and retiring them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from traceability.calendar import civil_date
from traceability.codes import product_code
from traceability.errors import Conflict, Invalid
from traceability.geography import fold
from traceability.gs1 import Gtin
from traceability.products import NoSuchProduct, check_product
from traceability.quantities import Quantity
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.photos import put_photo
from webapp.models.event_template import groups_in_force
from webapp.models.file import KeptPhoto, keep_photo, publish_file
from webapp.models.lot_notice import notice_product_anew
from webapp.models.organisation import Organisation, lock_organisation, take_number
from webapp.models.product import Product
from webapp.models.stamp_order import StampOrder

# What makes two requests with one id the same product; the photo may be chosen again.
_CONTENT = (
    "gtin",
    "name",
    "short_name",
    "group",
    "brand",
    "net_thousandths",
    "net_unit",
    "shelf_life_days",
    "standards",
)


class UnknownGroup(Invalid):
    """There is no diary for such a group of products."""

    code = "product.unknown_group"


class ProductIdUsed(Conflict):
    """This form added a product that was described otherwise; nothing was changed."""

    code = "product.id_used"


class GtinTaken(Conflict):
    """Another product carries this GTIN."""

    code = "product.gtin_taken"


class GtinFixed(Conflict):
    """Stamps were ordered: the GTIN stands in their links and cannot change any more."""

    code = "product.gtin_fixed"


class ProductRetired(Conflict):
    """The product was retired before."""

    code = "product.retired"


@dataclass(frozen=True)
class ProductFacts:
    """`photo` is the picture as it was sent; without one the earlier picture stays."""

    name: str
    short_name: str
    group: str
    standards: tuple[str, ...]
    gtin: Gtin | None = None
    net: Quantity | None = None
    brand: str | None = None
    shelf_life_days: int | None = None
    photo: bytes | None = None


@dataclass(frozen=True)
class KeepProduct:
    """`product_id` of a new product is made with the form: pressing twice adds one product."""

    product_id: UUID
    facts: ProductFacts


def add_product(actor: Actor, command: KeepProduct, storage: Storage, *, now: datetime) -> UUID:
    """Add a product; it always gets a code of ours, and a GTIN where its holder has one.

    Raises:
        ShortNameTooLong, StandardsMissing, BadNetAmount, BadShelfLife, UnknownGroup.
        NoSuchProduct: the id belongs to a product of somebody else.
        ProductIdUsed: the id stands for a product that is described otherwise.
        GtinTaken, gs1.*: another product has the GTIN, or the organisation may not use it.
        picture.*: the photo is not one.
    """
    _check_facts(command.facts)
    return _add(actor, command, _stored(command.facts, storage), now=now)


def edit_product(actor: Actor, command: KeepProduct, storage: Storage, *, now: datetime) -> None:
    """Bring a product up to date.

    Raises:
        NoSuchProduct, ProductRetired.
        GtinFixed: stamps were ordered under the GTIN it has, or under none.
        Else as `add_product`.
    """
    _check_facts(command.facts)
    _edit(actor, command, _stored(command.facts, storage), now=now)


@transactional
def retire_product(actor: Actor, product_id: UUID, *, now: datetime) -> None:
    """Take a product out of the range; its lots and stamps go on being answered for.

    Raises:
        NoSuchProduct: not the organisation's.
        ProductRetired: it was retired before.
    """
    _own_organisation(actor)
    product = _product_in_use(actor, product_id)
    before, product.retired_at = product.facts(), now
    ledger.append_facts(db.session(), actor, product, {"action": "product_retired"}, now, before)


@transactional
def adopt_products(actor: Actor, *, now: datetime) -> list[str]:
    """Tell the ledger of products that were added before it was told; gives their codes of ours.

    Done once, by the operator who moves to this release; again, it finds none.
    """
    adopted = ledger.adopt(db.session(), actor, Product, now=now)
    return [it.internal_code for it in adopted]


@transactional
def _add(actor: Actor, command: KeepProduct, photo: KeptPhoto | None, *, now: datetime) -> UUID:
    organisation = _own_organisation(actor)
    present = db.session.get(Product, command.product_id)
    if present is not None:
        return _added_before(actor, present, command.facts)
    _check_group(command.facts.group)
    _check_gtin(organisation, command.facts.gtin, now)
    number = take_number(db.session(), f"product:{organisation.province_code}")
    product = Product(
        id=command.product_id,
        organisation_id=organisation.id,
        internal_code=product_code(organisation.province_code, number),
        gtin=command.facts.gtin,
        created_at=now,
    )
    _describe(product, command.facts)
    _show(product, photo, now)
    db.session.add(product)
    ledger.append_facts(db.session(), actor, product, {"action": "product_added"}, now)
    return product.id


@transactional
def _edit(actor: Actor, command: KeepProduct, photo: KeptPhoto | None, *, now: datetime) -> None:
    organisation = _own_organisation(actor)
    product, facts = _product_in_use(actor, command.product_id), command.facts
    before = product.facts()
    _check_group(facts.group)
    if facts.gtin != product.gtin:
        _check_gtin_may_change(product)
        _check_gtin(organisation, facts.gtin, now)
        product.gtin = facts.gtin
    is_renamed = facts.name != product.name
    _describe(product, facts)
    _show(product, photo, now)
    if is_renamed:
        notice_product_anew(db.session(), product.id)
    ledger.append_facts(db.session(), actor, product, {"action": "product_changed"}, now, before)


def _check_facts(facts: ProductFacts) -> None:
    check_product(facts.short_name, facts.standards, facts.net, facts.shelf_life_days)


def _check_group(group: str) -> None:
    if group not in groups_in_force(db.session()):
        raise UnknownGroup(group=group)


def _stored(facts: ProductFacts, storage: Storage) -> KeptPhoto | None:
    return put_photo(storage, facts.photo) if facts.photo is not None else None


def _own_organisation(actor: Actor) -> Organisation:
    organisation = lock_organisation(db.session(), actor.organisation_id)
    if organisation is None:
        raise NoSuchProduct
    return organisation


def _checked(actor: Actor, product: Product | None) -> Product:
    if product is None or product.organisation_id != actor.organisation_id:
        raise NoSuchProduct
    return product


def _added_before(actor: Actor, product: Product, facts: ProductFacts) -> UUID:
    _checked(actor, product)
    wanted = Product(gtin=facts.gtin)
    _describe(wanted, facts)
    if any(getattr(product, name) != getattr(wanted, name) for name in _CONTENT):
        raise ProductIdUsed
    return product.id


def _product_in_use(actor: Actor, product_id: UUID) -> Product:
    product = _checked(actor, db.session.get(Product, product_id, populate_existing=True))
    if product.retired_at is not None:
        raise ProductRetired
    return product


def _check_gtin_may_change(product: Product) -> None:
    if db.session.scalar(select(exists().where(StampOrder.product_id == product.id))):
        raise GtinFixed


def _check_gtin(organisation: Organisation, gtin: Gtin | None, now: datetime) -> None:
    if gtin is None:
        return
    organisation.check_licence(gtin, civil_date(now))
    if db.session.scalar(select(exists().where(Product.gtin == gtin))):
        raise GtinTaken


def _describe(product: Product, facts: ProductFacts) -> None:
    product.name, product.name_folded = facts.name, fold(facts.name)
    product.short_name, product.group, product.brand = facts.short_name, facts.group, facts.brand
    product.net_thousandths = facts.net.thousandths if facts.net else None
    product.net_unit = facts.net.unit if facts.net else None
    product.shelf_life_days = facts.shelf_life_days
    product.standards = "\n".join(facts.standards)


def _show(product: Product, photo: KeptPhoto | None, now: datetime) -> None:
    if photo is None:
        return
    session = db.session()
    keep_photo(session, photo, product.organisation_id, now=now)
    publish_file(session, photo.shown_sha256)
    product.photo_sha256 = photo.shown_sha256
