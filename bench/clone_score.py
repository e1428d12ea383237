"""How well the clone score, and plain counts, tell copies from genuine packs in made-up markets.

For worlds in which nobody registers displays, and in which shops do, over all seeds together: how
many genuine stamps ever come beyond an alarm that was set on one half of them to let 0.1 % through
(measured on the other half; goal at most 0.15 %), and, "as it runs", beyond the fixed `ALARM` by
looks from enough networks, each phone being on one of its own; then how many copied stamps do, by
how they are sold (goals for 100 packs and more: nationally 97 %, regionally 92 %, at one market
97 % where displays are registered), after how many looks at copies half of them have (goal for
national ones: 7), and how many of those with ten such looks have by the tenth (85, 65, 55 %). Last
the chance that 100 stamps copied 5 times stand out in a lot of 2,000 (80 %).

Markets are those of `tests/scan_worlds.py`, or of another simulator with the same calls as
`clone_sim.World` (`--world FILE`). docs/clone-score.md has the figures of both.
"""

import argparse
import importlib.util
import math
import statistics
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, product
from pathlib import Path
from typing import Any, Final, Protocol

import numpy

from tests.judges import kept_looks, scores_as_they_run
from tests.scan_worlds import ScanWorld, Spread
from traceability.clone_score import (
    ALARM,
    LOT_MARK,
    REGISTERED,
    UNREGISTERED,
    Custom,
    Look,
    running_scores,
)
from traceability.look_places import LookPlace

SEEDS: Final = (11, 12, 13)
PACKS: Final = (100, 500, 5000)
FALSE_ALARMS: Final = 0.001
MOST: Final = 150  # looks after which nobody is told apart any more
TENTH: Final = 10
LOT_STAMPS, LOT_COPIED, LOT_PACKS, LOT_SHARE = 2000, 100, 5, 0.02

# The rule of the running system, whose alarm is fixed and said only beyond it.
AS_IT_RUNS: Final = "as it runs"
FIXED: Final = math.nextafter(ALARM, math.inf)

Detector = Callable[[Sequence[Look]], Iterator[float]]


class Market(Protocol):
    """Who looks at one stamp: of a genuine pack, or of so many with the same stamp."""

    def genuine(self) -> list[Look]:
        """Looks at the stamp of one pack that was looked at, in their order."""

    def copied(self, packs: int, spread: Spread) -> tuple[list[Look], frozenset[Hashable]]:
        """The same with copies, and the phones that looked at them."""


class OutsideMarket:
    """One that another simulator draws; `copied` keeps the phones of copies apart."""

    def __init__(self, world: Any) -> None:  # noqa: ANN401 - of a file named on the command line
        self._world = world

    def genuine(self) -> list[Look]:
        """Looks at the stamp of one pack that was looked at."""
        while not (history := self._world.genuine()[1]):
            pass
        return list(kept_looks(history))

    def copied(self, packs: int, spread: Spread) -> tuple[list[Look], frozenset[Hashable]]:
        """The same with copies, one in ten of which is looked at within eight weeks."""
        history, flags = self._world.clone(packs, spread.value, 0.1, 8)
        of_copies = [look for look, is_copy in zip(history, flags, strict=True) if is_copy]
        return list(kept_looks(history)), frozenset(it.device for it in kept_looks(of_copies))


def count(looks: Sequence[Look]) -> Iterator[float]:
    """The naive detector: how many looks there were."""
    yield from map(float, range(1, len(looks) + 1))


def distinct_places(looks: Sequence[Look]) -> Iterator[float]:
    """The second best: places more than 50 km apart, then phones."""
    apart: list[LookPlace] = []
    phones: set[Hashable] = set()
    for look in looks:
        phones.add(look.device)
        if look.place and all(look.place.km_to(other) > 50 for other in apart):
            apart.append(look.place)
        yield len(apart) + len(phones) / 1000


def detectors(custom: Custom) -> dict[str, Detector]:
    """Ours and those beside it."""
    return {
        AS_IT_RUNS: lambda looks: scores_as_they_run(looks, custom),
        "clone score": lambda looks: running_scores(looks, custom),
        "distinct places": distinct_places,
        "count": count,
    }


@dataclass
class Found:
    """Of stamps that were copied and whose copies were looked at: the look at a copy that found
    them (infinite: none did), and how many such looks there were.
    """

    at: list[float] = field(default_factory=list)
    of: list[int] = field(default_factory=list)

    def add(
        self, looks: Sequence[Look], copies: frozenset[Hashable], tool: Detector, alarm: float
    ) -> None:
        """One stamp."""
        seen = list(accumulate(look.device in copies for look in looks))
        at = (of for score, of in zip(tool(looks), seen, strict=True) if score >= alarm and of)
        self.at.append(next(at, math.inf))
        self.of.append(seen[-1])

    @property
    def share(self) -> float:
        """How many were found at all."""
        return statistics.fmean(map(math.isfinite, self.at))

    @property
    def by_tenth(self) -> float:
        """How many of those with ten looks at copies were found by the tenth."""
        ten = [at <= TENTH for at, of in zip(self.at, self.of, strict=True) if of >= TENTH]
        return statistics.fmean(ten) if ten else math.nan

    def __str__(self) -> str:
        return f"{self.share:.2f} ({statistics.median(self.at):g}, {self.by_tenth:.2f})"


