"""In made-up markets copies are found and packs left alone (bench/clone_score.py measures it)."""

import math
import statistics
from collections.abc import Iterable
from itertools import accumulate

from tests.judges import scores_as_they_run
from tests.scan_worlds import ScanWorld, Spread
from traceability.clone_score import (
    ALARM,
    LOT_MARK,
    REGISTERED,
    UNREGISTERED,
    Custom,
    Look,
    is_lot_suspected,
)

MOST = 60  # looks after which none of these stamps is told apart any more


def highest(looks: list[Look], custom: Custom) -> float:
    """Of what is said after each look, for a score once reached is not taken back."""
    return max(scores_as_they_run(looks[:MOST], custom))


def custom_of(world: ScanWorld) -> Custom:
    return REGISTERED if world.is_registered else UNREGISTERED


def looks_at_copies(world: ScanWorld, spread: Spread) -> float:
    """How many of them it took until it was said; infinite where it never was."""
    looks, copies = world.copied(100, spread)
    seen = list(accumulate(look.device in copies for look in looks))
    said = zip(scores_as_they_run(looks[:MOST], custom_of(world)), seen, strict=False)
    return next((of for score, of in said if score > ALARM and of), math.inf)


def share_that_alarms(
    histories: Iterable[tuple[ScanWorld, list[Look]]], custom: Custom | None = None
) -> float:
    alarms = [highest(looks, custom or custom_of(world)) > ALARM for world, looks in histories]
    return sum(alarms) / len(alarms)


def genuine(worlds: list[ScanWorld]) -> Iterable[tuple[ScanWorld, list[Look]]]:
    return ((world, world.genuine()) for world in worlds for _ in range(2000))


def found(worlds: list[ScanWorld], spread: Spread, stamps: int = 200) -> tuple[float, float]:
    """Of copied stamps: the share that was found, and after how many looks at copies half were."""
    took = [looks_at_copies(world, spread) for world in worlds for _ in range(stamps)]
    return statistics.fmean(map(math.isfinite, took)), statistics.median(took)


def test_copies_are_found_and_packs_are_left_alone() -> None:
    worlds = [ScanWorld(seed) for seed in (21, 22, 23)]

    assert share_that_alarms(genuine(worlds)) <= 0.001
    share, looks = found(worlds, Spread.NATIONAL)
    assert share >= 0.97
    assert looks <= 7
    assert found(worlds, Spread.REGIONAL)[0] >= 0.92


def test_where_displays_are_registered_copies_of_one_market_are_found_too() -> None:
    worlds = [ScanWorld(seed, is_registered=True) for seed in (4, 5, 6)]

    assert share_that_alarms(genuine(worlds)) <= 0.0015
    for spread, goal in ((Spread.NATIONAL, 0.97), (Spread.REGIONAL, 0.92), (Spread.LOCAL, 0.97)):
        assert found(worlds, spread, 100)[0] >= goal


def test_told_too_early_that_displays_are_registered_it_warns_of_them_and_of_little_else() -> None:
    displays = 0.004  # of all packs, as these worlds draw it

    told = share_that_alarms(genuine([ScanWorld(seed) for seed in (1, 2, 3)]), REGISTERED)

    assert displays / 2 <= told <= 2 * displays


def test_few_copies_each_of_a_hundred_stamps_stand_out_in_their_lot() -> None:
    world = ScanWorld(7)
    usual = UNREGISTERED
    packs = [highest(world.genuine(), usual) > LOT_MARK for _ in range(2000)]
    few = [highest(world.copied(10, Spread.REGIONAL)[0], usual) > LOT_MARK for _ in range(100)]

    assert not is_lot_suspected(2000, sum(packs))
    assert is_lot_suspected(2000, sum(packs[:1900]) + sum(few))
