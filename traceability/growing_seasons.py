"""What all lots of the same ground took from it in one season, held against what it can give.

A season of what is sown or stocked begins with the latest planting that the goods can have grown
from: none bears before the shortest time its group needs. Where no planting is told, goods that
were taken within that time of one another cannot be of two crops. Trees and bushes that bear year
after year give their yield once in a calendar year, as the register of growing-area codes counts.
A lot of the first kind is one crop: all its goods are of the season of its first harvest.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from traceability.crop_bounds import yield_of_area
from traceability.errors import Conflict

_BEARING_GROUPS: Final = frozenset({"tea", "coffee"})
_BEARING_FRUIT: Final = frozenset(
    ["mango", "longan", "lychee", "plum", "banana", "pomelo", "orange", "dragon_fruit", "avocado"]
)
_BEARING_CROPS: Final = _BEARING_FRUIT | {"cardamom", "star_anise", "cinnamon"}
# No crop of the group is taken sooner after it was sown or stocked; days, on the short side.
_SHORTEST: Final[Mapping[str, int]] = {
    "rice": 75,
    "fruit_vegetables": 20,
    "medicinal_herbs": 60,
    "aquaculture": 45,
}
_SHORT: Final = 20


class NotAboveYield(Conflict):
    """Nothing is told above what the ground gives, so there is nothing to accept."""

    code = "lot.not_above_yield"


@dataclass(frozen=True)
class Claim:
    """Goods taken on a day (thousandths of a kilogram), told at a position of the ledger."""

    day: date
    thousandths: int
    position: int


@dataclass(frozen=True)
class GrowingLot:
    """A lot, the plots it was worked on, and what it took. `per_hectare` is the most that its crop
    yields in a season (thousandths of a kilogram), None where nobody said; `bears` year by year.
    """

    id: UUID
    ground: frozenset[UUID]
    claims: tuple[Claim, ...]
    per_hectare: int | None
    bears: bool = False

    @property
    def first_day(self) -> date:
        """The day of the first harvest; only of a lot that has one."""
        return min(it.day for it in self.claims)


@dataclass(frozen=True)
class Ground:
    """Plots with their areas (thousandths of a square metre, None unknown) and their plantings."""

    areas: Mapping[UUID, int | None]
    plantings: Mapping[UUID, Collection[date]]
    group: str

    def area_of(self, plots: Collection[UUID]) -> int | None:
        """Of all the plots; None where one is not known."""
        known = [self.areas.get(it) for it in plots]
        found = [it for it in known if it is not None]
        return sum(found) if found and len(found) == len(known) else None

    def planted_for(self, plots: Collection[UUID], harvested: date) -> date | None:
        """The latest planting on the plots from which the goods can have grown."""
        latest = harvested - timedelta(days=self.shortest)
        days = (day for plot in plots for day in self.plantings.get(plot, ()))
        return max((day for day in days if day <= latest), default=None)

    @property
    def shortest(self) -> int:
        """The least days from planting to harvest."""
        return _SHORTEST.get(self.group, _SHORT)


@dataclass(frozen=True)
class SeasonYield:
    """One season of some ground: what each lot took, and the most that it gives (thousandths of a
    kilogram). `since` is the planting, the first harvest, or the first of January. `position` is
    the latest entry of the ledger that tells of it.
    """

    since: date
    is_year: bool
    area: int
    most: int
    taken: tuple[tuple[UUID, int], ...]
    position: int

    @property
    def harvested(self) -> int:
        """By all lots together."""
        return sum(amount for _, amount in self.taken)

    @property
    def is_above(self) -> bool:
        """Whether more is told than grows there."""
        return self.harvested > self.most


def bears(group: str, crops: Collection[str]) -> bool:
    """Whether this is taken year after year from what was planted once."""
    return group in _BEARING_GROUPS or (bool(crops) and _BEARING_CROPS.issuperset(crops))


def seasons_of(
    lot: GrowingLot, others: Iterable[GrowingLot], ground: Ground
) -> tuple[SeasonYield, ...]:
    """The seasons in which the lot took anything: on its own plots, and where lots share some of
    theirs, on all those together, so that nobody hides behind a plot more.
    """
    lots = [it for it in (lot, *others) if it.claims and it.bears == lot.bears]
    if not lot.claims:
        return ()
    areas = dict.fromkeys([lot.ground, _joined(lot, lots)])
    return tuple(season for plots in areas for season in _on(plots, lot, lots, ground))


def _joined(lot: GrowingLot, lots: Sequence[GrowingLot]) -> frozenset[UUID]:
    """All plots that are tied to the lot's by lots on several of them."""
    joined, before = lot.ground, frozenset[UUID]()
    while joined != before:
        before = joined
        joined = joined.union(*(it.ground for it in lots if it.ground & joined))
    return joined


def _on(
    plots: frozenset[UUID], lot: GrowingLot, lots: Sequence[GrowingLot], ground: Ground
) -> Iterator[SeasonYield]:
    area = ground.area_of(plots)
    within = [it for it in lots if it.ground <= plots]
    season_of = _by_year if lot.bears else _by_crop(plots, within, ground)
    taken: defaultdict[date, list[tuple[GrowingLot, Claim]]] = defaultdict(list)
    for one in within:
        for claim in one.claims:
            taken[season_of(one, claim)].append((one, claim))
    for since in sorted({season_of(lot, claim) for claim in lot.claims}):
        season = _sum(since, area, taken[since], is_year=lot.bears)
        if season is not None:
            yield season


def _by_year(_: GrowingLot, claim: Claim) -> date:
    return date(claim.day.year, 1, 1)


def _by_crop(
    plots: frozenset[UUID], lots: Sequence[GrowingLot], ground: Ground
) -> Callable[[GrowingLot, Claim], date]:
    planted = {it.id: ground.planted_for(plots, it.first_day) for it in lots}
    untold = sorted({it.first_day for it in lots if planted[it.id] is None})
    begun: dict[date, date] = {}
    since = date.min
    for day in untold:
        since = day if day >= since + timedelta(days=ground.shortest) else since
        begun[day] = since
    return lambda lot, _: planted[lot.id] or begun[lot.first_day]


def _sum(
    since: date,
    area: int | None,
    taken: Sequence[tuple[GrowingLot, Claim]],
    *,
    is_year: bool,
) -> SeasonYield | None:
    """None where nobody knows what the ground gives. Of several crops the widest bound holds."""
    yields = [lot.per_hectare for lot, _ in taken]
    known = [it for it in yields if it is not None]
    if area is None or len(known) < len(yields):
        return None
    amounts: defaultdict[UUID, int] = defaultdict(int)
    for lot, claim in taken:
        amounts[lot.id] += claim.thousandths
    most = yield_of_area(max(known), area)
    position = max(claim.position for _, claim in taken)
    told = tuple(sorted(amounts.items(), key=lambda it: (-it[1], it[0])))
    return SeasonYield(since, is_year, area, most, told, position)
