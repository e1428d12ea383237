"""What all lots of the same ground took from it in one season, held against what it can give.

No ground bears what is sown or stocked twice within the shortest time that its group needs: all
that was taken within so many days is of one season, whichever days these are. Every such stretch of
days is held against the yield, so that none depends on where another begins, and nothing that is
told of before or after moves it. Only a planting that was told parts it: what was taken before
anything can have grown from it is of another crop than what was taken since.

A lot of this kind is one crop: beside the days of its harvests, all its goods are counted on the
first of them. What is taken so much later that it can be of a second crop is, though nobody told
its planting.

Trees and bushes that bear year after year give their yield once in a calendar year, as the register
of growing-area codes counts; and where nothing was taken from the ground for 90 days, what follows
in the year is another harvest with a yield of its own: a crop picked across New Year shares no
yield with the next winter's.

Only what was taken in the same time can be of the same season: of trees in the same calendar years,
of a crop within the shortest time. What grew on the ground before or after neither shares its yield
nor ties plots together, and need not be read.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
# After so long without any picking the trees have borne anew.
_REST: Final = timedelta(days=90)
_A_DAY: Final = timedelta(days=1)


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
        return any(it.day in span for it in self.claims for span in spans)


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

    def crops_begin(self, plots: Collection[UUID]) -> list[date]:
        """The first days on which goods can be of each planting of the plots, in order."""
        days = {day for plot in plots for day in self.plantings.get(plot, ())}
        return sorted(day + self.shortest for day in days)

    @property
    def shortest(self) -> timedelta:
        """The least time from planting to harvest."""
        return shortest(self.group)


@dataclass(frozen=True)
class SeasonYield:
    """One season of some ground: what each lot took, and the most that it gives (thousandths of a
    kilogram). `since` is the first harvest, or the first of January; `is_year` where it is the
    whole of a calendar year. `position` is the latest entry that tells of it.
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


def bears(group: str, crops: Collection[str]) -> bool:
    """Whether this is taken year after year from what was planted once."""
    return group in _BEARING_GROUPS or (bool(crops) and _BEARING_CROPS.issuperset(crops))


def shortest(group: str) -> timedelta:
    """The least time from planting to harvest, and so between two harvests of some ground."""
    return timedelta(days=_SHORTEST.get(group, _SHORT))


def spans_of(lot: GrowingLot, group: str) -> frozenset[Span]:
    """The days on which other lots took what can be of a season with goods of this one; none of a
    lot that took nothing. Of two lots each is in the other's.
    """
    if lot.bears:
        years = {it.day.year for it in lot.claims}
        return frozenset(Span(date(year, 1, 1), date(year, 12, 31)) for year in years)
    near = shortest(group) - _A_DAY
    return _merged(Span(it.day - near, it.day + near) for it in lot.claims)


def spans_of_all(lots: Iterable[GrowingLot], group: str) -> frozenset[Span]:
    """Those of several lots, as few as there can be: each is a condition of a search."""
    return _merged(span for lot in lots for span in spans_of(lot, group))


def _merged(spans: Iterable[Span]) -> frozenset[Span]:
    found: list[Span] = []
    for span in sorted(spans, key=lambda it: it.first):
        if found and span.first <= found[-1].last:
            before = found.pop()
            found.append(Span(before.first, max(before.last, span.last)))
        else:
            found.append(span)
    return frozenset(found)


def seasons_of(
    lot: GrowingLot, others: Iterable[GrowingLot], ground: Ground
) -> tuple[SeasonYield, ...]:
    """The seasons in which the lot took anything: on its own plots, and where lots share some of
    theirs, on all those together, so that nobody hides behind a plot more.
    """
    if not lot.claims:
        return ()
    spans = spans_of(lot, ground.group)
    beside = (it for it in others if it.claims and it.bears == lot.bears and it.is_of(spans))
    lots = [lot, *beside]
    found = _picked(lot, lots) if lot.bears else _cropped(lot, lots, ground)
    summed = ((it, _sum(it, ground.area_of(it.plots))) for it in found)
    known = {season: it.plots != lot.ground for it, season in summed if season is not None}
    return tuple(sorted(known, key=lambda it: (known[it], it.since, -it.harvested, it.area)))


def _joined(lot: GrowingLot, grounds: Collection[frozenset[UUID]]) -> frozenset[UUID]:
    """All plots that are tied to the lot's by lots on several of them."""
    joined, before = lot.ground, frozenset[UUID]()
    while joined != before:
        before = joined
        joined = joined.union(*(it for it in grounds if it & joined))
    return joined


