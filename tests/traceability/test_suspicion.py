"""Which looks are weighed, what a registration changes, and what a rival cannot do alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.look_histories import SOLD_IN, seen_at
from traceability.province_places import place_of_province
from traceability.suspicion import (
    ALARM_AT,
    DisplayKind,
    SeenLook,
    Sign,
    alarmed_at,
    counted,
    is_marked,
    suspicion_of,
)

BEGINS = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


def test_one_stamp_in_nine_provinces_within_six_hours_alarms_and_says_why():
    suspicion = suspicion_of(seen_at(BEGINS, SOLD_IN), None)

    assert suspicion.alarms
    details = {"provinces": 9, "within": 5, "phones": 9}
    assert suspicion.signs == (Sign("seen_in_provinces_hours", details),)


def test_over_weeks_it_is_told_in_days():
    looks = [replace(it, at=BEGINS + (it.at - BEGINS) * 50) for it in seen_at(BEGINS, SOLD_IN)]

    (sign,) = suspicion_of(looks, None).signs

    assert (sign.code, sign.details["within"]) == ("seen_in_provinces_days", 11)


@pytest.mark.parametrize("looks", [1, 2, 3, 4])
def test_a_household_does_not_alarm(looks: int):
    suspicion = suspicion_of(seen_at(BEGINS, ["14"] * looks), None)

    assert not suspicion.alarms
    assert suspicion.signs == ()


def test_no_looks_are_nothing():
    assert suspicion_of([], None).thousandths == 0


@pytest.mark.parametrize("kind", DisplayKind)
def test_what_a_registration_explains_lapses_and_stays_to_be_seen(kind: DisplayKind):
    looks = seen_at(BEGINS, SOLD_IN)

    suspicion = suspicion_of(looks, kind)

    assert not suspicion.alarms
    assert suspicion.unexplained == suspicion_of(looks, None).thousandths > ALARM_AT
    assert suspicion.signs


def test_phones_of_staff_are_left_out_with_all_their_looks():
    looks = seen_at(BEGINS, SOLD_IN)
    staff = [replace(looks[0], is_staff=True), replace(looks[0], at=BEGINS + timedelta(days=2))]

    left = counted([*staff, *looks[1:]])

    assert left == looks[1:]
    assert counted([SeenLook(BEGINS, None, is_staff=True), SeenLook(BEGINS, None)]) == [
        SeenLook(BEGINS, None)
    ]


@given(st.permutations(seen_at(BEGINS, SOLD_IN)))
def test_looks_are_weighed_by_when_they_were_made_and_not_by_when_they_came(looks):
    assert suspicion_of(counted(looks), None) == suspicion_of(seen_at(BEGINS, SOLD_IN), None)


def test_a_rival_with_fifty_phones_in_one_place_makes_no_copy():
    looks = seen_at(BEGINS, ["14"] * 50, network=7)

    assert suspicion_of(looks, None).thousandths <= ALARM_AT


def test_nor_does_he_by_naming_another_province_with_each():
    provinces = [SOLD_IN[number % len(SOLD_IN)] for number in range(50)]

    assert suspicion_of(seen_at(BEGINS, provinces, network=7), None).thousandths <= ALARM_AT


@pytest.mark.parametrize("exits", [1, 2, 3, 4, 5])
def test_nor_by_a_handful_of_vpn_exits_all_over_the_country(exits: int):
    looks = [
        replace(look, network=number % exits, place=place_of_province(SOLD_IN[number % exits]))
        for number, look in enumerate(seen_at(BEGINS, ["14"] * 50))
    ]

    assert suspicion_of(looks, None).thousandths <= ALARM_AT


def of_buyers(networks: int, places: int) -> list[SeenLook]:
    """Nine looks from so many networks and so many places."""
    return [
        replace(look, network=number % networks, place=place_of_province(SOLD_IN[number % places]))
        for number, look in enumerate(seen_at(BEGINS, SOLD_IN))
    ]


@pytest.mark.parametrize(
    ("networks", "places", "alarms"), [(4, 9, False), (5, 3, False), (5, 5, True), (5, 9, True)]
)
def test_five_networks_are_enough_only_where_phones_look_from_four_places(
    networks: int, places: int, alarms: bool
):
    assert suspicion_of(of_buyers(networks, places), None).alarms is alarms


def test_buyers_in_many_places_on_networks_of_their_own_do():
    looks = [replace(look, network=number) for number, look in enumerate(seen_at(BEGINS, SOLD_IN))]

    assert suspicion_of(looks, None).alarms


def test_the_time_is_that_of_the_look_by_which_it_was_enough():
    looks = seen_at(BEGINS, SOLD_IN)

    at = alarmed_at(looks, None)

    number = [it.at for it in looks].index(at)
    assert suspicion_of(looks[: number + 1], None).alarms
    assert not suspicion_of(looks[:number], None).alarms
    assert alarmed_at(looks[:2], None) == looks[1].at


def test_signs_are_kept_and_read_back():
    sign = Sign("seen_by_phones_hours", {"phones": 9, "within": 6})

    assert Sign.from_json(sign.as_json()) == sign
    assert Sign.from_json("far_apart") == Sign("far_apart")


def test_a_stamp_is_marked_for_its_lot_long_before_it_alarms():
    assert is_marked(ALARM_AT)
    assert not is_marked(100)
    assert not is_marked(None)
