"""What all lots tell of the ground on which a lot grew, for `traceability.growing_seasons`.

The ground is read as far as its lots can share a season, however long it has been worked: plots of
the lot, lots that were harvested in that time and worked on them, further plots of theirs, and so
on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.orm import Session

from traceability.crop_bounds import yield_of
from traceability.event_template import Template, get_template
from traceability.growing_seasons import (
    Claim,
    Ground,
    GrowingLot,
    SeasonYield,
    Span,
    bears,
    seasons_of,
    spans_of,
)
from traceability.grown import Grown
from traceability.mass_balance import harvested_mass
from traceability.pre_harvest import Work, harvest_day
from webapp.db import in_parts
from webapp.models.event import STANDS, Event, read_values
from webapp.models.ground import (
    Plots,
    SeasonTime,
    areas_of,
    growing_of,
    lots_sharing,
    plantings_of,
    plots_of,
)
from webapp.models.lot import Lot
from webapp.models.product import Product

_UNTOLD: Final = 2**62  # of an entry that is just being recorded
Claims = Mapping[UUID, Mapping[UUID, Claim]]  # by lot and by the entry that tells it


@dataclass(frozen=True)
class SharedGround:
    """A lot as it stands and as it `will_be` with an entry that is being recorded, and all that can
    share a season with either: `others` on the same plots, and what is known of these.
    """

    lot: GrowingLot
    will_be: GrowingLot
    others: tuple[GrowingLot, ...]
    ground: Ground

    @classmethod
    def unknown(cls, lot: Lot | Row[Any]) -> Self:
        """Of a lot of whose season nobody can say anything, or of which nobody asks."""
        nothing = GrowingLot(lot.id, frozenset(), (), None)
        return cls(nothing, nothing, (), Ground({}, {}, lot.template_group))

    def seasons(self) -> tuple[SeasonYield, ...]:
        """Those of the lot as it stands."""
        return seasons_of(self.lot, self.others, self.ground)

    def coming_seasons(self) -> tuple[SeasonYield, ...]:
        """Those of the lot as it will be."""
        return seasons_of(self.will_be, self.others, self.ground)


def growing_seasons(reading: Session | Connection, lot: Lot | Row[Any]) -> tuple[SeasonYield, ...]:
    """The seasons of a lot with all lots on its ground; none where no yield is known."""
    return shared_ground(reading, lot).seasons()


def shared_ground(
    reading: Session | Connection,
    lot: Lot | Row[Any],
    *,
    also: Work | None = None,
    but: UUID | None = None,
) -> SharedGround:
    """What can share a season with a lot as it stands, and as it will be: with `also`, an entry
    that is being recorded, and its plots, and without `but`, which it corrects.
    """
    template = get_template(lot.template_group, lot.template_version)
    if all(crop.yield_max is None for crop in template.crops):
        return SharedGround.unknown(lot)
    told = _claims(reading, [lot.id], template.group)[lot.id]
    if not told and (also is None or _claim_of(also) is None):
        return SharedGround.unknown(lot)
    (bare,) = _lots(reading, plots_of(reading, [lot.id]), {})
    own = _claiming(bare, told)
    will_be = _will_be(reading, _claiming(bare, told, also, but), also, but)
    time = SeasonTime(template.group, _spans_of(own, will_be, template.group))
    others = _others(reading, own, own.ground | will_be.ground, time)
    ground = own.ground.union(will_be.ground, *(it.ground for it in others))
    plantings = {} if own.bears else plantings_of(reading, ground, time)
    known = Ground(areas_of(reading, ground), plantings, time.group)
    return SharedGround(own, will_be, others, known)


def _spans_of(own: GrowingLot, will_be: GrowingLot, group: str) -> frozenset[Span]:
    return spans_of(own, group) | spans_of(will_be, group)


def _will_be(
    reading: Session | Connection, lot: GrowingLot, also: Work | None, but: UUID | None
) -> GrowingLot:
    """The lot on the plots that it will have been worked on."""
    if also is None:
        return lot
    kept = plots_of(reading, [lot.id], but=but)[lot.id] if but else lot.ground
    return replace(lot, ground=kept | growing_of(reading, also.places - kept))


def _others(
    reading: Session | Connection, own: GrowingLot, ground: frozenset[UUID], time: SeasonTime
) -> tuple[GrowingLot, ...]:
    """The lots that took something in that time and are tied to the ground of a lot."""
    plots: Plots = {own.id: own.ground}
    fresh = seen = ground
    while fresh:
        tied = plots_of(reading, lots_sharing(reading, fresh, time.harvested()) - plots.keys())
        plots |= tied
        fresh = frozenset[UUID]().union(*tied.values()) - seen
        seen |= fresh
    del plots[own.id]
    claims = _claims(reading, plots, time.group)
    found = (it for it in _lots(reading, plots, claims) if it.claims and it.bears == own.bears)
    return tuple(it for it in found if it.is_of(time.spans))


def _claims(
    reading: Session | Connection, lot_ids: Collection[UUID], group: str
) -> defaultdict[UUID, dict[UUID, Claim]]:
    found: defaultdict[UUID, dict[UUID, Claim]] = defaultdict(dict)
    columns = (Event.id, Event.lot_id, Event.template_version, Event.event_code, Event.event_time)
    query = select(*columns, Event.values, Event.ledger_position).where(
        Event.template_group == group, Event.harvested_on.is_not(None), STANDS
    )
    for some in in_parts(lot_ids):
        for row in reading.execute(query.where(Event.lot_id.in_(some))):
            event = get_template(group, row.template_version).event(row.event_code)
            work = Work(event, read_values(row.values).fields, row.event_time, row.lot_id)
            if (claim := _claim_of(work, row.ledger_position)) is not None:
                found[row.lot_id][row.id] = claim
    return found


def _claim_of(work: Work, position: int = _UNTOLD) -> Claim | None:
    amount = harvested_mass(work.event, work.values)
    day = harvest_day(work.event, work.values, work.event_time)
    return Claim(day, amount, position) if amount and day else None


def _claiming(
    lot: GrowingLot, told: Mapping[UUID, Claim], also: Work | None = None, but: UUID | None = None
) -> GrowingLot:
    """The lot with its claims, an entry's that is being recorded among them."""
    claims = [claim for event_id, claim in told.items() if event_id != but]
    new = _claim_of(also) if also is not None else None
    return replace(lot, claims=(*claims, *([new] if new else ())))


def _lots(reading: Session | Connection, plots: Plots, claims: Claims) -> list[GrowingLot]:
    query = (
        select(Lot.id, Lot.template_group, Lot.template_version, Product.name)
        .join(Product, Product.id == Lot.product_id)
        .order_by(Lot.id)
    )
    return [
        _lot(row, plots[row.id], claims.get(row.id, {}).values())
        for some in in_parts(plots)
        for row in reading.execute(query.where(Lot.id.in_(some)))
    ]


def _lot(row: Row[*tuple[Any, ...]], plots: frozenset[UUID], claims: Iterable[Claim]) -> GrowingLot:
    template: Template = get_template(row.template_group, row.template_version)
    crops = Grown.of(template, row.name).crops
    return GrowingLot(
        id=row.id,
        ground=plots,
        claims=tuple(claims),
        per_hectare=yield_of(template.crops, crops),
        bears=bears(template.group, crops),
    )
