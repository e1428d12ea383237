"""A second person agrees to an activation that is large for one, or does not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.errors import Conflict, Forbidden, Invalid, NotFound
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.activation import ActivationRequest
from webapp.usecases.activations.binding import (
    Activator,
    bind,
    check_bound,
    lock_lot,
    lock_roll,
    release_lot,
)


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


@dataclass(frozen=True)
class DecideRequest:
    request_id: UUID
    agrees: bool
    reason: str = ""
    province_code: str | None = None


@transactional
def decide_activation(actor: Actor, command: DecideRequest, *, now: datetime) -> None:
    """Agree, and the stamps are active by all rules that hold now; or refuse with a reason.

    Raises:
        NoSuchRequest, OwnRequest, RequestDecided, ReasonMissing.
        All that activating can refuse: then the request goes on waiting.
    """
    if not command.agrees and not command.reason:
        raise ReasonMissing
    asked = db.session.get(ActivationRequest, command.request_id)
    if asked is None or asked.organisation_id != actor.organisation_id:
        raise NoSuchRequest
    bound = lock_roll(actor, asked.roll_id, now)
    request = db.session.execute(
        select(ActivationRequest).where(ActivationRequest.id == asked.id).with_for_update()
    ).scalar_one()
    _check_second(actor, request)
    request.decided_by_id, request.decided_at = actor.account_id, now
    request.is_agreed, request.refusal_reason = command.agrees, command.reason or None
    if not command.agrees:
        commitment = ledger.keep_personal(db.session(), str(bound.order.id), command.reason)
        told = {"action": "activation_refused", "activation_id": str(request.id)}
        bound.moving.record(told | {"reason": commitment})
        return
    serials = SerialRange(request.first, request.last)
    lot = lock_lot(actor, request.lot_id, bound.order)
    check_bound(bound, lot, serials)
    release_lot(actor, lot, now)
    bind(Activator(actor, now, command.province_code), request.id, bound, lot, serials)


def _check_second(actor: Actor, request: ActivationRequest) -> None:
    if request.decided_at is not None:
        raise RequestDecided(at=request.decided_at)
    if request.asked_by_id == actor.account_id:
        raise OwnRequest
