"""Releasing a lot that its own diary holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.holds import (
    FAILED,
    FailedStill,
    HeldByOthers,
    HoldCause,
    IndicatorResult,
    LotNotHeld,
    NoPassedTest,
    UnnamedTest,
    concluded,
    hold_cause,
    is_passed_test,
    names_its_report,
    unanswered,
)
from traceability.laboratory_limits import (
    Limit,
    OutsideLimitStill,
    find_limit,
    indicator_key,
    latest_outside,
    tested_indicator,
)
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import NoSuchLot
from traceability.mass_balance import PACKING
from traceability.pre_harvest import harvest_day, treated_until
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.bad_results import (
    counted_judgements,
    entries_of,
    puts_bad_result_right,
    standing_entries,
)
from webapp.models.event import Event
from webapp.models.journey import tell_journey
from webapp.models.laboratory_limit import judgements_of, limits_on
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
        LotNotHeld, HeldByOthers, NoPassedTest, UnnamedTest.
        FailedStill: an indicator that failed has no passed result since.
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
    tests = _tests_that_answer(lot, lot.on_hold_at, now)
    told = {"test_ids": [str(test.id) for test in tests]}
    decision = LotDecision.of(
        lot, LotDecisionKind.HOLD_RELEASED, cause=lot.on_hold_reason, reason=command.reason
    )
    lot.on_hold_at = lot.on_hold_reason = None
    ledger.append_decision(db.session(), actor, decision, told, now=now)
    db.session.flush()
    tell_journey(db.session(), lot)  # that it was held, and why it goes on, is told to buyers


def _tests_that_answer(lot: Lot, held_at: datetime, now: datetime) -> list[Event]:
    """The passed tests for which the lot goes on; those named in the decision.

    Raises:
        NoPassedTest, UnnamedTest, FailedStill, OutsideLimitStill.
    """
    entries, standing = entries_of(db.session(), lot.id), standing_entries(db.session(), lot.id)
    beyond = _beyond_limits(lot)
    passed = [it for it in _passed(entries, standing) if it.id not in beyond]
    answering = _answering(held_at, entries, standing, passed)
    if not answering:
        raise NoPassedTest
    named = [it for it in passed if names_its_report(it.template, it.fields)]
    tests = [it for it in answering if it in named]
    if not tests:
        raise UnnamedTest
    limits = limits_on(db.session(), civil_date(now), market=lot.market, group=lot.template_group)
    failed = unanswered(_failed(entries, limits), [_result(it, [it], limits) for it in named])
    if failed is not None:
        raise FailedStill(indicator=failed.indicator)
    # A number beyond the limit that was called a slip waits for a later one of its indicator.
    if (outside := latest_outside(counted_judgements(db.session(), lot))) is not None:
        raise FailedStill(indicator=outside.reading.indicator)
    return tests


def _beyond_limits(lot: Lot) -> set[UUID]:
    """Tests that release nothing, whatever was ticked: their numbers are beyond a limit.

    Raises:
        OutsideLimitStill: an indicator's latest result is.
    """
    judged = judgements_of(db.session(), lot.id, lot.market)
    if (outside := latest_outside([it for _, it in judged])) is not None:
        raise OutsideLimitStill(indicator=outside.reading.indicator)
    return {event_id for event_id, it in judged if it.is_outside}


def _passed(entries: Sequence[Event], standing: set[UUID]) -> list[Event]:
    """Passed tests in force. A bad result is not undone by calling it a typing error: another test
    does that.
    """
    by_id = {event.id: event for event in entries}
    return [
        event
        for event in entries
        if event.id in standing
        and is_passed_test(event.template, event.fields)
        and not puts_bad_result_right(event, by_id)
    ]


def _answering(
    held_at: datetime, entries: Sequence[Event], standing: set[UUID], passed: Sequence[Event]
) -> list[Event]:
    """Passed tests that came since the lot is held, of goods as they are since then.

    A sample of before the harvest, or of before what holds the lot, says nothing of these goods.
    """
    since = _since(held_at, entries, [event for event in entries if event.id in standing])
    return [
        event
        for event in passed
        if event.received_at >= held_at and civil_date(event.event_time) >= since
    ]


def _failed(entries: Sequence[Event], limits: Sequence[Limit]) -> Iterator[IndicatorResult]:
    """Every test that the goods failed, also one that was put right: under its own name, or the one
    that stands in its place.
    """
    replaced = {event.corrects_id: event for event in entries if event.corrects_id}
    for event in entries:
        if _is_failed_test(event):
            yield _result(event, _put_right(event, replaced), limits)


def _is_failed_test(event: Event) -> bool:
    is_test = tested_indicator(event.template, event.fields) is not None
    is_failed = concluded(event.template, event.fields) == FAILED
    return is_test and is_failed and event.quarantined_at is None


def _put_right(event: Event, replaced: Mapping[UUID, Event]) -> Iterator[Event]:
    """The entry and all that came in its place, one after the other, while they say the same of the
    goods: what passes is another test, whatever it corrects.
    """
    last: Event | None = event
    while last is not None and _is_failed_test(last):
        yield last
        last = replaced.get(last.id)


def _result(event: Event, known_by: Iterable[Event], limits: Sequence[Limit]) -> IndicatorResult:
    """A test's conclusion with all names of its indicator that entries and the register know.

    A name that the register knows is no typing error: to put another in its place changes nothing.
    """
    names = [tested_indicator(it.template, it.fields) or "" for it in known_by]
    if find_limit(limits, names[0], event.template_group) is not None:
        names = names[:1]
    found = (find_limit(limits, name, event.template_group) for name in names)
    keys = frozenset().union(*(it.keys for it in found if it is not None))
    keys |= set(map(indicator_key, names))
    # A clock that is ahead asks for no sample of a day to come.
    sampled_on = civil_date(min(event.event_time, event.received_at))
    return IndicatorResult(names[0], keys, sampled_on, event.received_at)


def _since(held_at: datetime, entries: Sequence[Event], standing: Sequence[Event]) -> date:
    """The first day of which a sample answers what holds the lot.

    What was corrected away has held it all the same. A clock that is ahead asks for no day to come;
    a treatment that stands and still goes on does.
    """
    told = [event for event in entries if event.received_at <= held_at]
    causes = [event for event in told if _cause(event) is not None]
    days = [_harvested_on(event) or civil_date(event.event_time) for event in causes]
    days += [until for event in causes if (until := _until(event)) is not None]
    days += _days_taken([event for event in standing if event.received_at <= held_at])
    going_on = [until for it in causes if it in standing and (until := _until(it)) is not None]
    return max([min(max(days, default=date.min), civil_date(held_at)), *going_on])


def _days_taken(standing: Sequence[Event]) -> list[date]:
    """The days on which goods were harvested; packed, where none was."""
    harvested = [day for day in map(_harvested_on, standing) if day is not None]
    packed = [civil_date(it.event_time) for it in standing if it.event_code == PACKING]
    return harvested or packed


def _cause(event: Event) -> HoldCause | None:
    return hold_cause(event.template, event.fields, event.flags.split())


def _harvested_on(event: Event) -> date | None:
    return harvest_day(event.template, event.fields, event.event_time)


def _until(event: Event) -> date | None:
    return treated_until(event.template, event.fields)
