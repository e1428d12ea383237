"""How ranges of an order's stamps stand at one moment: what lists for phones tell of them.

It is the verdict without what a list cannot know: earlier looks, covered codes, dates that pass
while the list lies on a phone. `tests/traceability/test_stamp_standing.py` holds both together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, Generic, Protocol, TypeVar

from traceability.lots import LotOverlay
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import GONE, StampState
from traceability.stamps import FlagKind


class Standing(StrEnum):
    """How a stamp stands; the order is that of gravity, and its place is its number in lists."""

    NOT_ISSUED = "not_issued"
    COUNTERFEIT = "counterfeit"
    STOLEN = "stolen"
    LOST = "lost"
    VOID = "void"
    DESTROYED = "destroyed"
    RECALLED = "recalled"
    ON_HOLD = "on_hold"
    NOT_ACTIVATED = "not_activated"
    SUSPECTED_COPY = "suspected_copy"
    ACTIVE = "active"

    @property
    def number(self) -> int:
        """As lists spell it; a number is never given to another standing."""
        return _NUMBERS[self]

    @property
    def is_listed(self) -> bool:
        """Whether the public list names such stamps: all but those that are as they should be."""
        return self is not Standing.ACTIVE


STANDINGS: Final = tuple(Standing)
_NUMBERS: Final = {standing: number for number, standing in enumerate(STANDINGS)}


class _Ranged(Protocol):
    @property
    def serials(self) -> SerialRange: ...


R = TypeVar("R", bound=_Ranged)


@dataclass(frozen=True)
class HoldingRange:
    """Stamps that stand in one account; `lot` numbers the lots of the order they are bound to."""

    serials: SerialRange
    state: StampState
    lot: int | None = None
    overlay: LotOverlay | None = None


@dataclass(frozen=True)
class FlagRange:
    """Stamps over which a flag stands."""

    serials: SerialRange
    kind: FlagKind


@dataclass(frozen=True)
class OrderRanges:
    """All that decides how the stamps of an order stand. Holdings do not overlap."""

    serials: SerialRange
    holdings: Sequence[HoldingRange] = ()
    flags: Sequence[FlagRange] = ()


@dataclass(frozen=True, slots=True)
class StandingRange:
    """Stamps `[first, last)` that stand alike, and the lot that they are bound to, if any."""

    first: int
    last: int
    standing: Standing
    lot: int | None = None


_GONE: Final = {state: Standing(state.value) for state in GONE}
_OVERLAID: Final = {
    LotOverlay.RECALLED: Standing.RECALLED,
    LotOverlay.CANCELLED: Standing.VOID,  # a cancelled lot has no goods
}


def standing_of_lot(overlay: LotOverlay | None) -> Standing:
    """How the goods of a lot stand by themselves, whatever is known of a stamp on them."""
    if overlay is LotOverlay.ON_HOLD:
        return Standing.ON_HOLD
    return _OVERLAID[overlay] if overlay else Standing.ACTIVE


def standings(order: OrderRanges) -> Iterator[StandingRange]:
    """The whole order from its first stamp to its last, in as few ranges as there can be."""
    holdings, flags = _Track(order.holdings), _Track(order.flags)
    held: StandingRange | None = None
    for first, last in pairwise(_cuts(order)):
        holding = next(holdings.at(first), None)
        standing = _standing(holding, [it.kind for it in flags.at(first)])
        lot = holding.lot if holding else None
        if held and (held.standing, held.lot) == (standing, lot):
            held = StandingRange(held.first, last, standing, lot)
            continue
        if held:
            yield held
        held = StandingRange(first, last, standing, lot)
    if held:
        yield held


def _cuts(order: OrderRanges) -> list[int]:
    whole = order.serials
    ranges = [it.serials for it in order.holdings] + [it.serials for it in order.flags]
    cuts = {whole.first, whole.last, *(it.first for it in ranges), *(it.last for it in ranges)}
    return sorted(cut for cut in cuts if whole.first <= cut <= whole.last)


def _standing(holding: HoldingRange | None, flags: Sequence[FlagKind]) -> Standing:
    """By the order of precedence of `traceability.verdict`."""
    if holding is None or holding.state is StampState.NOT_PRINTED:
        return Standing.NOT_ISSUED
    gravest = min(flags, key=list(FlagKind).index, default=None)
    if gravest is not None and gravest.withdraws:
        return Standing(gravest.value)
    overlaid = _OVERLAID.get(holding.overlay) if holding.overlay else None
    return _GONE.get(holding.state) or overlaid or _not_withdrawn(holding, gravest)


def _not_withdrawn(holding: HoldingRange, flag: FlagKind | None) -> Standing:
    if FlagKind.ON_HOLD is flag or LotOverlay.ON_HOLD is holding.overlay:
        return Standing.ON_HOLD
    if holding.state is not StampState.ACTIVATED:
        return Standing.NOT_ACTIVATED
    return Standing.SUSPECTED_COPY if flag is FlagKind.SUSPECTED_COPY else Standing.ACTIVE


class _Track(Generic[R]):
    """Ranges that are asked for along one way, from the first counter to the last."""

    def __init__(self, ranges: Sequence[R]) -> None:
        self._coming = sorted(ranges, key=lambda it: it.serials.first, reverse=True)
        self._open: list[R] = []

    def at(self, counter: int) -> Iterator[R]:
        """Those that hold the counter; counters are asked for in ascending order."""
        while self._coming and self._coming[-1].serials.first <= counter:
            self._open.append(self._coming.pop())
        self._open = [it for it in self._open if it.serials.last > counter]
        return iter(self._open)
