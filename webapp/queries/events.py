"""The diary of a lot as people read it: what was done, when, by whom, and how it was recorded."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from traceability.event_template import LABORATORY_TEST, Labels, TemplateEvent, get_template
from traceability.input_facts import RegisterFacts
from traceability.journey import days_late
from traceability.lots import NoSuchEvent
from traceability.pre_harvest import claimed_at
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.event import Event, EventPhoto, EventPlace, read_values
from webapp.models.ledger import LedgerPersonal
from webapp.models.lot import Lot, worked_on_by
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.entry_flags import entry_flags
from webapp.queries.entry_origins import NO_ORIGIN, Origin, entry_origins
from webapp.queries.input_stock import ShownShortage, shown_shortage
from webapp.queries.shown_judgements import ShownJudgement, judgements_by_event
from webapp.queries.shown_values import ShownValue, shown_values
from webapp.queries.unbought import unbought
from webapp.queries.verdict_goods import Message, recorded

MOST_SHOWN = 200
PURCHASE = "input_purchase"


@dataclass(frozen=True)
class DiaryEntry:
    """One event in the history of its lot; `origin` is empty for people's own entries."""

    id: UUID
    lot_id: UUID
    lot_name: str
    event_code: str
    labels: Mapping[str, str]
    icon: str
    event_time: datetime
    device_time: datetime | None
    received_at: datetime
    place_name: str
    recorded: Message
    values: tuple[ShownValue, ...]
    flags: tuple[Message, ...]
    warnings: tuple[Mapping[str, str], ...]
    judgements: tuple[ShownJudgement, ...]
    input_notes: tuple[Message, ...]
    shortage: ShownShortage | None
    unbought: str
    may_tell_purchase: bool
    photos: tuple[str, ...]
    reports: tuple[str, ...]
    operator: str
    note: str
    corrects: bool
    was_corrected: bool
    asks_photo: bool
    origin: Origin
    may_object: bool

    @property
    def entered(self) -> Message | None:
        """Who did it and who wrote it down, where these are two."""
        return self.origin.entered(self.operator)

    @property
    def lacks_photo(self) -> bool:
        """Whether a photo was asked for and none came; said, not hidden."""
        return self.asks_photo and not (self.photos or self.reports)

    @property
    def lacks_report(self) -> bool:
        """Whether a laboratory's result came without its report, as a file or a photo."""
        return self.event_code == LABORATORY_TEST and self.lacks_photo

    @property
    def may_be_corrected(self) -> bool:
        """Only what stands is corrected; a correction may itself be."""
        return not self.was_corrected


def as_pair(labels: Labels) -> dict[str, str]:
    """Both languages, as the `label` filter takes them."""
    return labels.both


def work_in_reach(actor: Actor, event_id: UUID) -> str:
    """The kind of work that an event of a lot tells on which the actor works.

    Raises:
        NoSuchEvent: it is none of such a lot.
    """
    query = (
        select(Event.event_code)
        .join(Lot, Lot.id == Event.lot_id)
        .where(Event.id == event_id, worked_on_by(actor))
    )
    with reader() as connection:
        code = connection.execute(query).scalar_one_or_none()
    if code is None:
        raise NoSuchEvent
    return code


def diary_of(connection: Connection, lot_id: UUID, actor: Actor) -> tuple[DiaryEntry, ...]:
    """The entries of a lot, the latest work first, in a few queries however many there are."""
    order = (Event.event_time.desc(), Event.received_at.desc())
    query = select_entries().where(Event.lot_id == lot_id).order_by(*order).limit(MOST_SHOWN)
    return diary_entries(connection, query, actor)


def select_entries() -> Select[*tuple[Any, ...]]:
    """The columns that `diary_entries` reads; who may see which is the caller's to say."""
    return (
        select(
            Event.id,
            Event.lot_id,
            Event.organisation_id,
            Event.template_group,
            Event.template_version,
            Event.event_code,
            Event.event_time,
            Event.device_time,
            Event.received_at,
            Event.values,
            Event.flags,
            Event.corrects_id,
            Place.name.label("place_name"),
            Lot.code.label("lot_code"),
            Product.short_name,
        )
        .join(Place, Place.id == Event.place_id)
        .join(Lot, Lot.id == Event.lot_id)
        .join(Product, Product.id == Lot.product_id)
    )


def diary_entries(
    connection: Connection, query: Select[*tuple[Any, ...]], actor: Actor
) -> tuple[DiaryEntry, ...]:
    """The entries that a query of `select_entries` finds, in its order."""
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    beside = _Beside(
        photos=_photos(connection, ids),
        reports=_reports(connection, ids),
        words=personal_words(connection, ids),
        replaced=_replaced(connection, ids),
        further=further_places(connection, ids),
        origins=entry_origins(connection, ids),
        judgements=judgements_by_event(connection, ids),
        unbought=unbought(connection, rows),
        actor=actor,
    )
    return tuple(_entry(row, beside) for row in rows)


