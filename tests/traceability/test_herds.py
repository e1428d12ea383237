"""Animals are counted in, dead and out; feed is held against what was taken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.event_template import current
from traceability.herds import Herd, herd
from traceability.mass_balance import Imbalance, Work, balance, counts

FARM, POND = current("livestock"), current("aquaculture")


def amount(number: int, unit: str = "head") -> dict[str, Any]:
    return {"thousandths": number * 1000, "unit": unit, "entered": str(number)}


def stock(heads: int) -> Work:
    return FARM.event("stocking"), {"quantity": amount(heads)}


def die(heads: int) -> Work:
    return FARM.event("mortality"), {"count": heads}


def sell(heads: int, kg: int = 100) -> Work:
    return FARM.event("selling"), {"animal_count": heads, "quantity": amount(kg, "kg")}


def slaughter(heads: int, kg: int = 100) -> Work:
    return FARM.event("slaughtering"), {"head_in": heads, "quantity": amount(kg, "kg")}


def feed(kg: int, unit: str = "kg") -> Work:
    return FARM.event("feeding"), {"feed_name": "cám", "quantity": amount(kg, unit)}


def catch(kg: int, per_kg: int) -> Work:
    values = {"quantity": amount(kg, "kg"), "size": amount(per_kg, "head_per_kg")}
    return POND.event("harvesting"), values


def release(heads: int) -> Work:
    return POND.event("stocking"), {"quantity": amount(heads)}


def test_what_came_in_less_the_dead_and_the_sold_is_still_there():
    counted = herd([stock(100), die(3), sell(40), slaughter(50)])

    assert counted == Herd(stocked=100, dead=3, left=90, taken=200_000)
    assert counted.remaining == 7
    assert not counted.is_overdrawn


def test_one_animal_more_than_there_was_is_noticed():
    told = balance([stock(100), die(3), sell(98)])

    assert Imbalance.MORE_ANIMALS_THAN_STOCKED in told.imbalances
    assert not balance([stock(100), die(3), sell(97)]).own_imbalances


def test_animals_that_nobody_counted_in_are_not_judged():
    """A herd from before the diary began has no first day."""
    counted = herd([die(3), sell(40)])

    assert not counted.is_counted
    assert not counted.is_overdrawn


def test_a_correction_of_the_number_that_came_counts_alone():
    assert herd([stock(80), die(90)]).is_overdrawn
    assert not herd([stock(100), die(90)]).is_overdrawn


@pytest.mark.parametrize(
    ("kg", "per_kg", "is_too_many"), [(100, 50, False), (109, 50, False), (112, 50, True)]
)
def test_a_catch_is_counted_by_its_size_and_sizes_differ(kg: int, per_kg: int, is_too_many: bool):
    counted = herd([release(5000), catch(kg, per_kg)])

    assert counted.sized == kg * per_kg
    assert counted.is_overdrawn is is_too_many


def test_a_catch_without_a_size_is_not_counted():
    event, values = catch(100, 50)
    del values["size"]

    assert herd([release(10), (event, values)]).remaining == 10


@pytest.mark.parametrize(
    ("fed", "taken", "ratio"), [(1300, 1000, 1_300), (1000, 3000, 333), (0, 1000, None)]
)
def test_feed_is_told_for_each_kilogram_taken(fed: int, taken: int, ratio: int | None):
    works = [release(1000), catch(taken, 50)]
    if fed:
        works.append((POND.event("feeding"), {"quantity": amount(fed, "kg")}))

    assert herd(works).feed_ratio == ratio


def test_feed_is_weighed_in_the_units_of_the_yard():
    assert herd([stock(10), feed(2, "quintal"), feed(3, "yen")]).fed == 230_000


def test_bees_and_plants_have_no_heads():
    event = current("honey").event("feeding")

    assert herd([(event, {"quantity": amount(5, "kg")})]) == Herd()


@pytest.mark.parametrize("code", ["stocking", "mortality", "selling", "slaughtering"])
def test_what_changes_the_number_is_looked_at_when_it_is_written_down(code: str):
    assert counts(FARM.event(code))
    assert not counts(FARM.event("feeding"))


@given(st.lists(st.integers(1, 10_000), min_size=1), st.data())
def test_nobody_who_sells_what_there_is_is_warned(arrivals: list[int], data: st.DataObject):
    there = sum(arrivals)
    dead = data.draw(st.integers(0, there))
    sold = data.draw(st.integers(0, there - dead))
    works = [*map(stock, arrivals), die(dead), sell(sold)]

    counted = herd(data.draw(st.permutations(works)))

    assert counted.remaining == there - dead - sold
    assert not counted.is_overdrawn
    assert herd([*works, sell(there - dead - sold + 1)]).is_overdrawn
