"""Provinces and where they are, coarsely."""

import pytest

from traceability.geography import PROVINCES
from traceability.look_places import LookPlace
from traceability.province_places import (
    MOST_PEOPLE,
    in_likely_order,
    place_of_province,
    province_of_place,
)


@pytest.mark.parametrize("code", PROVINCES)
def test_the_main_town_of_a_province_lies_in_it(code: str):
    place = place_of_province(code)

    assert place is not None
    assert province_of_place(place) == code


@pytest.mark.parametrize(
    ("north", "east", "code"),
    [(21.03, 105.85, "01"), (10.4, 107.1, "79"), (11.5, 106.9, "75"), (20.84, 104.63, "14")],
)
def test_a_cell_is_told_as_the_province_of_the_nearest_town(north, east, code):
    assert province_of_place(LookPlace.around(north, east)) in (code, "25")


def test_far_from_every_town_there_is_no_province():
    assert province_of_place(LookPlace.around(48.85, 2.35)) is None
    assert place_of_province("00") is None
    assert place_of_province(None) is None


def test_the_likely_province_is_offered_first_then_the_large_cities():
    codes = tuple(PROVINCES)

    ordered = in_likely_order(codes, "14")

    assert ordered[:6] == ("14", *MOST_PEOPLE)
    assert sorted(ordered) == sorted(codes)
    assert in_likely_order(codes, None)[:5] == MOST_PEOPLE
