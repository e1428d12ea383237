"""The stock of inputs: bought less used, in any order, per lot number and measure."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.event_template import current
from traceability.input_stock import Movement, Shortage, shortage, stock_of
from traceability.quantities import Quantity

RICE = current("rice")


def bought(kg, lot="", name="NPK 16-16-8", unit="kg", **given) -> Movement:
    return Movement(name, lot, Quantity(int(kg * 1000), unit), is_purchase=True, **given)


def used(kg, lot="", name="npk 16 16 8", unit="kg") -> Movement:
    return Movement(name, lot, Quantity(int(kg * 1000), unit), is_purchase=False)


def only(*movements: Movement):
    (line,) = stock_of(movements)
    return line


def test_what_is_left_is_what_was_bought_less_what_was_used():
    line = only(bought(2), used(1.5), used(300, unit="g"))

    assert (line.name, line.left, line.short) == ("NPK 16-16-8", 200, 0)


def test_an_entry_below_zero_tells_the_sum():
    short = shortage([bought(2), used(1.8)], used(0.5), None)

    assert short == Shortage("kg", bought=2000, used=1800, now=500, short=300)
    assert Shortage.from_json(short.as_json()) == short


def test_what_was_never_bought_on_record_is_only_noted():
    assert shortage([used(3)], used(5), None) is None
    line = only(used(3), used(5))
    assert (line.is_recorded, line.unrecorded, line.short) == (False, 8000, 0)


def test_a_correction_counts_once():
    assert shortage([bought(2), used(1)], used(1), used(9)) is None
    assert shortage([bought(2), used(1.5)], used(0.8), used(0.1)) is not None


def test_putting_a_purchase_right_may_take_the_stock_below_zero():
    short = shortage([used(1.5)], bought(1), bought(2))

    assert short == Shortage("kg", bought=1000, used=1500, now=0, short=500)


def test_what_was_short_before_is_not_told_again_by_who_makes_it_better():
    assert shortage([bought(1), used(5)], bought(2), None) is None
    assert shortage([bought(1), used(5)], used(1), None) is not None


@pytest.mark.parametrize(
    ("movements", "short"),
    [
        ([bought(1, "A"), bought(5, "B"), used(2, "A")], 1000),
        ([bought(1, "a-1"), used(1, "A1")], 0),
        ([bought(1, "A"), bought(5), used(2, "A")], 0),
        ([bought(1, "A"), bought(5), used(7, "A")], 1000),
        ([bought(1, "A"), used(2)], 1000),
        ([bought(1, "A"), used(2, "never")], 0),
        ([bought(1), used(2, "never")], 1000),
    ],
)
def test_lot_numbers_count_where_both_sides_say_one(movements, short):
    assert all(only(*order).short == short for order in permutations(movements))


def test_each_measure_is_a_line_of_its_own():
    lines = stock_of([bought(3, unit="bottle"), used(100, unit="ml")])

    assert [(it.unit, it.is_recorded) for it in lines] == [("bottle", True), ("l", False)]
    assert shortage([bought(3, unit="bottle")], used(100, unit="ml"), None) is None


def test_what_expires_first_is_taken_to_be_used_first():
    first, second = date(2026, 5, 1), date(2026, 9, 1)
    two = [bought(1, expires_on=second), bought(1, expires_on=first)]

    assert only(*two, used(0.5)).expires_on == first
    assert only(*two, used(1)).expires_on == second
    assert only(*two, used(2)).expires_on is None


def test_an_entry_moves_what_its_template_says():
    amount = {"thousandths": 500, "unit": "kg", "entered": "0,5"}
    purchase = {"item": "Trừ Rầy", "quantity": amount, "supply_lot": "A", "expiry": "2027-01-31"}

    moved = Movement.of(RICE.event("input_purchase"), purchase)

    assert moved == Movement(
        "Trừ Rầy", "A", Quantity(500, "kg"), is_purchase=True, expires_on=date(2027, 1, 31)
    )
    spraying = {"trade_name": "Trừ Rầy", "amount_used": amount}
    assert Movement.of(RICE.event("spraying"), spraying) == Movement(
        "Trừ Rầy", "", Quantity(500, "kg"), is_purchase=False
    )
    assert Movement.of(RICE.event("spraying"), {"trade_name": "Trừ Rầy"}) is None
    assert Movement.of(RICE.event("irrigating"), {"source": "canal", "volume": amount}) is None
    assert Movement.of(RICE.event("weeding"), {}) is None


amounts = st.integers(0, 9)
lots = st.sampled_from(["", "A", "B", "C"])
movements = st.lists(
    st.builds(
        lambda it, lot, is_in: bought(it, lot) if is_in else used(it, lot),
        amounts,
        lots,
        st.booleans(),
    ),
    max_size=8,
)


@given(movements, st.randoms())
def test_the_order_in_which_entries_come_changes_nothing(told, dice):
    turned = list(told)
    dice.shuffle(turned)

    assert [_sums(it) for it in stock_of(turned)] == [_sums(it) for it in stock_of(told)]


def _sums(line):
    return line.unit, line.bought, line.used, line.unrecorded, line.short


@given(movements)
def test_nothing_is_lost_between_bought_used_and_left(told):
    for line in stock_of(told):
        total = sum(it.quantity.thousandths for it in told if not it.is_purchase)
        assert line.used + line.unrecorded == total
        assert line.short >= max(0, line.used - line.bought)
        assert line.left == max(0, line.bought - line.used)


@given(movements, st.builds(used, amounts, lots))
def test_an_entry_is_flagged_when_and_only_when_it_makes_a_shortage_worse(told, now):
    before = sum(line.short for line in stock_of(told))
    after = sum(line.short for line in stock_of([*told, now]))

    assert (shortage(told, now, None) is not None) is (after > before)