@dataclass
class Tally:
    """What one detector did in the worlds of all seeds."""

    false: list[bool] = field(default_factory=list)
    found: dict[tuple[Spread, int], Found] = field(default_factory=dict)
    lots: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Size:
    """How many stamps of a world are drawn."""

    genuine: int
    copied: int
    few: int


def highest(detector: Detector, looks: Sequence[Look]) -> float:
    """Of the scores after each look."""
    return max(detector(looks[:MOST]), default=0.0)


def measure(
    market: Market, tools: dict[str, Detector], tallies: dict[str, Tally], of: Size
) -> None:
    """One world, added to the tallies."""
    drawn = [market.genuine() for _ in range(of.genuine)]
    genuine = {name: [highest(tool, it) for it in drawn] for name, tool in tools.items()}
    alarms = {name: calibrated(highs[::2]) for name, highs in genuine.items()}
    alarms[AS_IT_RUNS] = FIXED
    for name, highs in genuine.items():
        judged = highs if name == AS_IT_RUNS else highs[1::2]
        tallies[name].false += [high >= alarms[name] for high in judged]
    for spread, packs in product(Spread, PACKS):
        for _ in range(of.copied):
            looks, copies = market.copied(packs, spread)
            for name, tool in tools.items() if copies else ():
                found = tallies[name].found.setdefault((spread, packs), Found())
                found.add(looks[:MOST], copies, tool, alarms[name])
    few = [market.copied(LOT_PACKS, Spread.REGIONAL)[0] for _ in range(of.few)]
    for name, tool in tools.items():
        tallies[name].lots.append(lot(genuine[name], [highest(tool, it) for it in few]))


def calibrated(highs: Sequence[float]) -> float:
    """The alarm that lets one in a thousand of them through."""
    told = sorted(highs, reverse=True)
    return math.nextafter(told[int(FALSE_ALARMS * len(told))], math.inf)


def lot(genuine: Sequence[float], copied: Sequence[float]) -> tuple[float, float]:
    """The mark that two in a hundred genuine stamps come beyond, and the chance that a lot with
    copied stamps has more marked ones than all but one in a thousand lots without.
    """
    mark = sorted(genuine)[int((1 - LOT_SHARE) * len(genuine))]
    false = statistics.fmean(high > mark for high in genuine)
    right = statistics.fmean(high > mark for high in copied)
    random = numpy.random.default_rng(1)
    usual = numpy.sort(random.binomial(LOT_STAMPS, false, 200_000))
    limit = usual[int((1 - FALSE_ALARMS) * len(usual))]
    others = random.binomial(LOT_STAMPS - LOT_COPIED, false, 5000)
    marked = others + random.binomial(LOT_COPIED, right, 5000)
    return mark, float((marked > limit).mean())


def told(name: str, tally: Tally) -> str:
    """One detector's lines."""
    false = statistics.fmean(tally.false)
    lots = ", ".join(f"{power:.2f} (mark {mark:.2f})" for mark, power in tally.lots)
    lines = [f"  {name}: {false:.3%} of {len(tally.false)} genuine stamps alarm"]
    for spread in Spread:
        cells = (f"{packs} packs {tally.found[spread, packs]}" for packs in PACKS)
        lines.append(f"    {spread:9} {', '.join(cells)}")
    return "\n".join([*lines, f"    lots      {lots}; LOT_MARK is {LOT_MARK:g}"])


def markets(path: Path | None, seed: int, *, is_registered: bool) -> Market:
    """One world of the made-up market, or of the simulator in the file."""
    if path is None:
        return ScanWorld(seed, is_registered)
    spec = importlib.util.spec_from_file_location("outside_world", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return OutsideMarket(module.World(seed, registered_displays=is_registered))


def main() -> None:
    """All seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--genuine", type=int, default=40_000)
    parser.add_argument("--copied", type=int, default=100)
    parser.add_argument("--few", type=int, default=1500)
    wanted = parser.parse_args()
    size = Size(wanted.genuine, wanted.copied, wanted.few)
    for is_registered in (False, True):
        tools = detectors(REGISTERED if is_registered else UNREGISTERED)
        tallies = {name: Tally() for name in tools}
        for seed in wanted.seeds:
            market = markets(wanted.world, seed, is_registered=is_registered)
            measure(market, tools, tallies, size)
        print("displays registered" if is_registered else "nothing registered")
        for name, tally in tallies.items():
            print(told(name, tally), flush=True)


if __name__ == "__main__":
    main()
