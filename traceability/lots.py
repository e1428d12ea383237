"""The life of a lot: its states, what may follow what, and what lies over it (hold, recall).

Whether a release is deserved (checks, pre-harvest interval, mass balance) is decided elsewhere.
"""

from enum import StrEnum
from typing import Final

from traceability.errors import Conflict, NotFound


class LotState(StrEnum):
    """Where a lot stands on its way from plan to end; the order here is the order of life."""

    DRAFT = "draft"
    IN_PRODUCTION = "in_production"
    AWAITING_RELEASE = "awaiting_release"
    RELEASED = "released"
    PACKED = "packed"
    ON_MARKET = "on_market"
    CLOSED = "closed"


class LotOverlay(StrEnum):
    """What an authority or the producer laid over the state, which itself goes on underneath."""

    ON_HOLD = "on_hold"
    RECALLED = "recalled"
    CANCELLED = "cancelled"


class NoSuchLot(NotFound):
    """No such lot, or none that this person works on."""

    code = "lot.not_found"


class NoSuchEvent(NotFound):
    """No such event, or none of a lot that this person works on."""

    code = "event.not_found"


class LotClosed(Conflict):
    """The lot has ended; nothing is added to it any more."""

    code = "lot.closed"


class WrongLotState(Conflict):
    """The lot cannot go from where it stands to where it was to go."""

    code = "lot.wrong_state"


class LotNotOpen(Conflict):
    """The lot is still a draft, or was cancelled: no event is recorded in it."""

    code = "lot.not_open"


_S = LotState
MOVES: Final[dict[LotState, frozenset[LotState]]] = {
    _S.DRAFT: frozenset({_S.IN_PRODUCTION}),
    # Small producers pack as they harvest: packing is a fact, whatever a release must satisfy.
    _S.IN_PRODUCTION: frozenset({_S.AWAITING_RELEASE, _S.PACKED, _S.CLOSED}),
    _S.AWAITING_RELEASE: frozenset({_S.RELEASED, _S.IN_PRODUCTION, _S.PACKED, _S.CLOSED}),
    _S.RELEASED: frozenset({_S.PACKED, _S.CLOSED}),
    _S.PACKED: frozenset({_S.ON_MARKET, _S.CLOSED}),
    _S.ON_MARKET: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset(),
}

TAKES_EVENTS: Final = frozenset(_S) - {_S.DRAFT, _S.CLOSED}
# The work of most groups rests here; fruit is picked and packed again and again
# (`pre_harvest.is_harvested_again`).
PACKED: Final = frozenset({_S.PACKED, _S.ON_MARKET})
TAKES_STAMPS: Final = PACKED


def may_move(before: LotState, after: LotState) -> bool:
    """Whether `after` may follow `before`."""
    return after in MOVES[before]


def check_move(before: LotState, after: LotState) -> None:
    """Refuse a move that the life of a lot does not know."""
    if before is LotState.CLOSED:
        raise LotClosed
    if not may_move(before, after):
        raise WrongLotState(before=before, after=after)


def is_open(state: LotState, overlay: LotOverlay | None = None) -> bool:
    """Whether events are recorded in the lot; on hold or recalled it still gets them."""
    return state in TAKES_EVENTS and overlay is not LotOverlay.CANCELLED


def check_open(state: LotState, overlay: LotOverlay | None = None) -> None:
    """Refuse to record an event in a lot that has not begun or has ended."""
    if state is LotState.CLOSED:
        raise LotClosed
    if not is_open(state, overlay):
        raise LotNotOpen(state=state)


def may_take_stamps(state: LotState, overlay: LotOverlay | None = None) -> bool:
    """Whether stamps may be activated for the lot: packed or on the market, and nothing over it."""
    return state in TAKES_STAMPS and overlay is None
