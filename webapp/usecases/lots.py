"""Opening, beginning, closing and cancelling lots. What happens between is `usecases.events`."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.codes import lot_code
from traceability.errors import Conflict
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import (
    CancelNeedsManager,
    LotBegun,
    LotCancelled,
    LotClosed,
    LotHasStamps,
    LotState,
    NoSuchLot,
    ReasonMissing,
    check_move,
    check_open,
)
from traceability.markets import DOMESTIC, get_market
from traceability.places import NoSuchPlace
from traceability.products import NoSuchProduct
from traceability.roles import Actor, Permission
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.activation import has_stamps
from webapp.models.event_template import newest_template
from webapp.models.growing import shared_ground
from webapp.models.ledger import told_subjects
from webapp.models.lot import Lot, overlay_of, worked_on_by
from webapp.models.lot_decision import LotDecision
from webapp.models.lot_notice import count_anew
from webapp.models.organisation import Organisation, lock_organisation, take_number
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.release import has_goods


class LotIdUsed(Conflict):
    """This form opened a lot of another product or place; nothing was changed."""

    code = "lot.id_used"


@dataclass(frozen=True)
class OpenLot:
    """`lot_id` is made with the form, so that pressing twice opens one lot.

    A draft is prepared before the work begins.
    """

    product_id: UUID
    place_id: UUID
    lot_id: UUID = field(default_factory=uuid4)
    is_draft: bool = False
    market: str = DOMESTIC


@dataclass(frozen=True)
class BeginLot:
    lot_id: UUID


@dataclass(frozen=True)
class CloseLot:
    lot_id: UUID


@dataclass(frozen=True)
class CancelLot:
    """`reason` is for the people of the lot; the ledger holds only a commitment to it."""

    lot_id: UUID
    reason: str


@transactional
def open_lot(actor: Actor, command: OpenLot, *, now: datetime) -> UUID:
    """Begin a lot in production, or prepare one; it gets its code (AI 10), and keeps the newest
    event template.

    Raises:
        NoSuchProduct, NoSuchPlace: not the organisation's, or not in use any more.
        NoSuchLot: the id belongs to a lot of somebody else.
        LotIdUsed: the id stands for a lot of another product or place.
        UnknownMarket.
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
        market=get_market(command.market).code,
        state=LotState.DRAFT if command.is_draft else LotState.IN_PRODUCTION,
        template_group=product.group,
        template_version=newest_template(db.session(), product.group).version,
        opened_by_id=actor.account_id,
        opened_at=now,
    )
    db.session.add(lot)
    ledger.append_opening(db.session(), actor, lot, now=now)
    return lot.id


@transactional
def begin_lot(actor: Actor, command: BeginLot, *, now: datetime) -> None:
    """Begin a draft by hand; its first entry would do the same.

    Raises:
        NoSuchLot: none that the actor works on.
        LotBegun: it has begun, by whomever.
        LotNotOpen: it was cancelled.
    """
    lot = _lot_to_change(actor, command.lot_id)
    check_open(lot.state, overlay_of(lot))
    if lot.state is not LotState.DRAFT:
        raise LotBegun
    lot.begin(now, now)
    ledger.append_beginning(db.session(), actor, lot, now=now)


@transactional
def adopt_lots(actor: Actor, *, now: datetime) -> list[str]:
    """Tell the ledger of lots that were opened before openings were told; gives their codes.

    Done once, by the operator who moves to this release; again, it finds none.
    """
    session = db.session()
    known = told_subjects(session, "opened")
    lots = session.scalars(select(Lot).order_by(Lot.opened_at, Lot.id)).all()
    adopted = [lot for lot in lots if str(lot.id) not in known]
    for lot in adopted:
        ledger.append_opening(session, actor, lot, now=now)
    return [lot.code for lot in adopted]


@transactional
def close_lot(actor: Actor, command: CloseLot, *, now: datetime) -> None:
    """End a lot: its diary takes no more entries on the page, its stamps no more activations.

    Raises:
        NoSuchLot: none that the actor works on.
        LotClosed: it was closed before.
        LotCancelled, WrongLotState: there is nothing to end.
    """
    lot = _lot_to_change(actor, command.lot_id)
    if lot.cancelled_at is not None:
        raise LotCancelled
    check_move(lot.state, LotState.CLOSED)
    lot.state, lot.closed_at = LotState.CLOSED, now
    decision = LotDecision.of(lot, LotDecisionKind.CLOSED)
    ledger.append_decision(db.session(), actor, decision, now=now)


@transactional
def cancel_lot(actor: Actor, command: CancelLot, *, now: datetime) -> None:
    """Lay over a lot that there are no goods of it to sell; its entries stay.

    Raises:
        NoSuchLot: none that the actor works on.
        ReasonMissing.
        LotCancelled, LotClosed: cancelled or ended before.
        LotHasStamps: buyers hold goods of it.
        CancelNeedsManager: something was harvested or packed, which only its manager sets aside.
    """
    if not command.reason.strip():
        raise ReasonMissing
    # An entry of another lot of the ground comes wholly before or wholly after.
    lock_organisation(db.session(), actor.organisation_id)
    lot = _lot_to_change(actor, command.lot_id)
    _check_cancel(actor, lot)
    count_anew(db.session(), {it.id for it in shared_ground(db.session(), lot).others})
    lot.cancelled_at = now
    decision = LotDecision.of(lot, LotDecisionKind.CANCELLED, reason=command.reason)
    ledger.append_decision(db.session(), actor, decision, now=now)


def _check_cancel(actor: Actor, lot: Lot) -> None:
    if lot.cancelled_at is not None:
        raise LotCancelled
    if lot.state is LotState.CLOSED:
        raise LotClosed
    if db.session.scalar(select(has_stamps(lot.id))):
        raise LotHasStamps
    if not actor.may(Permission.LOT_RELEASE) and has_goods(db.session(), lot):
        raise CancelNeedsManager


def _opened_before(actor: Actor, command: OpenLot) -> UUID:
    lot = _lot_to_change(actor, command.lot_id)
    # Whether it is still a draft does not tell: it may have begun since.
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
