"""Objections: a member says that an entry in their name is not right, a manager answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from traceability.lots import NoSuchEvent
from traceability.objections import (
    NoSuchObjection,
    ObjectionAnswered,
    ObjectionIdUsed,
    ObjectionOpen,
    ObjectionReasonMissing,
)
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.event import Event
from webapp.models.ledger import EntryKind
from webapp.models.objection import EventObjection


@dataclass(frozen=True)
class MakeObjection:
    """`objection_id` is made with the form, so that pressing twice objects once."""

    objection_id: UUID
    event_id: UUID
    reason: str


@dataclass(frozen=True)
class AnswerObjection:
    """`answer` says what was found; what was wrong is put right by a correction beside it."""

    objection_id: UUID
    answer: str


@transactional
def make_objection(actor: Actor, command: MakeObjection, *, now: datetime) -> UUID:
    """Say that an entry is not right; the entry stays as it is, and managers and inspectors see it.

    Raises:
        ObjectionReasonMissing.
        NoSuchEvent: none that was entered in the actor's name.
        ObjectionOpen: the actor objected before and waits for an answer.
        ObjectionIdUsed: the id stands for another objection.
    """
    if not command.reason:
        raise ObjectionReasonMissing
    event = _entered_for(actor, command.event_id)
    before = db.session.get(EventObjection, command.objection_id)
    if before is not None:
        return _made_before(before, actor, command)
    waiting = select(EventObjection.id).where(
        EventObjection.event_id == event.id,
        EventObjection.made_by_id == actor.account_id,
        EventObjection.answered_at.is_(None),
    )
    if db.session.scalar(waiting.limit(1)) is not None:
        raise ObjectionOpen
    objection = EventObjection(
        id=command.objection_id,
        event_id=event.id,
        organisation_id=event.organisation_id,
        made_by_id=actor.account_id,
        made_at=now,
        reason=command.reason,
    )
    _record(actor, objection, {"action": "entry_objected", "reason": command.reason}, now)
    db.session.add(objection)
    return objection.id


@transactional
def answer_objection(actor: Actor, command: AnswerObjection, *, now: datetime) -> None:
    """Answer the member, once; a correction that was made since is named in the ledger.

    Raises:
        ObjectionReasonMissing.
        NoSuchObjection: none in the actor's organisation.
        ObjectionAnswered: somebody was faster.
    """
    if not command.answer:
        raise ObjectionReasonMissing
    query = select(EventObjection).where(
        EventObjection.id == command.objection_id,
        EventObjection.organisation_id == actor.organisation_id,
    )
    objection = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if objection is None:
        raise NoSuchObjection
    if objection.answered_at is not None:
        raise ObjectionAnswered
    corrected = select(Event.id).where(Event.corrects_id == objection.event_id)
    correction_id = db.session.scalar(corrected)
    objection.answered_by_id, objection.answered_at = actor.account_id, now
    objection.answer = command.answer
    content = {
        "action": "objection_answered",
        "answer": command.answer,
        "correction_id": str(correction_id) if correction_id else None,
    }
    _record(actor, objection, content, now)


def _entered_for(actor: Actor, event_id: UUID) -> Event:
    """The entry, locked: of two objections at once the second sees the first."""
    query = select(Event).where(
        Event.id == event_id,
        Event.on_behalf_of_id == actor.account_id,
        Event.organisation_id == actor.organisation_id,
    )
    event = db.session.execute(query.with_for_update()).scalar_one_or_none()
    if event is None:
        raise NoSuchEvent
    return event


def _made_before(before: EventObjection, actor: Actor, command: MakeObjection) -> UUID:
    told = (before.event_id, before.made_by_id, before.reason)
    if told != (command.event_id, actor.account_id, command.reason):
        raise ObjectionIdUsed
    return before.id


def _record(
    actor: Actor, objection: EventObjection, content: dict[str, Any], now: datetime
) -> None:
    """Reason and answer are free words: the ledger has commitments to them."""
    session, subject = db.session(), (objection.id, objection.organisation_id)
    sealed = {
        name: ledger.keep_personal(session, str(objection.id), content[name])
        for name in ("reason", "answer")
        if name in content
    }
    told = {"objection_id": str(objection.id), "event_id": str(objection.event_id)}
    entry = ledger.Entry.of_now(actor, EntryKind.DECISION, subject, content | told | sealed, now)
    ledger.append(session, entry)
