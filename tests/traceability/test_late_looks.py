"""One late look is nothing; more of a lot's stamps than chance brings are a question."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.calendar import VIETNAM_TIME, civil_date
from traceability.late_looks import (
    FEWEST_LATE,
    LATE_AFTER,
    OPENED_LONG_AGO,
    is_late,
    is_lot_late,
)

LAST_DAY = date(2026, 11, 1)
MOMENTS = st.integers(0, 1_000_000).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=VIETNAM_TIME) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(("days", "late"), [(0, False), (30, False), (31, True), (400, True)])
def test_the_first_look_is_late_from_the_thirty_first_day_on(days: int, late: bool):
    look = datetime(2026, 11, 1, 23, 59, tzinfo=VIETNAM_TIME) + timedelta(days=days)

    assert is_late([look], LAST_DAY, None) is late


def test_who_looked_in_time_may_look_again_at_any_time():
    in_time = datetime(2026, 10, 1, tzinfo=VIETNAM_TIME)

    assert not is_late([in_time, in_time + timedelta(days=900)], LAST_DAY, None)


def test_a_look_long_after_the_covered_code_was_opened_is_late():
    opened = datetime(2026, 3, 1, tzinfo=VIETNAM_TIME)
    soon, late = opened + OPENED_LONG_AGO, opened + OPENED_LONG_AGO + timedelta(minutes=1)

    assert not is_late([opened, soon], None, opened)
    assert is_late([opened, late], None, opened)


@given(st.lists(MOMENTS, max_size=5).map(sorted))
def test_without_dates_nothing_is_late(looks: list[datetime]):
    assert not is_late(looks, None, None)


@given(st.lists(MOMENTS, min_size=1, max_size=5).map(sorted))
def test_by_its_expiry_a_stamp_is_late_exactly_by_its_first_look(looks: list[datetime]):
    assert is_late(looks, LAST_DAY, None) is (civil_date(looks[0]) > LAST_DAY + LATE_AFTER)


@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_more_late_ones_never_say_less_and_more_others_never_say_more(one: int, other: int):
    late, looked_at = sorted((one, other))

    if is_lot_late(looked_at, late):
        assert late >= FEWEST_LATE
        assert is_lot_late(looked_at + 1, late + 1)
    else:
        assert not is_lot_late(looked_at + 1, late)


@pytest.mark.parametrize(
    ("looked_at", "late", "told"),
    [(2, 2, False), (3, 3, True), (100, 7, False), (100, 9, True), (2_000, 60, False)],
)
def test_chance_is_not_told(looked_at: int, late: int, told: bool):
    assert is_lot_late(looked_at, late) is told
