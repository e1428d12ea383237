"""Double entry of stamps: nothing is lost, nothing is twice, nothing goes where it may not."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from traceability.serial_ranges import SerialRange
from traceability.stamp_costs import OrderCost
from traceability.stamp_ledger import (
    GONE,
    RULES,
    Balance,
    Holding,
    MovementKind,
    RangeOutsideHoldings,
    StampState,
    WrongStampState,
    joined,
    move,
    reached_count,
)

FIRST, COUNT = 100, 60
ROLL = SerialRange.of(FIRST, COUNT)
kinds = st.sampled_from(MovementKind)
ranges = st.tuples(st.integers(90, 165), st.integers(1, 30)).map(lambda it: SerialRange.of(*it))


def printed(count: int = COUNT) -> tuple[Holding, ...]:
    return (Holding(SerialRange.of(FIRST, count), StampState.IN_STOCK),)


def test_a_part_of_a_roll_moves_and_the_rest_stays():
    moved = move(printed(), SerialRange(110, 120), MovementKind.DELIVERED)

    assert [(it.serials.first, it.serials.last, it.state) for it in moved.holdings] == [
        (100, 110, StampState.IN_STOCK),
        (110, 120, StampState.DELIVERED),
        (120, 160, StampState.IN_STOCK),
    ]
    assert [part.serials for part in moved.parts] == [SerialRange(110, 120)]


def test_neighbours_of_one_account_become_one_again():
    out = move(printed(), SerialRange(110, 120), MovementKind.DELIVERED)

    back = move(out.holdings, SerialRange(110, 120), MovementKind.RETURNED)

    assert back.holdings == printed()


@pytest.mark.parametrize("serials", [SerialRange(99, 101), SerialRange(159, 161)])
def test_what_is_not_of_the_roll_does_not_move(serials):
    with pytest.raises(RangeOutsideHoldings):
        move(printed(), serials, MovementKind.DELIVERED)


def test_all_of_a_range_moves_or_none_of_it_and_the_refusal_says_where():
    some = move(printed(), SerialRange(100, 110), MovementKind.DELIVERED).holdings

    with pytest.raises(WrongStampState) as refused:
        move(some, SerialRange(105, 115), MovementKind.ACTIVATED, UUID(int=1))

    assert refused.value.details["first"] == 110
    assert refused.value.details["state"] == "stamp_state.in_stock"


def test_two_activations_side_by_side_are_not_taken_for_one():
    held = move(printed(), ROLL, MovementKind.DELIVERED).holdings
    for number, first in enumerate((100, 130), start=1):
        held = move(
            held, SerialRange.of(first, 30), MovementKind.ACTIVATED, UUID(int=number)
        ).holdings

    assert [it.activation_id for it in held] == [UUID(int=1), UUID(int=2)]


def test_stamps_lost_on_goods_remember_whose_and_forget_it_when_they_are_found():
    held = move(printed(), ROLL, MovementKind.DELIVERED).holdings
    held = move(held, ROLL, MovementKind.ACTIVATED, UUID(int=1)).holdings
    lost = move(held, ROLL, MovementKind.STOLEN).holdings

    found = move(lost, ROLL, MovementKind.FOUND).holdings

    assert (lost[0].activation_id, found[0].activation_id) == (UUID(int=1), None)
    assert found[0].state is StampState.IN_STOCK


def test_what_is_gone_is_never_activated_and_destroyed_is_the_end():
    activated = RULES[MovementKind.ACTIVATED]

    assert not activated.before & GONE
    assert not any(StampState.DESTROYED in it.before for it in RULES.values())
    assert not any(it.after is StampState.NOT_PRINTED for it in RULES.values())


@given(st.lists(st.tuples(kinds, ranges), max_size=30))
def test_however_they_move_every_stamp_is_in_one_account(moves):
    held = (Holding(ROLL, StampState.NOT_PRINTED),)
    for kind, serials in moves:
        try:
            held = move(held, serials, kind, UUID(int=1)).holdings
        except (WrongStampState, RangeOutsideHoldings):
            continue

    assert held == joined(held)
    assert [it.serials.first for it in held] == [FIRST, *(it.serials.last for it in held[:-1])]
    assert Balance.of(held).ordered == COUNT


@given(count=st.integers(1, 10**6), price=st.integers(0, 10**5), percent=st.integers(0, 100))
def test_both_shares_make_the_whole_to_the_dong(count, price, percent):
    cost = OrderCost(count, price, percent)

    assert cost.subsidy + cost.own_share == cost.total == count * price
    assert 0 <= cost.subsidy <= cost.total


class StampByStamp(RuleBasedStateMachine):
    """The same moves, told of every stamp by itself: a naive ledger that cannot be wrong."""

    @initialize()
    def order(self):
        self.held = (Holding(ROLL, StampState.NOT_PRINTED),)
        self.naive = dict.fromkeys(range(ROLL.first, ROLL.last), StampState.NOT_PRINTED)
        self.bound = Counter()

    @rule(kind=kinds, serials=ranges)
    def move(self, kind, serials):
        asked = range(serials.first, serials.last)
        may = all(self.naive.get(it) in RULES[kind].before for it in asked)
        try:
            moved = move(self.held, serials, kind, UUID(int=1))
        except (WrongStampState, RangeOutsideHoldings):
            assert not may
            return
        assert may
        self.held = moved.holdings
        for counter in asked:
            self.naive[counter] = RULES[kind].after
            self.bound[counter] += kind is MovementKind.ACTIVATED
            self.bound[counter] -= kind is MovementKind.ACTIVATION_UNDONE

    @invariant()
    def both_agree(self):
        told = {n: it.state for it in self.held for n in range(it.serials.first, it.serials.last)}
        assert told == self.naive

    @invariant()
    def the_books_are_even(self):
        balance = Balance.of(self.held)
        parts = [balance.count(state) for state in StampState]
        assert balance.ordered == sum(parts) == COUNT
        assert balance.printed == sum(parts) - balance.not_printed

    @invariant()
    def nothing_is_active_without_its_activation(self):
        for holding in self.held:
            assert (holding.activation_id is None) <= (holding.state is not StampState.ACTIVATED)


TestStampByStamp = StampByStamp.TestCase


@given(st.lists(st.tuples(kinds, ranges), max_size=30))
def test_what_reached_the_producer_is_the_same_stamp_by_stamp(lines):
    reached: set[int] = set()
    for kind, serials in lines:
        each = range(serials.first, serials.last)
        if kind is MovementKind.DELIVERED:
            reached.update(each)
        elif kind is MovementKind.RETURNED:
            reached.difference_update(each)

    assert reached_count(lines) == len(reached)


def test_what_is_on_its_way_is_a_part_of_what_is_in_stock():
    some, others = Balance(in_stock=5, on_its_way=5), Balance(in_stock=3, void=1)

    whole = Balance.sum([some, others])

    assert whole == Balance(in_stock=8, void=1, on_its_way=5)
    assert (whole.printed, whole.ordered) == (9, 9)