@dataclass(frozen=True)
class _Beside:
    """What stands in other tables about the entries of one page."""

    photos: Mapping[UUID, list[str]]
    reports: Mapping[UUID, list[str]]
    words: Mapping[str, str]
    replaced: Collection[UUID]
    further: Mapping[UUID, list[str]]
    origins: Mapping[UUID, Origin]
    judgements: Mapping[UUID, list[ShownJudgement]]
    unbought: Mapping[UUID, str]
    actor: Actor


def _replaced(connection: Connection, event_ids: Sequence[UUID]) -> frozenset[UUID]:
    query = select(Event.corrects_id).where(Event.corrects_id.in_(event_ids))
    return frozenset(it for it in connection.scalars(query) if it is not None)


def personal_words(connection: Connection, event_ids: Sequence[UUID]) -> dict[str, str]:
    """Personal values by their commitments; what was erased is missing."""
    query = select(LedgerPersonal.commitment, LedgerPersonal.value).where(
        LedgerPersonal.subject_id.in_([str(event_id) for event_id in event_ids])
    )
    return {row.commitment: row.value for row in connection.execute(query)}


def _photos(connection: Connection, event_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    query = (
        select(EventPhoto.event_id, EventPhoto.shown_sha256)
        .where(EventPhoto.event_id.in_(event_ids), EventPhoto.shown_sha256.is_not(None))
        .order_by(EventPhoto.received_at, EventPhoto.sha256)
    )
    found = defaultdict(list)
    for row in connection.execute(query):
        found[row.event_id].append(row.shown_sha256)
    return found


def _reports(connection: Connection, event_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    query = (
        select(EventPhoto.event_id, EventPhoto.sha256)
        .where(EventPhoto.event_id.in_(event_ids), EventPhoto.shown_sha256.is_(None))
        .order_by(EventPhoto.received_at, EventPhoto.sha256)
    )
    found = defaultdict(list)
    for row in connection.execute(query):
        found[row.event_id].append(row.sha256)
    return found


def further_places(connection: Connection, event_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """The names of the further plots that each entry covered."""
    query = (
        select(EventPlace.event_id, Place.name)
        .join(Place, Place.id == EventPlace.place_id)
        .where(EventPlace.event_id.in_(event_ids))
        .order_by(Place.name_folded)
    )
    found = defaultdict(list)
    for row in connection.execute(query):
        found[row.event_id].append(row.name)
    return found


def _entry(row: Row[*tuple[Any, ...]], beside: _Beside) -> DiaryEntry:
    template_of_group = get_template(row.template_group, row.template_version)
    template = template_of_group.event(row.event_code)
    values = read_values(row.values)
    words = beside.words
    personal = {name: words[it] for name, it in values.personal.items() if it in words}
    codes = row.flags.split()
    origin = beside.origins.get(row.id, NO_ORIGIN)
    return DiaryEntry(
        id=row.id,
        lot_id=row.lot_id,
        lot_name=f"{row.short_name} · {row.lot_code}",
        event_code=row.event_code,
        labels=as_pair(template.labels),
        icon=template.icon,
        event_time=row.event_time,
        device_time=row.device_time,
        received_at=row.received_at,
        place_name=", ".join([row.place_name, *beside.further[row.id]]),
        recorded=recorded(
            days_late(claimed_at(template, values.fields, row.event_time), row.received_at)
        ),
        values=tuple(shown_values(template, {**values.fields, **personal})),
        flags=tuple(entry_flags(codes, template, values.fields, row.event_time)),
        warnings=tuple(_warnings(template, codes)),
        judgements=tuple(beside.judgements[row.id]),
        input_notes=input_notes(values.register),
        shortage=shown_shortage(values.shortage),
        unbought="" if row.id in beside.replaced else beside.unbought.get(row.id, ""),
        may_tell_purchase=PURCHASE in template_of_group.events,
        photos=tuple(beside.photos[row.id]),
        reports=tuple(beside.reports[row.id]),
        operator=personal.get("operator_name", ""),
        note=personal.get("note", ""),
        corrects=row.corrects_id is not None,
        was_corrected=row.id in beside.replaced,
        asks_photo=template.asks_photo,
        origin=origin,
        may_object=origin.may_be_objected(beside.actor),
    )


def input_notes(register: RegisterFacts | None) -> tuple[Message, ...]:
    """What the register of inputs said on the day of the work; nothing where there was none."""
    if register is None:
        return ()
    found, since = register.finding, register.effective_from
    stopped = Message("input_note.banned", {"day": since, "because": found.because})
    asked = Message("input_note.registered", {"day": since, "days": found.registered_days})
    notes = (
        (Message("input_note.unknown"), found.is_unknown),
        (stopped, found.is_stopped),
        (asked, found.registered_days is not None),
    )
    return tuple(note for note, holds in notes if holds)


def _warnings(template: TemplateEvent, codes: Iterable[str]) -> Iterable[Mapping[str, str]]:
    checks = (template.check(code) for code in codes)
    return (as_pair(check.labels) for check in checks if check is not None)
