"""Releasing a lot that its own diary holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from traceability.holds import HeldByOthers, HoldCause, LotNotHeld, NoPassedTest, is_passed_test
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import NoSuchLot
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.event import STANDS, Event
from webapp.models.journey import tell_journey
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision


@dataclass(frozen=True)
class ReleaseHold:
    """`reason` is kept beside the ledger, which holds a commitment to it."""

    lot_id: UUID
    reason: str


@transactional
def release_hold(actor: Actor, command: ReleaseHold, *, now: datetime) -> None:
    """Let a held lot go on, with a reason and a test that was passed since it is held.

    Raises:
        NoSuchLot: not the organisation's.
        LotNotHeld, HeldByOthers, NoPassedTest.
    """
    lot = db.session.execute(
        select(Lot).where(Lot.id == command.lot_id).with_for_update()
    ).scalar_one_or_none()
    if lot is None or lot.organisation_id != actor.organisation_id:
        raise NoSuchLot
    if lot.on_hold_at is None:
        raise LotNotHeld
    if lot.on_hold_reason not in set(HoldCause):
        raise HeldByOthers
    tests = [event for event in _since(lot) if is_passed_test(event.template, event.fields)]
    if not tests:
        raise NoPassedTest
    told = {"test_ids": [str(test.id) for test in tests]}
    decision = LotDecision.of(
        lot, LotDecisionKind.HOLD_RELEASED, cause=lot.on_hold_reason, reason=command.reason
    )
    lot.on_hold_at = lot.on_hold_reason = None
    ledger.append_decision(db.session(), actor, decision, told, now=now)
    db.session.flush()
    tell_journey(db.session(), lot)  # that it was held, and why it goes on, is told to buyers


def _since(lot: Lot) -> Sequence[Event]:
    """Entries in force that came since the lot is held."""
    query = select(Event).where(Event.lot_id == lot.id, Event.received_at >= lot.on_hold_at, STANDS)
    return db.session.scalars(query.order_by(Event.received_at)).all()
