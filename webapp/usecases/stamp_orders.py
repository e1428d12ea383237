"""Ordering serials, deciding on orders, recording that a roll was printed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.errors import Conflict
from traceability.keyring import Keyring
from traceability.products import NoSuchProduct
from traceability.roles import Actor
from traceability.stamp_signatures import StampSigner
from traceability.stamps import (
    NoSuchOrder,
    NoSuchRoll,
    OrderState,
    RollState,
    SerialRange,
    check_approved,
    check_decision,
    check_order_size,
)
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.product import Product
from webapp.models.signing_key import begun_signing_key, lock_signing_key
from webapp.models.stamp_order import StampKey, StampOrder, StampRoll, begin_key

PRINTABLE = (RollState.APPROVED, RollState.PRINTED, RollState.DELIVERED, RollState.ACTIVATED)


class OrderIdUsed(Conflict):
    """This form ordered other stamps; nothing was changed."""

    code = "stamp.order_id_used"


class RollGone(Conflict):
    """The roll is void, lost, stolen or destroyed: nothing of it is printed again."""

    code = "stamp.roll_gone"


class WrongStampSecret(RuntimeError):
    """The secret of this key was changed: every serial printed so far would stop checking."""


@dataclass(frozen=True)
class OrderStamps:
    """`order_id` is made with the form, so that pressing twice orders once.

    `signer` is given where the links are to be signed: its key signs them, also after a rotation.
    """

    order_id: UUID
    product_id: UUID
    count: int
    roll_size: int
    signer: StampSigner | None = None


@dataclass(frozen=True)
class RefuseOrder:
    order_id: UUID
    reason: str


@transactional
def order_stamps(actor: Actor, command: OrderStamps, keyring: Keyring, *, now: datetime) -> UUID:
    """Reserve a range of serials for a product; an officer decides whether it is printed.

    Raises:
        BadOrderSize: fewer than one or more than a million.
        NoSuchProduct: not a product of the manager's organisation, or a retired one.
        NoSuchOrder: the id belongs to an order of another organisation.
        OrderIdUsed: the id stands for another product or number, or for stamps signed otherwise.
        SigningKeyCompromised, SlotsUsedUp: the operator must set another signing key first.
    """
    check_order_size(command.count)
    session = db.session
    # Of two who send one form at once, the second waits here and finds the first one's order.
    key = _lock_key(keyring)
    if session.get(StampOrder, command.order_id) is not None:
        return _ordered_before(actor, command)
    product = session.get(Product, command.product_id)
    if product is None or product.organisation_id != actor.organisation_id or product.retired_at:
        raise NoSuchProduct
    serials = _reserve(key, command.count)
    order = StampOrder(
        id=command.order_id,
        organisation_id=product.organisation_id,
        product_id=product.id,
        key_id=keyring.current_id,
        first=serials.first,
        count=command.count,
        roll_size=min(command.roll_size, command.count),
        state=OrderState.ORDERED,
        ordered_by_id=actor.account_id,
        ordered_at=now,
    )
    session.add(order)
    facts: dict[str, Any] = {"action": "ordered", "key_id": order.key_id, "count": order.count}
    facts |= {"first": order.first, "roll_size": order.roll_size, "product_id": str(product.id)}
    if command.signer is not None:
        facts |= _sign(actor, order, command.signer, now)
    _record(actor, order, facts, now)
    return order.id


@transactional
def approve_order(actor: Actor, order_id: UUID, *, now: datetime) -> int:
    """Approve an order of somebody else's and cut it into rolls; gives back how many.

    Raises:
        SelfApproval: the approver ordered it.
        AlreadyDecided: it was approved or refused before.
    """
    order = _order_to_decide(actor, order_id)
    order.state, order.approved_by_id, order.decided_at = OrderState.APPROVED, actor.account_id, now
    rolls = list(_cut(order))
    db.session.add_all(rolls)
    _record(actor, order, {"action": "approved", "rolls": len(rolls)}, now)
    return len(rolls)


@transactional
def refuse_order(actor: Actor, command: RefuseOrder, *, now: datetime) -> None:
    """Refuse an order with a reason; its serials are never used again.

    Raises:
        SelfApproval: the officer ordered it.
        AlreadyDecided: it was approved or refused before.
    """
    order = _order_to_decide(actor, command.order_id)
    order.state, order.approved_by_id, order.decided_at = OrderState.REFUSED, actor.account_id, now
    order.refusal_reason = command.reason
    # A reason may name people: the ledger holds only its commitment.
    commitment = ledger.keep_personal(db.session(), str(order.id), command.reason)
    _record(actor, order, {"action": "refused", "reason": commitment}, now)


@transactional
def record_printing(actor: Actor, roll_id: UUID, *, now: datetime) -> None:
    """Record that the sheet of a roll was taken out; the first time it counts as delivered, too.

    Raises:
        NoSuchRoll: not a roll of this organisation.
        RollGone: it was withdrawn meanwhile.
    """
    roll = db.session.execute(
        select(StampRoll).where(StampRoll.id == roll_id).with_for_update()
    ).scalar_one_or_none()
    if roll is None or roll.organisation_id != actor.organisation_id:
        raise NoSuchRoll
    order = _own_order(actor, roll.order_id)
    check_approved(order.state)
    if roll.state not in PRINTABLE:
        raise RollGone(state=roll.state)
    roll.downloads += 1
    if roll.state is RollState.APPROVED:
        roll.state, roll.printed_by_id = RollState.DELIVERED, actor.account_id
        roll.printed_at = roll.delivered_at = now
    facts: dict[str, Any] = {"action": "printed", "roll": roll.number, "download": roll.downloads}
    facts |= {"roll_id": str(roll.id)}
    _record(actor, order, facts | {"first": roll.first, "last": roll.last}, now)


def _ordered_before(actor: Actor, command: OrderStamps) -> UUID:
    order = _own_order(actor, command.order_id)
    roll_size = min(command.roll_size, command.count)
    wanted = (command.product_id, command.count, roll_size, command.signer is not None)
    if (order.product_id, order.count, order.roll_size, order.is_signed) != wanted:
        raise OrderIdUsed
    return order.id


def _own_order(actor: Actor, order_id: UUID) -> StampOrder:
    order = db.session.get(StampOrder, order_id)
    if order is None or order.organisation_id != actor.organisation_id:
        raise NoSuchOrder
    return order


def _order_to_decide(actor: Actor, order_id: UUID) -> StampOrder:
    order = db.session.execute(
        select(StampOrder).where(StampOrder.id == order_id).with_for_update()
    ).scalar_one_or_none()
    if order is None or actor.account_id is None:
        raise NoSuchOrder
    check_decision(order.state, order.ordered_by_id, actor.account_id)
    return order


def _lock_key(keyring: Keyring) -> StampKey:
    session, key_id = db.session, keyring.current_id
    fingerprint = keyring.fingerprint(key_id)
    begin_key(session(), key_id, fingerprint)
    key = session.execute(
        select(StampKey).where(StampKey.id == key_id).with_for_update()
    ).scalar_one()
    if key.fingerprint != fingerprint:
        raise WrongStampSecret(f"STAMP_SECRET does not belong to stamp key {key_id}")
    return key


def _sign(actor: Actor, order: StampOrder, signer: StampSigner, now: datetime) -> dict[str, Any]:
    """Number the stamps among those that this key signs; gives what the ledger is told of it."""
    session = db.session()
    key = lock_signing_key(session, signer, now)
    if key.is_new:
        subject, content = (key.row.id, None), begun_signing_key(key.row)
        entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
        ledger.append(session, entry)
    order.is_signed, order.signing_key_id = True, signer.key_id
    order.signed_first = key.take(order.count)
    told = {"signing_key_id": order.signing_key_id, "signed_first": order.signed_first}
    return {"is_signed": True} | told


def _reserve(key: StampKey, count: int) -> SerialRange:
    serials = SerialRange.of(key.next_counter, count)
    key.next_counter = serials.last
    db.session.flush()
    return serials


def _cut(order: StampOrder) -> list[StampRoll]:
    last = order.first + order.count
    starts = range(order.first, last, order.roll_size)
    return [
        StampRoll(
            order_id=order.id,
            organisation_id=order.organisation_id,
            number=number,
            first=first,
            last=min(first + order.roll_size, last),
            state=RollState.APPROVED,
        )
        for number, first in enumerate(starts, start=1)
    ]


def _record(actor: Actor, order: StampOrder, content: dict[str, Any], now: datetime) -> None:
    ledger.append(
        db.session(),
        ledger.Entry.of_now(
            actor, EntryKind.STAMP, (order.id, order.organisation_id), content, now
        ),
    )
