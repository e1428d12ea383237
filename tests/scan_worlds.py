"""A made-up market: who looks at one stamp, where and when, with a genuine pack and with copies.

Nothing here is measured. The shares are drawn anew for each seed, so that whatever is judged in it
must do without knowing them. Times are hours after activation; phones are numbers.
"""

import math
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from random import Random
from typing import Final

from traceability.clone_score import Look
from traceability.look_places import LookPlace

Spot = tuple[float, float]
LIFE_HOURS: Final = 180 * 24.0
MOST_LOOKS: Final = 400
# Latitude, longitude and share of the market: fewer and other weights than the score's own table.
MARKETS: Final = (
    (21.03, 105.85, 20),
    (10.78, 106.70, 26),
    (16.06, 108.21, 5),
    (20.86, 106.68, 6),
    (10.03, 105.78, 5),
    (12.24, 109.19, 3),
    (18.68, 105.68, 4),
    (19.81, 105.78, 4),
    (21.59, 105.84, 3),
    (11.94, 108.44, 3),
    (12.67, 108.05, 3),
    (21.33, 103.91, 2),
    (9.18, 105.15, 2),
    (10.93, 108.10, 2),
)
GATEWAYS: Final = tuple(it[:2] for it in MARKETS[:3])
SHARE_OF_PACKS_LOOKED_AT: Final = 0.1


class Spread(StrEnum):
    """Where copies of a stamp are sold."""

    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


@dataclass
class ScanWorld:
    """One draw of how people look at stamps; `is_registered`: shops register what they display."""

    seed: int
    is_registered: bool = False
    _random: Random = field(init=False)
    _phones: Iterator[int] = field(init=False, default_factory=count)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 - a simulation
        self._exact, self._hidden, self._wrong, self._again, self._other = (
            self._drawn(share) for share in (0.4, 0.1, 0.2, 0.33, 0.45)
        )
        self._customs: dict[Callable[[], list[Look]], float] = {
            self._household: self._drawn(0.82),
            self._shelf: self._drawn(0.1),
            self._gift: self._drawn(0.025),
            self._picture: self._drawn(0.0005),
            self._display: 0.0 if self.is_registered else self._drawn(0.004),
        }

    def genuine(self) -> list[Look]:
        """Looks at the stamp of one pack, in their order; there is at least one."""
        customs, weights = zip(*self._customs.items(), strict=True)
        while True:
            (custom,) = self._random.choices(customs, weights=weights)
            looks = _in_life(custom())
            if looks:
                return looks

    def copied(self, packs: int, spread: Spread) -> tuple[list[Look], frozenset[Hashable]]:
        """The same, when so many packs with the same stamp are sold over eight weeks, and some of
        them looked at: by the phones that are named beside.
        """
        random, begun = self._random, 24 * self._random.gammavariate(2, 8)
        town, market = self._town(), self._shop()
        places: dict[Spread, Callable[[], Spot]] = {
            Spread.NATIONAL: self._shop,
            Spread.REGIONAL: lambda: self._around(town, 60),
            Spread.LOCAL: lambda: self._around(market, 1),
        }
        copies: list[Look] = []
        looked_at = sum(random.random() < SHARE_OF_PACKS_LOOKED_AT for _ in range(packs))
        for _ in range(max(1, looked_at)):
            sold = begun + random.uniform(0, 8 * 7 * 24)
            copies += self._buyers(sold, places[spread]())
        phones = frozenset(look.device for look in copies)
        return _in_life(self.genuine() + copies), phones

    def _drawn(self, share: float) -> float:
        return min(0.9, share * math.exp(self._random.gauss(0, 0.25)))

    def _household(self) -> list[Look]:
        return self._buyers(self._sold(), self._shop())

    def _shelf(self) -> list[Look]:
        random, shop, sold = self._random, self._shop(), self._sold()
        looks = self._buyers(sold, shop) if random.random() < 0.6 else []
        while random.random() < 2 / 3:
            looks.append(self._look(sold - random.uniform(0, 240), shop, next(self._phones)))
        return looks

    def _gift(self) -> list[Look]:
        sold, given = self._sold(), 24 * self._random.gammavariate(2, 2)
        return self._buyers(sold, self._shop()) + self._buyers(sold + given, self._shop())

    def _display(self) -> list[Look]:
        shop, sold, days = self._shop(), self._sold(), self._random.uniform(20, 150)
        return self._crowd(3.2, lambda: sold + 24 * self._random.uniform(0, days), lambda: shop)

    def _picture(self) -> list[Look]:
        sold = self._sold()
        return self._crowd(3.0, lambda: sold + self._random.expovariate(1 / 200), self._shop)

    def _crowd(
        self, size: float, when: Callable[[], float], where: Callable[[], Spot]
    ) -> list[Look]:
        people = min(MOST_LOOKS, 5 + int(self._random.lognormvariate(size, 0.9)))
        return [self._look(when(), where(), next(self._phones)) for _ in range(people)]

    def _buyers(self, sold: float, shop: Spot) -> list[Look]:
        """One phone at the shop, and now and then another one, or the same again, at home."""
        random, at = self._random, sold
        home, phones = self._around(shop, 4), [next(self._phones)]
        looks = [self._look(at, shop, phones[0])]
        while random.random() < self._again:
            at += random.expovariate(1 / 30)
            if random.random() < self._other:
                phones.append(next(self._phones))
            looks.append(self._look(at, home, random.choice(phones)))
        return looks

    def _look(self, hours: float, spot: Spot, phone: int) -> Look:
        """What is seen of it: an exact place, one taken from the network, or none."""
        random = self._random
        told = random.random()
        if told < self._exact:
            seen = spot
        elif told < self._exact + self._hidden:
            return Look(hours, phone, None)
        elif random.random() < self._wrong:
            seen = random.choice(GATEWAYS)
        else:
            nearest = min(MARKETS, key=lambda it: math.hypot(it[0] - spot[0], it[1] - spot[1]))
            seen = self._around(nearest[:2], 8)
        return Look(hours, phone, LookPlace.around(*seen))

    def _sold(self) -> float:
        return 24 * self._random.gammavariate(2, 6)

    def _town(self) -> Spot:
        (town,) = self._random.choices(MARKETS, weights=[it[2] for it in MARKETS])
        return town[:2]

    def _shop(self) -> Spot:
        return self._around(self._town(), 12)

    def _around(self, spot: Spot, km: float) -> Spot:
        turn, far = self._random.uniform(0, 2 * math.pi), self._random.expovariate(1 / km)
        latitude, longitude = spot
        east = 111.2 * math.cos(math.radians(latitude))
        return latitude + far * math.sin(turn) / 111.2, longitude + far * math.cos(turn) / east


def _in_life(looks: list[Look]) -> list[Look]:
    within = (look for look in looks if 0 <= look.hours <= LIFE_HOURS)
    return sorted(within, key=lambda look: look.hours)[:MOST_LOOKS]
