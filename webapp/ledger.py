"""The only writer of the append-only ledger. Reading and proving is `webapp.queries.ledger`."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from traceability.canonical import canonical_json, sha256_hex
from traceability.checkpoint import entry_seal
from traceability.merkle import leaf_hash
from traceability.roles import Actor
from webapp.db import SEAL_KEY
from webapp.models.catalogue import Catalogued
from webapp.models.ledger import (
    EntryKind,
    LedgerEntry,
    LedgerHead,
    LedgerPersonal,
    instant_text,
    ledger_body,
    plain,
    told_subjects,
)
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision

C = TypeVar("C", bound=Catalogued)

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


def append_facts(
    session: Session,
    actor: Actor,
    one: Catalogued,
    told: Mapping[str, Any],
    now: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Append what a place or product is now or, where it was told before, what of it has changed.

    Whoever keeps one answers for what they changed, not for what somebody else put there.
    """
    entry = facts_entry(session, actor, one, told, now, before)
    if entry is not None:
        append(session, entry)


def facts_entry(
    session: Session,
    actor: Actor,
    one: Catalogued,
    told: Mapping[str, Any],
    now: datetime,
    before: Mapping[str, Any] | None = None,
) -> Entry | None:
    """The entry of that; None where nothing has changed. Its words are kept beside the ledger."""
    facts = {name: it for name, it in one.facts().items() if before is None or it != before[name]}
    if not facts:
        return None
    content = {**told, f"{one.__tablename__}_id": str(one.id)}
    content["facts"] = {name: _told(session, one, name, it) for name, it in facts.items()}
    subject = (one.id, one.organisation_id)
    return Entry.of_now(actor, EntryKind.DECISION, subject, content, now)


def adopt(session: Session, actor: Actor, model: type[C], *, now: datetime) -> list[C]:
    """Append places or products that were added before the ledger was told; gives back which."""
    # Locked, so that whoever changes one meanwhile tells the change after what is told here.
    every = select(model).order_by(model.created_at, model.id).with_for_update()
    rows, noun = session.scalars(every).all(), model.__tablename__
    known = told_subjects(session, f"{noun}_added", f"{noun}_adopted")
    adopted = [it for it in rows if str(it.id) not in known]
    for one in adopted:
        append_facts(session, actor, one, {"action": f"{noun}_adopted"}, now)
    return adopted


def _told(session: Session, one: Catalogued, name: str, value: object) -> object:
    """A column as a body tells it, a word by its commitment; what is empty is told as nothing, so
    that a text that was erased is no other text.
    """
    if name not in one.WORDS:
        return plain(value)
    return None if value in (None, "") else keep_personal(session, str(one.id), str(value))


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
