"""Looks at one pack are told from looks at copies, as far as looks can tell."""

import math
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scan_worlds import MARKETS
from traceability.clone_score import (
    ALARM,
    LOT_MARK,
    MOST_PHONES,
    REGISTERED,
    UNREGISTERED,
    Custom,
    Look,
    clone_score,
    clone_signs,
    is_lot_suspected,
    running_scores,
    weighed,
)
from traceability.look_places import LookPlace
from traceability.look_stories import COPIES, Returns, StoryName

HOME = LookPlace.around(21.33, 103.91)
TOWNS = [LookPlace.around(latitude, longitude) for latitude, longitude, _ in MARKETS]
AROUND_HOME = [LookPlace(213 + step, 1039 - step) for step in (0, 5, -5, 8, -8, 4, -4, 6)]
WEEK = 7 * 24.0

customs = st.sampled_from([UNREGISTERED, REGISTERED])
places = st.none() | st.sampled_from(TOWNS)


def looks_from(
    spots: st.SearchStrategy[LookPlace | None], most: float = 4320
) -> st.SearchStrategy[list[Look]]:
    look = st.builds(Look, st.floats(0, most), st.integers(1, 12), spots)
    return st.lists(look, min_size=1, max_size=40)


def weekly(spots: list[LookPlace]) -> list[Look]:
    return [Look(WEEK * number, number, place) for number, place in enumerate(spots)]


def all_over_the_country(hours: list[float]) -> list[Look]:
    return [Look(at, number, TOWNS[number % len(TOWNS)]) for number, at in enumerate(hours)]


def best_story(looks: list[Look], custom: Custom = UNREGISTERED) -> StoryName:
    logs = weighed(looks, custom).logs
    return max(logs, key=lambda name: logs[name])


def test_one_phone_says_nothing_however_often_it_looks() -> None:
    assert clone_score([]) == 0.0
    assert clone_score([Look(5.0 * again, 1, HOME) for again in range(50)]) == 0.0


def test_a_household_is_nothing_to_be_marked() -> None:
    family = [Look(0, 1, HOME), Look(20, 2, HOME), Look(30, 1, HOME), Look(60, 3, HOME)]

    assert clone_score(family) < LOT_MARK
    assert best_story(family) in {StoryName.HOUSEHOLD, StoryName.SHELF}


def test_a_pack_that_is_given_away_is_looked_at_in_two_places() -> None:
    given_away = [Look(0, 1, HOME), Look(10, 2, HOME), Look(90, 3, TOWNS[6]), Look(99, 4, TOWNS[6])]

    assert clone_score(given_away) < LOT_MARK


def test_buyers_who_keep_coming_all_over_the_country_speak_for_copies() -> None:
    buyers = weekly(TOWNS)

    assert clone_score(buyers) > ALARM
    assert best_story(buyers) is StoryName.COPIES_ANYWHERE


def test_buyers_in_one_region_speak_for_copies() -> None:
    assert clone_score(weekly(AROUND_HOME)) > ALARM
    assert best_story(weekly(AROUND_HOME)) is StoryName.COPIES_IN_REGION


def test_what_stands_on_display_is_no_copy_unless_displays_are_registered() -> None:
    visitors = [Look(30.0 * number, number, HOME) for number in range(40)]

    assert clone_score(visitors) < ALARM < clone_score(visitors, REGISTERED)
    assert best_story(visitors, REGISTERED) is StoryName.COPIES_NEARBY


def test_nine_phones_in_nine_towns_within_six_hours_alarm_before_anybody_explains_them() -> None:
    looks = [Look(0.7 * number, number, place) for number, place in enumerate(TOWNS[:9])]

    assert clone_score(looks) > ALARM
    assert clone_score(looks, Custom(display=0.9, picture=0.9)) < LOT_MARK


def test_a_picture_goes_round_and_is_forgotten_where_copies_go_on_being_sold() -> None:
    faster_and_faster = [0.2 * number**1.8 for number in range(40)]
    steady = [30.0 * number for number in range(40)]

    picture, copies = all_over_the_country(faster_and_faster), all_over_the_country(steady)

    assert clone_score(picture) < ALARM < clone_score(copies)
    assert best_story([*picture, Look(400, "late", HOME)]) is StoryName.PICTURE


def test_a_place_that_is_often_wrong_speaks_less() -> None:
    second = [Look(0, 1, HOME), Look(20, 2, TOWNS[0])]  # the network often seems to be in Hà Nội
    other = [Look(0, 1, HOME), Look(20, 2, TOWNS[10])]

    assert clone_score(second) < clone_score(other)


@pytest.mark.parametrize("step", range(3, 11))
def test_each_further_buyer_from_elsewhere_makes_copies_likelier(step: int) -> None:
    scores = list(running_scores(weekly(TOWNS[: step + 1])))

    assert scores[step] > scores[step - 1]


def test_looks_from_more_places_speak_louder_than_as_many_from_few() -> None:
    scores = [
        clone_score([Look(50.0 * number, number, TOWNS[number % spots]) for number in range(12)])
        for spots in (2, 4, 6, 12)
    ]

    assert scores == sorted(scores)


def test_beyond_the_first_phones_nothing_is_weighed_any_more() -> None:
    crowd = [Look(number / 10, number, TOWNS[number % 7]) for number in range(10_000)]

    assert clone_score(crowd) == clone_score(crowd[:MOST_PHONES])


@given(looks_from(places, most=1e7), customs, st.floats(-1e6, 1e6))
def test_no_history_makes_the_score_anything_but_a_number(
    looks: list[Look], custom: Custom, since: float
) -> None:
    moved = [Look(look.hours + since, look.device, look.place) for look in looks]

    assert math.isfinite(clone_score(moved, custom))


