"""Orders of stamps, flags over them, and what must hold before stamps are bound to a lot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from traceability.errors import Conflict, Forbidden, Invalid, NotFound
from traceability.lots import LotOverlay, LotState, may_take_stamps
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Holding, StampState

SMALLEST_ORDER: Final = 1
LARGEST_ORDER: Final = 1_000_000
# A lot stamp is a roll of its own, and nobody packs more lots before the next order.
LARGEST_LOT_ORDER: Final = 1_000
SMALLEST_ROLL: Final = 10
LARGEST_ROLL: Final = 10_000
# All rolls of an order are made in the one transaction that approves it.
MOST_ROLLS: Final = 5_000
# So many are entered in one transaction where thousands are: no diary waits for more.
ROLLS_AT_ONCE: Final = 100
# On one day, unless an installation says otherwise; above it a second person has to agree.
ONE_PERSONS_LIMIT: Final = 10_000


class OrderKind(StrEnum):
    """What one serial stands for.

    A lot stamp is the same on every pack of a lot: it proves where the lot comes from, and can tell
    no pack from a copy of it. It is for who prints a few labels at an office printer.
    """

    ITEM = "item"
    LOT = "lot"


class OrderState(StrEnum):
    """An order is decided once."""

    ORDERED = "ordered"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


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


class NoSuchProgramme(NotFound):
    """No such programme."""

    code = "programme.not_found"


class NoSuchActivation(NotFound):
    """No such activation, or another organisation's."""

    code = "activation.not_found"


class ReasonMissing(Invalid):
    """Why stamps are void, missing or back must be said."""

    code = "stamp.reason_missing"


class NoSuchStamp(NotFound):
    """No stamp of that number was ever ordered."""

    code = "stamp.not_issued"


class BadOrderSize(Invalid):
    """An order is for at least one stamp and at most a million."""

    code = "stamp.bad_order_size"


class BadLotOrderSize(Invalid):
    """The number of lot stamps is one of lots: at least one and at most a thousand."""

    code = "stamp.bad_lot_order_size"


class TooManyRolls(Invalid):
    """Cut like this the order has more rolls than one approval makes."""

    code = "stamp.too_many_rolls"


class SelfApproval(Forbidden):
    """Nobody approves an order of their own, whatever their role."""

    code = "stamp.self_approval"


class AlreadyDecided(Conflict):
    """The order was approved or refused before."""

    code = "stamp.already_decided"


class OrderWithdrawn(Conflict):
    """Those who ordered have withdrawn the order: nobody decides on it any more."""

    code = "stamp.order_withdrawn"


class TooLateToWithdraw(Conflict):
    """The order was approved or refused; what was approved is being made."""

    code = "stamp.too_late_to_withdraw"


class NotApproved(Conflict):
    """The order is not approved, so nothing of it may be printed."""

    code = "stamp.not_approved"


class RangeOutsideRoll(Invalid):
    """Some of the stamps are not on this roll."""

    code = "stamp.range_outside_roll"


class RangeNotDelivered(Conflict):
    """The stamps have not reached the producer, or are gone from there."""

    code = "stamp.range_not_delivered"


class RangeHasGaps(RangeNotDelivered):
    """Some of the stamps are there, and between them lie others that are not."""

    code = "stamp.range_has_gaps"


class PrintedBefore(Conflict):
    """The roll was printed: what was spoilt is made void, and new stamps are ordered for it."""

    code = "stamp.printed_before"


class ProofMissing(Conflict):
    """Nobody has scanned and approved the proof sheet of this order yet."""

    code = "stamp.proof_missing"


class RollOnItsWay(Conflict):
    """The roll was sent and is not received yet: its stamps wait to be counted."""

    code = "stamp.roll_on_its_way"


class AlreadyActivated(Conflict):
    """Some of the stamps are active; the details say by whom and since when."""

    code = "stamp.already_activated"


class LotNotPacked(Conflict):
    """Stamps go on goods: the lot must be packed or on the market, and not held or recalled."""

    code = "stamp.lot_not_packed"


class ExceedsGoods(Conflict):
    """The packs cannot all be filled with what was harvested, bought in and left by the work."""

    code = "stamp.exceeds_goods"


class PacksExceedGoods(Conflict):
    """More packs are told than the goods of the lot can have filled."""

    code = "stamp.packs_exceed_goods"


class ExceedsPacked(Conflict):
    """More stamps than packed units: the surplus would end up on other goods."""

    code = "stamp.exceeds_packed"


@dataclass(frozen=True)
class EarlierActivation:
    """Stamps that are active already, and whom to ask about it."""

    serials: SerialRange
    activated_by: str
    activated_at: datetime


