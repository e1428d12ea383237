"""Binding several rolls of one order, and stretches of rolls, to a packed lot in one form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, select

from traceability.errors import Conflict, FieldError, Invalid
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import StampState
from traceability.stamps import ONE_PERSONS_LIMIT, NoSuchOrder, check_lot
from traceability.stretches import Binder, Stretch, once, stretch_faults
from webapp.db import db, transactional
from webapp.models.account import Account
from webapp.models.activation import Activation, ActivationRequest
from webapp.models.lot import Lot
from webapp.models.organisation import lock_organisation
from webapp.models.stamp_holding import StampHolding, holdings_between
from webapp.models.stamp_order import StampOrder, StampRoll, lock_order, numbered_rolls
from webapp.stamp_ledger import RollsToMove
from webapp.usecases.activations.activate import Activated, ActivationIdUsed
from webapp.usecases.activations.binding import (
    Activator,
    Part,
    activated_today,
    bind,
    lock_lot,
    lot_to_stamp,
    release_lot,
)


class NothingToActivate(Invalid):
    """No stamp was named."""

    code = "stamp.nothing_to_activate"


class StretchesUnusable(Conflict):
    """Some of what was named cannot be activated; `errors` tell what and why, and nothing was."""

    code = "stamp.stretches_unusable"

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True)
class ActivateStretches:
    """Rolls of an order and stretches of them, for one lot; to name a stamp twice names it once.

    `form_id` is made with the form, so that pressing twice activates once. `province_code` is where
    the network of who activates seems to be, where that is known.
    """

    order_id: UUID
    lot_id: UUID
    stretches: Sequence[Stretch]
    province_code: str | None = None
    form_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class BoundStretches:
    """An order under its lock with the rolls that were named, `stretches` as they were."""

    order: StampOrder
    moving: RollsToMove
    stretches: Sequence[Stretch]


@transactional
def activate_stretches(
    actor: Actor, command: ActivateStretches, *, now: datetime, limit: int = ONE_PERSONS_LIMIT
) -> Activated:
    """Bind all of them to a lot, or none; the rules are those of one range, for their sum.

    Each stretch of a roll is an activation of its own from then on. Above `limit` stamps of one
    person on one day nothing is bound yet: a second person is asked, once for all of them.

    Raises:
        NoSuchOrder, NoSuchLot: not the organisation's.
        NothingToActivate.
        OtherProduct: the stamps are for another product.
        StretchesUnusable: each that is active, or not in the producer's hands.
        LotNotPacked, ExceedsPacked, ExceedsGoods, LotNotReady, ReleaseLapsed, NotReleased.
        ActivationIdUsed: the form activated other stamps, or for another lot.
    """
    if not command.stretches:
        raise NothingToActivate
    bound = _lock(actor, command.order_id, command.stretches, now)
    parts = [
        Part(uuid4(), it.roll.id, it.serials, command.form_id) for it in once(command.stretches)
    ]
    before = _done_before(command, parts)
    if before is not None:
        return before
    lot = lock_lot(actor, command.lot_id, bound.order)
    check_stretches(bound, lot)
    if activated_today(actor, now) + _count(parts) > limit:
        return _ask(actor, command, bound, parts, now)
    release_lot(actor, lot, now)
    bind(Activator(actor, now, command.province_code), parts, (bound.order, bound.moving), lot)
    return Activated(command.form_id)


def lock_parts(actor: Actor, parts: Sequence[Part], now: datetime) -> BoundStretches:
    """The order of parts that were asked for, and where the stamps of their rolls stand.

    Raises:
        NoSuchOrder: not the organisation's.
    """
    order_id = db.session.get_one(StampRoll, parts[0].roll_id).order_id
    rolls = {it.id: it for it in numbered_rolls(db.session(), order_id)}
    stretches = [Stretch(0, rolls[it.roll_id], it.serials) for it in parts]
    return _lock(actor, order_id, stretches, now)


def check_stretches(bound: BoundStretches, lot: Lot) -> None:
    """Refuse what cannot be activated, and more of it than the lot takes."""
    faults = stretch_faults(bound.stretches, bound.moving.holdings, _binders(bound))
    if faults:
        raise StretchesUnusable(faults)
    wanted = sum(it.serials.count for it in once(bound.stretches))
    check_lot(lot_to_stamp(lot), wanted, bound.order.kind)


def _lock(
    actor: Actor, order_id: UUID, stretches: Sequence[Stretch], now: datetime
) -> BoundStretches:
    session = db.session()
    # Before order and lot, as an entry does: a suspension comes wholly before or wholly after.
    lock_organisation(session, actor.organisation_id)
    order = lock_order(session, order_id)
    if order is None or order.organisation_id != actor.organisation_id:
        raise NoSuchOrder
    span = _span(stretches)
    if not order.serials.covers(span):
        raise NoSuchOrder
    held = holdings_between(session, order.key_id, span)
    return BoundStretches(order, RollsToMove(session, actor, order, held, now), stretches)


def _span(stretches: Sequence[Stretch]) -> SerialRange:
    """From the first of the rolls to the last of them, with those between."""
    rolls = [it.roll.serials for it in stretches]
    return SerialRange(min(it.first for it in rolls), max(it.last for it in rolls))


def _binders(bound: BoundStretches) -> dict[UUID, Binder]:
    """Who activated what is active between the first of the rolls and the last."""
    span = _span(bound.stretches)
    query = (
        select(Activation.id, Account.name, Activation.activated_at)
        .join(Account, Account.id == Activation.activated_by_id)
        .join(StampHolding, StampHolding.activation_id == Activation.id)
        .where(
            StampHolding.key_id == bound.order.key_id,
            StampHolding.first >= span.first,
            StampHolding.first < span.last,
            StampHolding.state == StampState.ACTIVATED,
        )
        .distinct()
    )
    return {it.id: Binder(it.name, it.activated_at) for it in db.session.execute(query)}


def _ask(
    actor: Actor,
    command: ActivateStretches,
    bound: BoundStretches,
    parts: Sequence[Part],
    now: datetime,
) -> Activated:
    asked: dict[str, Any] = {"organisation_id": bound.order.organisation_id}
    asked |= {"lot_id": command.lot_id}
    asked |= {"form_id": command.form_id, "asked_by_id": actor.account_id, "asked_at": now}
    rows = [{**asked, "id": it.id, "roll_id": it.roll_id, **_ends(it)} for it in parts]
    db.session.execute(insert(ActivationRequest), rows)
    told = {"action": "activation_asked", "activation_id": str(command.form_id)}
    told |= {"lot_id": str(command.lot_id)}
    stretches = [[str(it.id), str(it.roll_id), it.serials.first, it.serials.last] for it in parts]
    bound.moving.record({**told, "stretches": stretches})
    return Activated(command.form_id, waits=True)


def _ends(part: Part) -> dict[str, int]:
    return {"first": part.serials.first, "last": part.serials.last}


def _done_before(command: ActivateStretches, parts: Sequence[Part]) -> Activated | None:
    """What the same form made; of other stamps, or of another organisation, it is refused."""
    activated = _made(Activation, command)
    made = activated or _made(ActivationRequest, command)
    if not made:
        return None
    is_undone = Activation.undone_at.is_not(None)
    wanted = {(command.lot_id, it.roll_id, it.serials.first, it.serials.last) for it in parts}
    if made != wanted or (activated and _made(Activation, command, is_undone)):
        raise ActivationIdUsed
    return Activated(command.form_id, waits=not activated)


def _made(
    table: type[Activation] | type[ActivationRequest],
    command: ActivateStretches,
    *which: ColumnElement[bool],
) -> set[tuple[UUID, UUID, int, int]]:
    """Lots, rolls and ends of what the form made."""
    query = select(table.lot_id, table.roll_id, table.first, table.last).where(
        table.form_id == command.form_id, *which
    )
    return {(it.lot_id, it.roll_id, it.first, it.last) for it in db.session.execute(query)}


def _count(parts: Sequence[Part]) -> int:
    return sum(it.serials.count for it in parts)
