"""Opening and closing lots. What happens in between is `webapp.usecases.events`."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.codes import lot_code
from traceability.errors import Conflict
from traceability.lots import LotState, NoSuchLot, check_move
from traceability.places import NoSuchPlace
from traceability.products import NoSuchProduct
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.event_template import newest_template
from webapp.models.lot import Lot, worked_on_by
from webapp.models.organisation import Organisation, lock_organisation, take_number
from webapp.models.place import Place
from webapp.models.product import Product


class LotIdUsed(Conflict):
    """This form opened a lot of another product or place; nothing was changed."""

    code = "lot.id_used"


@dataclass(frozen=True)
class OpenLot:
    """`lot_id` is made with the form, so that pressing twice opens one lot."""

    product_id: UUID
    place_id: UUID
    lot_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class CloseLot:
    lot_id: UUID


@transactional
def open_lot(actor: Actor, command: OpenLot, *, now: datetime) -> UUID:
    """Begin a lot in production; it gets its code (AI 10) and keeps the newest event template.

    Raises:
        NoSuchProduct, NoSuchPlace: not the organisation's, or not in use any more.
        NoSuchLot: the id belongs to a lot of somebody else.
        LotIdUsed: the id stands for a lot of another product or place.
    """
    # Of two who send one form at once, the second waits here and finds the first one's lot.
    lock_organisation(db.session(), actor.organisation_id)
    if db.session.get(Lot, command.lot_id) is not None:
        return _opened_before(actor, command)
    product, place = _product_of(actor, command.product_id), _place_of(actor, command.place_id)
    lot = Lot(
        id=command.lot_id,
        organisation_id=product.organisation_id,
        product_id=product.id,
        place_id=place.id,
        code=_next_code(product.organisation_id, now),
        state=LotState.IN_PRODUCTION,
        template_group=product.group,
        template_version=newest_template(db.session(), product.group).version,
        opened_by_id=actor.account_id,
        opened_at=now,
    )
    db.session.add(lot)
    return lot.id


@transactional
def close_lot(actor: Actor, command: CloseLot, *, now: datetime) -> None:
    """End a lot: its diary takes no more entries on the page, its stamps no more activations.

    Raises:
        NoSuchLot: none that the actor works on.
        LotClosed: it was closed before.
    """
    lot = _lot_to_change(actor, command.lot_id)
    check_move(lot.state, LotState.CLOSED)
    lot.state, lot.closed_at = LotState.CLOSED, now


def _opened_before(actor: Actor, command: OpenLot) -> UUID:
    lot = _lot_to_change(actor, command.lot_id)
    if (lot.product_id, lot.place_id) != (command.product_id, command.place_id):
        raise LotIdUsed
    return lot.id


def _product_of(actor: Actor, product_id: UUID) -> Product:
    product = db.session.get(Product, product_id)
    if product is None or product.organisation_id != actor.organisation_id or product.retired_at:
        raise NoSuchProduct
    return product


def _place_of(actor: Actor, place_id: UUID) -> Place:
    place = db.session.get(Place, place_id)
    if place is None or place.organisation_id != actor.organisation_id or place.closed_at:
        raise NoSuchPlace
    return place


def _next_code(organisation_id: UUID, now: datetime) -> str:
    session, day = db.session(), civil_date(now)
    short_code = session.get_one(Organisation, organisation_id).short_code
    return lot_code(short_code, day, take_number(session, f"lot:{short_code}:{day:%y%m%d}"))


def _lot_to_change(actor: Actor, lot_id: UUID) -> Lot:
    lot = db.session.execute(
        select(Lot).where(Lot.id == lot_id, worked_on_by(actor)).with_for_update()
    ).scalar_one_or_none()
    if lot is None:
        raise NoSuchLot
    return lot
