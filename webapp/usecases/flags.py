"""Laying a hold, a suspicion or a withdrawal over stamps, and lifting it again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.errors import Conflict, Invalid, NotFound
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamps import FlagKind, NoSuchStamp
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.account import Account
from webapp.models.activation import Activation
from webapp.models.ledger import EntryKind
from webapp.models.report import Report
from webapp.models.stamp import StampFlag
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll


class FlagScope(StrEnum):
    """How far a flag reaches from the stamp it starts at."""

    STAMP = "stamp"
    ROLL = "roll"
    ACTIVATION = "activation"
    ORDER = "order"


# What an inspector may say; stolen, lost and void are told by whoever holds the stamps.
INSPECTORS_FLAGS = frozenset({FlagKind.ON_HOLD, FlagKind.SUSPECTED_COPY, FlagKind.COUNTERFEIT})


# What makes two requests with one id the same flag.
_CONTENT = (
    "kind",
    "key_id",
    "first",
    "last",
    "reason",
    "public_reason",
    "report_id",
    "raised_by_id",
)


class NotAnInspectorsFlag(Invalid):
    """Only a hold, a suspected copy or a counterfeit can be said by an inspector."""

    code = "flag.wrong_kind"


class ReasonMissing(Invalid):
    """A flag without a reason would not stand."""

    code = "flag.reason_missing"


class ScopeEmpty(Invalid):
    """The stamp has no roll yet, or is bound to no lot, so that reach means nothing."""

    code = "flag.scope_empty"


class NoSuchFlag(NotFound):
    code = "flag.not_found"


class FlagIdUsed(Conflict):
    """This form raised another flag; nothing was changed."""

    code = "flag.id_used"


class AlreadyLifted(Conflict):
    """Somebody lifted it before."""

    code = "flag.already_lifted"


@dataclass(frozen=True)
class RaiseFlag:
    """`flag_id` is made with the form, so that pressing twice flags once."""

    flag_id: UUID
    stamp: SerialPlace
    kind: FlagKind
    scope: FlagScope
    reason: str
    public_reason: str = ""
    report_id: UUID | None = None


@dataclass(frozen=True)
class LiftFlag:
    flag_id: UUID
    reason: str


@transactional
def raise_flag(actor: Actor, command: RaiseFlag, *, now: datetime) -> UUID:
    """Lay a flag over a stamp or a range; the next look at any of them shows it.

    Raises:
        NotAnInspectorsFlag, ReasonMissing, ScopeEmpty: the flag cannot be what was asked for.
        NoSuchStamp: there is no such stamp.
        FlagIdUsed: the id stands for a flag of another kind, reach, reason or person.
    """
    if command.kind not in INSPECTORS_FLAGS:
        raise NotAnInspectorsFlag(kind=command.kind)
    if not command.reason:
        raise ReasonMissing
    # Of two who send one form at once, the second waits here and finds the first one's flag.
    order = _lock_order_of(command.stamp)
    flag = _flag(actor, command, order, now)
    before = db.session.get(StampFlag, command.flag_id)
    if before is not None:
        _check_same(before, flag)
        return before.id
    db.session.add(flag)
    db.session.flush()
    facts = {"action": "raised", "flag": command.kind.value, "scope": command.scope.value}
    _record(actor, flag, facts | _sealed(flag), command.reason, now)
    return flag.id


@transactional
def lift_flag(actor: Actor, command: LiftFlag, *, now: datetime) -> None:
    """Lift a flag, with a reason; the record of it stays.

    Raises:
        NoSuchFlag, ReasonMissing.
        AlreadyLifted: by whom and when.
    """
    if not command.reason:
        raise ReasonMissing
    flag = db.session.execute(
        select(StampFlag).where(StampFlag.id == command.flag_id).with_for_update()
    ).scalar_one_or_none()
    if flag is None:
        raise NoSuchFlag
    if flag.lifted_at is not None:
        lifter = db.session.get(Account, flag.lifted_by_id)
        raise AlreadyLifted(by=lifter.name if lifter else "", at=flag.lifted_at)
    flag.lifted_by_id, flag.lifted_at, flag.lift_reason = actor.account_id, now, command.reason
    _record(actor, flag, {"action": "lifted", "flag": flag.kind.value}, command.reason, now)


def _flag(actor: Actor, command: RaiseFlag, order: StampOrder, now: datetime) -> StampFlag:
    reach = _reach(command, order)
    return StampFlag(
        id=command.flag_id,
        organisation_id=order.organisation_id,
        order_id=order.id,
        key_id=order.key_id,
        first=reach.first,
        last=reach.last,
        kind=command.kind,
        reason=command.reason,
        public_reason=command.public_reason,
        report_id=_known_report(command.report_id),
        raised_by_id=actor.account_id,
        raised_at=now,
    )


def _check_same(before: StampFlag, wanted: StampFlag) -> None:
    if any(getattr(before, name) != getattr(wanted, name) for name in _CONTENT):
        raise FlagIdUsed


def _sealed(flag: StampFlag) -> dict[str, str]:
    """Commitments to what else was decided: the words in public, the report behind it."""
    told = {"public_reason": flag.public_reason, "report_id": str(flag.report_id or "")}
    session, flag_id = db.session(), str(flag.id)
    return {name: ledger.keep_personal(session, flag_id, it) for name, it in told.items() if it}


def _lock_order_of(stamp: SerialPlace) -> StampOrder:
    query = select(StampOrder).where(StampOrder.holds(stamp.key_id, stamp.counter))
    order = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if order is None:
        raise NoSuchStamp
    return order


def _reach(command: RaiseFlag, order: StampOrder) -> SerialRange:
    counter = command.stamp.counter
    if command.scope is FlagScope.STAMP:
        return SerialRange.of(counter, 1)
    if command.scope is FlagScope.ORDER:
        return SerialRange.of(order.first, order.count)
    if command.scope is FlagScope.ROLL:
        return _range_around(StampRoll, counter, StampRoll.order_id == order.id)
    # Of several that the stamp has seen, the one whose goods it is on: found again, it may go anew.
    bound = select(StampHolding.activation_id).where(
        StampHolding.key_id == order.key_id,
        StampHolding.first <= counter,
        StampHolding.last > counter,
    )
    in_force = (Activation.id == bound.scalar_subquery()) & Activation.undone_at.is_(None)
    return _range_around(Activation, counter, in_force)


def _range_around(
    table: type[StampRoll] | type[Activation],
    counter: int,
    where: Any,  # noqa: ANN401 - an SQL condition
) -> SerialRange:
    row = db.session.execute(
        select(table.first, table.last).where(where, table.first <= counter, table.last > counter)
    ).one_or_none()
    if row is None:
        raise ScopeEmpty
    return SerialRange(row.first, row.last)


def _known_report(report_id: UUID | None) -> UUID | None:
    known = report_id is not None and db.session.get(Report, report_id) is not None
    return report_id if known else None


def _record(
    actor: Actor, flag: StampFlag, facts: dict[str, str], reason: str, now: datetime
) -> None:
    session = db.session()
    # A reason may name people: the ledger holds only its commitment.
    commitment = ledger.keep_personal(session, str(flag.id), reason)
    ledger.append(
        session,
        ledger.Entry.of_now(
            actor,
            EntryKind.DECISION,
            (flag.id, flag.organisation_id),
            {
                **facts,
                "order_id": str(flag.order_id),
                "key_id": flag.key_id,
                "first": flag.first,
                "last": flag.last,
                "reason": commitment,
            },
            now,
        ),
    )
