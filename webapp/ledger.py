"""The only writer of the append-only ledger. Reading and proving is `webapp.queries.ledger`."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from traceability.canonical import canonical_json, sha256_hex
from traceability.checkpoint import entry_seal
from traceability.merkle import leaf_hash
from traceability.roles import Actor
from webapp.db import SEAL_KEY
from webapp.models.ledger import (
    EntryKind,
    LedgerEntry,
    LedgerHead,
    LedgerPersonal,
    instant_text,
    ledger_body,
    plain,
)
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision

# Built once: they run with every entry.
_TAKE_POSITIONS = (
    update(LedgerHead)
    .where(LedgerHead.id == 1)
    .values(size=LedgerHead.size + bindparam("taken"))
    .returning(LedgerHead.size - bindparam("taken"))
    .execution_options(synchronize_session=False)
)
_WRITE_ENTRY = insert(cast(Table, LedgerEntry.__table__))


@dataclass(frozen=True)
class Entry:
    """What is to be recorded. `content` holds no personal data, only commitments to it."""

    kind: EntryKind
    subject_id: str
    organisation_id: UUID | None
    claimed_at: datetime
    received_at: datetime
    actor_id: UUID | None
    content: Mapping[str, Any]
    device_at: datetime | None = None
    device_id: UUID | None = None

    @classmethod
    def of_now(
        cls,
        actor: Actor,
        kind: EntryKind,
        subject: tuple[UUID, UUID | None],
        content: Mapping[str, Any],
        now: datetime,
    ) -> Self:
        """What the actor does at this moment; `subject` is its id and its organisation's."""
        subject_id, organisation_id = subject
        return cls(
            kind=kind,
            subject_id=str(subject_id),
            organisation_id=organisation_id,
            claimed_at=now,
            received_at=now,
            actor_id=actor.account_id,
            content=content,
        )


def append(session: Session, entry: Entry) -> int:
    """Append one entry inside the caller's transaction and give back its position.

    The body repeats every column but the position, so that none can be changed unseen
    (docs/architecture.md, the ledger). Positions have no gaps: the head row is held until commit.
    """
    return append_all(session, [entry])


def append_all(session: Session, entries: Sequence[Entry]) -> int:
    """Append entries one behind the other and give back the position of the first.

    However many they are, the head is taken once and they are written in one statement.
    """
    first = session.execute(_TAKE_POSITIONS, {"taken": len(entries)}).scalar_one()
    key = session.connection().get_execution_options()[SEAL_KEY]
    rows = [_row(entry, position, key) for position, entry in enumerate(entries, start=first)]
    session.execute(_WRITE_ENTRY, rows)
    return first


def leaf_of(entry: Entry) -> str:
    """The hash by which another entry can name this one."""
    return leaf_hash(_body(entry)).hex()


def keep_personal(session: Session, subject_id: str, value: str) -> str:
    """Keep a personal value beside the ledger; the body gets only the commitment returned here."""
    salt = secrets.token_hex(16)
    commitment = hashlib.sha256((salt + value).encode()).hexdigest()
    session.add(
        LedgerPersonal(commitment=commitment, salt=salt, value=value, subject_id=subject_id)
    )
    return commitment


def told_facts(
    session: Session, subject_id: UUID, facts: Mapping[str, object], words: Collection[str]
) -> dict[str, object]:
    """Columns as a body tells them; those of the `words` stay beside it, with a commitment in it.

    What is empty is told as nothing, so that a text that was erased is no other text.
    """
    told: dict[str, object] = {}
    for name, value in facts.items():
        if name not in words:
            told[name] = plain(value)
        elif value in (None, ""):
            told[name] = None
        else:
            told[name] = keep_personal(session, str(subject_id), str(value))
    return told


def append_decision(
    session: Session,
    actor: Actor,
    decision: LotDecision,
    told: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> None:
    """Keep a decision about a lot and append it; `told` are further facts for the body.

    The words of its reason stay beside the ledger: the body holds a commitment to them.
    """
    decision.id = decision.id or uuid4()
    decision.decided_by_id, decision.decided_at = actor.account_id, now
    lot_id = str(decision.lot_id)
    content: dict[str, Any] = {"action": decision.kind.value, "lot_id": lot_id, **(told or {})}
    content |= {"decision_id": str(decision.id)}
    content |= {"market": session.get_one(Lot, decision.lot_id).market}
    if decision.cause is not None:
        content["cause"] = decision.cause
    if decision.reason is not None:
        content["reason"] = keep_personal(session, lot_id, decision.reason)
    subject = (decision.lot_id, decision.organisation_id)
    entry = Entry.of_now(actor, EntryKind.DECISION, subject, content, now)
    decision.ledger_position = append(session, entry)
    session.add(decision)


def append_opening(session: Session, actor: Actor, lot: Lot, *, now: datetime) -> None:
    """Append how a lot was opened, so that nobody gives its diary to other goods unseen."""
    told = {
        "code": lot.code,
        "product_id": str(lot.product_id),
        "place_id": str(lot.place_id),
        "market": lot.market,
        "template": {"group": lot.template_group, "version": lot.template_version},
        "opened_by_id": str(lot.opened_by_id) if lot.opened_by_id else None,
        "opened_at": instant_text(lot.opened_at),
    }
    _append_of_lot(session, actor, lot, {"action": "opened"} | told, now)


def append_beginning(session: Session, actor: Actor, lot: Lot, *, now: datetime) -> None:
    """Append that a draft has begun, and the day from which it counts as open."""
    told = {"action": "begun", "opened_at": instant_text(lot.opened_at)}
    _append_of_lot(session, actor, lot, told, now)


def _append_of_lot(
    session: Session, actor: Actor, lot: Lot, told: Mapping[str, Any], now: datetime
) -> None:
    subject, content = (lot.id, lot.organisation_id), {"lot_id": str(lot.id), **told}
    append(session, Entry.of_now(actor, EntryKind.DECISION, subject, content, now))


def _body(entry: Entry) -> bytes:
    return canonical_json(ledger_body(entry, entry.content))


def _row(entry: Entry, position: int, key: bytes) -> dict[str, Any]:
    body = _body(entry)
    leaf = leaf_hash(body)
    return {
        "position": position,
        "kind": entry.kind,
        "subject_id": entry.subject_id,
        "organisation_id": entry.organisation_id,
        "claimed_at": entry.claimed_at,
        "device_at": entry.device_at,
        "received_at": entry.received_at,
        "actor_id": entry.actor_id,
        "device_id": entry.device_id,
        "body": body.decode(),
        "body_sha256": sha256_hex(body),
        "leaf_hash": leaf.hex(),
        "seal": entry_seal(key, position, leaf),
    }