@given(looks_from(places), customs, st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_looks_arrive(
    looks: list[Look], custom: Custom, dice: Random
) -> None:
    mixed = dice.sample(looks, len(looks))

    assert clone_score(mixed, custom) == clone_score(looks, custom)
    assert clone_signs(mixed) == clone_signs(looks)


@given(looks_from(places), customs, st.data())
def test_an_owner_who_soon_looks_again_changes_nothing(
    looks: list[Look], custom: Custom, data: st.DataObject
) -> None:
    first = min(looks, key=lambda look: look.hours)
    soon, place = data.draw(st.floats(0, 2.9)), data.draw(st.sampled_from([first.place, None]))
    again = Look(first.hours + soon, first.device, place)

    assert clone_score([*looks, again, again], custom) == clone_score(looks, custom)


@given(looks_from(places), customs, st.floats(4, 4320))
def test_looking_again_another_time_speaks_for_one_who_has_a_pack_and_once_only(
    looks: list[Look], custom: Custom, later: float
) -> None:
    first = min(looks, key=lambda look: look.hours)
    again = Look(first.hours + later, first.device, first.place)
    score = clone_score([*looks, again], custom)

    assert score >= clone_score(looks, custom) - 1e-9
    assert clone_score([*looks, again, replace(again, hours=again.hours + 9)], custom) == score


def test_that_nobody_looks_again_can_excuse_little() -> None:
    visitors = [Look(25.0 * number, number, TOWNS[number % 7]) for number in range(100)]

    returns = Returns()
    for look in visitors:
        returns.hear(look.hours)

    assert 1 < returns.log < 2.4  # a factor of ten


@given(looks_from(places), customs, st.data())
def test_from_wherever_a_phone_looks_again_its_first_place_counts(
    looks: list[Look], custom: Custom, data: st.DataObject
) -> None:
    owner = Look(min(look.hours for look in looks) - 1, "owner", HOME)
    again = data.draw(looks_from(places))
    reloads = [Look(owner.hours + 0.1 + look.hours, "owner", look.place) for look in again]
    at_home = [replace(look, place=HOME) for look in reloads]

    moved = clone_score([owner, *looks, *reloads], custom)
    assert moved == clone_score([owner, *looks, *at_home], custom)


@given(st.data(), st.lists(st.sampled_from(TOWNS), max_size=2))
def test_a_rival_cannot_raise_an_alarm_from_a_place_or_two(
    data: st.DataObject, spots: list[LookPlace]
) -> None:
    posted = data.draw(looks_from(st.sampled_from([None, *spots])))
    with_many_phones = [Look(look.hours, n, look.place) for n, look in enumerate(posted)]

    assert clone_score(with_many_phones) <= ALARM


@given(looks_from(places), st.tuples(*4 * [st.floats(0.001, 1)]))
def test_what_a_registration_explains_speaks_less_for_copies(
    looks: list[Look], rates: tuple[float, float, float, float]
) -> None:
    display, picture, more_on_display, more_pictures = rates
    registered = Custom(display + more_on_display, picture + more_pictures)

    assert clone_score(looks, registered) <= clone_score(looks, Custom(display, picture)) + 1e-9


@pytest.mark.parametrize("custom", [Custom(0.9, 0.05), Custom(0.9, 0.9)])
def test_a_registered_display_is_explained(custom: Custom) -> None:
    visitors = [Look(30.0 * number, number, HOME) for number in range(80)]

    assert clone_score(visitors, custom) < LOT_MARK


def test_a_registered_listing_is_explained_however_long_it_is_looked_at() -> None:
    visitors = all_over_the_country([25.0 * number for number in range(80)])

    assert clone_score(visitors, Custom(display=0.9, picture=0.9)) < ALARM < clone_score(visitors)


@given(looks_from(places), customs)
def test_running_scores_are_those_of_all_looks_up_to_then(
    looks: list[Look], custom: Custom
) -> None:
    told = sorted(looks, key=lambda look: (look.hours, look.place or (0, 0)))
    expected = [clone_score(told[: number + 1], custom) for number in range(len(told))]

    assert list(running_scores(looks, custom)) == pytest.approx(expected)


@pytest.mark.parametrize("custom", [UNREGISTERED, REGISTERED])
@pytest.mark.parametrize("looks", [weekly(AROUND_HOME), weekly(TOWNS), weekly([HOME] * 9)])
def test_the_score_is_summed_up_from_what_each_story_says(
    looks: list[Look], custom: Custom
) -> None:
    weighing = weighed(looks, custom)

    copies = sum(math.exp(log) for name, log in weighing.logs.items() if name in COPIES)
    one_pack = sum(math.exp(log) for name, log in weighing.logs.items() if name not in COPIES)

    assert weighing.score == pytest.approx(math.log(copies / one_pack))


def test_two_phones_never_alarm_whatever_they_say() -> None:
    late_again = [Look(0, 1, HOME), Look(4000, 2, HOME)]

    assert clone_score(late_again, REGISTERED) <= ALARM


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


def test_a_lot_whose_count_is_too_small_is_judged_all_the_same() -> None:
    """Of stamps that the release of before scored on other goods it was never raised."""
    assert is_lot_suspected(1, 3)
    assert not is_lot_suspected(-2, 0)


def test_of_phones_seen_at_one_moment_the_place_that_one_tells_later_changes_the_first() -> None:
    later = Look(3.0, 2, LookPlace(210, 1058))
    looks = [Look(0.0, 2, None), Look(0.0, 1, None), later]
    custom = Custom(display=0.02, picture=1e-06, fewest_places=3)

    assert list(running_scores(looks, custom))[-1] == pytest.approx(clone_score(looks, custom))
