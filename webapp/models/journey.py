"""The facts of a lot's public story, gathered from its events for `traceability.journey`."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from traceability.canonical import canonical_json
from traceability.journey import PublicEvent, journey
from webapp.models.event import Event, EventPhoto, stands
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
            Event.id,
            Event.template_group,
            Event.template_version,
            Event.event_code,
            Event.event_time,
            Event.received_at,
            Place.code,
            Commune.name,
            Organisation.name,
            photo,
            Event.corrects_id,
        )
        .join(Place, Place.id == Event.place_id)
        .join(Commune, Commune.code == Place.commune_code)
        .join(Organisation, Organisation.id == Event.organisation_id)
        # Also what was put right by an entry that is not public: it is told no more.
        .where(Event.lot_id == lot_id, Event.is_public, stands(lot_id))
    )
    # The columns stand in the order of the dataclass.
    return [PublicEvent(*row) for row in session.execute(query)]
