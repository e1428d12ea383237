"""Releasing a lot that its own diary holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.holds import (
    FAILED,
    HeldByOthers,
    HoldCause,
    LotNotHeld,
    NoPassedTest,
    concluded,
    is_passed_test,
)
from traceability.laboratory_limits import OutsideLimitStill, latest_outside
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import NoSuchLot
from traceability.pre_harvest import harvest_day
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.event import STANDS, Event
from webapp.models.journey import tell_journey
from webapp.models.laboratory_limit import judgements_of
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision


@dataclass(frozen=True)
class ReleaseHold:
    """`reason` is kept beside the ledger, which holds a commitment to it."""

    lot_id: UUID
    reason: str


@transactional
def release_hold(actor: Actor, command: ReleaseHold, *, now: datetime) -> None:
    """Let a held lot go on, with a reason and a test that its goods passed since it is held.

    Raises:
        NoSuchLot: not the organisation's.
        LotNotHeld, HeldByOthers, NoPassedTest.
        OutsideLimitStill: an indicator's latest result does not keep to the market's limit.
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
    beyond = _beyond_limits(lot)
    tests = [it for it in _answering(lot.on_hold_at, _standing(lot)) if it.id not in beyond]
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


def _beyond_limits(lot: Lot) -> set[UUID]:
    """Tests that release nothing, whatever was ticked: their numbers are beyond a limit.

    Raises:
        OutsideLimitStill: an indicator's latest result is.
    """
    judged = judgements_of(db.session(), lot.id, lot.market)
    if (outside := latest_outside([it for _, it in judged])) is not None:
        raise OutsideLimitStill(indicator=outside.reading.indicator)
    return {event_id for event_id, it in judged if it.is_outside}


def _answering(held_at: datetime, standing: Sequence[Event]) -> list[Event]:
    """Passed tests that came since the lot is held, of goods as they are since then.

    A sample of before the harvest, or of before the one that failed, says nothing of these goods.
    """
    told = [event for event in standing if event.received_at <= held_at]
    days = [day for day in map(_day_of_cause, told) if day is not None]
    since = min(max(days, default=date.min), civil_date(held_at))
    return [
        event
        for event in standing
        if event.received_at >= held_at
        and is_passed_test(event.template, event.fields)
        and civil_date(event.event_time) >= since
    ]


def _day_of_cause(event: Event) -> date | None:
    """The day of a harvest, or of a test that failed; None for any other work."""
    harvested_on = harvest_day(event.template, event.fields, event.event_time)
    is_failed = concluded(event.template, event.fields) == FAILED
    return civil_date(event.event_time) if is_failed else harvested_on


def _standing(lot: Lot) -> Sequence[Event]:
    query = select(Event).where(Event.lot_id == lot.id, STANDS)
    return db.session.scalars(query.order_by(Event.received_at)).all()
