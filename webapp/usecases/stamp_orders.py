"""Ordering serials, deciding on orders, taking out the sheet of a roll one prints oneself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.errors import Conflict, Invalid
from traceability.keyring import Keyring
from traceability.products import NoSuchProduct
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_costs import OrderCost
from traceability.stamp_signatures import StampSigner
from traceability.stamps import (
    NoSuchOrder,
    OrderKind,
    OrderState,
    check_decision,
    check_order_size,
    check_withdrawal,
)
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.ledger import EntryKind
from webapp.models.product import Product
from webapp.models.signing_key import begun_signing_key, lock_signing_key
from webapp.models.stamp_holding import hold_unprinted
from webapp.models.stamp_order import StampKey, StampOrder, StampRoll, begin_key, lock_order
from webapp.models.stamp_reach import reaches_order
from webapp.models.stamp_supply import StampProgramme, StampSupplier, promised

# Behind each order, for its proof sheet; nothing ever printed for sale carries one of them.
PROOF_COUNT: Final = 5


class OrderIdUsed(Conflict):
    """This form ordered other stamps; nothing was changed."""

    code = "stamp.order_id_used"


class NoSuchSupplier(Invalid):
    """No printer was appointed by that decision, or the appointment is over."""

    code = "stamp.no_such_supplier"


class NoSuchProgramme(Invalid):
    """No such programme, or it does not pay for orders of today."""

    code = "stamp.no_such_programme"


class ProgrammeWithoutPrinter(Invalid):
    """A programme pays a share of a printer's price; what one prints oneself has none."""

    code = "stamp.programme_without_printer"


class BudgetExceeded(Conflict):
    """The programme's share of this order would go beyond what its budget has left."""

    code = "stamp.budget_exceeded"


class LotStampsAreOwn(Invalid):
    """Lot stamps are printed by the producer; no appointed printer takes part."""

    code = "stamp.lot_stamps_are_own"


class LotStampsUncovered(Invalid):
    """A lot stamp is on every pack of its lot: a code opened on one says nothing of others."""

    code = "stamp.lot_stamps_uncovered"


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
    has_covered_code: bool = False
    kind: OrderKind = OrderKind.ITEM
    signer: StampSigner | None = None


@dataclass(frozen=True)
class ApproveOrder:
    """Who prints (None: the producer), and which programme pays a share (None: none)."""

    order_id: UUID
    supplier_id: UUID | None = None
    programme_id: UUID | None = None


@dataclass(frozen=True)
class RefuseOrder:
    order_id: UUID
    reason: str


@dataclass(frozen=True)
class WithdrawOrder:
    order_id: UUID
    reason: str


@transactional
def order_stamps(actor: Actor, command: OrderStamps, keyring: Keyring, *, now: datetime) -> UUID:
    """Reserve a range of serials for a product; an officer decides whether it is printed.

    Raises:
        BadOrderSize, BadLotOrderSize, TooManyRolls: more than one approval may make, or none.
        NoSuchProduct: not a product of the manager's organisation, or a retired one.
        NoSuchOrder: the id belongs to an order of another organisation.
        OrderIdUsed: the id stands for another product or number, or for other stamps.
        LotStampsUncovered: a scratch layer on stamps that are all alike.
        SigningKeyCompromised, SlotsUsedUp: the operator must set another signing key first.
    """
    _check_wanted(command)
    session = db.session
    # Of two who send one form at once, the second waits here and finds the first one's order.
    key = _lock_key(keyring)
    if session.get(StampOrder, command.order_id) is not None:
        return _ordered_before(actor, command)
    product = _own_product(actor, command.product_id)
    serials = _reserve(key, command.count, PROOF_COUNT)
    order = StampOrder(
        id=command.order_id,
        organisation_id=product.organisation_id,
        product_id=product.id,
        key_id=keyring.current_id,
        first=serials.first,
        count=command.count,
        has_covered_code=command.has_covered_code,
        roll_size=_roll_size(command),
        kind=command.kind,
        proof_count=PROOF_COUNT,
        state=OrderState.ORDERED,
        ordered_by_id=actor.account_id,
        ordered_at=now,
    )
    session.add(order)
    signed = _sign(actor, order, command.signer, now) if command.signer else {}
    _record(actor, order, _ordered(order) | signed, now)
    return order.id


