"""A second person agrees to an activation that is large for one, or does not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select

from traceability.errors import Conflict, Forbidden, Invalid, NotFound
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.activation import ActivationRequest
from webapp.models.stamp_order import StampOrder
from webapp.stamp_ledger import RollsToMove
from webapp.usecases.activations.binding import (
    Activator,
    Part,
    bind,
    check_bound,
    lock_lot,
    lock_roll,
    release_lot,
)
from webapp.usecases.activations.stretches import check_stretches, lock_parts


class NoSuchRequest(NotFound):
    """Nobody of this organisation asked for that activation."""

    code = "activation.request_not_found"


class OwnRequest(Forbidden):
    """Who asked does not agree to it as well."""

    code = "activation.own_request"


class RequestDecided(Conflict):
    """Somebody decided it before."""

    code = "activation.request_decided"


class ReasonMissing(Invalid):
    """Why not must be said."""

    code = "activation.reason_missing"


_WAITS: Final = ActivationRequest.decided_at.is_(None)


@dataclass(frozen=True)
class DecideRequest:
    request_id: UUID
    agrees: bool
    reason: str = ""
    province_code: str | None = None


@transactional
def decide_activation(actor: Actor, command: DecideRequest, *, now: datetime) -> None:
    """Agree, and the stamps are active by all rules that hold now; or refuse with a reason.

    What one form asked for is decided together, whichever of its stretches is named; all that waits
    of it, for the previous release decides them one by one.

    Raises:
        NoSuchRequest, OwnRequest, RequestDecided, ReasonMissing.
        All that activating can refuse: then the request goes on waiting.
    """
    if not command.agrees and not command.reason:
        raise ReasonMissing
    asked = db.session.get(ActivationRequest, command.request_id)
    if asked is None or asked.organisation_id != actor.organisation_id:
        raise NoSuchRequest
    if asked.form_id is None:
        _decide_one(actor, asked, command, now)
    else:
        _decide_form(actor, asked, command, now)


def _decide_one(
    actor: Actor, asked: ActivationRequest, command: DecideRequest, now: datetime
) -> None:
    bound = lock_roll(actor, asked.roll_id, now)
    of_it = ActivationRequest.id == asked.id
    if not _is_agreed(actor, of_it, command, (bound.order, bound.moving), now):
        return
    serials = SerialRange(asked.first, asked.last)
    lot = lock_lot(actor, asked.lot_id, bound.order)
    check_bound(bound, lot, serials)
    release_lot(actor, lot, now)
    part = Part(asked.id, asked.roll_id, serials)
    bind(Activator(actor, now, command.province_code), [part], (bound.order, bound.moving), lot)


def _decide_form(
    actor: Actor, asked: ActivationRequest, command: DecideRequest, now: datetime
) -> None:
    of_form = ActivationRequest.form_id == asked.form_id
    parts = [
        Part(it.id, it.roll_id, SerialRange(it.first, it.last), it.form_id)
        for it in db.session.scalars(select(ActivationRequest).where(of_form, _WAITS))
    ]
    if not parts:
        raise RequestDecided(at=asked.decided_at)
    bound = lock_parts(actor, parts, now)
    if not _is_agreed(actor, of_form, command, (bound.order, bound.moving), now):
        return
    lot = lock_lot(actor, asked.lot_id, bound.order)
    check_stretches(bound, lot)
    release_lot(actor, lot, now)
    bind(Activator(actor, now, command.province_code), parts, (bound.order, bound.moving), lot)


def _is_agreed(
    actor: Actor,
    which: ColumnElement[bool],
    command: DecideRequest,
    bound: tuple[StampOrder, RollsToMove],
    now: datetime,
) -> bool:
    """Enter the decision on requests, those of one form or a single one; tells what it was."""
    order, moving = bound
    query = select(ActivationRequest).where(which).order_by(ActivationRequest.first)
    again = query.with_for_update().execution_options(populate_existing=True)
    requests = db.session.scalars(again).all()
    waiting = [it for it in requests if it.decided_at is None]
    if not waiting:
        raise RequestDecided(at=requests[0].decided_at)
    for request in waiting:
        if request.asked_by_id == actor.account_id:
            raise OwnRequest
        request.decided_by_id, request.decided_at = actor.account_id, now
        request.is_agreed, request.refusal_reason = command.agrees, command.reason or None
    if not command.agrees:
        commitment = ledger.keep_personal(db.session(), str(order.id), command.reason)
        told_of = str(requests[0].form_id or requests[0].id)
        told = {"action": "activation_refused", "activation_id": told_of}
        moving.record(told | {"reason": commitment})
    return command.agrees
