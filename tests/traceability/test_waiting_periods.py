"""Waiting periods by property: whatever was done where and when, an oracle of plain days agrees."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.event_template import TreatmentFollows, current
from traceability.event_template_reading import read_accepted
from traceability.pre_harvest import Harvest, Work, allowed_from, concerns, is_too_early

RICE = current("rice")
PLOTS = [UUID(int=n) for n in range(4)]
LOTS = [UUID(int=100 + n) for n in range(3)]
HOME = timezone(timedelta(hours=7))
START = datetime(2026, 3, 1, tzinfo=UTC)

moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
offsets = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
some_plots = st.frozensets(st.sampled_from(PLOTS), min_size=1, max_size=3)


@st.composite
def sprays(draw: st.DrawFn) -> Work:
    return Work(
        event=RICE.event("spraying"),
        values={"phi_days": draw(st.integers(0, 30))},
        event_time=draw(moments).astimezone(draw(offsets)),
        lot_id=draw(st.sampled_from(LOTS)),
        places=draw(some_plots),
        registered_days=draw(st.none() | st.integers(0, 30)),
    )


@st.composite
def harvests(draw: st.DrawFn) -> Work:
    at = draw(moments)
    written = draw(st.none() | st.integers(-3, 0))
    day = (at.astimezone(HOME) + timedelta(days=written or 0)).date()
    return Work(
        event=RICE.event("harvesting"),
        values={} if written is None else {"harvest_date": day.isoformat()},
        event_time=at.astimezone(draw(offsets)),
        lot_id=draw(st.sampled_from(LOTS)),
        places=draw(some_plots),
    )


def oracle(treatments: list[Work], harvest: Work) -> bool:
    """Too early, said in plain days at home and without the functions under test."""
    at = harvest.event_time.astimezone(HOME)
    written = harvest.values.get("harvest_date")
    day = date.fromisoformat(str(written)) if written else at.date()
    for spray in treatments:
        sprayed = spray.event_time.astimezone(HOME)
        days = max(int(str(spray.values["phi_days"])), spray.registered_days or 0)
        before = sprayed <= at if sprayed.date() == day == at.date() else sprayed.date() <= day
        here = before and spray.places & harvest.places
        if here and days and day < sprayed.date() + timedelta(days=days):
            return True
    return False


@given(st.lists(sprays(), max_size=6), harvests())
def test_no_early_harvest_passes_and_no_lawful_one_is_stopped(treatments, work):
    harvest = Harvest.of(work)
    assert harvest is not None

    day = allowed_from(treatments, harvest, TreatmentFollows.PLACE)

    assert is_too_early(harvest.day, day) is oracle(treatments, work)


@given(sprays(), harvests(), offsets)
def test_the_clock_of_another_zone_changes_nothing(spray, work, zone):
    moved = replace(spray, event_time=spray.event_time.astimezone(zone))
    harvest = Harvest.of(work)

    there = allowed_from([moved], harvest, TreatmentFollows.PLACE)

    assert there == allowed_from([spray], harvest, TreatmentFollows.PLACE)


@given(st.lists(sprays(), max_size=5), sprays(), harvests())
def test_one_more_treatment_never_shortens_the_wait(treatments, more, work):
    harvest = Harvest.of(work)

    without = allowed_from(treatments, harvest, TreatmentFollows.PLACE)
    with_it = allowed_from([*treatments, more], harvest, TreatmentFollows.PLACE)

    assert (
        with_it is None if without is None and with_it is None else with_it >= (without or with_it)
    )


LIVESTOCK = """
{"group": "hens", "version": 1, "labels": {"vi": "Gà", "en": "Hens"}, "units": ["kg"], "crops": [],
 "treatment_follows": "lot", "likely": {"": ["treating"]}, "events": [
 {"code": "treating", "labels": {"vi": "Thuốc", "en": "Drug"}, "icon": "leaf", "public": true,
  "epcis": {"kind": "cycle_input", "biz_step": "treating", "disposition": "in_progress",
   "input": {"type": "drug", "name": "drug"}, "interval_field": "days", "interval_from": "ended",
   "intervals": {"egg_collecting": "egg_days"}},
  "fields": [
   {"name": "drug", "type": "text", "labels": {"vi": "Thuốc", "en": "Drug"}, "required": true},
   {"name": "days", "type": "integer", "labels": {"vi": "Ngày", "en": "Days"}},
   {"name": "egg_days", "type": "integer", "labels": {"vi": "Ngày", "en": "Days"}},
   {"name": "ended", "type": "date", "labels": {"vi": "Đến", "en": "Until"}}]},
 {"code": "egg_collecting", "labels": {"vi": "Trứng", "en": "Eggs"}, "icon": "leaf",
  "public": true, "epcis": {"kind": "cycle_output", "biz_step": "commissioning",
  "disposition": "active", "quantity": "eggs"}, "fields": [
   {"name": "eggs", "type": "amount", "labels": {"vi": "Trứng", "en": "Eggs"},
    "units": ["fruit"]}]},
 {"code": "harvesting", "labels": {"vi": "Bán", "en": "Selling"}, "icon": "leaf", "public": true,
  "epcis": {"kind": "cycle_output", "biz_step": "commissioning", "disposition": "active",
  "quantity": "quantity"}, "fields": [
   {"name": "quantity", "type": "amount", "labels": {"vi": "Kg", "en": "Kg"}, "units": ["kg"]}]}]}
