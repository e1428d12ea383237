"""What all lots of the same ground took from it in one season, held against what it can give.

A season of what is sown or stocked begins with the latest planting that the goods can have grown
from: none bears before the shortest time its group needs, and none is taken after the longest, so
that an old planting says nothing of them. Goods taken within the shortest time of the season's
first harvest cannot be of a second crop; what is first taken later is, though nobody told its
planting. A lot of this kind is one crop: all its goods are of the season of its first harvest.

Trees and bushes that bear year after year give their yield once in a calendar year, as the register
of growing-area codes counts; and where nothing was taken from the ground for 90 days, what follows
in the year is another harvest with a yield of its own: a crop picked across New Year shares no
yield with the next winter's.

Only what was taken in the same time can be of the same season: of trees in the same calendar years,
of a crop within a year of the lot's first harvest, in which a season and those beside it are told
apart. What grew on the ground before or after neither shares its yield nor ties plots together, and
need not be read.
"""

from collections import Counter, defaultdict
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
# No goods of the group are taken later after they were sown or stocked; days, on the long side.
_LONGEST: Final[Mapping[str, int]] = {
    "rice": 200,
    "fruit_vegetables": 550,
    "medicinal_herbs": 3650,
    "aquaculture": 450,
}
_LONG: Final = 550
# After so long without any picking the trees have borne anew.
_REST: Final = timedelta(days=90)
_A_YEAR: Final = timedelta(days=366)


class NotAboveYield(Conflict):
    """Nothing is told above what the ground gives, so there is nothing to accept."""

    code = "lot.not_above_yield"


class YieldChanged(Conflict):
    """What is told above the yield is not what was shown to whoever accepts it."""

    code = "lot.yield_changed"


@dataclass(frozen=True)
class Claim:
    """Goods taken on a day (thousandths of a kilogram), told at a position of the ledger."""

    day: date
    thousandths: int
    position: int


@dataclass(frozen=True)
class Span:
    """Days on end; the first and the last count."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


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

    def is_of(self, spans: Collection[Span]) -> bool:
        """Whether goods of it are of a season within these days."""
        days = {it.day for it in self.claims} if self.bears else {self.first_day}
        return any(day in span for day in days for span in spans)


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
        days = (day for plot in plots for day in self.plantings.get(plot, ()))
        grown = (day for day in days if self.shortest <= harvested - day <= self.longest)
        return max(grown, default=None)

    @property
    def shortest(self) -> timedelta:
        """The least time from planting to harvest."""
        return timedelta(days=_SHORTEST.get(self.group, _SHORT))

    @property
    def longest(self) -> timedelta:
        """The most time from planting to the first harvest of a lot."""
        return longest(self.group)


@dataclass(frozen=True)
class SeasonYield:
    """One season of some ground: what each lot took, and the most that it gives (thousandths of a
    kilogram). `since` is the planting, the first harvest, or the first of January; `is_year` where
    it is the whole of a calendar year. `position` is the latest entry that tells of it.
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

    @property
    def mark(self) -> str:
        """Its numbers as a form carries them: whoever accepts says what was on the page."""
        return f"{self.since.isoformat()} {self.area} {self.harvested} {self.most}"


@dataclass(frozen=True)
class AcceptedSeason:
    """Up to how much above the yield of its ground a season was accepted (thousandths of a
    kilogram), at a position of the ledger. `since` and `area` are None where no season was named.
    """

    since: date | None
    area: int | None
    above: int
    position: int

    def covers(self, season: SeasonYield) -> bool:
        """Whether it is this season, and no further above than was accepted; of one that was not
        named, whether nothing of the season was told later.
        """
        if self.since is None:
            return season.position < self.position
        is_same = (self.since, self.area) == (season.since, season.area)
        return is_same and season.harvested - season.most <= self.above


@dataclass(frozen=True)
class _Season:
    """Which season goods are of: its planting, None untold, and its first harvest. Of trees `first`
    is the first of January for the first picking of a year.
    """

    planting: date | None
    first: date
    since: date
    is_year: bool = False

    def ends_before(self, day: date, planting: date | None, shortest: timedelta) -> bool:
        """Whether goods first taken on `day` are of a later crop: they grew from another planting,
        or could have been planted since. One that is too old by then leaves the season as it is.
        """
        is_planted = planting is not None and planting != self.planting
        return is_planted or day - self.first >= shortest


def bears(group: str, crops: Collection[str]) -> bool:
    """Whether this is taken year after year from what was planted once."""
    return group in _BEARING_GROUPS or (bool(crops) and _BEARING_CROPS.issuperset(crops))


def longest(group: str) -> timedelta:
    """The most time from planting to the first harvest of a lot."""
    return timedelta(days=_LONGEST.get(group, _LONG))


def spans_of(lot: GrowingLot) -> frozenset[Span]:
    """The days on which other lots took what can be of a season with goods of this one, or tells
    where that season begins; none of a lot that took nothing. Of two lots each is in the other's.
    """
    if not lot.claims:
        return frozenset()
    if lot.bears:
        years = {it.day.year for it in lot.claims}
        return frozenset(Span(date(year, 1, 1), date(year, 12, 31)) for year in years)
    return frozenset({Span(lot.first_day - _A_YEAR, lot.first_day + _A_YEAR)})


def seasons_of(
    lot: GrowingLot, others: Iterable[GrowingLot], ground: Ground
) -> tuple[SeasonYield, ...]:
    """The seasons in which the lot took anything: on its own plots, and where lots share some of
    theirs, on all those together, so that nobody hides behind a plot more.
    """
    if not lot.claims:
        return ()
    spans = spans_of(lot)
    beside = (it for it in others if it.claims and it.bears == lot.bears and it.is_of(spans))
    lots = [lot, *beside]
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
    season_of = _by_picking(within) if lot.bears else _by_crop(plots, within, ground)
    taken: defaultdict[_Season, list[tuple[GrowingLot, Claim]]] = defaultdict(list)
    for one in within:
        for claim in one.claims:
            taken[season_of(one, claim)].append((one, claim))
    own = {season_of(lot, claim) for claim in lot.claims}
    for begun in sorted(own, key=lambda it: it.first):
        season = _sum(begun, area, taken[begun])
        if season is not None:
            yield season


def _by_picking(lots: Sequence[GrowingLot]) -> Callable[[GrowingLot, Claim], _Season]:
    begun: dict[date, date] = {}
    first = before = date.min
    for day in sorted({claim.day for it in lots for claim in it.claims}):
        if day.year != before.year:
            first = date(day.year, 1, 1)
        elif day - before >= _REST:
            first = day
        begun[day], before = first, day
    in_year = Counter(it.year for it in set(begun.values()))
    seasons = {it: _Season(None, it, it, in_year[it.year] == 1) for it in set(begun.values())}
    return lambda _, claim: seasons[begun[claim.day]]


def _by_crop(
    plots: frozenset[UUID], lots: Sequence[GrowingLot], ground: Ground
) -> Callable[[GrowingLot, Claim], _Season]:
    seasons: dict[date, _Season] = {}
    season: _Season | None = None
    for day in sorted({it.first_day for it in lots}):
        planting = ground.planted_for(plots, day)
        if season is None or season.ends_before(day, planting, ground.shortest):
            is_second = season is not None and planting == season.planting
            since = day if planting is None or is_second else planting
            season = _Season(planting, day, since)
        seasons[day] = season
    return lambda lot, _: seasons[lot.first_day]


def _sum(
    season: _Season, area: int | None, taken: Sequence[tuple[GrowingLot, Claim]]
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
    return SeasonYield(season.since, season.is_year, area, most, told, position)
