"""Treatments and harvests around a lot: what keeps its goods from being taken, and until when."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import Session, aliased

from traceability.calendar import VIETNAM_TIME, civil_date
from traceability.event_template import (
    Template,
    TemplateEvent,
    TreatmentFollows,
    get_template,
    known_templates,
)
from traceability.event_template_references import LONGEST_INTERVAL
from traceability.mass_balance import PACKING
from traceability.pre_harvest import Harvest, Work, allowed_from, is_harvest, is_treatment
from traceability.waits import Wait, tells_wait, wait_after
from webapp.models.event import STANDS, Event, EventPlace, read_values
from webapp.models.lot import Lot
from webapp.models.packed import unharvested

# A treatment and the wait after it together last no longer; older entries need not be read.
_REACH: Final = timedelta(days=2 * LONGEST_INTERVAL)
_TEMPLATE: Final = tuple_(Event.template_group, Event.template_version)
_WORKS: Final = select(
    Event.id,
    Event.lot_id,
    Event.place_id,
    Event.template_group,
    Event.template_version,
    Event.event_code,
    Event.event_time,
    Event.received_at,
    Event.values,
)
_OwnLot, _Work, _FurtherWork = aliased(Lot), aliased(Event), aliased(Event)


@dataclass(frozen=True)
class Surroundings:
    """Where a lot's work is looked for: the lot itself, and the places it shares with others."""

    organisation_id: UUID
    lot_id: UUID
    template: Template
    places: frozenset[UUID]

    @property
    def follows(self) -> TreatmentFollows:
        """What a treatment of this group of products stays with."""
        return self.template.treatment_follows


def treatments_around(
    reading: Session | Connection, around: Surroundings, on: date, *, but: UUID | None = None
) -> list[Work]:
    """What was given or sprayed up to the day `on`; `but` leaves one entry out, as when corrected.

    The waiting periods of a place hold for every lot that is harvested there, whatever its group.
    """
    found = _works(reading, around, is_treatment, on, but)
    return [work for work, _ in found if work.day <= on]


def harvests_after(
    reading: Session | Connection, around: Surroundings, treatment: Work
) -> list[tuple[Harvest, date | None]]:
    """Harvests of anything the treatment concerns, each with the first day it allows for them.

    Goods that were packed and never harvested are among them; each by what its own group says.
    """
    told = _works(reading, around, is_harvest, treatment.day, None)
    harvests = ((Harvest.of(work), follows) for work, follows in told)
    packed = _unharvested(reading, around, treatment.day)
    return [
        (harvest, allowed_from([treatment], harvest, follows))
        for harvest, follows in (*harvests, *packed)
        if harvest is not None
    ]


def own_waits(reading: Session | Connection, lot_id: UUID) -> dict[UUID, Wait]:
    """How it stands with what was sprayed or given, as the lot's own diary tells, by entry.

    A harvest counts though it is hidden, and goods that were packed and never harvested were taken
    by then. What others sprayed on a shared plot holds the lot, where it was not waited for.
    """
    rows = _own_rows(reading, lot_id)
    further = _further_places(reading, [row.id for row in rows])
    works = [(row, _work(row, further[row.id])) for row in rows]
    treatments = {row.id: work for row, work in works if tells_wait(work.event)}
    if not treatments:
        return {}
    harvests = [(Harvest.of(work), _follows(row)) for row, work in works]
    taken = [(harvest, follows) for harvest, follows in harvests if harvest is not None]
    taken = taken or _packed_unharvested(reading, lot_id, works)
    waits = {id_: wait_after(treatment, taken) for id_, treatment in treatments.items()}
    return {id_: wait for id_, wait in waits.items() if wait is not None}


