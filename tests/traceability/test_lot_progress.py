"""What comes next for a lot, in one line."""

from dataclasses import replace

import pytest

from traceability.holds import HoldCause
from traceability.lot_progress import LotStanding, NextForLot, next_for
from traceability.lots import LotOverlay, LotState

PACKED = LotStanding(LotState.PACKED, packed_units=10)
OTHERS = {"overlay": LotOverlay.ON_HOLD, "hold_reason": "Cơ quan lấy mẫu."}
HELD = {"overlay": LotOverlay.ON_HOLD, "hold_reason": HoldCause.FAILED_TEST.value}


@pytest.mark.parametrize(
    ("lot", "expected"),
    [
        (LotStanding(LotState.DRAFT), NextForLot.BEGIN),
        (LotStanding(LotState.IN_PRODUCTION), NextForLot.WORK),
        (LotStanding(LotState.AWAITING_RELEASE, is_asked=True), NextForLot.AWAIT_RELEASE),
        (LotStanding(LotState.RELEASED, is_released=True), NextForLot.PACK),
        (LotStanding(LotState.IN_PRODUCTION, has_lapsed=True), NextForLot.RELEASE_AGAIN),
        (PACKED, NextForLot.ASK_RELEASE),
        (replace(PACKED, is_asked=True), NextForLot.AWAIT_RELEASE),
        (replace(PACKED, is_released=True), NextForLot.STAMP),
        (replace(PACKED, has_lapsed=True), NextForLot.RELEASE_AGAIN),
        (replace(PACKED, activated_units=10, is_released=True), NextForLot.SELL),
        (replace(PACKED, **HELD), NextForLot.TEST_AND_RELEASE_HOLD),
        (
            replace(PACKED, overlay=LotOverlay.ON_HOLD, hold_reason="Lấy mẫu"),
            NextForLot.HELD_BY_OTHERS,
        ),
        (replace(PACKED, overlay=LotOverlay.RECALLED), NextForLot.RECALLED),
        (replace(PACKED, overlay=LotOverlay.CANCELLED), NextForLot.CANCELLED),
        (LotStanding(LotState.CLOSED), NextForLot.CLOSED),
    ],
)
def test_a_lot_has_one_next_step(lot, expected):
    assert next_for(lot) is expected


@pytest.mark.parametrize("state", LotState)
@pytest.mark.parametrize("overlay", [None, *LotOverlay])
def test_every_standing_has_a_name_and_a_tone(state, overlay):
    lot = LotStanding(state, overlay)

    assert lot.shown_code.split(".")[0] in {"lot_state", "lot_overlay"}
    assert lot.tone in {"grey", "info", "green", "amber", "red"}


def test_what_lies_over_a_lot_is_named_before_its_state_until_it_ended():
    assert replace(PACKED, **HELD).shown_code == "lot_overlay.on_hold"
    assert LotStanding(LotState.CLOSED, LotOverlay.ON_HOLD).shown_code == "lot_state.closed"


def test_nothing_new_is_begun_in_what_is_over():
    over = [LotStanding(LotState.CLOSED), replace(PACKED, overlay=LotOverlay.CANCELLED)]

    assert all(lot.is_over for lot in over)
    assert not replace(PACKED, **HELD).is_over
