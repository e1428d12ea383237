"""The mass balance of a lot, from the entries of its diary that stand."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.orm import Session

from traceability.crop_bounds import Bounds
from traceability.densities import density_of, weighed
from traceability.event_template import Template, get_template
from traceability.grown import Grown
from traceability.mass_balance import Balance, balance, is_made_of_goods
from traceability.places import GROWING
from traceability.pre_harvest import Work as Done
from webapp.models.event import STANDS, Event, EventPlace, standing_works
from webapp.models.growing import SharedGround, shared_ground
from webapp.models.lot import Lot
from webapp.models.place import Place
from webapp.models.product import Product


def lot_balance(
    reading: Session | Connection,
    lot: Lot | Row[Any],
    *,
    also: Done | None = None,
    but: UUID | None = None,
    ground: SharedGround | None = None,
) -> Balance:
    """What came in, went through the works and was packed.

    `also` is an entry that is being recorded, `but` the one that it corrects; `ground` is
    given where it was read before. `lot` has the id, place, template group and version.
    """
    works = [(it.event, it.fields) for it in standing_works(reading, lot.id, but=but)]
    template = get_template(lot.template_group, lot.template_version)
    name = _product_name(reading, lot)
    told = balance(
        [*works, (also.event, also.values)] if also else works,
        _bounds(reading, lot, template, name),
        made_of_goods=is_made_of_goods(template.events.values()),
    )
    ground = ground or shared_ground(reading, lot, also=also, but=but)
    seasons = ground.coming_seasons() if also else ground.seasons()
    return replace(weighed(told, density_of(template, name)), seasons=seasons)


def _product_name(reading: Session | Connection, lot: Lot | Row[Any]) -> str:
    query = select(Product.name).join(Lot, Lot.product_id == Product.id).where(Lot.id == lot.id)
    return reading.execute(query).scalar_one()


def _bounds(
    reading: Session | Connection, lot: Lot | Row[Any], template: Template, name: str
) -> Bounds:
    """Of what the product's name says that grows here."""
    grown = Grown.of(template, name)
    bounds = Bounds.of(template.crops, grown.crops, _area(reading, lot))
    return replace(bounds, recovery=None) if grown.is_as_harvested else bounds


def _area(reading: Session | Connection, lot: Lot | Row[Any]) -> int | None:
    """Of all the ground the lot was worked on, in thousandths of a square metre; None if a plot's
    area is not known.
    """
    further = (
        select(EventPlace.place_id)
        .join(Event, Event.id == EventPlace.event_id)
        .where(Event.lot_id == lot.id, STANDS)
    )
    worked = select(Event.place_id).where(Event.lot_id == lot.id, STANDS).union(further)
    areas = (
        reading.execute(
            select(Place.area_thousandths).where(
                or_(Place.id == lot.place_id, Place.id.in_(worked)),
                Place.kind.in_(GROWING),
            )
        )
        .scalars()
        .all()
    )
    known = [area for area in areas if area is not None]
    return sum(known) if known and len(known) == len(areas) else None
