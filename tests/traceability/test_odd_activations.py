"""Odd is what an organisation does not do otherwise; what it always does is not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.calendar import VIETNAM_TIME
from traceability.odd_activations import ActivationFact, odd_signs

DAY = datetime(2026, 11, 22, tzinfo=VIETNAM_TIME)
HOME = {"14"}


def at(hour: int, count: int = 100, days: int = 0, province: str | None = None) -> ActivationFact:
    return ActivationFact(DAY - timedelta(days=days) + timedelta(hours=hour), count, province)


def codes(today, before=(), home=HOME) -> list[str]:
    return [sign.code for sign in odd_signs(today, before, home)]


@pytest.mark.parametrize(("hour", "odd"), [(3, True), (4, False), (10, False), (21, False)])
def test_nights_are_odd(hour: int, odd: bool):
    assert codes([at(hour)]) == (["activated_at_night"] if odd else [])


def test_late_evenings_are_nights_too():
    assert codes([at(22)]) == codes([at(23)]) == ["activated_at_night"]


def test_who_works_at_night_is_not_asked():
    before = [at(3, days=1), *(at(10, days=days) for days in range(2, 6))]

    assert codes([at(2)], before) == []
    assert codes([at(2)], before[1:]) == ["activated_at_night"]


@pytest.mark.parametrize(("count", "odd"), [(1_500, False), (1_501, True)])
def test_a_day_is_odd_beyond_three_times_the_greatest(count: int, odd: bool):
    before = [at(10, 500, days=days) for days in range(1, 6)]

    assert codes([at(9, count - 700), at(15, 700)], before) == (
        ["activated_above_usual"] if odd else []
    )


def test_small_days_and_young_organisations_are_not_judged_by_their_numbers():
    small = [at(10, 20, days=days) for days in range(1, 6)]
    young = [at(10, 20, days=days) for days in range(1, 5)]

    assert codes([at(10, 999)], small) == []
    assert codes([at(10, 9_000)], young) == []


def test_another_province_is_told_by_its_name():
    (sign,) = odd_signs([at(10, 40, province="31"), at(11, 60, province="31")], (), HOME)

    assert (sign.code, sign.details) == (
        "activated_elsewhere",
        {"count": 100, "province": "Hải Phòng"},
    )


@pytest.mark.parametrize("province", [None, "14", "01", "79", "48"])
def test_an_unknown_place_home_and_where_networks_meet_the_world_tell_nothing(province):
    assert codes([at(10, province=province)]) == []


FACTS = st.builds(
    at,
    st.integers(0, 23),
    st.integers(1, 50_000),
    st.integers(1, 89),
    st.sampled_from([None, "14", "31", "01"]),
)


@given(st.lists(FACTS, max_size=8), st.lists(FACTS, max_size=40))
def test_no_work_today_is_nothing_odd_and_signs_follow_from_today_alone(today, before):
    today = [replace(it, at=DAY + timedelta(hours=it.at.hour)) for it in today]

    signs = odd_signs(today, before, HOME)

    assert odd_signs([], before, HOME) == ()
    assert len({sign.code for sign in signs}) == len(signs)
    for sign in signs:
        assert 0 < sign.details["count"] <= sum(it.count for it in today)


@given(st.lists(FACTS, min_size=5, max_size=40))
def test_a_day_like_the_greatest_before_is_usual_by_its_number(before):
    greatest = max(it.count for it in before)

    assert "activated_above_usual" not in codes([at(10, greatest)], before)
