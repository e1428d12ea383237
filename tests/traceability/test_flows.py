"""Sugar given while flowers bloom is told; before and after the flow it is the bees' own food."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.calendar import VIETNAM_TIME
from traceability.event_template import FlowPart, Value, current
from traceability.flows import OPEN_FLOW, Days, days_of, is_fed_in_flow

BEES = current("honey")
APRIL = date(2026, 4, 1)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM_TIME)


def told(code: str, on: date, **values: Value) -> Days | None:
    return days_of(BEES.event(code), values, noon(on))


def bloom(first: date, last: date | None = None) -> Days | None:
    ends = {"bloom_end": last.isoformat()} if last else {}
    return told("blooming", first, flower="longan", bloom_start=first.isoformat(), **ends)


def fed(on: date, until: date | None = None, feed: str = "sugar") -> Days | None:
    return told("feeding", on, feed=feed, stop_date=(until or on).isoformat())


def meets(one: Days | None, *others: Days | None) -> bool:
    assert one
    return is_fed_in_flow(one, [other for other in others if other])


@pytest.mark.parametrize(
    ("first", "last", "is_in_flow"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), False),
        (date(2026, 3, 1), date(2026, 4, 1), True),
        (date(2026, 4, 10), date(2026, 4, 10), True),
        (date(2026, 4, 20), date(2026, 5, 5), True),
        (date(2026, 4, 21), date(2026, 5, 5), False),
    ],
)
def test_a_feeding_that_touches_the_flow_is_found_from_either_side(
    first: date, last: date, is_in_flow: bool
):
    flow, feeding = bloom(APRIL, date(2026, 4, 20)), fed(first, last)

    assert meets(feeding, flow) is is_in_flow
    assert meets(flow, feeding) is is_in_flow


@pytest.mark.parametrize("feed", ["pollen", "soy", "honey"])
def test_only_sugar_ends_in_the_comb(feed: str):
    assert fed(APRIL, feed=feed) is None


def test_flowers_without_an_end_bloom_for_so_long_and_no_longer():
    assert meets(fed(APRIL + OPEN_FLOW), bloom(APRIL))
    assert not meets(fed(APRIL + OPEN_FLOW + timedelta(days=1)), bloom(APRIL))


def test_two_feedings_or_two_blooms_are_nothing_odd():
    assert not meets(fed(APRIL), fed(APRIL))
    assert not meets(bloom(APRIL), bloom(APRIL))


def test_other_work_has_no_days():
    assert told("extracting", APRIL, quantity="x") is None


def test_a_feeding_counts_from_the_day_on_which_it_began():
    assert fed(APRIL, APRIL + timedelta(days=9)) == Days(
        FlowPart.FEED, APRIL, APRIL + timedelta(days=9)
    )


@given(DAYS, DAYS, DAYS, DAYS)
def test_days_meet_when_one_day_is_of_both(a: date, b: date, c: date, d: date):
    one = Days(FlowPart.FEED, min(a, b), max(a, b))
    other = Days(FlowPart.BLOOM, min(c, d), max(c, d))
    shared = {one.first + timedelta(days=n) for n in range((one.last - one.first).days + 1)} & {
        other.first + timedelta(days=n) for n in range((other.last - other.first).days + 1)
    }

    assert one.meets(other) is other.meets(one) is bool(shared)
