"""The life of a lot: its states, what may follow what, and what lies over it (hold, recall).

Whether a release is deserved (checks, pre-harvest interval, mass balance) is decided elsewhere.
"""

from enum import StrEnum
from typing import Final

from traceability.errors import Conflict, Forbidden, Invalid, NotFound


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
    """The lot was cancelled: nothing new is begun in it."""

    code = "lot.not_open"


class ReasonMissing(Invalid):
    """What is sent back or cancelled without a reason cannot be understood."""

    code = "lot.reason_missing"


class LotIsDraft(Conflict):
    """Nothing was done in the lot yet."""

    code = "lot.is_draft"


class LotBegun(Conflict):
    """The lot is no draft any more."""

    code = "lot.begun"


class LotCancelled(Conflict):
    """The lot was cancelled before."""

    code = "lot.cancelled"


class LotHasStamps(Conflict):
    """Stamps of the lot are active: there are goods, so it is not as if it had never been."""

    code = "lot.has_stamps"


class CancelNeedsManager(Forbidden):
    """Something was harvested or packed: whether that is nothing is for the manager to say."""

    code = "lot.cancel_needs_manager"


_S = LotState
MOVES: Final[dict[LotState, frozenset[LotState]]] = {
    _S.DRAFT: frozenset({_S.IN_PRODUCTION}),
    # Small producers pack as they harvest: packing is a fact, whatever a release must satisfy.
    # A manager who works alone asks nobody before the release.
    _S.IN_PRODUCTION: frozenset({_S.AWAITING_RELEASE, _S.RELEASED, _S.PACKED, _S.CLOSED}),
    _S.AWAITING_RELEASE: frozenset({_S.RELEASED, _S.IN_PRODUCTION, _S.PACKED, _S.CLOSED}),
    # Back to production when the release lapses before anything was packed.
    _S.RELEASED: frozenset({_S.PACKED, _S.IN_PRODUCTION, _S.CLOSED}),
    _S.PACKED: frozenset({_S.ON_MARKET, _S.CLOSED}),
    _S.ON_MARKET: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset(),
}

# The first entry of a draft begins it.
TAKES_EVENTS: Final = frozenset(_S) - {_S.CLOSED}
# The work of most groups rests here; fruit is picked and packed again and again
# (`pre_harvest.is_harvested_again`).
PACKED: Final = frozenset({_S.PACKED, _S.ON_MARKET})
TAKES_STAMPS: Final = PACKED
# Of which everybody may read.
PUBLIC: Final = PACKED | {_S.CLOSED}


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
    """Refuse to begin an entry in a lot that has ended or was cancelled."""
    if state is LotState.CLOSED:
        raise LotClosed
    if not is_open(state, overlay):
        raise LotNotOpen(state=state)


def check_begun(state: LotState) -> None:
    """Refuse what a draft cannot have: a release, a sending back."""
    if state is LotState.DRAFT:
        raise LotIsDraft


def may_take_stamps(state: LotState, overlay: LotOverlay | None = None) -> bool:
    """Whether stamps may be activated for the lot: packed or on the market, and nothing over it."""
    return state in TAKES_STAMPS and overlay is None