def _own_rows(reading: Session | Connection, lot_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    kinds = or_(
        _kinds(lambda event: tells_wait(event) or is_harvest(event)), Event.event_code == PACKING
    )
    query = _WORKS.where(Event.lot_id == lot_id, kinds, STANDS)
    return reading.execute(query.order_by(Event.ledger_position)).all()


def _packed_unharvested(
    reading: Session | Connection, lot_id: UUID, works: list[tuple[Row[*tuple[Any, ...]], Work]]
) -> list[tuple[Harvest, TreatmentFollows]]:
    packings = [(row, work) for row, work in works if work.event.code == PACKING]
    worked_at = unharvested(reading, [lot_id] if packings else []).get(lot_id)
    if worked_at is None:
        return []
    return [(Harvest.of_packing(work, worked_at), _follows(row)) for row, work in packings]


def _unharvested(
    reading: Session | Connection, around: Surroundings, day: date
) -> list[tuple[Harvest, TreatmentFollows]]:
    of_lot = Event.lot_id == around.lot_id
    is_near = or_(of_lot, _is_of_places() & Event.lot_id.in_(_worked_at(around.places)))
    wanted = is_near if around.follows is not TreatmentFollows.LOT else of_lot
    rows = reading.execute(_select_works(around, Event.event_code == PACKING, wanted, day)).all()
    lots = unharvested(reading, {row.lot_id for row in rows})
    if around.lot_id in lots:
        lots[around.lot_id] |= around.places  # where this treatment was done, too
    return [
        (Harvest.of_packing(_work(row, ()), lots[row.lot_id]), _follows(row))
        for row in rows
        if row.lot_id in lots
    ]


def _worked_at(places: frozenset[UUID]) -> CompoundSelect[*tuple[Any, ...]]:
    """The lots that grow or were worked on at one of the places."""
    further = select(_FurtherWork.lot_id).join(EventPlace, EventPlace.event_id == _FurtherWork.id)
    return union(
        select(_OwnLot.id).where(_OwnLot.place_id.in_(places)),
        select(_Work.lot_id).where(_Work.place_id.in_(places)),
        further.where(EventPlace.place_id.in_(places)),
    )


def harvest_allowed_from(
    reading: Session | Connection, lot_id: UUID, now: datetime, *, code: str | None = None
) -> date | None:
    """The first day on which goods of the lot may be taken, as things stand.

    For the lot's own place and every place it was treated at: who asks before a harvest has not
    yet said where it will be.
    """
    lot = reading.execute(
        select(Lot.organisation_id, Lot.place_id, Lot.template_group, Lot.template_version).where(
            Lot.id == lot_id
        )
    ).one()
    template = get_template(lot.template_group, lot.template_version)
    around = Surroundings(lot.organisation_id, lot_id, template, frozenset({lot.place_id}))
    today = civil_date(now)
    treatments = treatments_around(reading, around, today)
    own = (work.places for work in treatments if work.lot_id == lot_id)
    places = around.places.union(*own)
    if places != around.places:  # others may have sprayed there as well
        treatments = treatments_around(reading, replace(around, places=places), today)
    harvest = Harvest(code, today, None, lot_id, places)
    return allowed_from(treatments, harvest, around.follows)


def _works(
    reading: Session | Connection,
    around: Surroundings,
    is_wanted: Callable[[TemplateEvent], bool],
    day: date,
    but: UUID | None,
) -> list[tuple[Work, TreatmentFollows]]:
    query = _select_works(around, _kinds(is_wanted), _is_near(around), day)
    rows = [row for row in reading.execute(query) if row.id != but]
    further = _further_places(reading, [row.id for row in rows])
    works = [(_work(row, further[row.id]), _follows(row)) for row in rows]
    return [
        (work, follows)
        for work, follows in works
        if is_wanted(work.event)
        and (work.lot_id == around.lot_id or follows is not TreatmentFollows.LOT)
    ]


def _kinds(is_wanted: Callable[[TemplateEvent], bool]) -> ColumnElement[bool]:
    """The kinds of work of every version of every group: a plot may hold lots of any of them.

    Events of a version that this process has not read yet are taken along, and judged one by one.
    """
    known = known_templates()
    codes = {
        event.code for it in known.values() for event in it.events.values() if is_wanted(event)
    }
    return or_(Event.event_code.in_(codes), _TEMPLATE.not_in(list(known)))


def _is_of_places() -> ColumnElement[bool]:
    """Whether a work may stay with its place: not what goes with its animals or its lot."""
    known = known_templates().items()
    by_lot = [key for key, it in known if it.treatment_follows is TreatmentFollows.LOT]
    return _TEMPLATE.not_in(by_lot)


def _follows(row: Row[*tuple[Any, ...]]) -> TreatmentFollows:
    return get_template(row.template_group, row.template_version).treatment_follows


def _select_works(
    around: Surroundings, kinds: ColumnElement[bool], is_near: ColumnElement[bool], day: date
) -> Select[*tuple[Any, ...]]:
    return _WORKS.where(
        Event.organisation_id == around.organisation_id,
        kinds,
        Event.event_time.between(*_reach(day)),
        is_near,
        STANDS,
    )


def _is_near(around: Surroundings) -> ColumnElement[bool]:
    of_lot = Event.lot_id == around.lot_id
    if around.follows is TreatmentFollows.LOT:
        return of_lot
    also = select(EventPlace.event_id).where(EventPlace.place_id.in_(around.places))
    at_places = or_(Event.place_id.in_(around.places), Event.id.in_(also))
    return or_(of_lot, _is_of_places() & at_places)


def _further_places(
    reading: Session | Connection, event_ids: Collection[UUID]
) -> dict[UUID, set[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    if not event_ids:
        return found
    query = select(EventPlace.event_id, EventPlace.place_id)
    for row in reading.execute(query.where(EventPlace.event_id.in_(event_ids))):
        found[row.event_id].add(row.place_id)
    return found


def _work(row: Row[*tuple[Any, ...]], further: Iterable[UUID]) -> Work:
    template = get_template(row.template_group, row.template_version)
    values = read_values(row.values)
    return Work(
        event=template.event(row.event_code),
        values=values.fields,
        event_time=row.event_time,
        lot_id=row.lot_id,
        places=frozenset({row.place_id, *further}),
        registered_days=values.registered_days,
        received_at=row.received_at,
    )


def _reach(day: date) -> tuple[datetime, datetime]:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM_TIME)
    return noon - _REACH, noon + _REACH
