"""Whether what was sprayed or given was waited for, by the rules that stop a harvest."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.event_template import TreatmentFollows, get_template
from traceability.pre_harvest import Harvest, Work, allowed_from, is_too_early
from traceability.waits import Wait, WaitKind, tells_wait, wait_after

LOT, PLOT, OTHER_PLOT = UUID(int=1), UUID(int=2), UUID(int=3)
NOON = datetime(2026, 6, 1, 5, tzinfo=UTC)
DAY = date(2026, 6, 1)
PLACE = TreatmentFollows.PLACE


def sprayed(days: int, **changed) -> Work:
    event = get_template("tea", 1).event("spraying")
    values = {"phi_days": days} | changed.pop("values", {})
    return Work(event, values, NOON, LOT, frozenset({PLOT}), **changed)


def picked(after: int, place: UUID = PLOT):
    return Harvest("harvesting", DAY + timedelta(days=after), None, LOT, frozenset({place})), PLACE


@pytest.mark.parametrize(
    ("after", "kind"), [((6,), "too_early"), ((7,), "waited"), ((7, 3), "too_early")]
)
def test_every_harvest_after_it_must_have_waited(after, kind):
    wait = wait_after(sprayed(7), [picked(days) for days in after])

    assert wait == Wait(WaitKind(kind), 7)


@pytest.mark.parametrize("harvests", [[], [picked(-3)], [picked(9, OTHER_PLOT)]])
def test_where_nothing_was_taken_since_it_says_until_when(harvests):
    assert wait_after(sprayed(7), harvests) == Wait(WaitKind.UNTIL, 7, date(2026, 6, 8))


def test_what_asks_for_no_waiting_says_so_and_what_says_nothing_is_not_judged():
    assert wait_after(sprayed(0), [picked(1)]) == Wait(WaitKind.NONE)
    silent = Work(get_template("tea", 1).event("spraying"), {}, NOON, LOT, frozenset({PLOT}))
    assert wait_after(silent, [picked(1)]) is None


def test_the_register_may_ask_for_longer_than_the_label():
    wait = wait_after(sprayed(3, registered_days=14), [picked(7)])

    assert wait == Wait(WaitKind.TOO_EARLY, 14)


def test_eggs_wait_for_what_eggs_ask_for():
    event = get_template("livestock", 1).event("treating")
    values = {"withdrawal_days": 28, "egg_withdrawal_days": 7}
    given_drug = Work(event, values, NOON, LOT, frozenset({PLOT}))
    eggs = Harvest("egg_collecting", DAY + timedelta(days=8), None, LOT, frozenset({PLOT}))

    assert wait_after(given_drug, [(eggs, TreatmentFollows.LOT)]) == Wait(WaitKind.WAITED, 7)


def test_eggs_that_need_not_wait_are_not_told_until_when_meat_waits():
    event = get_template("livestock", 1).event("treating")
    values = {"withdrawal_days": 28, "egg_withdrawal_days": 0}
    given_drug = Work(event, values, NOON, LOT, frozenset({PLOT}))
    eggs = Harvest("egg_collecting", DAY + timedelta(days=1), None, LOT, frozenset({PLOT}))

    assert wait_after(given_drug, [(eggs, TreatmentFollows.LOT)]) == Wait(WaitKind.NONE)


@given(
    days=st.integers(0, 30),
    registered=st.none() | st.integers(0, 30),
    after=st.lists(st.integers(-5, 40), max_size=4),
)
def test_it_never_says_waited_where_the_gate_says_too_early(days, registered, after):
    treatment = sprayed(days, registered_days=registered)
    harvests = [picked(it) for it in after]
    stopped = any(
        is_too_early(it.day, allowed_from([treatment], it, follows)) for it, follows in harvests
    )

    wait = wait_after(treatment, harvests)

    assert (wait is not None and wait.kind is WaitKind.TOO_EARLY) == stopped


def test_buyers_are_told_of_sprays_and_drugs_and_not_of_hidden_feed():
    told = {
        code
        for group in ("tea", "livestock", "aquaculture")
        for code, event in get_template(group, 1).events.items()
        if tells_wait(event)
    }

    assert told == {"spraying", "treating", "vaccinating"}