"""
HENS = read_accepted(LIVESTOCK)  # of which the packing is left out
GIVEN_AT = datetime(2026, 5, 1, 3, tzinfo=UTC)


def _harvest(code: str, day: int, lot: UUID = LOTS[0]) -> Harvest:
    return Harvest(code, date(2026, 5, day), None, lot, frozenset({PLOTS[0]}))


def _drug(**values: str | int) -> Work:
    places = frozenset({PLOTS[0]})
    return Work(HENS.event("treating"), values, GIVEN_AT, LOTS[0], places)


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("egg_collecting", date(2026, 5, 8)),
        ("harvesting", date(2026, 5, 19)),
        (None, date(2026, 5, 19)),
    ],
)
def test_eggs_and_meat_wait_their_own_time_from_the_last_day_of_the_drug(code, day):
    drug = _drug(days=14, egg_days=3, ended="2026-05-05")

    assert drug.keeps_until(code) == day


def test_eggs_without_a_time_of_their_own_wait_as_long_as_meat():
    assert _drug(days=14).keeps_until("egg_collecting") == date(2026, 5, 15)


def test_eggs_may_wait_not_at_all_where_the_label_says_so():
    assert _drug(days=14, egg_days=0).keeps_until("egg_collecting") is None


def test_a_drug_goes_with_its_animals_and_not_with_the_barn():
    drug = _drug(days=14)
    next_flock = _harvest("harvesting", 3, lot=LOTS[1])
    moved = replace(_harvest("harvesting", 3), places=frozenset({PLOTS[3]}))

    assert not concerns(drug, next_flock, TreatmentFollows.LOT)
    assert concerns(drug, moved, TreatmentFollows.LOT)


def test_bees_carry_it_with_them_and_leave_it_at_the_place():
    drug = _drug(days=14)

    assert concerns(drug, _harvest("harvesting", 3, lot=LOTS[1]), TreatmentFollows.BOTH)
    assert concerns(
        drug, replace(_harvest("harvesting", 3), places=frozenset()), TreatmentFollows.BOTH
    )


def test_what_was_taken_while_the_drug_was_still_given_is_too_early():
    drug = _drug(days=2, ended="2026-05-05")

    day = allowed_from([drug], _harvest("harvesting", 3), TreatmentFollows.LOT)

    assert is_too_early(date(2026, 5, 3), day)
