"""The parts of a score say what it is made of, and who bought the pack is one of them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.look_histories import SOLD_IN, seen_at
from traceability.clone_score import REGISTERED, UNREGISTERED
from traceability.look_stories import COPIES, StoryName
from traceability.province_places import place_of_province
from traceability.score_parts import score_parts
from traceability.suspicion import ALARM_AT, DisplayKind, custom_of, suspicion_of

BEGINS = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


def bought(looks, *numbers):
    return [replace(it, bought=n in numbers or None) for n, it in enumerate(looks)]


def test_copies_all_over_the_country_are_told_with_every_phone():
    looks = seen_at(BEGINS, SOLD_IN)

    parts = score_parts(looks, UNREGISTERED)

    assert (parts.networks, parts.buyers, parts.is_held) == (9, 0, False)
    assert parts.copies is StoryName.COPIES_ANYWHERE
    assert parts.pack not in COPIES
    assert parts.score > 3.3
    assert [it.province for it in parts.phones] == list(SOLD_IN)
    assert parts.phones[0].thousandths == 0
    assert parts.phones[-1].thousandths == suspicion_of(looks, None).thousandths > ALARM_AT


def test_looks_of_one_phone_are_one_part_and_one_look_has_none():
    looks = seen_at(BEGINS, ["14", "14", "01"])
    same = [replace(looks[1], device=looks[0].device), *looks]

    assert len(score_parts(same, UNREGISTERED).phones) == 3
    assert score_parts(looks[:1], UNREGISTERED) is None
    assert score_parts([], UNREGISTERED) is None


def test_networks_are_numbered_as_they_come_and_few_hold_the_score():
    looks = [replace(it, network=900 + n % 2) for n, it in enumerate(seen_at(BEGINS, SOLD_IN))]

    parts = score_parts(looks, UNREGISTERED)

    assert [it.network for it in parts.phones[:4]] == [1, 2, 1, 2]
    assert (parts.networks, parts.is_held) == (2, True)
    assert parts.phones[-1].thousandths == ALARM_AT


def at_a_market(phones: int):
    """Looks within a day, some kilometres apart, of which nobody can tell display from copies."""
    return [
        replace(it, network=number, place=place_of_province("14"), province="14")
        for number, it in enumerate(seen_at(BEGINS, ["14"] * phones))
    ]


@given(st.integers(2, 9), st.sets(st.integers(0, 8)), st.integers(0, 8))
def test_another_buyer_never_lowers_the_score_and_nobody_who_did_not_buy_changes_it(
    phones: int, buyers: set[int], another: int
):
    looks = seen_at(BEGINS, SOLD_IN[:phones])
    none = suspicion_of(looks, None)

    before = suspicion_of(bought(looks, *buyers), None)
    after = suspicion_of(bought(looks, *buyers, another), None)

    assert none.thousandths <= before.thousandths <= after.thousandths
    assert suspicion_of([replace(it, bought=False) for it in looks], None) == none
    if len({it for it in buyers if it < phones}) < 2:
        assert before.thousandths == none.thousandths


@pytest.mark.parametrize("phones", [3, 6, 9, 50])
def test_a_rival_who_taps_from_one_network_adds_nothing(phones: int):
    looks = [replace(it, network=7) for it in at_a_market(phones)]

    tapped = [replace(it, bought=True) for it in looks]

    assert suspicion_of(tapped, None) == suspicion_of(looks, None)


@pytest.mark.parametrize("phones", [2, 5, 9])
def test_nor_do_buyers_of_one_place_alarm_where_displays_are_not_registered(phones: int):
    looks = [replace(it, bought=True) for it in at_a_market(phones)]

    assert suspicion_of(looks, None).thousandths <= ALARM_AT


def test_where_displays_are_registered_buyers_tell_copies_of_one_market_sooner():
    looks = at_a_market(6)
    tapped = bought(looks, 1, 3, 5)

    plain = suspicion_of(looks, None, REGISTERED).thousandths
    told = suspicion_of(tapped, None, REGISTERED).thousandths

    assert told > plain
    parts = score_parts(tapped, custom_of(None, REGISTERED))
    assert parts.buyers == 3
    assert [it.bought for it in parts.phones] == [False, True, False, True, False, True]


def test_many_buyers_speak_against_a_display_too():
    looks = seen_at(BEGINS, SOLD_IN)

    explained = suspicion_of(looks, DisplayKind.DISPLAY).thousandths
    tapped = suspicion_of(bought(looks, *range(9)), DisplayKind.DISPLAY).thousandths

    assert tapped > explained


def test_what_was_said_after_each_look_agrees_with_the_whole():
    looks = bought(seen_at(BEGINS, SOLD_IN), 2, 4, 6)

    for until in range(2, 10):
        parts = score_parts(looks[:until], UNREGISTERED)
        assert parts.phones[-1].thousandths == suspicion_of(looks[:until], None).thousandths
