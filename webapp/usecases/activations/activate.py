"""Binding a range of delivered stamps to a packed lot."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from traceability.errors import Conflict
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import StampState
from traceability.stamps import ONE_PERSONS_LIMIT, RangeOutsideRoll
from webapp.db import db, transactional
from webapp.models.activation import Activation, ActivationRequest
from webapp.usecases.activations.binding import (
    Activator,
    Bound,
    Part,
    activated_today,
    bind,
    check_bound,
    lock_lot,
    lock_roll,
    release_lot,
)


class ActivationIdUsed(Conflict):
    """This form activated other stamps; nothing was changed."""

    code = "stamp.activation_id_used"


class RollUsedUp(Conflict):
    """No stamp of the roll is left to be activated."""

    code = "stamp.roll_used_up"


@dataclass(frozen=True)
class ActivateRange:
    """From `first` (else the first free stamp) up to `last` (else `count`, else the roll's end).

    `key_id` is the key of the codes by which the ends were told; None where none was typed.
    `activation_id` is made with the form, so that pressing twice activates once. `province_code` is
    where the network of who activates seems to be, where that is known.
    """

    roll_id: UUID
    lot_id: UUID
    first: int | None = None
    last: int | None = None
    count: int | None = None
    key_id: int | None = None
    province_code: str | None = None
    activation_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Activated:
    """What came of it: active at once, or waiting for a second person."""

    id: UUID
    waits: bool = False


@transactional
def activate_range(
    actor: Actor, command: ActivateRange, *, now: datetime, limit: int = ONE_PERSONS_LIMIT
) -> Activated:
    """Bind stamps to a lot; of two at once exactly one wins, the other is told who and when.

    A lot that was never released is released with its first stamps, by who may do both
    (decision 14); one whose release lapsed is not. Above `limit` stamps of one person on one day
    nothing is bound yet: a second person is asked.

    Raises:
        NoSuchRoll, NoSuchLot: not the organisation's.
        OtherProduct: the stamps are for another product.
        AlreadyActivated, RangeNotDelivered, RangeHasGaps, RangeOutsideRoll, LotNotPacked,
            ExceedsPacked, ExceedsGoods, LotNotReady, ReleaseLapsed, NotReleased.
        ActivationIdUsed: the id stands for other stamps or another lot.
    """
    bound = lock_roll(actor, command.roll_id, now)
    if not bound.order.is_of_key(command.key_id):
        raise RangeOutsideRoll(first=bound.roll.first, last=bound.roll.last)
    before = _done_before(command, bound)
    if before is not None:
        return before
    lot = lock_lot(actor, command.lot_id, bound.order)
    first = _first_free(bound) if command.first is None else command.first
    serials = _wanted(command, bound, first)
    check_bound(bound, lot, serials)
    if activated_today(actor, now) + serials.count > limit:
        return _ask(actor, command, bound, serials, now)
    release_lot(actor, lot, now)
    by = Activator(actor, now, command.province_code)
    part = Part(command.activation_id, bound.roll.id, serials)
    bind(by, [part], (bound.order, bound.moving), lot)
    return Activated(part.id)


def _ask(
    actor: Actor, command: ActivateRange, bound: Bound, serials: SerialRange, now: datetime
) -> Activated:
    request = ActivationRequest(
        id=command.activation_id,
        organisation_id=bound.roll.organisation_id,
        roll_id=bound.roll.id,
        lot_id=command.lot_id,
        first=serials.first,
        last=serials.last,
        asked_by_id=actor.account_id,
        asked_at=now,
    )
    db.session.add(request)
    told = {"action": "activation_asked", "activation_id": str(request.id)}
    told |= {"roll_id": str(bound.roll.id), "lot_id": str(command.lot_id)}
    bound.moving.record(told | {"first": serials.first, "last": serials.last})
    return Activated(request.id, waits=True)


def _done_before(command: ActivateRange, bound: Bound) -> Activated | None:
    """What the same form made; of other stamps, it is refused."""
    activation = db.session.get(Activation, command.activation_id)
    request = db.session.get(ActivationRequest, command.activation_id)
    before = activation or request
    if before is None:
        return None
    first = before.first if command.first is None else command.first
    is_to_the_end = command.last is None and command.count is None
    serials = SerialRange(first, before.last) if is_to_the_end else _wanted(command, bound, first)
    wanted = (bound.roll.id, command.lot_id, serials.first, serials.last)
    is_same = wanted == (before.roll_id, before.lot_id, before.first, before.last)
    if not is_same or (activation is not None and activation.undone_at is not None):
        raise ActivationIdUsed
    return Activated(before.id, waits=activation is None)


def _wanted(command: ActivateRange, bound: Bound, first: int) -> SerialRange:
    if command.last is not None:
        return SerialRange(first, command.last)
    if command.count is not None:
        return SerialRange.of(first, command.count)
    return SerialRange(first, _free_until(bound, first))


def _first_free(bound: Bound) -> int:
    delivered = [it for it in bound.holdings if it.state is StampState.DELIVERED]
    if delivered:
        return delivered[0].serials.first
    if any(it.state is StampState.ACTIVATED for it in bound.holdings):
        raise RollUsedUp
    return bound.roll.first  # and the rules say why none of it can be activated


def _free_until(bound: Bound, first: int) -> int:
    """Up to where stamps are free from `first` on; the roll's end where none is."""
    for holding in bound.holdings:
        if holding.state is StampState.DELIVERED and holding.serials.contains(first):
            return holding.serials.last
    return bound.roll.last
