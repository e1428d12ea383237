"""Goods that were packed and never harvested, as far as the diary tells: whose, and from where."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from traceability.event_template import get_template
from traceability.pre_harvest import is_harvest, knows_harvest
from webapp.models.event import STANDS, Event, EventPlace
from webapp.models.lot import Lot


def unharvested(
    reading: Session | Connection, lot_ids: Collection[UUID]
) -> dict[UUID, frozenset[UUID]]:
    """Those of the lots that should be harvested and are not, each with all places of its work."""
    if not lot_ids:
        return {}
    ids = [*_knowing_harvest(reading, lot_ids) - _harvested(reading, lot_ids)]
    return _worked_at(reading, ids) if ids else {}


def _knowing_harvest(reading: Session | Connection, lot_ids: Collection[UUID]) -> set[UUID]:
    query = select(Lot.id, Lot.template_group, Lot.template_version)
    rows = reading.execute(query.where(Lot.id.in_(lot_ids)))
    return {id_ for id_, group, version in rows if knows_harvest(get_template(group, version))}


def _harvested(reading: Session | Connection, lot_ids: Collection[UUID]) -> set[UUID]:
    query = select(Event.lot_id, Event.event_code, Event.template_group, Event.template_version)
    rows = reading.execute(query.where(Event.lot_id.in_(lot_ids), STANDS).distinct())
    return {
        id_
        for id_, code, group, version in rows
        if is_harvest(get_template(group, version).event(code))
    }


def _worked_at(
    reading: Session | Connection, lot_ids: Collection[UUID]
) -> dict[UUID, frozenset[UUID]]:
    own = select(Lot.id, Lot.place_id).where(Lot.id.in_(lot_ids))
    works = select(Event.lot_id, Event.place_id).where(Event.lot_id.in_(lot_ids), STANDS)
    further = (
        select(Event.lot_id, EventPlace.place_id)
        .join(EventPlace, EventPlace.event_id == Event.id)
        .where(Event.lot_id.in_(lot_ids), STANDS)
    )
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for query in (own, works, further):
        for lot_id, place_id in reading.execute(query):
            found[lot_id].add(place_id)
    return {lot_id: frozenset(places) for lot_id, places in found.items()}
