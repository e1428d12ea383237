"""What proves an entry: photos and reports that a form keeps, and who may have a report."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from traceability.roles import Actor
from webapp.db import reader
from webapp.models.event import Event, EventPhoto
from webapp.models.file import PDF, StoredFile
from webapp.models.lot import Lot, in_reach_of
from webapp.queries.event_prefills import AskForm
from webapp.queries.files import NoSuchFile


@dataclass(frozen=True)
class KeptPhoto:
    """A photo that was stored before the form was refused."""

    sha256: str
    shown_sha256: str


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


def kept_photos(
    actor: Actor, hashes: Sequence[str], sent: Collection[str] = ()
) -> tuple[KeptPhoto, ...]:
    """Those of the photos that the actor's organisation has stored or told of, or that are among
    those `sent` from here, in the order given.
    """
    query = select(StoredFile.sha256, StoredFile.shown_sha256).where(
        StoredFile.sha256.in_(hashes),
        StoredFile.shown_sha256.is_not(None),
        _may_keep(actor, sent),
    )
    with reader() as connection:
        shown = {row.sha256: row.shown_sha256 for row in connection.execute(query)}
    return tuple(KeptPhoto(it, shown[it]) for it in hashes if it in shown)


def kept_report(actor: Actor, sha256: str, sent: Collection[str] = ()) -> str | None:
    """The hash of a PDF that the actor's organisation stored or told of before, or that is among
    those `sent` from here; None of anything else: a laboratory sends the same file to several, and
    only the first of them stored it.
    """
    query = select(StoredFile.sha256).where(
        StoredFile.sha256 == sha256, StoredFile.media_type == PDF, _may_keep(actor, sent)
    )
    with reader() as connection:
        return connection.scalar(query)


def _may_keep(actor: Actor, sent: Collection[str]) -> ColumnElement[bool]:
    """Whether the organisation has the bytes: nobody keeps a file by merely naming its hash."""
    told = (
        select(EventPhoto.event_id)
        .join(Event, Event.id == EventPhoto.event_id)
        .where(
            EventPhoto.sha256 == StoredFile.sha256, Event.organisation_id == actor.organisation_id
        )
    )
    return or_(
        StoredFile.organisation_id == actor.organisation_id,
        StoredFile.sha256.in_(sent),
        exists(told),
    )


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