@transactional
def approve_order(actor: Actor, command: ApproveOrder, *, now: datetime) -> int:
    """Approve an order of somebody else's and cut it into rolls; gives back how many.

    Raises:
        NoSuchOrder: none, or another province's that has an office of its own.
        SelfApproval: the approver ordered it.
        AlreadyDecided, OrderWithdrawn: it was approved, refused or withdrawn before.
        NoSuchSupplier, NoSuchProgramme, BudgetExceeded, LotStampsAreOwn.
        ProgrammeWithoutPrinter: it would pay a share of nothing.
        BadLotOrderSize, TooManyRolls: it was ordered before that was refused.
    """
    order = _order_to_decide(actor, command.order_id)
    check_order_size(order.count, order.roll_size, order.kind)
    order.state, order.approved_by_id, order.decided_at = OrderState.APPROVED, actor.account_id, now
    _take_supplier(order, command, civil_date(now))
    _take_programme(order, command, civil_date(now))
    rolls = _cut(order)
    db.session.add_all(rolls)
    db.session.flush()
    held = [(roll.id, roll.serials) for roll in rolls]
    hold_unprinted(db.session(), order.id, order.key_id, held)
    facts: dict[str, Any] = {"action": "approved", "rolls": len(rolls)}
    facts |= {"supplier_id": _text(order.supplier_id), "programme_id": _text(order.programme_id)}
    facts |= {"unit_price": order.unit_price, "subsidy_percent": order.subsidy_percent}
    _record(actor, order, facts, now)
    return len(rolls)


@transactional
def refuse_order(actor: Actor, command: RefuseOrder, *, now: datetime) -> None:
    """Refuse an order with a reason; its serials are never used again.

    Raises:
        NoSuchOrder: none, or another province's that has an office of its own.
        SelfApproval: the officer ordered it.
        AlreadyDecided, OrderWithdrawn: it was approved, refused or withdrawn before.
    """
    order = _order_to_decide(actor, command.order_id)
    order.state, order.approved_by_id, order.decided_at = OrderState.REFUSED, actor.account_id, now
    order.refusal_reason = command.reason
    # A reason may name people: the ledger holds only its commitment.
    commitment = ledger.keep_personal(db.session(), str(order.id), command.reason)
    _record(actor, order, {"action": "refused", "reason": commitment}, now)


@transactional
def withdraw_order(actor: Actor, command: WithdrawOrder, *, now: datetime) -> None:
    """Take back an order that nobody has decided on; its serials are never used again.

    Any manager of the organisation may. An order that is withdrawn already stays as it is.

    Raises:
        NoSuchOrder: none, or another organisation's.
        TooLateToWithdraw: it was approved or refused before.
    """
    order = lock_order(db.session(), command.order_id)
    if order is None or order.organisation_id != actor.organisation_id:
        raise NoSuchOrder
    if order.state is OrderState.WITHDRAWN:
        return
    check_withdrawal(order.state)
    order.state, order.withdrawal_reason = OrderState.WITHDRAWN, command.reason
    order.withdrawn_by_id, order.withdrawn_at = actor.account_id, now
    commitment = ledger.keep_personal(db.session(), str(order.id), command.reason)
    _record(actor, order, {"action": "withdrawn", "reason": commitment}, now)


def _check_wanted(command: OrderStamps) -> None:
    check_order_size(command.count, command.roll_size, command.kind)
    if command.has_covered_code and command.kind is OrderKind.LOT:
        raise LotStampsUncovered


def _own_product(actor: Actor, product_id: UUID) -> Product:
    product = db.session.get(Product, product_id)
    if product is None or product.organisation_id != actor.organisation_id or product.retired_at:
        raise NoSuchProduct
    return product


