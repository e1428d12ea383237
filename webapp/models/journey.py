"""The facts of a lot's public story, gathered from its events for `traceability.journey`."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from traceability.canonical import canonical_json
from traceability.event_flags import EventFlag
from traceability.event_template import get_template
from traceability.holds import FAILED, concluded
from traceability.journey import PublicDecision, PublicEvent, journey
from traceability.lot_decisions import PUBLIC_DECISIONS
from webapp.models.event import STANDS, Event, EventPhoto, EventPlace, claimed_by, read_values
from webapp.models.geography import Commune
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import Organisation
from webapp.models.place import Place


def tell_journey(session: Session, lot: Lot) -> None:
    """Make the story anew; within the transaction that changed an event of the lot."""
    lot.journey = canonical_json(told_story(session, lot.id)).decode()


def told_story(reading: Session | Connection, lot_id: UUID) -> list[dict[str, Any]]:
    """The stops that are kept with the lot."""
    return journey(_public_events(reading, lot_id), _public_decisions(reading, lot_id))


def whole_story(reading: Session | Connection, lot_id: UUID) -> list[dict[str, Any]]:
    """Every public stop, for who wants to read them all."""
    events, decisions = _public_events(reading, lot_id), _public_decisions(reading, lot_id)
    return journey(events, decisions, is_whole=True)


def _public_events(session: Session | Connection, lot_id: UUID) -> list[PublicEvent]:
    # The columns stand in the order of the dataclass; from the last two follows what was found.
    rows = session.execute(_PUBLIC_EVENTS, {"lot_id": lot_id})
    return [
        replace(PublicEvent(*row[:-2]), concluded=_concluded(row), claimed_at=claimed_by(row))
        for row in rows
    ]


def _public_decisions(session: Session | Connection, lot_id: UUID) -> list[PublicDecision]:
    rows = session.execute(_PUBLIC_DECISIONS, {"lot_id": lot_id})
    return [PublicDecision(*row) for row in rows]


def _concluded(row: Row[*tuple[Any, ...]]) -> str | None:
    event = get_template(row.template_group, row.template_version).event(row.event_code)
    if event.epcis.disposition_field is None:
        return None
    if EventFlag.OUTSIDE_LIMIT in row.flags.split():
        return FAILED  # whatever was ticked
    return concluded(event, read_values(row.values).fields)


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
            Event.values,
            Event.flags,
        )
        .join(Place, Place.id == Event.place_id)
        .join(Commune, Commune.code == Place.commune_code)
        .join(Organisation, Organisation.id == Event.organisation_id)
        # Also what was put right by an entry that is not public: it is told no more.
        .where(Event.lot_id == bindparam("lot_id"), Event.is_public, STANDS)
    )


def _select_public_decisions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            LotDecision.kind,
            LotDecision.decided_at,
            LotDecision.cause,
            Place.code,
            Commune.name,
            Organisation.name,
        )
        .join(Lot, Lot.id == LotDecision.lot_id)
        .join(Place, Place.id == Lot.place_id)
        .join(Commune, Commune.code == Place.commune_code)
        .join(Organisation, Organisation.id == LotDecision.organisation_id)
        .where(LotDecision.lot_id == bindparam("lot_id"), LotDecision.kind.in_(PUBLIC_DECISIONS))
        .order_by(LotDecision.ledger_position)
    )


_PUBLIC_EVENTS: Final = _select_public_events()  # built once: it runs with every entry
_PUBLIC_DECISIONS: Final = _select_public_decisions()
