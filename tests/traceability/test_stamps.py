"""The life of stamps: orders, rolls, ranges, activation."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability import stamps
from traceability.errors import Conflict, Forbidden
from traceability.lots import LotOverlay, LotState
from traceability.serial_ranges import EmptyRange, SerialRange
from traceability.stamp_ledger import Holding, StampState
from traceability.stamps import (
    Activation,
    EarlierActivation,
    FlagKind,
    LotToStamp,
    OrderState,
)

MINH, THU = UUID(int=1), UUID(int=2)

ranges = st.builds(SerialRange.of, st.integers(0, 40), st.integers(1, 40))


def an_activation(**changes) -> Activation:
    of_lot = {it.name: changes.pop(it.name) for it in fields(LotToStamp) if it.name in changes}
    return replace(
        Activation(
            serials=SerialRange(100, 150),
            roll=SerialRange(100, 200),
            holdings=(Holding(SerialRange(100, 200), StampState.DELIVERED),),
            earlier=(),
            lot=replace(LotToStamp(LotState.PACKED, None, 60, 10, 1000), **of_lot),
        ),
        **changes,
    )


@pytest.mark.parametrize(("first", "last"), [(0, 0), (5, 5), (6, 5), (-1, 3)])
def test_a_range_holds_at_least_one_stamp(first: int, last: int):
    with pytest.raises(EmptyRange) as refused:
        SerialRange(first, last)

    assert refused.value.details == {"first": first, "last": last}


@given(ranges, ranges)
def test_ranges_are_sets_of_counters(one: SerialRange, other: SerialRange):
    here, there = set(range(one.first, one.last)), set(range(other.first, other.last))

    assert one.count == len(here)
    assert one.covers(other) is (there <= here)
    assert one.overlaps(other) is other.overlaps(one) is bool(here & there)
    assert [one.contains(counter) for counter in range(90)] == [n in here for n in range(90)]


@pytest.mark.parametrize("count", [1, 500, 1_000_000])
def test_an_order_may_have_up_to_a_million_stamps(count: int):
    stamps.check_order_size(count, 10_000)


@pytest.mark.parametrize("count", [-5, 0, 1_000_001])
def test_an_order_of_another_size_is_refused_with_the_limits(count: int):
    with pytest.raises(stamps.BadOrderSize) as refused:
        stamps.check_order_size(count, 10_000)

    assert refused.value.details == {"count": count, "smallest": 1, "largest": 1_000_000}


def test_an_order_is_cut_into_no_more_than_five_thousand_rolls():
    stamps.check_order_size(50_000, 10)
    stamps.check_order_size(1_000_000, 200)

    with pytest.raises(stamps.TooManyRolls) as refused:
        stamps.check_order_size(1_000_000, 199)

    assert refused.value.details == {"rolls": 5_026, "most": 5_000, "smallest": 200}


@pytest.mark.parametrize("count", [0, 1_001])
def test_lot_stamps_are_ordered_for_no_more_than_a_thousand_lots(count: int):
    stamps.check_order_size(1_000, 500, stamps.OrderKind.LOT)

    with pytest.raises(stamps.BadLotOrderSize) as refused:
        stamps.check_order_size(count, 500, stamps.OrderKind.LOT)

    assert refused.value.details == {"count": count, "smallest": 1, "largest": 1_000}


def test_somebody_else_decides_an_order():
    stamps.check_decision(OrderState.ORDERED, ordered_by=MINH, decided_by=THU)


def test_nobody_approves_an_order_of_their_own():
    with pytest.raises(stamps.SelfApproval) as refused:
        stamps.check_decision(OrderState.ORDERED, ordered_by=MINH, decided_by=MINH)

    assert isinstance(refused.value, Forbidden)


@pytest.mark.parametrize("state", [OrderState.APPROVED, OrderState.REFUSED])
def test_an_order_is_decided_once(state: OrderState):
    with pytest.raises(stamps.AlreadyDecided):
        stamps.check_decision(state, ordered_by=MINH, decided_by=THU)


def test_a_withdrawn_order_is_not_decided_on():
    with pytest.raises(stamps.OrderWithdrawn):
        stamps.check_decision(OrderState.WITHDRAWN, ordered_by=MINH, decided_by=THU)


def test_an_order_is_withdrawn_only_while_it_waits():
    stamps.check_withdrawal(OrderState.ORDERED)

    for state in (OrderState.APPROVED, OrderState.REFUSED):
        with pytest.raises(stamps.TooLateToWithdraw):
            stamps.check_withdrawal(state)


def test_an_approved_order_may_be_printed():
    stamps.check_approved(OrderState.APPROVED)


@pytest.mark.parametrize("state", [OrderState.ORDERED, OrderState.REFUSED])
def test_nothing_is_printed_of_an_order_that_is_not_approved(state: OrderState):
    with pytest.raises(stamps.NotApproved) as refused:
        stamps.check_approved(state)

    assert refused.value.details == {"state": state.value}


def test_five_flags_withdraw_a_stamp_and_two_do_not():
    not_withdrawing = {kind for kind in FlagKind if not kind.withdraws}

    assert not_withdrawing == {FlagKind.ON_HOLD, FlagKind.SUSPECTED_COPY}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"state": LotState.ON_MARKET},
        {"serials": SerialRange(150, 200)},
        {"serials": SerialRange(100, 200), "packed_units": 110},
        {
            "earlier": (
                EarlierActivation(SerialRange(150, 200), "Minh", datetime(2026, 11, 1, tzinfo=UTC)),
            )
        },
    ],
)
def test_delivered_stamps_are_activated_for_a_packed_lot(changes):
    stamps.check_activation(an_activation(**changes))


@pytest.mark.parametrize("serials", [SerialRange(99, 101), SerialRange(199, 201)])
def test_stamps_of_another_roll_are_not_activated(serials: SerialRange):
    with pytest.raises(stamps.RangeOutsideRoll) as refused:
        stamps.check_activation(an_activation(serials=serials))

    assert refused.value.details == {"first": 100, "last": 200}


def held(state: StampState) -> tuple[Holding, ...]:
    return (Holding(SerialRange(100, 200), state),)


@pytest.mark.parametrize("state", [StampState.DELIVERED, StampState.ACTIVATED])
def test_a_stamp_is_activated_only_once_and_the_second_is_told_by_whom(state: StampState):
    earlier = (
        EarlierActivation(SerialRange(150, 160), "Hoa", datetime(2026, 11, 1, tzinfo=UTC)),
        EarlierActivation(SerialRange(149, 150), "Minh", datetime(2026, 11, 2, 3, tzinfo=UTC)),
    )

    with pytest.raises(stamps.AlreadyActivated) as refused:
        stamps.check_activation(an_activation(earlier=earlier, holdings=held(state)))

    assert isinstance(refused.value, Conflict)
    assert refused.value.details == {
        "activated_by": "Minh",
        "activated_at": datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
    }


def test_a_range_across_spoilt_stamps_says_that_they_lie_within():
    spoilt = Holding(SerialRange(109, 110), StampState.VOID)
    around = (SerialRange(100, 109), SerialRange(110, 200))
    first, second = (Holding(serials, StampState.DELIVERED) for serials in around)

    with pytest.raises(stamps.RangeHasGaps) as refused:
        stamps.check_activation(an_activation(holdings=(first, spoilt, second)))

    assert refused.value.details == {"state": "stamp_state.void"}


@pytest.mark.parametrize("state", [state for state in StampState if state != "delivered"])
def test_stamps_that_are_not_with_the_producer_are_not_activated(state: StampState):
    with pytest.raises(stamps.RangeNotDelivered) as refused:
        stamps.check_activation(an_activation(holdings=held(state)))

    assert refused.value.details == {"state": state.value}


@pytest.mark.parametrize(
    ("state", "overlay"),
    [
        (LotState.RELEASED, None),
        (LotState.CLOSED, None),
        (LotState.PACKED, LotOverlay.ON_HOLD),
        (LotState.ON_MARKET, LotOverlay.RECALLED),
    ],
)
def test_stamps_go_on_no_lot_that_is_not_packed_or_is_held(
    state: LotState, overlay: LotOverlay | None
):
    with pytest.raises(stamps.LotNotPacked) as refused:
        stamps.check_activation(an_activation(state=state, overlay=overlay))

    assert refused.value.details == {"state": state, "overlay": overlay}


def test_one_lot_stamp_stands_for_all_packs_of_its_lot():
    wanted = an_activation(activated_units=60, packed_units=60, kind=stamps.OrderKind.LOT)

    stamps.check_activation(wanted)


def test_a_lot_stamp_stands_for_no_packs_that_cannot_have_been_filled():
    wanted = an_activation(packed_units=60, supported_units=59, kind=stamps.OrderKind.LOT)

    with pytest.raises(stamps.PacksExceedGoods) as refused:
        stamps.check_activation(wanted)

    assert refused.value.details == {"supported": 59, "packed": 60}


def test_there_are_never_more_active_stamps_than_packed_units():
    with pytest.raises(stamps.ExceedsPacked) as refused:
        stamps.check_activation(an_activation(activated_units=11))

    assert refused.value.details == {"packed": 60, "activated": 11, "wanted": 50}