_Taken = tuple[GrowingLot, Claim]
# Plots, and what was taken of them in one stretch of days: places in a list of all that was taken.
_Stretch = tuple[frozenset[UUID], frozenset[int]]


@dataclass(frozen=True)
class _Season:
    """What was taken of some plots in one season."""

    plots: frozenset[UUID]
    since: date
    taken: tuple[_Taken, ...]
    is_year: bool = False


def _picked(lot: GrowingLot, lots: Sequence[GrowingLot]) -> Iterator[_Season]:
    """Of what bears year after year."""
    for plots in dict.fromkeys([lot.ground, _joined(lot, {it.ground for it in lots})]):
        every = [(it, claim) for it in lots if it.ground <= plots for claim in it.claims]
        begun = _begun(claim.day for _, claim in every)
        in_year = Counter(it.year for it in set(begun.values()))
        for first in sorted({begun[it.day] for it in lot.claims}):
            taken = tuple(it for it in every if begun[it[1].day] == first)
            yield _Season(plots, first, taken, is_year=in_year[first.year] == 1)


def _begun(days: Iterable[date]) -> dict[date, date]:
    """When the season of each day of picking began: with the year, or after a rest."""
    begun: dict[date, date] = {}
    first = before = date.min
    for day in sorted(set(days)):
        if day.year != before.year:
            first = date(day.year, 1, 1)
        elif day - before >= _REST:
            first = day
        begun[day], before = first, day
    return begun


def _cropped(lot: GrowingLot, lots: Sequence[GrowingLot], ground: Ground) -> Iterator[_Season]:
    """Of what is sown or stocked; what is a part of another season is left out."""
    every = [(it, claim) for it in lots for claim in it.claims]
    on_first = [day for it in lots for day in [it.first_day] * len(it.claims)]
    on_own = [claim.day for _, claim in every]
    ways = [on_own] if on_own == on_first else [on_first, on_own]
    found = {it for days in ways for it in _stretches(lot, every, days, ground)}
    for plots, part in _widest(found):
        taken = tuple(every[n] for n in sorted(part))
        yield _Season(plots, min(claim.day for _, claim in taken), taken)


def _widest(found: Iterable[_Stretch]) -> Iterator[_Stretch]:
    kept = defaultdict[frozenset[UUID], list[frozenset[int]]](list)
    for plots, part in sorted(found, key=lambda it: -len(it[1])):
        if not any(part < more for more in kept[plots]):
            kept[plots].append(part)
            yield plots, part


def _stretches(
    lot: GrowingLot, every: Sequence[_Taken], days: Sequence[date], ground: Ground
) -> Iterator[_Stretch]:
    """What was taken on some plots within the shortest time, from each of the days on, where it is
    also of the lot; `days` are those on which all is counted.
    """
    own = {n for n, (it, _) in enumerate(every) if it.id == lot.id}
    order = sorted(range(len(every)), key=lambda n: days[n])
    told = [days[n] for n in order]
    for first in sorted(set(days)):
        within = order[bisect_left(told, first) : bisect_left(told, first + ground.shortest)]
        if own.isdisjoint(within):
            continue
        for plots in {lot.ground, _joined(lot, {every[n][0].ground for n in within})}:
            held = [n for n in within if every[n][0].ground <= plots]
            crops = ground.crops_begin(plots)
            parts = _parted({n: bisect_right(crops, days[n]) for n in held})
            yield from ((plots, part) for part in parts if own & part)


def _parted(crop_of: Mapping[int, int]) -> list[frozenset[int]]:
    parts = defaultdict[int, set[int]](set)
    for n, crop in crop_of.items():
        parts[crop].add(n)
    return [frozenset(it) for it in parts.values()]


def _sum(season: _Season, area: int | None) -> SeasonYield | None:
    """None where nobody knows what the ground gives. Of several crops the widest bound holds."""
    yields = [lot.per_hectare for lot, _ in season.taken]
    known = [it for it in yields if it is not None]
    if area is None or len(known) < len(yields):
        return None
    amounts: defaultdict[UUID, int] = defaultdict(int)
    for lot, claim in season.taken:
        amounts[lot.id] += claim.thousandths
    most = yield_of_area(max(known), area)
    position = max(claim.position for _, claim in season.taken)
    told = tuple(sorted(amounts.items(), key=lambda it: (-it[1], it[0])))
    return SeasonYield(season.since, season.is_year, area, most, told, position)
