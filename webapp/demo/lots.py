"""Lots as planned: their ground, their diary, and everything that is known before it is told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Final
from uuid import UUID

from traceability.quantities import Quantity
from webapp.demo.chance import seeded
from webapp.demo.cooperatives import COOPERATIVES
from webapp.demo.days import Days
from webapp.demo.dried_longan_diary import dried_longan_diary
from webapp.demo.fruit_diaries import dragon_fruit_diary, greens_diary, longan_diary
from webapp.demo.honey_diary import honey_diary
from webapp.demo.plan import Cooperative, Diary, Farm, Goods, Ground, Plot, Season, named_id
from webapp.demo.rice_diary import Paddy, rice_diary
from webapp.demo.seasons import SEASONS
from webapp.demo.tea_diary import tea_diary

_INDOORS: Final = Quantity(1_000, "ha")  # no work there is reckoned by area
_PADDIES: Final = {  # variety, kilograms of fresh paddy from a hectare
    "rice": ("Nếp tan Mường Và", 4_250),
    "sticky_rice": ("Nếp cái hoa vàng", 4_900),
}
_FIRST_SPRING_MONTHS: Final = (11, 12, 1, 2, 3)


def place_id(cooperative: Cooperative, plot: Plot) -> UUID:
    """The place that a plot becomes."""
    return named_id("place", cooperative.province, plot.code or plot.name)


def product_id(cooperative: Cooperative, goods: Goods) -> UUID:
    """The product that goods become."""
    return named_id("product", cooperative.province, goods.key)


@dataclass(frozen=True)
class LotPlan:
    """One lot: a season of a farm, with the days it falls on."""

    cooperative: Cooperative
    season: Season
    days: Days

    @cached_property
    def id(self) -> UUID:
        """Its id, and the seed of its dice."""
        season = self.season
        return named_id("lot", self.cooperative.province, season.goods, season.farm, season.begun)

    @property
    def farm(self) -> Farm:
        """Whose it is."""
        return self.cooperative.farms[self.season.farm]

    @property
    def plot(self) -> Plot:
        """Where it grows or is made."""
        return self.farm.plots[self.season.plot]

    @property
    def goods(self) -> Goods:
        """What it becomes."""
        return next(g for g in self.cooperative.goods if g.key == self.season.goods)

    @property
    def opened_at(self) -> datetime:
        """The morning of its first day."""
        return self.at(0, 6)

    @property
    def closed_at(self) -> datetime | None:
        """The evening of its last day, if it has ended."""
        closed = self.season.closed
        return None if closed is None else self.days.at(closed, 18)

    @property
    def ground(self) -> Ground:
        """What its diary is reckoned by."""
        area = self.plot.area or _INDOORS
        return Ground(area, self.farm.farmer.name, self.cooperative.packing_code)

    @cached_property
    def diary(self) -> Diary:
        """The whole of it, days to come included."""
        return _diary(self)

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """A moment of its life."""
        return self.days.at(self.season.begun - day, hour, minute)

    @property
    def packs(self) -> int:
        """How many units it is packed into."""
        return sum(
            int(work.values["pack_count"]) for work in self.diary.works if work.code == "packing"
        )


def planned_lots(days: Days) -> tuple[LotPlan, ...]:
    """All lots, cooperative by cooperative."""
    return tuple(_lots(days))


def _lots(days: Days) -> Iterator[LotPlan]:
    for cooperative in COOPERATIVES:
        for season in SEASONS[cooperative.province]:
            yield LotPlan(cooperative, season, days)


def _diary(lot: LotPlan) -> Diary:
    return _DIARIES[lot.season.goods](lot, seeded("diary", lot.id))


def _paddy(lot: LotPlan) -> Paddy:
    variety, fresh = _PADDIES[lot.season.goods]
    is_spring = lot.opened_at.month in _FIRST_SPRING_MONTHS
    return Paddy(variety, fresh, "winter_spring" if is_spring else "wet_season")


def _rice(lot: LotPlan, dice: Random) -> Diary:
    return rice_diary(lot.ground, _paddy(lot), dice)


_DIARIES: Final[dict[str, Callable[[LotPlan, Random], Diary]]] = {
    "rice": _rice,
    "sticky_rice": _rice,
    "longan": lambda lot, dice: longan_diary(lot.ground, dice),
    "dragon_fruit": lambda lot, dice: dragon_fruit_diary(lot.ground, dice),
    "greens": lambda lot, dice: greens_diary(lot.ground, dice, is_hasty=lot.season.is_hasty),
    "tea": lambda lot, dice: tea_diary(lot.ground, dice),
    "dried_longan": lambda _lot, dice: dried_longan_diary(dice),
    "honey": lambda lot, dice: honey_diary(lot.ground, dice, lot.season.packed_after),
}
