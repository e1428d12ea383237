"""In made-up markets copies are found and packs left alone (bench/clone_score.py measures it)."""

from collections.abc import Iterable

from tests.scan_worlds import ScanWorld, Spread
from traceability.clone_score import (
    ALARM,
    LOT_MARK,
    REGISTERED,
    UNREGISTERED,
    Look,
    is_lot_suspected,
    running_scores,
)

MOST = 60  # looks after which none of these stamps is told apart any more


def highest(looks: list[Look], world: ScanWorld) -> float:
    """Of the scores after each look, for a score once reached is not taken back."""
    custom = REGISTERED if world.is_registered else UNREGISTERED
    return max(running_scores(looks[:MOST], custom))


def share_that_alarms(histories: Iterable[tuple[ScanWorld, list[Look]]]) -> float:
    alarms = [highest(looks, world) > ALARM for world, looks in histories]
    return sum(alarms) / len(alarms)


def genuine(worlds: list[ScanWorld]) -> Iterable[tuple[ScanWorld, list[Look]]]:
    return ((world, world.genuine()) for world in worlds for _ in range(2000))


def copied(worlds: list[ScanWorld], spread: Spread) -> Iterable[tuple[ScanWorld, list[Look]]]:
    return ((world, world.copied(100, spread)[0]) for world in worlds for _ in range(40))


def test_copies_are_found_and_packs_are_left_alone() -> None:
    worlds = [ScanWorld(seed) for seed in (1, 2, 3)]

    assert share_that_alarms(genuine(worlds)) <= 0.0015
    assert share_that_alarms(copied(worlds, Spread.NATIONAL)) >= 0.92
    assert share_that_alarms(copied(worlds, Spread.REGIONAL)) >= 0.85


def test_where_displays_are_registered_copies_of_one_market_are_found_too() -> None:
    worlds = [ScanWorld(seed, is_registered=True) for seed in (4, 5, 6)]

    assert share_that_alarms(genuine(worlds)) <= 0.0015
    assert share_that_alarms(copied(worlds, Spread.NATIONAL)) >= 0.97
    assert share_that_alarms(copied(worlds, Spread.LOCAL)) >= 0.97


def test_few_copies_each_of_a_hundred_stamps_stand_out_in_their_lot() -> None:
    world = ScanWorld(7)
    packs = [highest(world.genuine(), world) > LOT_MARK for _ in range(2000)]
    few = [highest(world.copied(10, Spread.REGIONAL)[0], world) > LOT_MARK for _ in range(100)]

    assert not is_lot_suspected(2000, sum(packs))
    assert is_lot_suspected(2000, sum(packs[:1900]) + sum(few))
