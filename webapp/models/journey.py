"""The facts of a lot's public story, gathered from its events for `traceability.journey`."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    exists,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from traceability.calendar import civil_date
from traceability.canonical import canonical_json
from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent, Value, get_template, known_templates
from traceability.holds import FAILED, concluded
from traceability.journey import VERSION, PublicDecision, PublicEvent, begins_work, journey
from traceability.lot_decisions import PUBLIC_DECISIONS
from traceability.pre_harvest import claimed_at, is_harvest
from traceability.waits import Wait, tells_wait
from webapp.models.event import STANDS, Event, EventPhoto, EventPlace, claimed_by, read_values
from webapp.models.geography import Commune
from webapp.models.lot import Lot
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.treatment import own_waits


def tell_journey(session: Session, lot: Lot) -> None:
    """Make the story anew; within the transaction that changed an event of the lot."""
    lot.journey = canonical_json(told_story(session, lot.id)).decode()
    lot.began_on = told_beginning(session, lot.id)
    lot.journey_version = VERSION


def last_recorded() -> ColumnElement[datetime | None]:
    """When the last entry of the lot in the FROM around it was received; None before any was."""
    kept = case((Lot.diary_score.is_not(None), Lot.last_recorded_at))
    received = select(func.max(Event.received_at)).where(Event.lot_id == Lot.id)
    return func.coalesce(kept, received.correlate(Lot).scalar_subquery())


def last_received(reading: Session | Connection, lot_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """The same of some lots, as their entries say it; of no more than one statement may name."""
    latest = func.max(Event.received_at)
    query = select(Event.lot_id, latest).where(Event.lot_id.in_(lot_ids)).group_by(Event.lot_id)
    return {row[0]: row[1] for row in reading.execute(query)}


def is_tellable() -> ColumnElement[bool]:
    """Lots of which every entry that stands was written with a template this process knows."""
    return ~exists().where(Event.lot_id == Lot.id, STANDS, _of_unknown_template())


def is_readable() -> ColumnElement[bool]:
    """The same of every entry, those that were put right among them, and of the lot itself."""
    unread = exists().where(Event.lot_id == Lot.id, _of_unknown_template())
    return tuple_(Lot.template_group, Lot.template_version).in_(list(known_templates())) & ~unread


def _of_unknown_template() -> ColumnElement[bool]:
    template = tuple_(Event.template_group, Event.template_version)
    return template.not_in(list(known_templates()))


def told_story(reading: Session | Connection, lot_id: UUID) -> list[dict[str, Any]]:
    """The stops that are kept with the lot."""
    return journey(_public_events(reading, lot_id), _public_decisions(reading, lot_id))


def whole_story(reading: Session | Connection, lot_id: UUID) -> list[dict[str, Any]]:
    """Every public stop, for who wants to read them all."""
    events, decisions = _public_events(reading, lot_id), _public_decisions(reading, lot_id)
    return journey(events, decisions, is_whole=True)


def told_beginning(reading: Session | Connection, lot_id: UUID) -> date | None:
    """The earliest day that an entry of the lot claims for work on its goods, hidden work as well;
    None where there is no such entry. What was bought, thrown away or noted begins nothing.
    """
    kinds = reading.execute(_FIRST_OF_KIND, {"lot_id": lot_id}).all()
    begun = [row for row in kinds if begins_work(_event_of(row))]
    harvests = {row.event_code for row in begun if is_harvest(_event_of(row))}
    claimed = [row.first_at for row in begun]
    if harvests:  # a harvest may name an earlier day than its entry
        query = _CLAIMING.where(Event.lot_id == lot_id, Event.event_code.in_(harvests), STANDS)
        claimed += [claimed_by(row) for row in reading.execute(query)]
    return min(map(civil_date, claimed), default=None)


def _event_of(row: Row[*tuple[Any, ...]]) -> TemplateEvent:
    return get_template(row.template_group, row.template_version).event(row.event_code)


def _public_events(session: Session | Connection, lot_id: UUID) -> list[PublicEvent]:
    # The columns stand in the order of the dataclass; from the last two follows what was found.
    rows = session.execute(_PUBLIC_EVENTS, {"lot_id": lot_id}).all()
    is_treated = any(tells_wait(_event_of(row)) for row in rows)
    waits = own_waits(session, lot_id) if is_treated else {}
    return [_public_event(row, waits.get(row.id)) for row in rows]


def _public_event(row: Row[*tuple[Any, ...]], wait: Wait | None) -> PublicEvent:
    event, values = _event_of(row), read_values(row.values).fields
    return replace(
        PublicEvent(*row[:-2]),
        concluded=_concluded(event, values, row.flags.split()),
        claimed_at=claimed_at(event, values, row.event_time),
        values=values,
        wait=wait,
    )


def _public_decisions(session: Session | Connection, lot_id: UUID) -> list[PublicDecision]:
    rows = session.execute(_PUBLIC_DECISIONS, {"lot_id": lot_id})
    return [PublicDecision(*row) for row in rows]


def _concluded(
    event: TemplateEvent, values: Mapping[str, Value], flags: Collection[str]
) -> str | None:
    if event.epcis.disposition_field is None:
        return None
    if EventFlag.OUTSIDE_LIMIT in flags:
        return FAILED  # whatever was ticked
    return concluded(event, values)


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


_KIND = (Event.template_group, Event.template_version, Event.event_code)
_FIRST_OF_KIND: Final = (
    select(*_KIND, func.min(Event.event_time).label("first_at"))
    .where(Event.lot_id == bindparam("lot_id"), STANDS)
    .group_by(*_KIND)
)
_CLAIMING: Final = select(*_KIND, Event.event_time, Event.values)
_PUBLIC_EVENTS: Final = _select_public_events()  # built once: it runs with every entry
_PUBLIC_DECISIONS: Final = _select_public_decisions()
