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
from traceability.stamps import FlagKind, RollState, SerialRange


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
class RollRange:
    """Stamps of one roll, or of a part of it, and where they are."""

    serials: SerialRange
    state: RollState


@dataclass(frozen=True)
class LotRange:
    """Stamps that are bound to a lot; `lot` numbers the lots of the order."""

    serials: SerialRange
    lot: int
    overlay: LotOverlay | None = None


@dataclass(frozen=True)
class FlagRange:
    """Stamps over which a flag stands."""

    serials: SerialRange
    kind: FlagKind


@dataclass(frozen=True)
class OrderRanges:
    """All that decides how the stamps of an order stand. Rolls do not overlap, nor do lots."""

    serials: SerialRange
    is_approved: bool
    rolls: Sequence[RollRange] = ()
    lots: Sequence[LotRange] = ()
    flags: Sequence[FlagRange] = ()


@dataclass(frozen=True, slots=True)
class StandingRange:
    """Stamps `[first, last)` that stand alike, and the lot that they are bound to, if any."""

    first: int
    last: int
    standing: Standing
    lot: int | None = None


_GONE: Final = {
    RollState.STOLEN: Standing.STOLEN,
    RollState.LOST: Standing.LOST,
    RollState.VOID: Standing.VOID,
    RollState.DESTROYED: Standing.DESTROYED,
}
_OVERLAID: Final = {
    LotOverlay.RECALLED: Standing.RECALLED,
    LotOverlay.CANCELLED: Standing.VOID,  # a cancelled lot has no goods
}


def standings(order: OrderRanges) -> Iterator[StandingRange]:
    """The whole order from its first stamp to its last, in as few ranges as there can be."""
    rolls, lots, flags = _Track(order.rolls), _Track(order.lots), _Track(order.flags)
    held: StandingRange | None = None
    for first, last in pairwise(_cuts(order)):
        roll, lot = next(rolls.at(first), None), next(lots.at(first), None)
        standing = _standing(order, roll, lot, [it.kind for it in flags.at(first)])
        number = lot.lot if lot else None
        if held and (held.standing, held.lot) == (standing, number):
            held = StandingRange(held.first, last, standing, number)
            continue
        if held:
            yield held
        held = StandingRange(first, last, standing, number)
    if held:
        yield held


def _cuts(order: OrderRanges) -> list[int]:
    whole = order.serials
    cuts = {whole.first, whole.last}
    for ranges in (order.rolls, order.lots, order.flags):
        for it in ranges:
            cuts |= {it.serials.first, it.serials.last}
    return sorted(cut for cut in cuts if whole.first <= cut <= whole.last)


def _standing(
    order: OrderRanges, roll: RollRange | None, lot: LotRange | None, flags: Sequence[FlagKind]
) -> Standing:
    """By the order of precedence of `traceability.verdict`."""
    if not order.is_approved or roll is None or roll.state is RollState.APPROVED:
        return Standing.NOT_ISSUED
    gravest = min(flags, key=list(FlagKind).index, default=None)
    if gravest is not None and gravest.withdraws:
        return Standing(gravest.value)
    overlay = lot.overlay if lot else None
    withdrawn = _GONE.get(roll.state) or (_OVERLAID.get(overlay) if overlay else None)
    return withdrawn or _not_withdrawn(lot, overlay, gravest)


def _not_withdrawn(
    lot: LotRange | None, overlay: LotOverlay | None, flag: FlagKind | None
) -> Standing:
    if FlagKind.ON_HOLD is flag or LotOverlay.ON_HOLD is overlay:
        return Standing.ON_HOLD
    if lot is None:
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
