"""What comes next for a lot, in one line: from its state, what lies over it and its release."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from traceability.holds import HoldCause
from traceability.lots import PACKED, PUBLIC, LotOverlay, LotState


class NextForLot(StrEnum):
    """The one thing to do or to wait for; the values are message codes."""

    RECALLED = "lot_next.recalled"
    CANCELLED = "lot_next.cancelled"
    CLOSED = "lot_next.closed"
    HELD_BY_OTHERS = "lot_next.held_by_others"
    TEST_AND_RELEASE_HOLD = "lot_next.test_and_release_hold"
    BEGIN = "lot_next.begin"
    WORK = "lot_next.work"
    AWAIT_RELEASE = "lot_next.await_release"
    RELEASE_AGAIN = "lot_next.release_again"
    PACK = "lot_next.pack"
    ASK_RELEASE = "lot_next.ask_release"
    STAMP = "lot_next.stamp"
    SELL = "lot_next.sell"


@dataclass(frozen=True)
class LotStanding:
    """What is known of a lot without reading its diary."""

    state: LotState
    overlay: LotOverlay | None = None
    hold_reason: str | None = None
    is_asked: bool = False
    is_released: bool = False
    has_lapsed: bool = False
    packed_units: int = 0
    activated_units: int = 0
    has_stamps: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing new is begun in it."""
        return self.state is LotState.CLOSED or self.overlay is LotOverlay.CANCELLED

    @property
    def is_public(self) -> bool:
        """Whether everybody may read its page."""
        return self.state in PUBLIC

    @property
    def shown_code(self) -> str:
        """The code whose words name where it stands: what lies over it before its state."""
        if self.overlay is not None and self.state is not LotState.CLOSED:
            return f"lot_overlay.{self.overlay.value}"
        return f"lot_state.{self.state.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        if self.shown_code.startswith("lot_overlay."):
            return _OVERLAY_TONES[self.overlay or LotOverlay.ON_HOLD]
        return _TONES.get(self.state, "green")

    @property
    def left(self) -> int:
        """Packs that have no stamp yet."""
        return max(0, self.packed_units - self.activated_units)


def next_for(lot: LotStanding) -> NextForLot:
    """The first that applies, the graver before the rest."""
    return next(code for code, applies in _RULES if applies(lot))


def _is_held(lot: LotStanding) -> bool:
    return lot.overlay is LotOverlay.ON_HOLD


def _is_held_by_others(lot: LotStanding) -> bool:
    return _is_held(lot) and lot.hold_reason not in set(HoldCause)


_N = NextForLot
_RULES: Final[tuple[tuple[NextForLot, Callable[[LotStanding], bool]], ...]] = (
    (_N.RECALLED, lambda lot: lot.overlay is LotOverlay.RECALLED),
    (_N.CANCELLED, lambda lot: lot.overlay is LotOverlay.CANCELLED),
    (_N.CLOSED, lambda lot: lot.state is LotState.CLOSED),
    (_N.HELD_BY_OTHERS, _is_held_by_others),
    (_N.TEST_AND_RELEASE_HOLD, _is_held),
    (_N.BEGIN, lambda lot: lot.state is LotState.DRAFT),
    (_N.AWAIT_RELEASE, lambda lot: lot.is_asked),
    (_N.RELEASE_AGAIN, lambda lot: lot.has_lapsed and not lot.is_released),
    (_N.PACK, lambda lot: lot.state is LotState.RELEASED),
    (_N.WORK, lambda lot: lot.state not in PACKED),
    (_N.SELL, lambda lot: not lot.left),
    (_N.STAMP, lambda lot: lot.is_released),
    (_N.ASK_RELEASE, lambda _lot: True),
)
_TONES: Final = {
    LotState.DRAFT: "grey",
    LotState.AWAITING_RELEASE: "info",
    LotState.PACKED: "info",
    LotState.CLOSED: "grey",
}
_OVERLAY_TONES: Final = {
    LotOverlay.ON_HOLD: "amber",
    LotOverlay.RECALLED: "red",
    LotOverlay.CANCELLED: "grey",
}
