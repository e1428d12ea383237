"""What only the demonstration does: all of it in one transaction, and states without a room yet.

Recalls get rooms of their own later; until then this writes what those rooms will write, entries of
the ledger included.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Engine, event, update
from sqlalchemy.orm import Session

from traceability.roles import Actor
from webapp import ledger
from webapp.db import count_changed, db, transactional
from webapp.models.account import Account
from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot
from webapp.models.place import Place
from webapp.models.product import Product


@dataclass(frozen=True)
class RecallLot:
    """`reason` is public."""

    lot_id: UUID
    reason: str


@contextmanager
def one_transaction() -> Iterator[None]:
    """Hold one transaction around many use cases: all of them stand, or none of them.

    A demonstration that was interrupted leaves the database as empty as it was, so that the next
    start makes a whole one. Inside, the commits of use cases release savepoints.
    """
    db.session.remove()
    bound = cast("dict[str | None, Engine | Connection]", db.engines)
    engine = db.engine
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        bound[None] = connection
        _configure("create_savepoint", expire_on_commit=False)
        _hold_what_every_entry_reads(db.session())
        try:
            yield
        finally:
            db.session.remove()
            _configure("conditional_savepoint", expire_on_commit=True)
            bound[None] = engine


def _configure(join_transaction_mode: str, *, expire_on_commit: bool) -> None:
    db.session.session_factory.configure(
        join_transaction_mode=join_transaction_mode, expire_on_commit=expire_on_commit
    )


def _hold_what_every_entry_reads(session: Session) -> None:
    # The session forgets what nobody holds; nobody else can change these rows meanwhile.
    held: list[object] = []

    def hold(_session: Session, row: object) -> None:
        if isinstance(row, Product | Place):
            held.append(row)

    event.listen(session, "loaded_as_persistent", hold)


@transactional
def mark_demonstration_accounts(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Mark every account as one whose password is printed in public; gives back how many.

    Production does not start on a database that holds such an account.
    """
    return count_changed(db.session(), update(Account).values(is_demonstration=True))


@transactional
def recall_lot(actor: Actor, command: RecallLot, *, now: datetime) -> None:
    """Lay a recall over a lot: every stamp of it is withdrawn from the next look on."""
    lot = db.session.get_one(Lot, command.lot_id)
    lot.recalled_at, lot.recall_reason = now, command.reason
    content = {"action": "recalled", "lot_id": str(lot.id), "reason": command.reason}
    _record(actor, EntryKind.DECISION, (lot.id, lot.organisation_id), content, now)


def _record(
    actor: Actor,
    kind: EntryKind,
    subject: tuple[UUID, UUID],
    content: dict[str, Any],
    now: datetime,
) -> None:
    ledger.append(
        db.session(),
        ledger.Entry.of_now(actor, kind, subject, content, now),
    )
