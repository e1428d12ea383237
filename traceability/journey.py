"""The public story of a lot: at most seven stops of its diary, as a verdict page tells them.

Which events are public, and the facts of each, are the caller's; nothing here names a person.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from traceability.calendar import civil_date
from traceability.event_template import get_template

LONGEST: Final = 7


@dataclass(frozen=True)
class PublicEvent:
    """A public event of a lot; `photo` is the SHA-256 of a public derivative, `further_places` how
    many plots the same work covered beside its own.
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

    @property
    def is_milestone(self) -> bool:
        """Whether the template says that something new begins after this work."""
        return self.event_code in get_template(self.group, self.version).likely


Run = tuple[PublicEvent, ...]  # the same work on one day at one place, never empty


def journey(events: Sequence[PublicEvent]) -> list[dict[str, Any]]:
    """The stops in order of time, as they are kept with the lot (JSON without fractions).

    What was corrected is told as corrected. The same work again on one day at one place, with
    nothing between, is one stop. When there is more than fits, every kind of work keeps its latest
    stop before any keeps a second one, and milestones go before the rest.
    """
    corrected = {event.corrects for event in events}
    standing = sorted(
        (event for event in events if event.id not in corrected),
        key=lambda event: (event.event_time, event.received_at, event.id),
    )
    runs = [tuple(run) for _, run in groupby(standing, key=_day_of_work)]
    told = _told(runs)
    return [_stop(run) for run in runs if run in told]


def days_late(event_time: datetime, received_at: datetime) -> int:
    """Civil days in Vietnam from the work to its record; below nought where the clock was ahead."""
    return (civil_date(received_at) - civil_date(event_time)).days


def _day_of_work(event: PublicEvent) -> tuple[str, str, str, date]:
    day = civil_date(event.event_time)
    return event.event_code, event.place_code, event.organisation, day


def _told(runs: Sequence[Run]) -> list[Run]:
    times_seen: Counter[str] = Counter()
    ranked = []
    for age, run in enumerate(reversed(runs)):
        event = run[-1]
        ranked.append(((times_seen[event.event_code], not event.is_milestone, age), run))
        times_seen[event.event_code] += 1
    return [run for _, run in sorted(ranked, key=lambda pair: pair[0])[:LONGEST]]


def _stop(run: Run) -> dict[str, Any]:
    event = run[-1]
    days = [days_late(it.event_time, it.received_at) for it in run]
    labels = get_template(event.group, event.version).event(event.event_code).labels
    return {
        "id": str(event.id),
        "code": event.event_code,
        "labels": {"vi": labels.vi, "en": labels.en},
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
