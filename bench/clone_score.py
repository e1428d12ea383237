"""How well the clone score tells copies from genuine packs, in made-up markets of three seeds.

For worlds in which nobody registers displays, and in which shops do: how many genuine stamps ever
come beyond the alarm (goal: at most 0.15 %), how many copied ones (goals for 100 packs and more:
sold nationally 97 %, regionally 92 %, at one market 97 % where displays are registered), and after
how many looks at copies half of them have (goal for national ones: 7). An alarm is looked for after
each look, as in life. Markets are those of `tests/scan_worlds.py`; docs/clone-score.md has the
figures of another one.
"""

import argparse
import statistics
from collections.abc import Hashable, Sequence

from tests.scan_worlds import ScanWorld, Spread
from traceability.clone_score import ALARM, REGISTERED, UNREGISTERED, Custom, Look, clone_score

SEEDS = (11, 12, 13)
PACKS = (20, 100, 500)
MOST = 80  # looks after which nobody is told apart any more


def alarm_after(looks: Sequence[Look], custom: Custom) -> int | None:
    """The number of the look with which the score comes beyond the alarm; None if none does."""
    for number in range(2, min(len(looks), MOST) + 1):
        if clone_score(looks[:number], custom) > ALARM:
            return number
    return None


def measure(world: ScanWorld, genuine: int, copied: int) -> None:
    """One world: a line for genuine packs, one for each way of selling copies."""
    custom = REGISTERED if world.is_registered else UNREGISTERED
    false = sum(alarm_after(world.genuine(), custom) is not None for _ in range(genuine))
    kind = "displays registered" if world.is_registered else "nothing registered"
    print(f"seed {world.seed}, {kind}: {false / genuine:.3%} of {genuine} genuine stamps alarm")
    for spread in Spread:
        told = []
        for packs in PACKS:
            lags = [lag(*world.copied(packs, spread), custom) for _ in range(copied)]
            found = sum(it < float("inf") for it in lags) / copied
            told.append(f"{packs} packs {found:.2f} ({statistics.median(lags):g})")
        print(f"  {spread:9} {', '.join(told)}")


def lag(looks: Sequence[Look], copies: frozenset[Hashable], custom: Custom) -> float:
    """How many looks at copies there were when the alarm came."""
    number = alarm_after(looks, custom)
    if number is None:
        return float("inf")
    return sum(look.device in copies for look in looks[:number])


def main() -> None:
    """All seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--genuine", type=int, default=5000)
    parser.add_argument("--copied", type=int, default=60)
    wanted = parser.parse_args()
    for seed in SEEDS:
        for is_registered in (False, True):
            measure(ScanWorld(seed, is_registered), wanted.genuine, wanted.copied)


if __name__ == "__main__":
    main()
