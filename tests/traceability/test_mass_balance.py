"""The mass balance by cases and by property: no lawful pack is left without a stamp."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.crop_bounds import Bounds
from traceability.event_template import Crop, Labels, current
from traceability.growing_seasons import SeasonYield
from traceability.mass_balance import Balance, Imbalance, Work, balance, counts

RICE, GENERAL = current("rice"), current("general")
SOME = Labels("x", "x")
LOT = UUID(int=1)


def amount(kg: int, unit: str = "kg") -> dict[str, Any]:
    return {"thousandths": kg * 1000, "unit": unit, "entered": str(kg)}


def harvest(kg: int, unit: str = "kg") -> Work:
    return RICE.event("harvesting"), {"quantity": amount(kg, unit)}


def mill(into: int, out: int) -> Work:
    event = RICE.event("milling")
    epcis = event.epcis
    return event, {str(epcis.input_quantity): amount(into), str(epcis.quantity): amount(out)}


def pack(kg: int, count: int, unit: str = "kg") -> Work:
    return RICE.event("packing"), {"pack_size": amount(kg, unit), "pack_count": count}


def receive(kg: int) -> Work:
    return GENERAL.event("receiving"), {"item": "x", "quantity": amount(kg)}


def cook(into: int, out: int) -> Work:
    values = {"input_quantity": amount(into), "output_quantity": amount(out)}
    return GENERAL.event("processing"), values


def test_units_of_the_field_are_added_up_in_kilograms():
    line = balance([harvest(2, "quintal"), harvest(50)]).lines[0]

    assert (line.unit, line.harvested, line.available) == ("kg", 250_000, 250_000)


def test_a_lawful_season_adds_up_and_takes_all_its_stamps():
    season = balance([harvest(1000), mill(1000, 650), pack(5, 130)])

    assert not season.imbalances
    assert season.supported_units(130) == 130


def test_packs_beyond_the_goods_take_no_stamps():
    season = balance([harvest(1000), mill(1000, 650), pack(5, 260)])

    assert season.imbalances == {Imbalance.MORE_PACKED_THAN_HAD}
    assert season.supported_units(260) == 132  # 650 kg and two per cent, five to a pack


def test_crumbs_in_small_packs_do_not_stretch_the_stamps_of_the_large_ones():
    season = balance([harvest(100), pack(1, 5000, "g"), pack(1, 5000)])

    assert season.supported_units(10_000) == 102


def test_packs_that_the_goods_fill_take_their_stamps_whatever_their_sizes():
    season = balance([harvest(100), pack(5, 10), pack(1, 40), pack(500, 20, "g")])

    assert season.supported_units(70) == 70


def test_packs_of_a_measure_that_is_short_are_taken_off_those_of_the_others():
    season = balance([harvest(10), harvest(10, "l"), pack(1, 30), pack(1, 5, "l")])

    assert season.supported_units(35) == 15  # ten of a kilogram, and the five of a litre


packings = st.lists(
    st.tuples(st.integers(1, 20), st.integers(1, 30), st.sampled_from(["g", "kg"])), min_size=1
)


@given(st.integers(1, 300), packings)
def test_as_many_of_the_largest_packs_as_take_stamps_never_hold_more_than_there_is(kg, told):
    season = balance([harvest(kg), *(pack(*it) for it in told)])
    grams = sorted(
        (size * (1000 if unit == "kg" else 1) for size, count, unit in told for _ in range(count)),
        reverse=True,
    )

    stamped = season.supported_units(len(grams))

    assert sum(grams[:stamped]) <= kg * 1020
    assert stamped == len(grams) or sum(grams[: stamped + 1]) > kg * 1020


def test_milling_makes_no_grain():
    season = balance([harvest(100), mill(10, 900), pack(1, 900)])

    assert Imbalance.MORE_LEFT_THAN_USED in season.imbalances
    assert season.supported_units(900) == 102


def test_more_milled_than_harvested_is_said():
    season = balance([harvest(100), mill(300, 180), pack(1, 180)])

    assert Imbalance.MORE_USED_THAN_HAD in season.imbalances
    assert season.supported_units(180) == 0


def test_what_was_never_measured_is_not_judged():
    assert balance([pack(5, 100)]).supported_units(100) == 100
    assert balance([cook(10, 8), pack(1, 8)]).supported_units(8) == 8
    assert not balance([pack(5, 100)]).imbalances


def test_goods_packed_in_a_measure_in_which_none_came_in_are_said_and_not_stopped():
    other = balance([harvest(100), pack(1, 70, "l")])

    assert other.imbalances == {Imbalance.PACKED_UNMEASURED}
    assert other.supported_units(70) == 70
    assert not balance([harvest(100, "l"), pack(500, 200, "ml")]).imbalances
    assert not balance([pack(1, 70, "l")]).imbalances


def test_what_is_cooked_takes_up_water():
    made = balance([receive(100), cook(100, 300), pack(1, 300)])

    assert not made.imbalances
    assert made.supported_units(300) == 300


def test_goods_that_were_bought_in_count():
    assert balance([harvest(100), receive(50), pack(1, 150)]).supported_units(150) == 150


def test_a_crop_gives_no_more_than_its_recovery():
    leaf = balance([harvest(100), pack(1, 60)], Bounds(recovery=28_000))

    assert leaf.imbalances == {Imbalance.ABOVE_RECOVERY}
    assert leaf.supported_units(60) == 28


def test_a_season_above_its_yield_is_said():
    season = SeasonYield(date(2026, 1, 1), True, 10_000_000, 7_000_000, ((LOT, 7_001_000),), 1)
    told = [harvest(7001), pack(1, 7001)]

    assert not replace(balance(told), seasons=(replace(season, most=7_001_000),)).imbalances
    assert replace(balance(told), seasons=(season,)).imbalances == {Imbalance.ABOVE_YIELD}


def test_without_a_crop_the_widest_bound_holds_and_an_open_one_is_none():
    bounded = [Crop("a", SOME, recovery_max=28_000), Crop("b", SOME, recovery_max=75_000)]

    assert Bounds.of(bounded, (), None).recovery == 75_000
    assert Bounds.of(bounded, {"a"}, None).recovery == 28_000
    assert Bounds.of(bounded, {"a", "b"}, None).recovery == 75_000
    assert Bounds.of([*bounded, Crop("c", SOME)], (), None).recovery is None
    assert Bounds.of([*bounded, Crop("c", SOME)], {"a", "c"}, None).recovery is None
    assert Bounds.of([], (), None) == Bounds()


def test_what_the_template_calls_other_shrinks_where_all_others_do():
    dried, other = Crop("a", SOME, recovery_max=28_000), Crop("other", SOME)
    sold_fresh = Crop("b", SOME, recovery_max=100_000)

    assert Bounds.of([dried, other], (), None).recovery == 28_000
    assert Bounds.of([dried, sold_fresh, other], (), None).recovery is None
    assert Bounds.of([dried, Crop("other", SOME, recovery_max=90_000)], (), None).recovery == 90_000


def test_the_widest_stated_yield_is_looked_at_where_the_crop_is_not_known():
    crops = [Crop("a", SOME, yield_max=7_000_000), Crop("b", SOME, yield_max=9_000_000)]
    crops.append(Crop("other", SOME))

    assert Bounds.of(crops, (), 10_000_000).yield_most == 9_000_000
    assert Bounds.of(crops, {"a"}, 10_000_000).yield_most == 7_000_000


@pytest.mark.parametrize(
    ("group", "percent"),
    [("tea", 28), ("coffee", 27), ("rice", 75), ("honey", 100), ("fruit_vegetables", 100)],
)
def test_the_groups_own_bounds_hold_for_a_crop_that_is_not_known(group, percent):
    assert Bounds.of(current(group).crops, (), None).recovery == percent * 1000


def test_what_was_bought_in_may_have_been_dried_before():
    leaf = balance([harvest(100), receive(50), pack(1, 78)], Bounds(recovery=28_000))
    bought = balance([receive(50), pack(1, 50)], Bounds(recovery=28_000))

    assert not leaf.imbalances
    assert leaf.supported_units(78) == 78
    assert not bought.imbalances


@pytest.mark.parametrize("code", ["irrigating", "spraying", "note"])
def test_other_work_moves_no_goods(code):
    assert not counts(RICE.event(code))


loads = st.lists(st.integers(1, 5000), min_size=1, max_size=5)
recoveries = st.integers(45, 75)


@given(loads, recoveries, st.integers(1, 10), st.data())
def test_nothing_lawful_is_stopped_and_nothing_above_the_goods_is_stamped(
    loads, percent, size, data
):
    works = [harvest(kg) for kg in loads]
    milled = [(kg, kg * percent // 100) for kg in loads]
    works += [mill(into, out) for into, out in milled if out]
    # A load too small to leave anything is sold as it was harvested.
    there = sum(out or into for into, out in milled)
    count = data.draw(st.integers(1, max(1, 3 * there // size)))

    season: Balance = balance([*works, pack(size, count)])
    stamped = season.supported_units(count)

    if count * size <= there:
        assert stamped == count
    assert (
        stamped * size * 100
        <= max(there, sum(loads) - sum(i for i, o in milled if o) + there) * 102
    )
    assert balance([pack(size, count), *reversed(works)]) == season
