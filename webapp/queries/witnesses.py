"""Who keeps our checkpoints, what each got last, and what is still on its way."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.db import reader
from webapp.models.ledger_dispatch import DispatchState, LedgerDispatch


@dataclass(frozen=True)
class WitnessState:
    """The last checkpoint that a witness took, and the one that it did not take yet."""

    name: str
    sent_size: int | None = None
    sent_at: datetime | None = None
    open_size: int | None = None
    open_state: DispatchState | None = None
    attempts: int = 0
    fault: str | None = None

    @property
    def place(self) -> str:
        """Its name without the kind."""
        return self.name.partition(":")[2]


def public_witnesses(names: tuple[str, ...]) -> tuple[WitnessState, ...]:
    """The witnesses of these names, in that order."""
    return tuple(_state(name) for name in names)


def _state(name: str) -> WitnessState:
    query = select(
        LedgerDispatch.size,
        LedgerDispatch.sent_at,
        LedgerDispatch.state,
        LedgerDispatch.attempts,
        LedgerDispatch.fault,
    ).where(LedgerDispatch.witness == name)
    newest = query.order_by(LedgerDispatch.size.desc()).limit(1)
    with reader() as connection:
        taken = newest.where(LedgerDispatch.state == DispatchState.SENT)
        sent = connection.execute(taken).first()
        left = connection.execute(newest.where(LedgerDispatch.state != DispatchState.SENT)).first()
    return WitnessState(
        name,
        sent_size=sent.size if sent else None,
        sent_at=sent.sent_at if sent else None,
        open_size=left.size if left else None,
        open_state=left.state if left else None,
        attempts=left.attempts if left else 0,
        fault=left.fault if left else None,
    )