@dataclass(frozen=True)
class LotToStamp:
    """What decides how many stamps a lot takes.

    `supported_units` of the packed ones can have been filled, by the mass balance.
    """

    state: LotState
    overlay: LotOverlay | None
    packed_units: int
    activated_units: int
    supported_units: int


@dataclass(frozen=True)
class Activation:
    """All that decides whether `serials` of a roll, which stand in `holdings`, may go on a lot."""

    serials: SerialRange
    roll: SerialRange
    holdings: tuple[Holding, ...]
    earlier: tuple[EarlierActivation, ...]
    lot: LotToStamp
    kind: OrderKind = OrderKind.ITEM


def check_order_size(count: int, roll_size: int, kind: OrderKind = OrderKind.ITEM) -> None:
    """Refuse an order for nothing, for too many stamps, or one cut into too many rolls.

    Raises:
        BadOrderSize, BadLotOrderSize, TooManyRolls.
    """
    if kind is OrderKind.LOT:
        if not SMALLEST_ORDER <= count <= LARGEST_LOT_ORDER:
            raise BadLotOrderSize(count=count, smallest=SMALLEST_ORDER, largest=LARGEST_LOT_ORDER)
        return
    if not SMALLEST_ORDER <= count <= LARGEST_ORDER:
        raise BadOrderSize(count=count, smallest=SMALLEST_ORDER, largest=LARGEST_ORDER)
    rolls = -(-count // roll_size)
    if rolls > MOST_ROLLS:
        # The roll that is just long enough, for whoever has to choose another.
        raise TooManyRolls(rolls=rolls, most=MOST_ROLLS, smallest=-(-count // MOST_ROLLS))


def check_decision(state: OrderState, ordered_by: UUID, decided_by: UUID) -> None:
    """Refuse a second decision, one by the person who ordered, and one on a withdrawn order."""
    if state is OrderState.WITHDRAWN:
        raise OrderWithdrawn
    if state is not OrderState.ORDERED:
        raise AlreadyDecided(state=state)
    if decided_by == ordered_by:
        raise SelfApproval


def check_withdrawal(state: OrderState) -> None:
    """Refuse to withdraw an order on which somebody has decided."""
    if state is not OrderState.ORDERED:
        raise TooLateToWithdraw(state=f"order.{state}")


def check_approved(state: OrderState) -> None:
    """Refuse to make anything of an order that is not approved."""
    if state is not OrderState.APPROVED:
        raise NotApproved(state=state)


def check_activation(wanted: Activation) -> None:
    """Refuse an activation by the first rule it breaks, in the order a person would ask."""
    if not wanted.roll.covers(wanted.serials):
        raise RangeOutsideRoll(first=wanted.roll.first, last=wanted.roll.last)
    _check_not_active(wanted.serials, wanted.earlier)
    _check_delivered(wanted.serials, wanted.holdings)
    check_lot(wanted.lot, wanted.serials.count, wanted.kind)


def check_lot(lot: LotToStamp, wanted: int, kind: OrderKind) -> None:
    """Refuse so many stamps for a lot that takes none, or not so many.

    Raises:
        LotNotPacked, ExceedsPacked, ExceedsGoods, PacksExceedGoods.
    """
    if not may_take_stamps(lot.state, lot.overlay):
        raise LotNotPacked(state=lot.state, overlay=lot.overlay)
    if kind is OrderKind.ITEM:
        _check_packed(lot, wanted)
    elif lot.supported_units < lot.packed_units:  # one lot stamp stands for all packs
        raise PacksExceedGoods(supported=lot.supported_units, packed=lot.packed_units)


def _check_not_active(serials: SerialRange, earlier: Iterable[EarlierActivation]) -> None:
    for activation in earlier:
        if activation.serials.overlaps(serials):
            raise AlreadyActivated(
                activated_by=activation.activated_by,
                activated_at=activation.activated_at,
            )


def _check_delivered(serials: SerialRange, holdings: Iterable[Holding]) -> None:
    states = [it.state for it in holdings if it.serials.overlaps(serials)]
    away = next((state for state in states if state is not StampState.DELIVERED), None)
    if away is not None and StampState.DELIVERED in states:
        raise RangeHasGaps(state=f"stamp_state.{away}")
    if away is not None:
        raise RangeNotDelivered(state=away)


def _check_packed(lot: LotToStamp, wanted: int) -> None:
    if lot.activated_units + wanted > lot.packed_units:
        raise ExceedsPacked(packed=lot.packed_units, activated=lot.activated_units, wanted=wanted)
    if lot.activated_units + wanted > lot.supported_units:
        raise ExceedsGoods(
            supported=lot.supported_units,
            packed=lot.packed_units,
            activated=lot.activated_units,
            wanted=wanted,
        )
