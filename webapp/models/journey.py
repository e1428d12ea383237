"""The facts of a lot's public story, gathered from its events for `traceability.journey`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from traceability.canonical import canonical_json
from traceability.journey import PublicEvent, journey
from webapp.models.event import Event, EventPhoto
from webapp.models.geography import Commune
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.place import Place


def tell_journey(session: Session, lot: Lot) -> None:
    """Make the story anew; within the transaction that changed an event of the lot."""
    lot.journey = canonical_json(journey(_public_events(session, lot.id))).decode()


def _public_events(session: Session, lot_id: UUID) -> list[PublicEvent]:
    photo = (
        select(func.min(EventPhoto.shown_sha256))
        .where(EventPhoto.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )
    query = (
        select(
            Event,
            Place.code.label("place_code"),
            Commune.name.label("commune"),
            Organisation.name.label("organisation"),
            photo.label("photo"),
        )
        .join(Place, Place.id == Event.place_id)
        .join(Commune, Commune.code == Place.commune_code)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .where(Event.lot_id == lot_id, Event.is_public, Event.quarantined_at.is_(None))
    )
    return [_public_event(row) for row in session.execute(query)]


def _public_event(row: Row[*tuple[Any, ...]]) -> PublicEvent:
    event: Event = row.Event
    return PublicEvent(
        id=event.id,
        group=event.template_group,
        version=event.template_version,
        event_code=event.event_code,
        event_time=event.event_time,
        received_at=event.received_at,
        place_code=row.place_code,
        commune=row.commune,
        organisation=row.organisation,
        photo=row.photo,
        corrects=event.corrects_id,
    )
