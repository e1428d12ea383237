"""Which lots were worked on which plots, and what these are, in the time of some seasons."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, or_, select, union
from sqlalchemy.orm import Session

from traceability.calendar import civil_date, civil_day_starts
from traceability.event_template import known_templates, nearest_template
from traceability.growing_seasons import Span, shortest
from traceability.places import GROWING
from traceability.pre_harvest import is_planting
from webapp.db import in_parts
from webapp.models.event import STANDS, Event, EventPlace
from webapp.models.lot import Lot
from webapp.models.place import Place

Plots = dict[UUID, frozenset[UUID]]


@dataclass(frozen=True)
class SeasonTime:
    """Some days on which goods of a group were taken."""

    group: str
    spans: frozenset[Span]

    def harvested(self) -> ColumnElement[bool]:
        """Harvests of then, by the day that they name: their own time is whatever was sent."""
        return (Event.template_group == self.group) & or_(
            *(Event.harvested_on.between(it.first, it.last) for it in self.spans)
        )

    def planted(self) -> ColumnElement[bool]:
        """Plantings that part what was taken then."""
        return _plantings_of(self.group) & or_(*map(self._sown_for, self.spans))

    def _sown_for(self, span: Span) -> ColumnElement[bool]:
        first = civil_day_starts(span.first - shortest(self.group))
        return Event.event_time.between(first, civil_day_starts(span.last))


def lots_sharing(
    reading: Session | Connection, plots: Collection[UUID], harvested: ColumnElement[bool]
) -> set[UUID]:
    """The lots with such harvests that are at home or were worked on some plots."""
    found = (reading.execute(_tied(some, harvested)).scalars() for some in in_parts(plots))
    return {lot_id for some in found for lot_id in some}


def _tied(plots: Collection[UUID], harvested: ColumnElement[bool]) -> Select[UUID]:
    """A lot that has no such harvest costs a look into an index, and is not read."""
    own = select(Lot.id.label("lot_id")).where(Lot.place_id.in_(plots))
    works = select(Event.lot_id).where(Event.place_id.in_(plots))
    further = (
        select(Event.lot_id)
        .join(EventPlace, EventPlace.event_id == Event.id)
        .where(EventPlace.place_id.in_(plots))
    )
    tied = union(own, works, further).subquery()
    taken = select(Event.id).where(Event.lot_id == Lot.id, harvested)
    return (
        select(Lot.id)
        .join(tied, tied.c.lot_id == Lot.id)
        .where(Lot.cancelled_at.is_(None), taken.correlate(Lot).exists())
    )


def growing_of(reading: Session | Connection, places: Collection[UUID]) -> frozenset[UUID]:
    """Those of some places on which something grows."""
    query = select(Place.id).where(Place.kind.in_(GROWING))
    found = (
        reading.execute(query.where(Place.id.in_(some))).scalars() for some in in_parts(places)
    )
    return frozenset(place_id for some in found for place_id in some)


def plots_of(
    reading: Session | Connection, lot_ids: Collection[UUID], *, but: UUID | None = None
) -> Plots:
    """The plots of each lot: its own, and those of its entries that stand, but of one perhaps."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for some in in_parts(lot_ids):
        for row in reading.execute(_worked(some, but)):
            found[row.lot_id].add(row.place_id)
    return {lot_id: frozenset(found[lot_id]) for lot_id in lot_ids}


def _worked(lot_ids: Collection[UUID], but: UUID | None) -> Select[*tuple[Any, ...]]:
    """Every lot with each plot, orchard or pond of its entries that stand, and its own."""
    stand = (STANDS,) if but is None else (STANDS, Event.id != but)
    own = select(Lot.id.label("lot_id"), Lot.place_id).where(Lot.id.in_(lot_ids))
    works = select(Event.lot_id, Event.place_id).where(Event.lot_id.in_(lot_ids), *stand)
    further = (
        select(Event.lot_id, EventPlace.place_id)
        .join(EventPlace, EventPlace.event_id == Event.id)
        .where(Event.lot_id.in_(lot_ids), *stand)
    )
    all_of_them = union(own, works, further).subquery()
    return (
        select(all_of_them.c.lot_id, all_of_them.c.place_id)
        .join(Place, Place.id == all_of_them.c.place_id)
        .where(Place.kind.in_(GROWING))
    )


def areas_of(reading: Session | Connection, plots: Collection[UUID]) -> dict[UUID, int | None]:
    """The area of each plot, in thousandths of a square metre; None where nobody said."""
    query = select(Place.id, Place.area_thousandths)
    rows = (reading.execute(query.where(Place.id.in_(some))) for some in in_parts(plots))
    return {row.id: row.area_thousandths for some in rows for row in some}


def plantings_of(
    reading: Session | Connection, plots: Collection[UUID], time: SeasonTime
) -> dict[UUID, set[date]]:
    """The days on which each plot was sown, planted or stocked."""
    found: defaultdict[UUID, set[date]] = defaultdict(set)
    for some in in_parts(plots):
        for place_id, code, version, at in reading.execute(_planted(some, time)):
            work = nearest_template(time.group, version).events.get(code)
            if work is not None and is_planting(work):
                found[place_id].add(civil_date(at))
    return found


def _planted(plots: Collection[UUID], time: SeasonTime) -> CompoundSelect[*tuple[Any, ...]]:
    columns = (Event.event_code, Event.template_version, Event.event_time)
    stand = (Event.template_group == time.group, time.planted(), STANDS)
    own = select(Event.place_id, *columns).where(Event.place_id.in_(plots), *stand)
    further = (
        select(EventPlace.place_id, *columns)
        .join(Event, Event.id == EventPlace.event_id)
        .where(EventPlace.place_id.in_(plots), *stand)
    )
    return union(own, further)


def _plantings_of(group: str) -> ColumnElement[bool]:
    """Plantings by every version of the group, without reading the rest of the diaries.

    Entries of a version that this process has not read yet are taken along, and judged one by one.
    """
    known = [it for it in known_templates().values() if it.group == group]
    codes = {event.code for it in known for event in it.events.values() if is_planting(event)}
    unread = Event.template_version.not_in([it.version for it in known])
    return or_(Event.event_code.in_(codes), unread)
