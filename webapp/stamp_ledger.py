"""The only writer of holdings: moves stamps of one roll, in account, journal and ledger at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import RULES, Holding, Moved, MovementKind, move
from webapp import ledger
from webapp.models.activation import Activation
from webapp.models.ledger import EntryKind
from webapp.models.stamp_holding import StampHolding, StampMovement, holdings_of
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


class RollToMove:
    """A roll under the lock of its order, by whom it is moved and when.

    The order's row is locked by the caller: under it all ranges of the order are compared.
    """

    def __init__(
        self, session: Session, actor: Actor, of: tuple[StampOrder, StampRoll], now: datetime
    ) -> None:
        self._session, self._actor, self._now = session, actor, now
        self._order, self._roll = of
        self.holdings = self._begun = holdings_of(session, self._roll.id)

    def move(self, movements: Sequence[Movement], told: Mapping[str, Any]) -> int:
        """Move ranges one behind the other under one entry of the ledger, whose position it gives.

        `told` are the facts of the entry; a reason may name people, so the entry holds only a
        commitment to it.

        Raises:
            RangeOutsideHoldings, WrongStampState: nothing was moved.
        """
        steps = [self._step(movement) for movement in movements]
        content = dict(told)
        reason = next((it.reason for it in movements if it.reason), "")
        if reason:
            content["reason"] = ledger.keep_personal(self._session, str(self._order.id), reason)
        position = ledger.append(self._session, self._entry(content))
        self._write(position, movements, steps)
        return position

    def record(self, told: Mapping[str, Any]) -> int:
        """Append an entry about these stamps that moves none of them."""
        return ledger.append(self._session, self._entry(told))

    def _step(self, movement: Movement) -> Moved:
        moved = move(self.holdings, movement.serials, movement.kind, movement.activation_id)
        self.holdings = moved.holdings
        return moved

    def _write(self, position: int, movements: Sequence[Movement], steps: Sequence[Moved]) -> None:
        lines = [
            self._line(movement, part)
            for movement, step in zip(movements, steps, strict=True)
            for part in step.parts
        ]
        rows = [line | {"position": position, "part": part} for part, line in enumerate(lines)]
        if rows:
            self._session.execute(insert(_JOURNAL), rows)
        self._keep_holdings()

    def _keep_holdings(self) -> None:
        before, after = set(self._begun), set(self.holdings)
        gone = [holding.serials.first for holding in before - after]
        here = (StampHolding.key_id == self._order.key_id, StampHolding.first.in_(gone))
        self._session.execute(
            delete(StampHolding).where(*here).execution_options(synchronize_session=False)
        )
        come = [self._row(holding) for holding in after - before]
        if come:
            self._session.execute(_NEW_HOLDINGS, come)
        self._begun = self.holdings

    def _row(self, holding: Holding) -> dict[str, Any]:
        return {
            "key_id": self._order.key_id,
            "first": holding.serials.first,
            "last": holding.serials.last,
            "order_id": self._order.id,
            "roll_id": self._roll.id,
            "state": holding.state,
            "activation_id": holding.activation_id,
            "bound_by": holding.activation_id,
        }

    def _line(self, movement: Movement, part: Holding) -> dict[str, Any]:
        return {
            "order_id": self._order.id,
            "organisation_id": self._order.organisation_id,
            "roll_id": self._roll.id,
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
