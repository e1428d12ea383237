"""Diary events: the searchable projection of the ledger's entries of kind epcis."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Row,
    or_,
    select,
)
from sqlalchemy import text as text_clause
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from traceability.canonical import canonical_json
from traceability.event_template import TemplateEvent, Value, get_template
from traceability.input_facts import RegisterFacts
from traceability.input_stock import Shortage
from traceability.pre_harvest import claimed_at, is_harvest
from webapp.db import Base, UtcDateTime
from webapp.models.file import PDF, StoredFile, publish_file

_CORRECTS: Final = "corrects_id IS NOT NULL"
REGISTER: Final = "register"
STOCK: Final = "stock"


class Event(Base):
    """`id` is made by the phone. `request_sha256` tells a repeat from another event of that id.

    `values` is JSON: the checked `fields` without personal data, the `personal` ones' names with
    their commitments, and the `facts` known of the input that was used. `flags` lists codes, parted
    by blanks, that officers see (late, in the future, lot closed). `actor_id` wrote it down,
    `on_behalf_of_id` is the member for whom; it was read off `paper_page_id`, where there was a
    paper diary. Device, signature and counter are there for phones that sign; they are empty until
    then. `harvested_on` is the day of a harvest as its values name it, None of any other work: by
    it harvests are found, for the sender chooses the entry's own time.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "lot_id", "event_time"),
        Index(None, "place_id", "event_time"),
        Index(None, "actor_id", "event_code", "received_at"),
        Index(None, "lot_id", "harvested_on"),
        Index(None, "lot_id", "received_at"),  # the page of a stamp tells the latest
        # `STANDS` looks for corrections at each entry: they are few, and these alone are read.
        Index(
            "ix_event_corrected",
            "lot_id",
            sqlite_where=text_clause(_CORRECTS),
            postgresql_where=text_clause(_CORRECTS),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    paper_page_id: Mapped[UUID | None] = mapped_column(ForeignKey("paper_page.id"), index=True)
    template_group: Mapped[str]
    template_version: Mapped[int]
    event_code: Mapped[str]
    event_time: Mapped[datetime] = mapped_column(UtcDateTime)
    utc_offset_minutes: Mapped[int]
    device_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    values: Mapped[str]
    quantity_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    quantity_unit: Mapped[str | None]
    harvested_on: Mapped[date | None]
    is_public: Mapped[bool]
    flags: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id"))
    request_sha256: Mapped[str]
    ledger_position: Mapped[int] = mapped_column(BigInteger, unique=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    device_signature: Mapped[str | None]
    device_counter: Mapped[int | None]
    quarantined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def fields(self) -> Mapping[str, Value]:
        """The checked values by the template's names."""
        return read_values(self.values).fields

    @property
    def template(self) -> TemplateEvent:
        """What its kind of work asked for when it was recorded."""
        return get_template(self.template_group, self.template_version).event(self.event_code)


def _stands() -> ColumnElement[bool]:
    later = aliased(Event)
    corrected = select(later.corrects_id).where(
        later.lot_id == Event.lot_id,
        later.corrects_id.is_not(None),
        later.quarantined_at.is_(None),
    )
    return Event.quarantined_at.is_(None) & Event.id.not_in(corrected)


# An entry in force: not set aside, and put right by no later one of its lot.
STANDS: Final = _stands()


@dataclass(frozen=True)
class StandingWork:
    """What an entry in force tells, by the template with which it was recorded."""

    id: UUID
    event: TemplateEvent
    fields: Mapping[str, Value]
    event_time: datetime
    ledger_position: int

    @property
    def told_order(self) -> tuple[datetime, int]:
        """By when it was done; of two done in one moment, what was written down later is later."""
        return self.event_time, self.ledger_position


def standing_works(
    reading: Session | Connection, lot_id: UUID, *, but: UUID | None = None
) -> list[StandingWork]:
    """The entries of a lot that stand, in any order; `but` leaves one out, as when corrected."""
    query = select(
        Event.id,
        Event.template_group,
        Event.template_version,
        Event.event_code,
        Event.event_time,
        Event.values,
        Event.ledger_position,
    ).where(Event.lot_id == lot_id, STANDS)
    return [
        StandingWork(
            row.id,
            get_template(row.template_group, row.template_version).event(row.event_code),
            read_values(row.values).fields,
            row.event_time,
            row.ledger_position,
        )
        for row in reading.execute(query)
        if row.id != but
    ]


def claimed_by(row: Row[*tuple[Any, ...]]) -> datetime:
    """The earliest moment that an entry claims for its work; `row` has its template's columns, its
    time and its values, which are read only where they can tell of another day.
    """
    event = get_template(row.template_group, row.template_version).event(row.event_code)
    if not is_harvest(event):
        return cast(datetime, row.event_time)
    return claimed_at(event, read_values(row.values).fields, row.event_time)


class EventPlace(Base):
    """A further place at which the same work was done, beside the event's own."""

    __tablename__ = "event_place"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)


def places_of(reading: Session | Connection, event: Event) -> set[UUID]:
    """Every place at which the work of an entry was done."""
    further = select(EventPlace.place_id).where(EventPlace.event_id == event.id)
    return {event.place_id, *reading.execute(further).scalars()}


class EventPhoto(Base):
    """A photo of an event, or the PDF of a report, which has no shown copy. The sealed original
    is what the ledger names by its hash.
    """

    __tablename__ = "event_photo"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"), primary_key=True)
    shown_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EventValues:
    """What `Event.values` holds, read. `facts` is what was known of the input it used."""

    def __init__(
        self,
        fields: Mapping[str, Value],
        personal: Mapping[str, str],
        facts: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.fields = fields
        self.personal = personal
        self.facts = facts

    @property
    def register(self) -> RegisterFacts | None:
        """What the register of inputs said on the day of the work."""
        told = self.facts.get(REGISTER)
        return RegisterFacts.from_json(told) if told else None

    @property
    def registered_days(self) -> int | None:
        """The waiting period that the register asked for on that day."""
        return self.register.finding.registered_days if self.register else None

    @property
    def shortage(self) -> Shortage | None:
        """The sum by which the stock went below zero with this entry."""
        told = self.facts.get(STOCK)
        return Shortage.from_json(told) if told else None

    def text(self) -> str:
        """As the column keeps it; an entry without facts is written as it always was."""
        kept: dict[str, Any] = {"fields": self.fields, "personal": self.personal}
        return canonical_json(kept | ({"facts": self.facts} if self.facts else {})).decode()


def read_values(text: str) -> EventValues:
    """The inverse of `EventValues.text`."""
    values: dict[str, Any] = json.loads(text)
    return EventValues(values["fields"], values["personal"], values.get("facts", {}))


def attach_stored(
    session: Session,
    event: Event,
    wanted: Collection[str],
    received: frozenset[str],
    *,
    now: datetime,
) -> frozenset[str]:
    """Bind those of the wanted photos that are stored already, and give back which.

    Knowing a hash is not owning the photo: it must be the organisation's, or just `received`.
    """
    photos = _stored(session, event, list(wanted), list(received)) if wanted else {}
    for original, shown in photos.items():
        session.add(
            EventPhoto(event_id=event.id, sha256=original, shown_sha256=shown, received_at=now)
        )
        if event.is_public and shown is not None:
            publish_file(session, shown)
    return frozenset(photos)


def _stored(
    session: Session, event: Event, wanted: list[str], received: list[str]
) -> dict[str, str | None]:
    query = select(StoredFile.sha256, StoredFile.shown_sha256).where(
        StoredFile.sha256.in_(wanted),
        or_(
            StoredFile.organisation_id == event.organisation_id,
            StoredFile.sha256.in_(received),
        ),
        or_(StoredFile.shown_sha256.is_not(None), StoredFile.media_type == PDF),
    )
    return {row.sha256: row.shown_sha256 for row in session.execute(query)}
