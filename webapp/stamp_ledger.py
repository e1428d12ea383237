"""The only writer of holdings: moves stamps of rolls, in account, journal and ledger at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import RULES, Holding, Moved, MovementKind, move
from webapp import ledger
from webapp.models.activation import Activation
from webapp.models.ledger import EntryKind
from webapp.models.stamp_holding import StampHolding, StampMovement, drop_holdings, holdings_of
from webapp.models.stamp_order import StampOrder, StampRoll

_JOURNAL = cast(Table, StampMovement.__table__)
_HOLDINGS = cast(Table, StampHolding.__table__)
_BOUND_BY = Activation.id == bindparam("bound_by", type_=Activation.id.type)
_NEW_HOLDINGS = insert(_HOLDINGS).values(
    lot_id=select(Activation.lot_id).where(_BOUND_BY).scalar_subquery(),
    activated_at=select(Activation.activated_at).where(_BOUND_BY).scalar_subquery(),
)


@dataclass(frozen=True)
class Movement:
    """Serials of a roll on their way into another account, and why."""

    serials: SerialRange
    kind: MovementKind
    activation_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True)
class RollEntry:
    """What one entry of the ledger moves: ranges of a roll, one behind the other.

    `told` are the facts of the entry; a reason may name people, so the entry holds only a
    commitment to it.
    """

    roll_id: UUID
    movements: Sequence[Movement]
    told: Mapping[str, Any]


class RollsToMove:
    """Rolls of one order under its lock, with where their stamps stand.

    The order's row is locked by the caller: under it all ranges of the order are compared.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        order: StampOrder,
        holdings: Mapping[UUID, tuple[Holding, ...]],
        now: datetime,
    ) -> None:
        self._session, self._actor, self._order, self._now = session, actor, order, now
        self.holdings = dict(holdings)
        self._begun = dict(holdings)

    def move(self, entries: Sequence[RollEntry]) -> int:
        """Move ranges under entries of the ledger, and give the position of the first of them.

        However many entries there are, as many statements write them.

        Raises:
            RangeOutsideHoldings, WrongStampState: nothing was moved.
        """
        steps = [[self._step(entry.roll_id, it) for it in entry.movements] for entry in entries]
        position = ledger.append_all(self._session, [self._entry(self._told(it)) for it in entries])
        journal = [
            line | {"position": at, "part": part}
            for at, (entry, moved) in enumerate(zip(entries, steps, strict=True), start=position)
            for part, line in enumerate(self._lines(entry, moved))
        ]
        if journal:
            self._session.execute(insert(_JOURNAL), journal)
        self._keep_holdings()
        return position

    def record(self, told: Mapping[str, Any]) -> int:
        """Append an entry about these stamps that moves none of them."""
        return ledger.append(self._session, self._entry(told))

    def _step(self, roll_id: UUID, movement: Movement) -> Moved:
        held = self.holdings[roll_id]
        moved = move(held, movement.serials, movement.kind, movement.activation_id)
        self.holdings[roll_id] = moved.holdings
        return moved

    def _told(self, entry: RollEntry) -> Mapping[str, Any]:
        reason = next((it.reason for it in entry.movements if it.reason), "")
        if not reason:
            return entry.told
        kept = ledger.keep_personal(self._session, str(self._order.id), reason)
        return {**entry.told, "reason": kept}

    def _keep_holdings(self) -> None:
        gone: list[int] = []
        come: list[dict[str, Any]] = []
        for roll_id, held in self.holdings.items():
            before, after = set(self._begun[roll_id]), set(held)
            gone += [holding.serials.first for holding in before - after]
            come += [self._row(roll_id, holding) for holding in after - before]
        drop_holdings(self._session, self._order.key_id, gone)
        if come:
            self._session.execute(_NEW_HOLDINGS, come)
        self._begun = dict(self.holdings)

    def _row(self, roll_id: UUID, holding: Holding) -> dict[str, Any]:
        return {
            "key_id": self._order.key_id,
            "first": holding.serials.first,
            "last": holding.serials.last,
            "order_id": self._order.id,
            "roll_id": roll_id,
            "state": holding.state,
            "activation_id": holding.activation_id,
            "bound_by": holding.activation_id,
        }

    def _lines(self, entry: RollEntry, steps: Sequence[Moved]) -> Iterator[dict[str, Any]]:
        for movement, step in zip(entry.movements, steps, strict=True):
            yield from (self._line(entry.roll_id, movement, part) for part in step.parts)

    def _line(self, roll_id: UUID, movement: Movement, part: Holding) -> dict[str, Any]:
        return {
            "order_id": self._order.id,
            "organisation_id": self._order.organisation_id,
            "roll_id": roll_id,
            "key_id": self._order.key_id,
            "first": part.serials.first,
            "last": part.serials.last,
            "kind": movement.kind,
            "before": part.state,
            "after": RULES[movement.kind].after,
            "activation_id": movement.activation_id or part.activation_id,
            "moved_by_id": self._actor.account_id,
            "moved_at": self._now,
            "reason": movement.reason,
        }

    def _entry(self, content: Mapping[str, Any]) -> ledger.Entry:
        subject = (self._order.id, self._order.organisation_id)
        return ledger.Entry.of_now(self._actor, EntryKind.STAMP, subject, content, self._now)


class RollToMove:
    """One roll of an order under its lock, by whom it is moved and when."""

    def __init__(
        self, session: Session, actor: Actor, of: tuple[StampOrder, StampRoll], now: datetime
    ) -> None:
        order, roll = of
        self._roll_id = roll.id
        held = {roll.id: holdings_of(session, roll.id)}
        self._rolls = RollsToMove(session, actor, order, held, now)

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Where its stamps stand."""
        return self._rolls.holdings[self._roll_id]

    def move(self, movements: Sequence[Movement], told: Mapping[str, Any]) -> int:
        """Move ranges one behind the other under one entry of the ledger, whose position it gives.

        Raises:
            RangeOutsideHoldings, WrongStampState: nothing was moved.
        """
        return self._rolls.move([RollEntry(self._roll_id, movements, told)])

    def record(self, told: Mapping[str, Any]) -> int:
        """Append an entry about these stamps that moves none of them."""
        return self._rolls.record(told)
