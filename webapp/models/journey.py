"""The facts of a lot's public story, gathered from its events for `traceability.journey`."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from traceability.canonical import canonical_json
from traceability.journey import PublicEvent, journey
from webapp.models.event import STANDS, Event, EventPhoto, EventPlace
from webapp.models.geography import Commune
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.place import Place


def tell_journey(session: Session, lot: Lot) -> None:
    """Make the story anew; within the transaction that changed an event of the lot."""
    lot.journey = canonical_json(journey(_public_events(session, lot.id))).decode()


def _public_events(session: Session, lot_id: UUID) -> list[PublicEvent]:
    # The columns stand in the order of the dataclass.
    rows = session.execute(_PUBLIC_EVENTS, {"lot_id": lot_id})
    return [PublicEvent(*row) for row in rows]


def _select_public_events() -> Select[*tuple[Any, ...]]:
    photo = (
        select(func.min(EventPhoto.shown_sha256))
        .where(EventPhoto.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )
    further = (
        select(func.count())
        .where(EventPlace.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )
    return (
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
            further,
        )
        .join(Place, Place.id == Event.place_id)
        .join(Commune, Commune.code == Place.commune_code)
        .join(Organisation, Organisation.id == Event.organisation_id)
        # Also what was put right by an entry that is not public: it is told no more.
        .where(Event.lot_id == bindparam("lot_id"), Event.is_public, STANDS)
    )


_PUBLIC_EVENTS: Final = _select_public_events()  # built once: it runs with every entry
