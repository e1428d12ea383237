"""What all lots tell of the ground on which a lot grew, for `traceability.growing_seasons`.

The ground is read as far as its lots can share a season, however long it has been worked: plots of
the lot, lots that were harvested in that time and worked on them, further plots of theirs, and so
on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import Session

from traceability.crop_bounds import yield_of
from traceability.event_template import get_template, nearest_template
from traceability.growing_seasons import (
    Claim,
    Ground,
    GrowingLot,
    SeasonYield,
    bears,
    seasons_of,
    spans_of_all,
)
from traceability.grown import Grown
from traceability.mass_balance import MASS, harvested_mass
from traceability.pre_harvest import Work, harvest_day
from traceability.quantities import Quantity, to_si
from webapp.db import in_parts
from webapp.models.event import STANDS, Event
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
    if not _has_bound(lot):
        return SharedGround.unknown(lot)
    group: str = lot.template_group
    told = _claims(reading, [lot.id], group)[lot.id]
    if not told and (also is None or _claim_of(also) is None):
        return SharedGround.unknown(lot)
    (bare,) = _lots(reading, plots_of(reading, [lot.id]), {})
    own = _claiming(bare, told)
    will_be = _will_be(reading, _claiming(bare, told, also, but), also, but)
    every, ground = _around(reading, [own, will_be], group)
    spans = spans_of_all([own, will_be], group)
    others = (it for it in every if it.id != own.id and it.bears == own.bears)
    return SharedGround(own, will_be, tuple(it for it in others if it.is_of(spans)), ground)


def shared_grounds(
    reading: Session | Connection, lots: Collection[Lot | Row[Any]]
) -> dict[UUID, SharedGround]:
    """The same of several lots as they stand. Ground that they share is read once for all of them:
    of a hundred lots of one ground each is held against the others.
    """
    found = {lot.id: SharedGround.unknown(lot) for lot in lots}
    groups = {lot.template_group for lot in lots}
    for group in sorted(groups):
        asked = [it.id for it in lots if it.template_group == group and _has_bound(it)]
        claims = _claims(reading, asked, group)
        taking = _lots(reading, plots_of(reading, claims), claims)
        every, ground = _around(reading, taking, group)
        for own in taking:
            others = tuple(it for it in every if it.id != own.id)
            found[own.id] = SharedGround(own, own, others, ground)
    return found


def _has_bound(lot: Lot | Row[Any]) -> bool:
    """Whether it is known of any crop of the trade what a hectare gives."""
    template = get_template(lot.template_group, lot.template_version)
    return any(crop.yield_max is not None for crop in template.crops)


def _will_be(
    reading: Session | Connection, lot: GrowingLot, also: Work | None, but: UUID | None
) -> GrowingLot:
    """The lot on the plots that it will have been worked on."""
    return lot if also is None else replace(lot, ground=_plots_with(reading, lot, also, but))


def moves_ground(
    reading: Session | Connection, lot: Lot, also: Work, but: UUID | None = None
) -> bool:
    """Whether a lot will have been worked on other plots, with an entry and without the one that it
    corrects.
    """
    if not _has_bound(lot):
        return False
    before = GrowingLot(lot.id, plots_of(reading, [lot.id])[lot.id], (), None)
    return _plots_with(reading, before, also, but) != before.ground


def _plots_with(
    reading: Session | Connection, lot: GrowingLot, also: Work, but: UUID | None
) -> frozenset[UUID]:
    kept = plots_of(reading, [lot.id], but=but)[lot.id] if but else lot.ground
    return kept | growing_of(reading, also.places - kept)


def _around(
    reading: Session | Connection, lots: Sequence[GrowingLot], group: str
) -> tuple[list[GrowingLot], Ground]:
    """Every lot, of these and others, that took something in their time and is tied to their
    ground, and what is known of all of it.
    """
    time = SeasonTime(group, spans_of_all(lots, group))
    plots: Plots = {}
    fresh = seen = frozenset[UUID]().union(*(it.ground for it in lots))
    while fresh:
        tied = plots_of(reading, lots_sharing(reading, fresh, time.harvested()) - plots.keys())
        plots |= tied
        fresh = frozenset[UUID]().union(*tied.values()) - seen
        seen |= fresh
    every = _lots(reading, plots, _claims(reading, plots, group))
    sown = {} if all(it.bears for it in lots) else plantings_of(reading, seen, time)
    return every, Ground(areas_of(reading, seen), sown, group)


def _claims(
    reading: Session | Connection, lot_ids: Collection[UUID], group: str
) -> defaultdict[UUID, dict[UUID, Claim]]:
    """What each lot took by weight, as columns of its harvests tell it: no diary is read for it,
    and no template, which may not be here.
    """
    found: defaultdict[UUID, dict[UUID, Claim]] = defaultdict(dict)
    for some in in_parts(lot_ids):
        for row in reading.execute(_harvests(some, group)):
            taken = to_si(Quantity(row.quantity_thousandths, row.quantity_unit))
            if taken.unit == MASS and taken.thousandths:
                claim = Claim(row.harvested_on, taken.thousandths, row.ledger_position)
                found[row.lot_id][row.id] = claim
    return found


def _harvests(lot_ids: Collection[UUID], group: str) -> Select[*tuple[Any, ...]]:
    return select(
        Event.id,
        Event.lot_id,
        Event.harvested_on,
        Event.quantity_thousandths,
        Event.quantity_unit,
        Event.ledger_position,
    ).where(
        Event.lot_id.in_(lot_ids),
        Event.template_group == group,
        Event.harvested_on.is_not(None),
        Event.quantity_thousandths.is_not(None),
        STANDS,
    )


def _claim_of(work: Work) -> Claim | None:
    amount = harvested_mass(work.event, work.values)
    day = harvest_day(work.event, work.values, work.event_time)
    return Claim(day, amount, _UNTOLD) if amount and day else None


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
    template = nearest_template(row.template_group, row.template_version)
    crops = Grown.of(template, row.name).crops
    return GrowingLot(
        id=row.id,
        ground=plots,
        claims=tuple(claims),
        per_hectare=yield_of(template.crops, crops),
        bears=bears(template.group, crops),
    )
