"""The life of stamps: orders, rolls, ranges of serials, flags, and the rules of each step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from traceability.errors import Conflict, Forbidden, Invalid, NotFound
from traceability.lots import LotOverlay, LotState, may_take_stamps

SMALLEST_ORDER: Final = 1
LARGEST_ORDER: Final = 1_000_000


class OrderState(StrEnum):
    """An order is decided once."""

    ORDERED = "ordered"
    APPROVED = "approved"
    REFUSED = "refused"


class RollState(StrEnum):
    """Where the stamps of a roll are. A roll begins with the approval of its order."""

    APPROVED = "approved"
    PRINTED = "printed"
    DELIVERED = "delivered"
    ACTIVATED = "activated"
    RETURNED = "returned"
    LOST = "lost"
    STOLEN = "stolen"
    VOID = "void"
    DESTROYED = "destroyed"


class FlagKind(StrEnum):
    """What is laid over a stamp or a range; the gravest comes first and is the one shown."""

    COUNTERFEIT = "counterfeit"
    STOLEN = "stolen"
    LOST = "lost"
    VOID = "void"
    DESTROYED = "destroyed"
    ON_HOLD = "on_hold"
    SUSPECTED_COPY = "suspected_copy"

    @property
    def withdraws(self) -> bool:
        """Whether the stamp counts for nothing while the flag stands."""
        return self in WITHDRAWING_FLAGS


WITHDRAWING_FLAGS: Final = frozenset(FlagKind) - {FlagKind.ON_HOLD, FlagKind.SUSPECTED_COPY}


class NoSuchOrder(NotFound):
    """No such order, or one of another organisation."""

    code = "stamp.order_not_found"


class NoSuchRoll(NotFound):
    """No such roll, or one of another organisation."""

    code = "stamp.roll_not_found"


class NoSuchStamp(NotFound):
    """No stamp of that number was ever ordered."""

    code = "stamp.not_issued"


class BadOrderSize(Invalid):
    """An order is for at least one stamp and at most a million."""

    code = "stamp.bad_order_size"


class SelfApproval(Forbidden):
    """Nobody approves an order of their own, whatever their role."""

    code = "stamp.self_approval"


class AlreadyDecided(Conflict):
    """The order was approved or refused before."""

    code = "stamp.already_decided"


class NotApproved(Conflict):
    """The order is not approved, so nothing of it may be printed."""

    code = "stamp.not_approved"


class WrongRollState(Conflict):
    """The roll cannot go from where it stands to where it was to go."""

    code = "stamp.wrong_state"


class EmptyRange(Invalid):
    """The range holds no stamp: its first is not before its end."""

    code = "stamp.empty_range"


class RangeOutsideRoll(Invalid):
    """Some of the stamps are not on this roll."""

    code = "stamp.range_outside_roll"


class RangeNotDelivered(Conflict):
    """The stamps have not reached the producer, or are gone from there."""

    code = "stamp.range_not_delivered"


class AlreadyActivated(Conflict):
    """Some of the stamps are active; the details say by whom and since when."""

    code = "stamp.already_activated"


class LotNotPacked(Conflict):
    """Stamps go on goods: the lot must be packed or on the market, and not held or recalled."""

    code = "stamp.lot_not_packed"


class ExceedsGoods(Conflict):
    """The packs cannot all be filled with what was harvested, bought in and left by the work."""

    code = "stamp.exceeds_goods"


class ExceedsPacked(Conflict):
    """More stamps than packed units: the surplus would end up on other goods."""

    code = "stamp.exceeds_packed"


_R = RollState
ROLL_MOVES: Final[dict[RollState, frozenset[RollState]]] = {
    _R.APPROVED: frozenset({_R.PRINTED, _R.VOID}),
    _R.PRINTED: frozenset({_R.DELIVERED, _R.LOST, _R.STOLEN, _R.VOID, _R.DESTROYED}),
    _R.DELIVERED: frozenset({_R.ACTIVATED, _R.RETURNED, _R.LOST, _R.STOLEN, _R.VOID, _R.DESTROYED}),
    # Back to delivered: an activation undone.
    _R.ACTIVATED: frozenset({_R.DELIVERED, _R.LOST, _R.STOLEN, _R.VOID, _R.DESTROYED}),
    _R.RETURNED: frozenset({_R.DELIVERED, _R.VOID, _R.DESTROYED}),
    # Found again, it goes back to its issuer first and never straight onto goods.
    _R.LOST: frozenset({_R.RETURNED, _R.STOLEN, _R.VOID, _R.DESTROYED}),
    _R.STOLEN: frozenset({_R.RETURNED, _R.VOID, _R.DESTROYED}),
    _R.VOID: frozenset({_R.DESTROYED}),
    _R.DESTROYED: frozenset(),
}


@dataclass(frozen=True, order=True)
class SerialRange:
    """Counters from `first` up to, and without, `last`."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 0 <= self.first < self.last:
            raise EmptyRange(first=self.first, last=self.last)

    @classmethod
    def of(cls, first: int, count: int) -> Self:
        """`count` counters beginning with `first`."""
        return cls(first, first + count)

    @property
    def count(self) -> int:
        """How many stamps the range holds."""
        return self.last - self.first

    def contains(self, counter: int) -> bool:
        """Whether the counter is one of the range."""
        return self.first <= counter < self.last

    def covers(self, other: "SerialRange") -> bool:
        """Whether all of `other` lies in this range."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "SerialRange") -> bool:
        """Whether the two have a counter in common."""
        return self.first < other.last and other.first < self.last


@dataclass(frozen=True)
class EarlierActivation:
    """Stamps that are active already, and whom to ask about it."""

    serials: SerialRange
    activated_by: str
    activated_at: datetime


@dataclass(frozen=True)
class Activation:
    """All that decides whether `serials` of a roll may be activated for a lot.

    `supported_units` of the packed ones can have been filled, by the mass balance.
    """

    serials: SerialRange
    roll: SerialRange
    roll_state: RollState
    earlier: tuple[EarlierActivation, ...]
    lot_state: LotState
    lot_overlay: LotOverlay | None
    packed_units: int
    activated_units: int
    supported_units: int


def check_order_size(count: int) -> None:
    """Refuse an order for nothing or for more than a million."""
    if not SMALLEST_ORDER <= count <= LARGEST_ORDER:
        raise BadOrderSize(count=count, smallest=SMALLEST_ORDER, largest=LARGEST_ORDER)


def check_decision(state: OrderState, ordered_by: UUID, decided_by: UUID) -> None:
    """Refuse a second decision, and one by the person who ordered."""
    if state is not OrderState.ORDERED:
        raise AlreadyDecided(state=state)
    if decided_by == ordered_by:
        raise SelfApproval


def check_approved(state: OrderState) -> None:
    """Refuse to make anything of an order that is not approved."""
    if state is not OrderState.APPROVED:
        raise NotApproved(state=state)


def may_move(before: RollState, after: RollState) -> bool:
    """Whether `after` may follow `before` for a roll."""
    return after in ROLL_MOVES[before]


def check_move(before: RollState, after: RollState) -> None:
    """Refuse a move that the life of a roll does not know."""
    if not may_move(before, after):
        raise WrongRollState(before=before, after=after)


def check_activation(wanted: Activation) -> None:
    """Refuse an activation by the first rule it breaks, in the order a person would ask."""
    if not wanted.roll.covers(wanted.serials):
        raise RangeOutsideRoll(first=wanted.roll.first, last=wanted.roll.last)
    _check_not_active(wanted.serials, wanted.earlier)
    if wanted.roll_state is not RollState.DELIVERED:
        raise RangeNotDelivered(state=wanted.roll_state)
    if not may_take_stamps(wanted.lot_state, wanted.lot_overlay):
        raise LotNotPacked(state=wanted.lot_state, overlay=wanted.lot_overlay)
    _check_packed(wanted)


def _check_not_active(serials: SerialRange, earlier: Iterable[EarlierActivation]) -> None:
    for activation in earlier:
        if activation.serials.overlaps(serials):
            raise AlreadyActivated(
                activated_by=activation.activated_by,
                activated_at=activation.activated_at,
            )


def _check_packed(wanted: Activation) -> None:
    if wanted.activated_units + wanted.serials.count > wanted.packed_units:
        raise ExceedsPacked(
            packed=wanted.packed_units,
            activated=wanted.activated_units,
            wanted=wanted.serials.count,
        )
    if wanted.activated_units + wanted.serials.count > wanted.supported_units:
        raise ExceedsGoods(
            supported=wanted.supported_units,
            packed=wanted.packed_units,
            activated=wanted.activated_units,
            wanted=wanted.serials.count,
        )
