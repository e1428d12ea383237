"""What all lots tell of the ground on which a lot grew, for `traceability.growing_seasons`."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select, union
from sqlalchemy.orm import Session

from traceability.calendar import civil_date
from traceability.crop_bounds import yield_of
from traceability.event_template import Template, get_template, known_templates
from traceability.growing_seasons import (
    Claim,
    Ground,
    GrowingLot,
    SeasonYield,
    bears,
    seasons_of,
)
from traceability.grown import Grown
from traceability.mass_balance import harvested_mass
from traceability.places import GROWING
from traceability.pre_harvest import Work, harvest_day, is_harvest
from traceability.vocab import FarmStep
from webapp.models.event import STANDS, Event, EventPlace, read_values
from webapp.models.lot import Lot
from webapp.models.place import Place
from webapp.models.product import Product

_PLANTED: Final = frozenset({FarmStep.PLANTING.value, FarmStep.ANIMAL_STOCKING.value})
_UNTOLD: Final = 2**62  # of an entry that is just being recorded


def growing_seasons(
    reading: Session | Connection,
    lot: Lot | Row[Any],
    *,
    also: Work | None = None,
    but: UUID | None = None,
) -> tuple[SeasonYield, ...]:
    """The seasons of a lot with all lots on its ground; none where no yield is known of its group.

    `also` is an entry that is being recorded, `but` the one that it corrects.
    """
    template = get_template(lot.template_group, lot.template_version)
    if all(crop.yield_max is None for crop in template.crops):
        return ()
    own = _claims(reading, {lot.id}, template.group, but)
    if also is not None and (claim := _claim_of(also)) is not None:
        own[lot.id].append(claim)
    if not own[lot.id]:
        return ()
    plots = lots_by_ground(reading, lot.id, lot.template_group)
    others = _claims(reading, plots.keys() - {lot.id}, template.group, but)
    lots = _lots(reading, plots, others | own)
    ground = _ground(reading, frozenset().union(*plots.values()), template.group)
    return seasons_of(lots.pop(lot.id), lots.values(), ground)


def lots_by_ground(
    reading: Session | Connection, lot_id: UUID, group: str, also: Collection[UUID] = ()
) -> dict[UUID, frozenset[UUID]]:
    """The plots of a lot and of all lots of its group that are tied to it by some of them.

    `also` are plots of an entry of the lot that is being recorded.
    """
    plots = _plots(reading, {lot_id})
    plots[lot_id] |= frozenset(also)
    while True:
        tied = _lots_at(reading, {it for found in plots.values() for it in found}, group)
        further = tied - plots.keys()
        if not further:
            return plots
        plots |= _plots(reading, further)


def _lots_at(reading: Session | Connection, places: Collection[UUID], group: str) -> set[UUID]:
    worked = select(Event.lot_id).where(Event.place_id.in_(places))
    further = (
        select(Event.lot_id)
        .join(EventPlace, EventPlace.event_id == Event.id)
        .where(EventPlace.place_id.in_(places))
    )
    query = select(Lot.id).where(
        or_(Lot.place_id.in_(places), Lot.id.in_(worked.union(further))),
        Lot.template_group == group,
        Lot.cancelled_at.is_(None),
    )
    return set(reading.execute(query).scalars())


def _plots(reading: Session | Connection, lot_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for row in reading.execute(_worked(lot_ids)):
        found[row.lot_id].add(row.place_id)
    return {lot_id: frozenset(found[lot_id]) for lot_id in lot_ids}


def _worked(lot_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    """Every lot with each plot, orchard or pond of its entries that stand, and its own."""
    own = select(Lot.id.label("lot_id"), Lot.place_id).where(Lot.id.in_(lot_ids))
    works = select(Event.lot_id, Event.place_id).where(Event.lot_id.in_(lot_ids), STANDS)
    further = (
        select(Event.lot_id, EventPlace.place_id)
        .join(EventPlace, EventPlace.event_id == Event.id)
        .where(Event.lot_id.in_(lot_ids), STANDS)
    )
    all_of_them = union(own, works, further).subquery()
    return (
        select(all_of_them.c.lot_id, all_of_them.c.place_id)
        .join(Place, Place.id == all_of_them.c.place_id)
        .where(Place.kind.in_(GROWING))
    )


def _claims(
    reading: Session | Connection, lot_ids: Collection[UUID], group: str, but: UUID | None
) -> defaultdict[UUID, list[Claim]]:
    found: defaultdict[UUID, list[Claim]] = defaultdict(list)
    query = select(
        Event.id,
        Event.lot_id,
        Event.template_version,
        Event.event_code,
        Event.event_time,
        Event.values,
        Event.ledger_position,
    ).where(Event.lot_id.in_(lot_ids), Event.template_group == group, _harvests(group), STANDS)
    for row in reading.execute(query):
        event = get_template(group, row.template_version).event(row.event_code)
        if row.id == but or not is_harvest(event):
            continue
        work = Work(event, read_values(row.values).fields, row.event_time, row.lot_id)
        if (claim := _claim_of(work, row.ledger_position)) is not None:
            found[row.lot_id].append(claim)
    return found


def _harvests(group: str) -> ColumnElement[bool]:
    """Harvests of every version of the group, without reading the rest of the diaries.

    Entries of a version that this process has not read yet are taken along, and judged one by one.
    """
    known = [it for it in known_templates().values() if it.group == group]
    codes = {event.code for it in known for event in it.events.values() if is_harvest(event)}
    unread = Event.template_version.not_in([it.version for it in known])
    return or_(Event.event_code.in_(codes), unread)


def _claim_of(work: Work, position: int = _UNTOLD) -> Claim | None:
    amount = harvested_mass(work.event, work.values)
    day = harvest_day(work.event, work.values, work.event_time)
    return Claim(day, amount, position) if amount and day else None


def _lots(
    reading: Session | Connection,
    plots: Mapping[UUID, frozenset[UUID]],
    claims: Mapping[UUID, list[Claim]],
) -> dict[UUID, GrowingLot]:
    query = (
        select(Lot.id, Lot.template_group, Lot.template_version, Product.name)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id.in_(plots))
        .order_by(Lot.id)
    )
    return {row.id: _lot(row, plots[row.id], claims) for row in reading.execute(query)}


def _lot(
    row: Row[*tuple[Any, ...]], plots: frozenset[UUID], claims: Mapping[UUID, list[Claim]]
) -> GrowingLot:
    template: Template = get_template(row.template_group, row.template_version)
    crops = Grown.of(template, row.name).crops
    return GrowingLot(
        id=row.id,
        ground=plots,
        claims=tuple(claims.get(row.id, ())),
        per_hectare=yield_of(template.crops, crops),
        bears=bears(template.group, crops),
    )


def _ground(reading: Session | Connection, plots: Collection[UUID], group: str) -> Ground:
    areas = select(Place.id, Place.area_thousandths).where(Place.id.in_(plots))
    return Ground(
        areas={row.id: row.area_thousandths for row in reading.execute(areas)},
        plantings=_plantings(reading, plots, group),
        group=group,
    )


def _plantings(
    reading: Session | Connection, plots: Collection[UUID], group: str
) -> dict[UUID, set[date]]:
    columns = (Event.event_code, Event.template_version, Event.event_time)
    stand = (Event.template_group == group, STANDS)
    own = select(Event.place_id, *columns).where(Event.place_id.in_(plots), *stand)
    further = (
        select(EventPlace.place_id, *columns)
        .join(Event, Event.id == EventPlace.event_id)
        .where(EventPlace.place_id.in_(plots), *stand)
    )
    found: defaultdict[UUID, set[date]] = defaultdict(set)
    for place_id, code, version, at in (*reading.execute(own), *reading.execute(further)):
        if get_template(group, version).event(code).epcis.biz_step in _PLANTED:
            found[place_id].add(civil_date(at))
    return found
