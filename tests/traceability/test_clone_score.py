"""Looks at one pack are told from looks at copies, as far as looks can tell."""

import math
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scan_worlds import MARKETS, ScanWorld, Spread
from traceability.clone_score import (
    ALARM,
    LOT_MARK,
    REGISTERED,
    Look,
    clone_score,
    clone_signs,
    is_lot_suspected,
)
from traceability.look_places import LookPlace

HOME = LookPlace.around(21.33, 103.91)
TOWNS = [LookPlace.around(latitude, longitude) for latitude, longitude, _ in MARKETS]
WEEK = 7 * 24.0

places = st.none() | st.sampled_from(TOWNS)
looks = st.lists(
    st.builds(Look, st.floats(0, 4320), st.integers(1, 12), places), min_size=1, max_size=40
).map(lambda told: sorted(told, key=lambda look: look.hours))


def test_one_phone_says_nothing_however_often_it_looks() -> None:
    assert clone_score([]) == 0.0
    assert clone_score([Look(5.0 * again, 1, HOME) for again in range(50)]) == 0.0


def test_a_household_is_nothing_to_be_marked() -> None:
    family = [Look(0, 1, HOME), Look(20, 2, HOME), Look(30, 1, HOME), Look(60, 3, HOME)]

    assert clone_score(family) < LOT_MARK


def test_buyers_who_keep_coming_all_over_the_country_speak_for_copies() -> None:
    buyers = [Look(WEEK * number, number, place) for number, place in enumerate(TOWNS[5:11])]

    assert clone_score(buyers) > ALARM


def test_buyers_in_one_region_speak_for_copies() -> None:
    around = [LookPlace(213 + step, 1039 - step) for step in (0, 5, -5, 8, -8, 4, -4, 6)]
    buyers = [Look(WEEK * number, number, place) for number, place in enumerate(around)]

    assert clone_score(buyers) > ALARM


def test_what_stands_on_display_is_no_copy_unless_displays_are_registered() -> None:
    visitors = [Look(30.0 * number, number, HOME) for number in range(40)]

    assert clone_score(visitors) < ALARM < clone_score(visitors, REGISTERED)


def test_a_place_that_is_often_wrong_speaks_less() -> None:
    second = [Look(0, 1, HOME), Look(20, 2, TOWNS[0])]  # the network often seems to be in Hà Nội
    other = [Look(0, 1, HOME), Look(20, 2, TOWNS[10])]

    assert clone_score(second) < clone_score(other)


@given(looks, st.randoms(use_true_random=False))
def test_the_score_is_a_number_and_takes_looks_as_they_come(told: list[Look], dice: Random) -> None:
    again = [Look(look.hours, look.device, look.place) for look in told for _ in range(2)]

    assert math.isfinite(clone_score(told))
    assert clone_score(again) == pytest.approx(clone_score(told))


def test_the_signs_are_what_a_sentence_needs() -> None:
    told = [Look(0, 1, HOME), Look(2, 2, TOWNS[1]), Look(5, 3, TOWNS[1]), Look(6, 4, None)]

    signs = clone_signs(told)

    assert (signs.phones, signs.places, signs.hours) == (4, 2, 6)


@pytest.mark.parametrize(
    ("looked_at", "marked", "expected"),
    [(0, 0, False), (50, 3, False), (50, 6, True), (2000, 40, False), (2000, 62, True)],
)
def test_a_lot_is_suspected_when_chance_would_not_mark_so_many(
    looked_at: int, marked: int, expected: bool
) -> None:
    ways = sum(
        math.comb(looked_at, number) * 2**number * 98 ** (looked_at - number)
        for number in range(marked, looked_at + 1)
    )

    assert is_lot_suspected(looked_at, marked) is expected
    assert (Fraction(ways, 100**looked_at) < Fraction(1, 1000)) is expected


def alarms(histories: list[list[Look]], world: ScanWorld) -> float:
    """The share of stamps that ever come beyond the alarm, look by look."""
    custom = [REGISTERED] if world.is_registered else []
    rung = [
        any(
            clone_score(told[: number + 1], *custom) > ALARM for number in range(min(len(told), 40))
        )
        for told in histories
    ]
    return sum(rung) / len(rung)


def copies(world: ScanWorld, spread: Spread) -> list[list[Look]]:
    return [world.copied(100, spread)[0] for _ in range(30)]


def test_in_a_made_up_market_copies_are_found_and_packs_are_left_alone() -> None:
    world = ScanWorld(1)

    assert alarms([world.genuine() for _ in range(1500)], world) <= 0.004
    assert alarms(copies(world, Spread.NATIONAL), world) >= 0.9
    assert alarms(copies(world, Spread.REGIONAL), world) >= 0.8


def test_where_displays_are_registered_copies_of_one_market_are_found_too() -> None:
    world = ScanWorld(2, is_registered=True)

    assert alarms([world.genuine() for _ in range(1500)], world) <= 0.004
    assert alarms(copies(world, Spread.LOCAL), world) >= 0.9
