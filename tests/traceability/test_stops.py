"""What is stopped: everything that should not be done, nothing else, and never a fact."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traceability.test_waiting_periods import LOTS, START, harvests, oracle, sprays
from traceability.event_flags import EventFlag
from traceability.event_template import TreatmentFollows, current
from traceability.pre_harvest import Harvest, Work, kept_by
from traceability.stops import (
    HarvestTooEarly,
    Stopped,
    name_of_input,
    name_of_treatment,
    refuse_stops,
)

RICE = current("rice")


def stop_of(treatments: list[Work], work: Work) -> HarvestTooEarly | None:
    harvest = Harvest.of(work)
    assert harvest is not None
    return HarvestTooEarly.of(harvest, kept_by(treatments, harvest, TreatmentFollows.PLACE))


@given(st.lists(sprays(), max_size=6), harvests())
def test_a_violation_is_stopped_and_a_lawful_harvest_is_not(treatments, work):
    assert (stop_of(treatments, work) is not None) is oracle(treatments, work)


@given(st.lists(sprays(), max_size=6), harvests())
def test_no_fact_is_refused(treatments, work):
    stop = stop_of(treatments, work)

    refuse_stops([stop] if stop else [], as_fact=True)


@given(st.lists(sprays(), max_size=6), harvests())
def test_a_stop_names_the_day_from_which_the_same_harvest_passes(treatments, work):
    stop = stop_of(treatments, work)
    if stop is None:
        return
    allowed = stop.details["allowed_from"]
    assert isinstance(allowed, date)

    before = Harvest.of(work)
    assert before is not None
    then = Harvest(before.code, allowed, None, before.lot_id, before.places)
    known = [it for it in treatments if before.comes_after(it)]

    assert HarvestTooEarly.of(then, kept_by(known, then, TreatmentFollows.PLACE)) is None
    assert before.day < allowed


def spraying(days_before: int, phi_days: int, day: Work) -> Work:
    values = {"trade_name": "Trừ Rầy 10WP", "phi_days": phi_days}
    at = day.event_time - timedelta(days=days_before)
    return Work(RICE.event("spraying"), values, at, day.lot_id, day.places)


@given(harvests())
def test_a_stop_tells_a_program_the_day_the_treatment_and_the_days(work):
    harvest = Harvest.of(work)
    assert harvest is not None
    plain = Work(work.event, {}, work.event_time, work.lot_id, work.places)
    treatment = spraying(3, 14, plain)

    stop = stop_of([treatment, spraying(5, 6, plain)], plain)

    assert stop is not None
    assert json.loads(json.dumps(stop.facts)) == {
        "allowed_from": (treatment.day + timedelta(days=14)).isoformat(),
        "treatment": "Trừ Rầy 10WP",
        "treated_on": treatment.day.isoformat(),
        "days": 14,
    }


def test_what_is_stopped_is_refused_until_it_is_told_as_a_fact():
    stop = HarvestTooEarly(days=1)

    with pytest.raises(HarvestTooEarly):
        refuse_stops([stop], as_fact=False)
    with pytest.raises(Stopped):
        refuse_stops([stop], as_fact=False, told_before=[EventFlag.LATE])
    refuse_stops([stop], as_fact=False, told_before=[EventFlag.WITHIN_INTERVAL])
    refuse_stops([], as_fact=False)


def test_a_treatment_is_named_as_it_was_written_down_and_a_choice_by_its_words():
    feeding = current("honey").event("feeding")
    weeding = RICE.event("weeding")
    choice = next(it for it in feeding.fields if it.name == "feed").choices[0]

    assert name_of_input(feeding, {"feed": choice.code}) == choice.labels.vi
    assert name_of_input(weeding, {}) == ""
    assert name_of_treatment(Work(weeding, {}, START, LOTS[0])) == weeding.labels.vi
