"""Double entry of stamps: every serial of an order is in one account, and each move is a movement.

The accounts of an order are a partition of its serials, so that at every moment

    printed = in stock + delivered + activated + void + lost + stolen + destroyed

and what was ordered and is not printed yet stands beside it. Flags, such as holds, move nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from traceability.errors import Conflict, Invalid
from traceability.serial_ranges import SerialRange, SerialSet


class StampState(StrEnum):
    """The account a stamp stands in."""

    NOT_PRINTED = "not_printed"
    IN_STOCK = "in_stock"
    DELIVERED = "delivered"
    ACTIVATED = "activated"
    VOID = "void"
    LOST = "lost"
    STOLEN = "stolen"
    DESTROYED = "destroyed"


class MovementKind(StrEnum):
    """What can happen to stamps; each leads into one account."""

    PRINTED = "printed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ACTIVATED = "activated"
    ACTIVATION_UNDONE = "activation_undone"
    SPOILT = "spoilt"
    VOIDED = "voided"
    LOST = "lost"
    STOLEN = "stolen"
    FOUND = "found"
    DESTROYED = "destroyed"


class WrongStampState(Conflict):
    """Some of the stamps stand where this cannot happen to them; the details say where."""

    code = "stamp.wrong_state"


class RangeOutsideHoldings(Invalid):
    """Some of the stamps are none of these."""

    code = "stamp.not_among_these"


@dataclass(frozen=True)
class MovementRule:
    """Out of which accounts a movement may lead, and into which."""

    before: frozenset[StampState]
    after: StampState


_S = StampState
_K = MovementKind
_AT_HAND: Final = frozenset({_S.IN_STOCK, _S.DELIVERED, _S.ACTIVATED})
RULES: Final[dict[MovementKind, MovementRule]] = {
    _K.PRINTED: MovementRule(frozenset({_S.NOT_PRINTED}), _S.IN_STOCK),
    _K.DELIVERED: MovementRule(frozenset({_S.IN_STOCK}), _S.DELIVERED),
    _K.RETURNED: MovementRule(frozenset({_S.DELIVERED}), _S.IN_STOCK),
    _K.ACTIVATED: MovementRule(frozenset({_S.DELIVERED}), _S.ACTIVATED),
    _K.ACTIVATION_UNDONE: MovementRule(frozenset({_S.ACTIVATED}), _S.DELIVERED),
    # At the press or on the way: before anybody could use them.
    _K.SPOILT: MovementRule(frozenset({_S.IN_STOCK}), _S.VOID),
    _K.VOIDED: MovementRule(_AT_HAND | {_S.LOST, _S.STOLEN}, _S.VOID),
    _K.LOST: MovementRule(_AT_HAND, _S.LOST),
    _K.STOLEN: MovementRule(_AT_HAND | {_S.LOST}, _S.STOLEN),
    # Found again, they go back to their issuer first and never straight onto goods.
    _K.FOUND: MovementRule(frozenset({_S.LOST, _S.STOLEN}), _S.IN_STOCK),
    # What is on goods or missing is made void first: one cannot burn what one has not.
    _K.DESTROYED: MovementRule(frozenset({_S.VOID, _S.IN_STOCK, _S.DELIVERED}), _S.DESTROYED),
}
_UNBINDING: Final = frozenset({_K.ACTIVATION_UNDONE, _K.FOUND})
GONE: Final = frozenset({_S.VOID, _S.LOST, _S.STOLEN, _S.DESTROYED})


@dataclass(frozen=True)
class Holding:
    """Serials that stand in one account, and the activation that bound them to goods, if one did.

    Stamps that became void, lost or stolen on goods keep it: it tells whose goods they were.
    """

    serials: SerialRange
    state: StampState
    activation_id: UUID | None = None


@dataclass(frozen=True)
class Moved:
    """The holdings after a movement, and the parts that moved, as they were."""

    holdings: tuple[Holding, ...]
    parts: tuple[Holding, ...]


@dataclass(frozen=True)
class Balance:
    """How many stamps of an order, a roll or a lot stand in each account.

    `on_its_way` is a part of those in stock: sent by the printer and signed for by nobody yet.
    """

    not_printed: int = 0
    in_stock: int = 0
    delivered: int = 0
    activated: int = 0
    void: int = 0
    lost: int = 0
    stolen: int = 0
    destroyed: int = 0
    on_its_way: int = 0

    @classmethod
    def of(cls, holdings: Iterable[Holding]) -> "Balance":
        """The balance of these holdings."""
        counts = dict.fromkeys((state.value for state in StampState), 0)
        for holding in holdings:
            counts[holding.state.value] += holding.serials.count
        return cls(**counts)

    def count(self, state: StampState) -> int:
        """How many stand in one account."""
        found: int = getattr(self, state.value)
        return found

    @classmethod
    def sum(cls, balances: Iterable["Balance"]) -> "Balance":
        """All of them together."""
        found = list(balances)
        return cls(
            **{it.value: sum(one.count(it) for one in found) for it in StampState},
            on_its_way=sum(one.on_its_way for one in found),
        )

    @property
    def accounts(self) -> tuple[tuple[StampState, int], ...]:
        """Every account that holds stamps, in the order of their life."""
        return tuple((state, self.count(state)) for state in StampState if self.count(state))

    @property
    def ordered(self) -> int:
        """All of them."""
        return self.not_printed + self.printed

    @property
    def printed(self) -> int:
        """All that ever left the press, wherever they are now."""
        return sum(self.count(state) for state in StampState if state is not _S.NOT_PRINTED)


def move(
    holdings: Sequence[Holding],
    serials: SerialRange,
    kind: MovementKind,
    activation_id: UUID | None = None,
) -> Moved:
    """Move `serials` of these holdings (disjoint, in any order), all or none of them.

    Raises:
        RangeOutsideHoldings: some of the serials are in none of the holdings.
        WrongStampState: some of them stand where the movement cannot begin.
    """
    rule = RULES[kind]
    touched = [holding for holding in holdings if holding.serials.overlaps(serials)]
    parts = tuple(replace(it, serials=it.serials.common(serials)) for it in touched)
    if sum(part.serials.count for part in parts) != serials.count:
        raise RangeOutsideHoldings(first=serials.first, last=serials.last)
    for part in parts:
        if part.state not in rule.before:
            where = {"first": part.serials.first, "last": part.serials.last}
            raise WrongStampState(state=f"stamp_state.{part.state}", movement=kind, **where)
    left = [rest for it in holdings for rest in _without(it, serials)]
    come = [
        Holding(it.serials, rule.after, _activation_after(kind, it, activation_id)) for it in parts
    ]
    return Moved(joined([*left, *come]), parts)


def reached_count(lines: Iterable[tuple[MovementKind, SerialRange]]) -> int:
    """How many stamps of one order reached its producer and were not sent back, by its journal.

    `lines` are movements in the order they were made. A stamp is counted once, however often it is
    delivered: one that was found again passes its issuer and is handed over a second time.
    """
    reached = SerialSet()
    for kind, serials in lines:
        if kind is _K.DELIVERED:
            reached.add(serials)
        elif kind is _K.RETURNED:
            reached.remove(serials)
    return reached.count


def _activation_after(kind: MovementKind, part: Holding, given: UUID | None) -> UUID | None:
    if kind is _K.ACTIVATED:
        return given
    return None if kind in _UNBINDING else part.activation_id


def joined(holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """The same holdings in order, neighbours of one account as one."""
    found: list[Holding] = []
    for holding in sorted(holdings, key=lambda it: it.serials.first):
        if found and _is_one(found[-1], holding):
            whole = SerialRange(found[-1].serials.first, holding.serials.last)
            found[-1] = replace(holding, serials=whole)
        else:
            found.append(holding)
    return tuple(found)


def _is_one(one: Holding, following: Holding) -> bool:
    same = (one.state, one.activation_id) == (following.state, following.activation_id)
    return same and one.serials.last == following.serials.first


def _without(holding: Holding, serials: SerialRange) -> list[Holding]:
    return [replace(holding, serials=rest) for rest in holding.serials.without(serials)]
