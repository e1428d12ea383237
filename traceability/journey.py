"""The public story of a lot: seven stops of its diary on a verdict page, all on that of the lot.

Which events are public, and the facts of each, are the caller's; nothing here names a person. That
a lot was held, and went on, is told whatever its keepers show of the diary: a buyer who reads of a
clean season must be able to believe it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from traceability.calendar import civil_date
from traceability.event_template import EventKind, TemplateEvent, Value, get_template
from traceability.holds import FAILED, PASSED
from traceability.lot_decisions import LotDecisionKind
from traceability.told_values import told_values
from traceability.vocab import BizStep, FarmStep
from traceability.waits import Wait, tells_wait

# How stories are told: to be raised with whatever changes in them, for those that are kept are
# told anew by it (`webapp.usecases.journeys`). 0 told no values, and not when the work began; 1
# could leave out the test that was passed after one that failed.
VERSION: Final = 2
LONGEST: Final = 7
MOST_WORKS: Final = 3
MOST_TREATMENTS: Final = 3


@dataclass(frozen=True)
class PublicEvent:
    """A public event of a lot; `photo` is the SHA-256 of a public derivative, `further_places` how
    many plots the same work covered beside its own, `claimed_at` the earliest moment that it names
    for its work, where that is not `event_time`. Of `values` those are told that are public; `wait`
    says whether the goods were taken only after what was sprayed or given.
    """

    id: UUID
    group: str
    version: int
    event_code: str
    event_time: datetime
    received_at: datetime
    place_code: str
    commune: str
    organisation: str
    photo: str | None = None
    corrects: UUID | None = None
    further_places: int = 0
    concluded: str | None = None
    claimed_at: datetime | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    wait: Wait | None = None

    @property
    def template(self) -> TemplateEvent:
        """What its kind of work asked for when it was recorded."""
        return get_template(self.group, self.version).event(self.event_code)

    @property
    def kind(self) -> str:
        """A test that failed is no other one of those that were passed."""
        return f"{self.event_code}.{FAILED}" if self.is_grave else self.event_code

    @property
    def is_grave(self) -> bool:
        """Whether it says of the goods what nobody likes to tell."""
        return self.concluded == FAILED

    @property
    def is_milestone(self) -> bool:
        """Whether the template says that something new begins after this work."""
        return self.event_code in get_template(self.group, self.version).likely

    @property
    def is_of_cycle(self) -> bool:
        """Whether goods come from it: what was planted, sprayed or given, and the harvest."""
        return self.template.epcis.kind in (EventKind.CYCLE_INPUT, EventKind.CYCLE_OUTPUT)

    @property
    def is_treatment(self) -> bool:
        """Whether something was sprayed or given that had to be waited for."""
        return tells_wait(self.template)

    @property
    def at(self) -> datetime:
        """When it was done."""
        return self.event_time

    @property
    def days_late(self) -> int:
        """Days from the work to its record; below nought where the clock was ahead."""
        return days_late(self.claimed_at or self.event_time, self.received_at)

    @property
    def said(self) -> str | None:
        """The code of what it found."""
        return f"stop.{self.concluded}" if self.concluded in (FAILED, PASSED) else None

    @property
    def work(self) -> dict[str, Any]:
        """What its template lets buyers read of it; nothing where that is nothing."""
        values = told_values(
            self.template,
            self.values,
            on=civil_date(self.event_time),
            is_concluded=self.said is not None,
        )
        told = {"values": values, "wait": self.wait.told if self.wait else None}
        return {name: it for name, it in told.items() if it}


@dataclass(frozen=True)
class PublicDecision:
    """The lot was held, or went on; `cause` is the code of what held it."""

    decision: LotDecisionKind
    at: datetime
    cause: str | None
    place_code: str
    commune: str
    organisation: str
    is_grave: ClassVar = True
    is_milestone: ClassVar = False
    is_of_cycle: ClassVar = False
    is_treatment: ClassVar = False

    @property
    def kind(self) -> str:
        """Holds are told before anything is told twice, and so is that they ended."""
        return self.decision.value

    @property
    def said(self) -> str | None:
        """The code of why."""
        return self.cause if self.decision is LotDecisionKind.HELD else "stop.hold_released"


Run = tuple[PublicEvent, ...]  # the same work on one day at one place, never empty
Told = Run | tuple[PublicDecision]
_INDICATOR: Final = "indicator"  # what a test looked for
_BEGINS_NOTHING: Final = {BizStep.OTHER, FarmStep.WASTE_COLLECTION}
_LABELS: Final = {
    LotDecisionKind.HELD: {"vi": "Lô bị tạm dừng", "en": "Lot put on hold"},
    LotDecisionKind.HOLD_RELEASED: {"vi": "Gỡ tạm dừng", "en": "Hold released"},
}


def journey(
    events: Sequence[PublicEvent],
    decisions: Sequence[PublicDecision] = (),
    *,
    is_whole: bool = False,
) -> list[dict[str, Any]]:
    """The stops in order of time, as they are kept with the lot (JSON without fractions).

    What was corrected is told as corrected. The same work again on one day at one place, with
    nothing between, is one stop. When there is more than fits, every kind of work keeps its latest
    stop before any keeps a second one, but what was sprayed or given its latest three; milestones
    go before the rest, first those that the goods come from. What is grave takes no
    other stop's place: the latest of each kind of it is told beside them, and with a test that
    failed the one that was passed since. Where work of a kind was left out, its latest stop says
    how often.
    """
    corrected = {event.corrects for event in events}
    standing = sorted(
        (event for event in events if event.id not in corrected),
        key=lambda event: (event.event_time, event.received_at, event.id),
    )
    runs: list[Told] = [tuple(run) for _, run in groupby(standing, key=_day_of_work)]
    # Of one moment the work is told first, then what followed from it.
    every = sorted([*runs, *((it,) for it in decisions)], key=lambda told: told[-1].at)
    if is_whole:
        return [_stop(told) for told in every]
    kept = _kept(every)
    left_out = Counter(it.kind for told in every if told not in kept for it in told)
    latest = {told[-1].kind: told for told in every if told in kept}
    return [
        _shortened(_stop(told), left_out[told[-1].kind] if latest[told[-1].kind] is told else 0)
        for told in every
        if told in kept
    ]


def begins_work(event: TemplateEvent) -> bool:
    """Whether the making of the goods may begin with this work: not with what was bought for it,
    thrown away or only noted.
    """
    is_purchase = event.epcis.biz_step == BizStep.RECEIVING and not event.public
    return not is_purchase and event.epcis.biz_step not in _BEGINS_NOTHING


def days_late(event_time: datetime, received_at: datetime) -> int:
    """Civil days in Vietnam from the work to its record; below nought where the clock was ahead."""
    return (civil_date(received_at) - civil_date(event_time)).days


def _day_of_work(event: PublicEvent) -> tuple[str, str, str, date]:
    day = civil_date(event.event_time)
    return event.kind, event.place_code, event.organisation, day


def _kept(every: Sequence[Told]) -> list[Told]:
    times_seen: Counter[str] = Counter()
    grave, ranked = [], []
    for age, told in enumerate(reversed(every)):
        last = told[-1]
        if not last.is_grave:
            ranked.append((_rank(last, times_seen[last.kind], age), told))
        elif not times_seen[last.kind]:
            grave.append(told)
        times_seen[last.kind] += 1
    grave += [it for failed in grave for it in _answers(every, failed)]
    best = sorted((it for it in ranked if it[1] not in grave), key=lambda pair: pair[0])[:LONGEST]
    return [*grave, *(told for _, told in best)]


def _answers(every: Sequence[Told], grave: Told) -> list[Run]:
    """The latest test passed since this one failed, one of the same indicator before any other."""
    failed = grave[-1]
    if isinstance(failed, PublicDecision):
        return []
    since = (it for it in every[every.index(grave) + 1 :] if it[-1].kind == failed.event_code)
    passed = [it for it in cast(Iterable[Run], since) if it[-1].concluded == PASSED]
    wanted = failed.values.get(_INDICATOR)
    return sorted(passed, key=lambda it: it[-1].values.get(_INDICATOR) == wanted)[-1:]


def _rank(last: PublicEvent | PublicDecision, times_seen: int, age: int) -> tuple[int, ...]:
    again = max(0, times_seen + 1 - MOST_TREATMENTS) if last.is_treatment else times_seen
    is_first = last.is_milestone and last.is_of_cycle
    return again, not last.is_milestone, not is_first, age


def _stop(told: Told) -> dict[str, Any]:
    last = told[-1]
    stop = _decided(last) if isinstance(last, PublicDecision) else _done(cast(Run, told))
    return stop | {"said": last.said} if last.said else stop


def _shortened(stop: dict[str, Any], left_out: int) -> dict[str, Any]:
    """A stop with its latest works, and the number of all those of its kind that are not told."""
    works = stop.get("works", [])
    others = left_out + len(works[:-MOST_WORKS])
    stop |= {"works": works[-MOST_WORKS:]} if works else {}
    return stop | {"others": others} if others else stop


def _decided(it: PublicDecision) -> dict[str, Any]:
    return {
        "id": None,
        "code": it.decision.value,
        "labels": _LABELS[it.decision],
        "at": it.at.isoformat(),
        "commune": it.commune,
        "place": it.place_code,
        "organisation": it.organisation,
        "days_late": 0,
        "times": 1,
        "photo": None,
    }


def _done(run: Run) -> dict[str, Any]:
    event = run[-1]
    days = [it.days_late for it in run]
    works = _distinct([it.work for it in run])
    stop = {
        "id": str(event.id),
        "code": event.event_code,
        "labels": event.template.labels.both,
        "at": event.event_time.isoformat(),
        "commune": event.commune,
        "place": event.place_code,
        "organisation": event.organisation,
        "days_late": min(days) if min(days) < 0 else max(days),  # the oddest is told
        # Neither hides the other where one entry was dated ahead and another one came late.
        "also_late": max(days) if min(days) < 0 < max(days) else 0,
        "times": len(run),
        "places": 1 + max(it.further_places for it in run),
        "corrected": any(it.corrects for it in run),
        "photo": next((it.photo for it in reversed(run) if it.photo), None),
    }
    return stop | {"works": works} if works else stop


def _distinct(works: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each that says something once, in the order of their last time."""
    return [it for place, it in enumerate(works) if it and it not in works[place + 1 :]]