def _ordered_before(actor: Actor, command: OrderStamps) -> UUID:
    order = _own_order(actor, command.order_id)
    wanted = (command.product_id, command.count, _roll_size(command), command.kind)
    options = (order.has_covered_code, order.is_signed)
    is_same = (order.product_id, order.count, order.roll_size, order.kind) == wanted
    if not is_same or options != (command.has_covered_code, command.signer is not None):
        raise OrderIdUsed
    return order.id


def _roll_size(command: OrderStamps) -> int:
    """A lot stamp is a roll of its own: all its labels are alike."""
    return 1 if command.kind is OrderKind.LOT else min(command.roll_size, command.count)


def _take_supplier(order: StampOrder, command: ApproveOrder, today: date) -> None:
    if command.supplier_id is None:
        return
    if order.kind is OrderKind.LOT:
        raise LotStampsAreOwn
    supplier = db.session.get(StampSupplier, command.supplier_id)
    if supplier is None or not supplier.is_appointed(today):
        raise NoSuchSupplier
    order.supplier_id, order.unit_price = supplier.id, supplier.unit_price


def _take_programme(order: StampOrder, command: ApproveOrder, today: date) -> None:
    if command.programme_id is None:
        return
    # Of two orders approved at once, the second one sees what the first took of the budget.
    programme = db.session.execute(
        select(StampProgramme).where(StampProgramme.id == command.programme_id).with_for_update()
    ).scalar_one_or_none()
    if programme is None or not programme.runs(today):
        raise NoSuchProgramme
    if order.supplier_id is None:
        raise ProgrammeWithoutPrinter
    share = OrderCost(order.count, order.unit_price, programme.subsidy_percent).subsidy
    left = programme.budget - promised(db.session(), programme.id)
    if share > left:
        raise BudgetExceeded(share=share, left=left)
    order.programme_id, order.subsidy_percent = programme.id, programme.subsidy_percent


def _own_order(actor: Actor, order_id: UUID) -> StampOrder:
    order = db.session.get(StampOrder, order_id)
    if order is None or order.organisation_id != actor.organisation_id:
        raise NoSuchOrder
    return order


def _order_to_decide(actor: Actor, order_id: UUID) -> StampOrder:
    order = lock_order(db.session(), order_id)
    if order is None or actor.account_id is None or not reaches_order(db.session(), actor, order):
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
    # Stamps of the proof sheet have slots too, which every list calls never issued.
    order.signed_first = key.take(order.count + order.proof_count)
    told = {"signing_key_id": order.signing_key_id, "signed_first": order.signed_first}
    return {"is_signed": True} | told


def _ordered(order: StampOrder) -> dict[str, Any]:
    facts: dict[str, Any] = {"action": "ordered", "key_id": order.key_id, "count": order.count}
    facts |= {"first": order.first, "roll_size": order.roll_size, "kind": order.kind.value}
    facts |= {"proof_count": order.proof_count, "has_covered_code": order.has_covered_code}
    return facts | {"product_id": str(order.product_id)}


def _reserve(key: StampKey, count: int, proofs: int) -> SerialRange:
    serials = SerialRange.of(key.next_counter, count)
    key.next_counter = serials.last + proofs
    db.session.flush()
    return serials


def _cut(order: StampOrder) -> list[StampRoll]:
    last = order.first + order.count
    starts = range(order.first, last, order.roll_size)
    return [
        StampRoll(
            id=uuid4(),
            order_id=order.id,
            organisation_id=order.organisation_id,
            number=number,
            first=first,
            last=min(first + order.roll_size, last),
        )
        for number, first in enumerate(starts, start=1)
    ]


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _record(actor: Actor, order: StampOrder, content: dict[str, Any], now: datetime) -> None:
    ledger.append(
        db.session(),
        ledger.Entry.of_now(
            actor, EntryKind.STAMP, (order.id, order.organisation_id), content, now
        ),
    )
