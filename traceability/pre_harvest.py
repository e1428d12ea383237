"""Waiting periods: how long nothing may be harvested after a plant or an animal was treated.

The pre-harvest interval of sprays (TCVN 11892-1:2017), the withdrawal period of veterinary drugs
and feeds. A harvest that came too early stays recordable, for it is a fact; what follows from it is
`traceability.holds`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, Self
from uuid import UUID

from traceability.calendar import civil_date
from traceability.event_template import (
    EventKind,
    Template,
    TemplateEvent,
    TreatmentFollows,
    Value,
    likely_next,
)
from traceability.vocab import FarmStep

_HARVEST_DATE: Final = "cbvmda:harvestStartDate"


@dataclass(frozen=True)
class Work:
    """One piece of work on a lot: what it was, when, and the places it was done at.

    `registered_days` is the waiting period the register of inputs asks for, beside what the person
    read on the label. `received_at` is when it was told.
    """

    event: TemplateEvent
    values: Mapping[str, Value]
    event_time: datetime
    lot_id: UUID
    places: frozenset[UUID] = field(default_factory=frozenset)
    registered_days: int | None = None
    received_at: datetime | None = None

    @property
    def done_at(self) -> datetime:
        """When it was done, or began: what is told has happened, whatever day ahead was written."""
        return min(self.event_time, self.received_at or self.event_time)

    @property
    def day(self) -> date:
        """The same as a civil day at home."""
        return civil_date(self.done_at)

    def keeps_until(self, code: str | None) -> date | None:
        """The first day on which a harvest of kind `code` is allowed after this work."""
        return first_harvest_day(
            self.event,
            self.values,
            self.event_time,
            code=code,
            registered_days=self.registered_days,
        )


@dataclass(frozen=True)
class Harvest:
    """Goods taken, or about to be, from places of a lot; `code` is None for every kind at once."""

    code: str | None
    day: date
    at: datetime | None
    lot_id: UUID
    places: frozenset[UUID]

    @classmethod
    def of(cls, work: Work) -> Self | None:
        """The harvest that a piece of work is; None for any other work."""
        written = harvest_day(work.event, work.values, work.event_time)
        if written is None:
            return None
        day = min(written, work.day)
        return cls(work.event.code, day, _hour_of(work, day), work.lot_id, work.places)

    @classmethod
    def of_packing(cls, work: Work, worked_at: frozenset[UUID]) -> Self:
        """What was packed and never harvested was taken by then, from anywhere the lot was worked.

        Whoever leaves the harvest out must not be better off than who writes it down.
        """
        places = work.places | worked_at
        return cls(None, work.day, _hour_of(work, work.day), work.lot_id, places)

    def comes_after(self, treatment: Work) -> bool:
        """Whether the goods were still there when the treatment was done."""
        if treatment.day == self.day and self.at is not None:
            return treatment.done_at <= self.at
        return treatment.day <= self.day


@dataclass(frozen=True)
class Keeper:
    """The treatment that keeps goods longest, and the first day on which they may be taken."""

    treatment: Work
    until: date

    @property
    def days(self) -> int:
        """How many days it has to be waited, from the last day of the treatment."""
        work = self.treatment
        return (self.until - _last_day(work.event, work.values, work.event_time)).days


def _hour_of(work: Work, day: date) -> datetime | None:
    """When the goods were taken on the day: known only where it is the day of the entry itself."""
    return work.done_at if day == work.day else None


def is_treatment(event: TemplateEvent) -> bool:
    """Whether this work can keep goods from being harvested."""
    return event.epcis.interval_field is not None or bool(event.epcis.intervals)


def is_harvest(event: TemplateEvent) -> bool:
    """Whether this work takes the goods from the field, the barn, the pond or the hive."""
    return event.epcis.kind is EventKind.CYCLE_OUTPUT


def is_planting(event: TemplateEvent) -> bool:
    """Whether a crop begins with this work: something is sown, planted or stocked."""
    return event.epcis.biz_step in (FarmStep.PLANTING, FarmStep.ANIMAL_STOCKING)


def knows_harvest(template: Template) -> bool:
    """Whether goods of this group come forth by a harvest, or by work that finishes them."""
    return any(map(is_harvest, template.events.values()))


def is_harvested_again(template: Template) -> bool:
    """Whether a lot that was packed is most likely harvested again, as fruit is all season."""
    return is_harvest(template.event(likely_next(template, ["packing"])[0]))


def harvest_day(
    event: TemplateEvent, values: Mapping[str, Value], event_time: datetime
) -> date | None:
    """The day of the harvest that this event records; None for any other work."""
    if not is_harvest(event):
        return None
    written = values.get((event.epcis.ilmd or {}).get(_HARVEST_DATE, ""))
    if isinstance(written, str):
        return date.fromisoformat(written)
    return civil_date(event_time)


def other_harvest_day(
    event: TemplateEvent, values: Mapping[str, Value], event_time: datetime
) -> date | None:
    """The day written for a harvest where the entry claims another; None where they agree."""
    written = harvest_day(event, values, event_time)
    return written if written != civil_date(event_time) else None


def told_harvest_day(event: Mapping[str, Any]) -> date | None:
    """The same day, as EPCIS tells the work (`traceability.epcis`): of harvests alone it tells what
    the goods are by birth.
    """
    born = event.get("ilmd")
    if born is None:
        return None
    written = born.get(_HARVEST_DATE)
    if isinstance(written, str):
        return date.fromisoformat(written)
    return civil_date(datetime.fromisoformat(event["eventTime"]))


def claimed_at(event: TemplateEvent, values: Mapping[str, Value], event_time: datetime) -> datetime:
    """The earliest moment that an entry claims for its work: a harvest may name an earlier day.

    By it the days are counted until the entry came; else a day long past would look recorded on
    the same day.
    """
    written, day = harvest_day(event, values, event_time), civil_date(event_time)
    return event_time - (day - written) if written and written < day else event_time


def first_harvest_day(
    event: TemplateEvent,
    values: Mapping[str, Value],
    event_time: datetime,
    *,
    code: str | None = None,
    registered_days: int | None = None,
) -> date | None:
    """The first day on which a harvest of kind `code` is allowed; None when the work keeps nobody.

    The days count from the last day of the treatment where one was written, else from its own day.
    The longest of what the label and the register ask for holds; without `code`, the longest of
    all kinds of harvest.
    """
    days = max(_days(event, values, code), registered_days or 0)
    return _last_day(event, values, event_time) + timedelta(days=days) if days else None


def treated_until(event: TemplateEvent, values: Mapping[str, Value]) -> date | None:
    """The last day of a treatment, where one was written."""
    written = values.get(event.epcis.interval_from or "")
    return date.fromisoformat(written) if isinstance(written, str) else None


def concerns(treatment: Work, harvest: Harvest, follows: TreatmentFollows) -> bool:
    """Whether what is harvested is what was treated.

    A spray stays on its plot, whichever lot it was written down in and whatever grows there beside
    what it was meant for; a drug goes with its animals.
    """
    is_same_lot = treatment.lot_id == harvest.lot_id
    if follows is TreatmentFollows.LOT:
        return is_same_lot
    is_same_place = bool(treatment.places & harvest.places)
    return is_same_place or (follows is TreatmentFollows.BOTH and is_same_lot)


def allowed_from(
    treatments: Iterable[Work], harvest: Harvest, follows: TreatmentFollows
) -> date | None:
    """The first day on which the goods of this harvest may be taken; None when nothing keeps them.

    What was done after the harvest does not reach back.
    """
    keeper = kept_by(treatments, harvest, follows)
    return keeper.until if keeper else None


def kept_by(
    treatments: Iterable[Work], harvest: Harvest, follows: TreatmentFollows
) -> Keeper | None:
    """The treatment that keeps the goods of this harvest longest; None when nothing keeps them."""
    keepers = (
        Keeper(treatment, until)
        for treatment in treatments
        if harvest.comes_after(treatment)
        and concerns(treatment, harvest, follows)
        and (until := treatment.keeps_until(harvest.code)) is not None
    )
    return max(keepers, key=lambda it: it.until, default=None)


def is_too_early(harvested_on: date, allowed: date | None) -> bool:
    """Whether a harvest came before the last waiting period was over."""
    return allowed is not None and harvested_on < allowed


def _days(event: TemplateEvent, values: Mapping[str, Value], code: str | None) -> int:
    every = _whole(values, event.epcis.interval_field) or 0
    intervals = event.epcis.intervals or {}
    if code is None:
        return max(every, *(_whole(values, name) or 0 for name in intervals.values()), 0)
    own = _whole(values, intervals.get(code))
    return every if own is None else own


def _last_day(event: TemplateEvent, values: Mapping[str, Value], event_time: datetime) -> date:
    day, until = civil_date(event_time), treated_until(event, values)
    return max(until, day) if until else day


def _whole(values: Mapping[str, Value], name: str | None) -> int | None:
    value = values.get(name or "")
    return value if isinstance(value, int) and not isinstance(value, bool) else None
