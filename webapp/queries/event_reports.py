"""What proves an entry: photos and reports that a form keeps, and who may have a report."""

from uuid import UUID

from sqlalchemy import exists, select

from traceability.roles import Actor
from webapp.db import reader
from webapp.models.event import Event, EventPhoto
from webapp.models.file import PDF, StoredFile
from webapp.models.lot import Lot, in_reach_of
from webapp.queries.event_forms import KeptPhoto
from webapp.queries.event_prefills import AskForm
from webapp.queries.files import NoSuchFile


def report_of_event(actor: Actor, event_id: UUID, sha256: str) -> None:
    """Whether the file is a report of an entry whose lot the actor may read.

    Raises:
        NoSuchFile: it is not.
    """
    query = (
        select(EventPhoto.sha256)
        .join(Event, Event.id == EventPhoto.event_id)
        .join(Lot, Lot.id == Event.lot_id)
        .where(
            EventPhoto.event_id == event_id,
            EventPhoto.sha256 == sha256,
            EventPhoto.shown_sha256.is_(None),
            in_reach_of(actor),
        )
    )
    with reader() as connection:
        if connection.scalar(query) is None:
            raise NoSuchFile


def kept_report(actor: Actor, sha256: str) -> str | None:
    """The hash of a PDF that the actor's organisation stored or told of before, None of anything
    else: a laboratory sends the same file to several, and only the first of them stored it.
    """
    told = (
        select(EventPhoto.event_id)
        .join(Event, Event.id == EventPhoto.event_id)
        .where(EventPhoto.sha256 == sha256, Event.organisation_id == actor.organisation_id)
    )
    is_own = (StoredFile.organisation_id == actor.organisation_id) | exists(told)
    query = select(StoredFile.sha256).where(
        StoredFile.sha256 == sha256, StoredFile.media_type == PDF, is_own
    )
    with reader() as connection:
        return connection.scalar(query)


def photos_to_correct(actor: Actor, wanted: AskForm) -> tuple[KeptPhoto, ...]:
    """The photos of the entry that is corrected, or whose report has a further indicator: they
    stay, unless somebody takes them out.
    """
    query = (
        select(EventPhoto.sha256, EventPhoto.shown_sha256)
        .join(Event, Event.id == EventPhoto.event_id)
        .where(Event.id == wanted.rests_on, Event.organisation_id == actor.organisation_id)
        .order_by(EventPhoto.received_at, EventPhoto.sha256)
    )
    with reader() as connection:
        rows = connection.execute(query)
        return tuple(KeptPhoto(row.sha256, row.shown_sha256) for row in rows if row.shown_sha256)


def reports_to_keep(actor: Actor, wanted: AskForm) -> tuple[str, ...]:
    """The reports of the entry that is corrected, or that a further indicator is told of: what a
    form does not show, a correction would lose.
    """
    query = (
        select(EventPhoto.sha256)
        .join(Event, Event.id == EventPhoto.event_id)
        .where(
            Event.id == wanted.rests_on,
            Event.organisation_id == actor.organisation_id,
            EventPhoto.shown_sha256.is_(None),
        )
        .order_by(EventPhoto.received_at, EventPhoto.sha256)
    )
    with reader() as connection:
        return tuple(connection.scalars(query))
