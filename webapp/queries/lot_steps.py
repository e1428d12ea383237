"""Kinds of work as a lot's page offers them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, func, select

from traceability.event_template import LABORATORY_TEST, Template, likely_next
from traceability.lot_progress import LotStanding, NextForLot, next_for
from webapp.models.event import Event
from webapp.queries.events import as_pair

_ICONS: Final = {
    "rice": "wheat",
    "fruit_vegetables": "sprout",
    "tea": "leaf",
    "coffee": "coffee",
    "medicinal_herbs": "leafy-green",
    "honey": "hexagon",
    "livestock": "egg",
    "aquaculture": "fish",
    "processed_food": "factory",
    "medicines": "pill",
    "handicraft": "hammer",
}


@dataclass(frozen=True)
class Step:
    """One kind of work that may be written down."""

    code: str
    labels: Mapping[str, str]
    icon: str


def steps_of(template: Template, codes: Sequence[str]) -> tuple[Step, ...]:
    """The kinds of work with these codes, in their order."""
    events = (template.events[code] for code in codes)
    return tuple(Step(event.code, as_pair(event.labels), event.icon) for event in events)


def needs_test(standing: LotStanding) -> bool:
    """Whether a passed test is what the lot waits for."""
    return next_for(standing) is NextForLot.TEST_AND_RELEASE_HOLD


def steps_now(
    template: Template, done: Sequence[str], standing: LotStanding
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The likely ones, and all others; what is held by its diary needs a test first of all."""
    likely = list(likely_next(template, done))
    if needs_test(standing) and LABORATORY_TEST in template.events:
        rest = (code for code in likely if code != LABORATORY_TEST)
        likely = [LABORATORY_TEST, *rest][: len(likely)]
    others = [code for code in template.events if code not in likely]
    return steps_of(template, likely), steps_of(template, others)


def steps_afterwards(template: Template) -> tuple[Step, ...]:
    """What may come to light after the end, while packs are on sale: a laboratory's result."""
    return steps_of(template, [LABORATORY_TEST] if LABORATORY_TEST in template.events else [])


def icon_of(group: str) -> str:
    """The sign of a product group."""
    return _ICONS.get(group, "package")


def works_done(connection: Connection, lot_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """The kinds of work each lot has seen, in the order of the last time."""
    latest = func.max(Event.event_time).label("latest")
    query = (
        select(Event.lot_id, Event.event_code, latest)
        .where(Event.lot_id.in_(lot_ids))
        .group_by(Event.lot_id, Event.event_code)
        .order_by(latest)
    )
    done: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        done[row.lot_id].append(row.event_code)
    return done
