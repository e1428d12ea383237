"""What a diary proves and what it does not: silence is never proof, and a person answers then."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from traceability.checklist import Answer, Level, Point, Proof, ProofRule, get_checklist
from traceability.checklist_evidence import (
    MOST_EVIDENCE,
    DiaryFact,
    Finding,
    Outcome,
    counted,
    found_in_diary,
    open_points,
    outcome_of,
)
from traceability.event_template import Labels

TODAY = date(2026, 11, 22)
MET, NOT_MET, OPEN = Outcome.MET, Outcome.NOT_MET, Outcome.OPEN


def fact(code: str = "spraying", days_ago: int = 0, **given: Any) -> DiaryFact:
    values = given.pop("values", {})
    stated: dict[str, Any] = {
        "event_id": uuid4(),
        "lot_id": UUID(int=1),
        "template_group": "rice",
        "template_version": 1,
        "event_code": code,
        "day": TODAY - timedelta(days=days_ago),
        "filled": frozenset(values),
        "values": values,
        "flags": frozenset(),
    } | given
    return DiaryFact(**stated)


def told(rule: str, *facts: DiaryFact, events: tuple[str, ...] = ("spraying",), **given: Any):
    proof = Proof(ProofRule(rule), events, **given)
    point = Point("x", "y", Level.MUST, Labels("x", "x"), proof)
    return found_in_diary(point, facts, TODAY)


def test_what_nobody_wrote_down_is_left_to_a_person():
    for rule in ProofRule:
        assert told(rule, fact("weeding")).outcome is OPEN
        assert told(rule).outcome is OPEN


def test_what_is_dated_ahead_proves_nothing_yet():
    assert told("recorded", fact(days_ago=-1)).outcome is OPEN


@pytest.mark.parametrize(("days_ago", "outcome"), [(365, MET), (366, OPEN)])
def test_what_was_done_long_ago_does_not_say_that_it_is_not_done(days_ago: int, outcome: Outcome):
    assert told("recorded", fact(days_ago=days_ago), within_days=365).outcome is outcome


def test_one_entry_that_lacks_a_field_disproves_that_all_have_it():
    full, lacking = fact(values={"a": 1, "b": 1}), fact(values={"a": 1})

    assert told("complete", full, fields=("a", "b")).outcome is MET
    found = told("complete", full, lacking, fields=("a", "b"))
    assert (found.outcome, found.evidence) == (NOT_MET, (lacking,))


@pytest.mark.parametrize(
    ("tested", "outcome"),
    [("2025-11-22", MET), ("2025-11-21", NOT_MET), ("2026-11-23", NOT_MET), (None, OPEN)],
)
def test_a_paper_in_the_drawer_may_be_newer_than_a_silent_diary(
    tested: str | None, outcome: Outcome
):
    values = {"tested": tested} if tested else {}

    found = told("recent", fact(values=values), fields=("tested",), within_days=365)

    assert found.outcome is outcome


def test_a_flag_on_any_kind_of_entry_disproves():
    flags = ("event_flag.within_interval", "event_flag.harvested_before")
    clean, late_spray = fact("harvesting"), fact(flags=frozenset({flags[1], "event_flag.late"}))
    events = ("harvesting", "spraying")

    assert told("unflagged", clean, events=events, flags=flags).outcome is MET
    found = told("unflagged", clean, late_spray, events=events, flags=flags)
    assert (found.outcome, found.evidence) == (NOT_MET, (late_spray,))


def test_the_latest_test_counts():
    earlier = fact(days_ago=9, values={"conclusion": "passed"})
    later = fact(values={"conclusion": "failed"})

    asked = {"fields": ("conclusion",), "value": "passed"}
    assert told("passed", earlier, later, **asked).outcome is NOT_MET
    assert told("passed", earlier, **asked).outcome is MET


@pytest.mark.parametrize(
    ("said", "always", "never"),
    [
        ((True, True), MET, NOT_MET),
        ((True, False), NOT_MET, NOT_MET),
        ((False, False), NOT_MET, MET),
        ((True, None), OPEN, NOT_MET),
        ((False, None), NOT_MET, OPEN),
        ((None, None), OPEN, OPEN),
    ],
)
def test_an_entry_that_does_not_say_proves_neither(
    said: tuple[bool | None, ...], always: Outcome, never: Outcome
):
    facts = [fact(values={} if it is None else {"gear": it}) for it in said]

    assert told("always", *facts, fields=("gear",), value=True).outcome is always
    assert told("never", *facts, fields=("gear",), value=True).outcome is never


def test_only_entries_that_are_meant_are_looked_at():
    soil = fact(values={"subject": "soil", "result": "within"}, days_ago=5)
    water = fact(values={"subject": "water", "result": "above"})
    asked = {"fields": ("result",), "value": "within"}

    assert told("passed", soil, water, **asked, where=("subject", "soil")).outcome is MET
    assert told("passed", soil, water, **asked).outcome is NOT_MET
    assert told("passed", water, **asked, where=("subject", "soil")).outcome is OPEN


def test_the_latest_entries_are_shown_and_the_rest_is_counted():
    facts = [fact(days_ago=days) for days in range(9)]

    found = told("recorded", *reversed(facts))

    assert (found.count, found.evidence) == (9, tuple(facts[:MOST_EVIDENCE]))


@pytest.mark.parametrize(
    ("found", "answer", "outcome"),
    [
        (MET, Answer.NO, MET),
        (NOT_MET, Answer.YES, NOT_MET),
        (OPEN, Answer.YES, MET),
        (OPEN, Answer.NO, NOT_MET),
        (OPEN, Answer.NOT_APPLICABLE, Outcome.NOT_APPLICABLE),
        (OPEN, None, OPEN),
    ],
)
def test_nobody_talks_over_the_diary(found: Outcome, answer: Answer | None, outcome: Outcome):
    assert outcome_of(Finding(found), answer) is outcome


def test_points_are_counted_by_how_they_stand():
    assert counted([MET, MET, OPEN]) == {"met": 2, "not_met": 0, "not_applicable": 0, "open": 1}


def test_what_is_left_open_is_listed():
    checklist = get_checklist("vietgap_crops", 1)
    outcomes = dict.fromkeys((it.code for it in checklist.points), MET)

    assert open_points(checklist, outcomes | {"first_aid": OPEN}) == ("first_aid",)


def test_unworn_gear_is_not_taken_for_worn_gear():
    """The entry is complete, and says the opposite of what the standard asks."""
    point = get_checklist("vietgap_crops", 1).point("protective_clothing")
    unworn = fact(values={"protective_gear": False})

    assert found_in_diary(point, [unworn], TODAY).outcome is NOT_MET
    assert found_in_diary(point, [fact()], TODAY).outcome is OPEN


def test_a_named_variety_does_not_make_seed_organic():
    checklist = get_checklist("organic_crops", 1)
    planted = fact("planting", values={"variety": "ST25", "seed_source": "x"})

    assert found_in_diary(checklist.point("seed_organic"), [planted], TODAY).outcome is OPEN
    weeded = fact("weeding", values={"method": "machine"})
    assert found_in_diary(checklist.point("weeds_by_hand"), [weeded], TODAY).outcome is OPEN
    fed = fact("fertilising", values={"type": "inorganic"})
    assert found_in_diary(checklist.point("no_mineral_fertiliser"), [fed], TODAY).outcome is NOT_MET
