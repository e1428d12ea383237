"""The life of a lot."""

import itertools

import pytest

from traceability import lots
from traceability.lots import LotOverlay, LotState

ALLOWED = {
    ("draft", "in_production"),
    ("in_production", "awaiting_release"),
    ("in_production", "released"),
    ("in_production", "packed"),
    ("in_production", "closed"),
    ("awaiting_release", "released"),
    ("awaiting_release", "in_production"),
    ("awaiting_release", "packed"),
    ("awaiting_release", "closed"),
    ("released", "packed"),
    ("released", "in_production"),
    ("released", "closed"),
    ("packed", "on_market"),
    ("packed", "closed"),
    ("on_market", "closed"),
}


def test_a_lot_goes_the_ways_of_its_life_and_no_other():
    allowed = {
        (before.value, after.value)
        for before, after in itertools.product(LotState, LotState)
        if lots.may_move(before, after)
    }

    assert allowed == ALLOWED


@pytest.mark.parametrize(("before", "after"), sorted(ALLOWED))
def test_an_allowed_move_is_not_refused(before: str, after: str):
    lots.check_move(LotState(before), LotState(after))


def test_a_refused_move_says_where_the_lot_stands():
    with pytest.raises(lots.WrongLotState) as refused:
        lots.check_move(LotState.DRAFT, LotState.PACKED)

    assert refused.value.details == {"before": "draft", "after": "packed"}


@pytest.mark.parametrize("after", LotState)
def test_a_closed_lot_stays_closed(after: LotState):
    with pytest.raises(lots.LotClosed):
        lots.check_move(LotState.CLOSED, after)


@pytest.mark.parametrize("state", sorted(lots.TAKES_EVENTS))
@pytest.mark.parametrize("overlay", [None, LotOverlay.ON_HOLD, LotOverlay.RECALLED])
def test_a_lot_under_way_takes_events_even_when_held(state: LotState, overlay: LotOverlay | None):
    lots.check_open(state, overlay)

    assert lots.is_open(state, overlay)


def test_a_draft_takes_its_first_event_but_has_nothing_to_release():
    lots.check_open(LotState.DRAFT)

    with pytest.raises(lots.LotIsDraft):
        lots.check_begun(LotState.DRAFT)


def test_a_cancelled_lot_takes_no_events():
    with pytest.raises(lots.LotNotOpen):
        lots.check_open(LotState.PACKED, LotOverlay.CANCELLED)


def test_a_closed_lot_takes_no_events_and_says_so():
    with pytest.raises(lots.LotClosed):
        lots.check_open(LotState.CLOSED)


@pytest.mark.parametrize("state", LotState)
def test_stamps_go_on_packed_goods_only(state: LotState):
    answer = lots.may_take_stamps(state)

    assert answer is (state in {LotState.PACKED, LotState.ON_MARKET})


@pytest.mark.parametrize("overlay", LotOverlay)
def test_stamps_do_not_go_on_a_lot_that_is_held_recalled_or_cancelled(overlay: LotOverlay):
    assert not lots.may_take_stamps(LotState.PACKED, overlay)
