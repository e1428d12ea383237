"""Adding a photo, or a laboratory's report, to an event that is recorded already; phones send them
one by one, later.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from traceability.errors import NotFound
from traceability.lots import NoSuchEvent
from traceability.roles import Actor
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.event import Event, EventPhoto, attach_stored
from webapp.models.journey import tell_journey
from webapp.models.ledger import EntryKind, LedgerEntry
from webapp.models.lot import Lot, worked_on_by
from webapp.usecases.events.checks import TooManyPhotos, most_files


class PhotoNotStored(NotFound):
    """The photo's bytes never came."""

    code = "photo.not_stored"


@dataclass(frozen=True)
class AttachPhoto:
    """The bytes of `sha256` came with this request and are stored."""

    event_id: UUID
    sha256: str


@transactional
def attach_photo(actor: Actor, command: AttachPhoto, *, now: datetime) -> bool:
    """Bind a stored photo to its event; False when it was bound before.

    Raises:
        NoSuchEvent: none that the actor works on.
        TooManyPhotos: the event has as many as it keeps.
        PhotoNotStored: its bytes are not here.
    """
    session = db.session()
    event, lot = _event_to_change(actor, command.event_id)
    if session.get(EventPhoto, (event.id, command.sha256)) is not None:
        return False
    if _photo_count(event) >= most_files(event.event_code):
        raise TooManyPhotos(most=most_files(event.event_code))
    if command.sha256 not in _announced(event):  # the ledger before files, as every entry does
        _record_late_photo(actor, event, command.sha256, now=now)
    received = frozenset({command.sha256})
    if not attach_stored(session, event, received, received, now=now):
        raise PhotoNotStored
    session.flush()
    if event.is_public:
        tell_journey(session, lot)
    return True


def _event_to_change(actor: Actor, event_id: UUID) -> tuple[Event, Lot]:
    found = db.session.execute(
        select(Event, Lot)
        .join(Lot, Lot.id == Event.lot_id)
        .where(Event.id == event_id, worked_on_by(actor))
        .with_for_update(of=Lot)
    ).one_or_none()
    if found is None:
        raise NoSuchEvent
    return found.Event, found.Lot


def _photo_count(event: Event) -> int:
    count = select(func.count()).select_from(EventPhoto).where(EventPhoto.event_id == event.id)
    return db.session.execute(count).scalar_one()


def _announced(event: Event) -> list[str]:
    body = db.session.get_one(LedgerEntry, event.ledger_position).body
    photos: list[str] = json.loads(body)["content"]["photos"]
    return photos


def _record_late_photo(actor: Actor, event: Event, sha256: str, *, now: datetime) -> None:
    """What the entry did not name is named by an entry of its own, so that it cannot be changed."""
    ledger.append(
        db.session(),
        ledger.Entry.of_now(
            actor,
            EntryKind.EPCIS,
            (event.id, event.organisation_id),
            {"photo_of": str(event.id), "photos": [sha256]},
            now,
        ),
    )
