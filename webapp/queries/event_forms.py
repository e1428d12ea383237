"""The form of one kind of work on one lot, filled in beforehand as far as can be known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, select

from traceability.calendar import VIETNAM_TIME, civil_date
from traceability.event_template import (
    FieldType,
    Labels,
    TemplateEvent,
    TemplateField,
    Value,
    get_template,
)
from traceability.lots import LotState, NoSuchEvent, NoSuchLot, check_open
from traceability.pre_harvest import is_harvest
from traceability.quantities import format_amount, get_unit
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.event import Event, EventPhoto, read_values
from webapp.models.file import StoredFile
from webapp.models.lot import Lot, worked_on_by
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.events import as_pair, personal_words
from webapp.queries.lots import waiting_period
from webapp.queries.verdict_goods import Message

# So many choices are seen at one glance; more are looked up in a list.
CARDS_AT_MOST: Final = 4
EVENT_DATE: Final = "event_date"


@dataclass(frozen=True)
class Choice:
    """One choice: its code and its words in both languages."""

    code: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class FormField:
    """One thing asked, under the name by which it is sent."""

    name: str
    type: FieldType
    labels: Mapping[str, str]
    hint: Mapping[str, str] | None
    is_optional: bool
    is_multiline: bool
    choices: tuple[Choice, ...]
    units: tuple[Choice, ...]

    @property
    def unit_name(self) -> str:
        """The name under which an amount's unit is sent."""
        return f"{self.name}_unit"

    @property
    def is_amount(self) -> bool:
        """An amount with a choice of units."""
        return len(self.units) > 1

    @property
    def only_unit(self) -> Mapping[str, str] | None:
        """The unit of an amount that has no choice."""
        return self.units[0].labels if len(self.units) == 1 else None

    @property
    def is_date(self) -> bool:
        """A civil date."""
        return self.type is FieldType.DATE

    @property
    def is_number(self) -> bool:
        """A whole number."""
        return self.type is FieldType.INTEGER

    @property
    def is_yes_or_no(self) -> bool:
        """Something that is so or not."""
        return self.type is FieldType.BOOLEAN

    @property
    def has_cards(self) -> bool:
        """Few choices, all shown."""
        return 0 < len(self.choices) <= CARDS_AT_MOST

    @property
    def has_list(self) -> bool:
        """Many choices, in a list."""
        return len(self.choices) > CARDS_AT_MOST


@dataclass(frozen=True)
class EventForm:
    """`values` are what the fields show at first, by the names they are sent under; `places` are
    pairs of id and name.
    """

    lot_id: UUID
    lot_code: str
    lot_state: LotState
    product_name: str
    event_code: str
    labels: Mapping[str, str]
    icon: str
    asks_photo: bool
    fields: tuple[FormField, ...]
    places: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    corrects: UUID | None
    warning: Message | None

    @property
    def required_fields(self) -> tuple[FormField, ...]:
        """What must be said; the rest is out of the way until it is wanted."""
        return tuple(field for field in self.fields if not field.is_optional)

    @property
    def optional_fields(self) -> tuple[FormField, ...]:
        """What may be said."""
        return tuple(field for field in self.fields if field.is_optional)


@dataclass(frozen=True)
class KeptPhoto:
    """A photo that was stored before the form was refused."""

    sha256: str
    shown_sha256: str


@dataclass(frozen=True)
class AskForm:
    """Which form; with `corrects` it shows what that entry says."""

    lot_id: UUID
    event_code: str
    corrects: UUID | None = None


def new_event_form(actor: Actor, wanted: AskForm, *, now: datetime) -> EventForm:
    """The form for a new entry.

    Raises:
        LotClosed: nothing new is begun after the end.
    """
    form = event_form(actor, wanted, now=now)
    check_open(form.lot_state)
    return form


def event_form(actor: Actor, wanted: AskForm, *, now: datetime) -> EventForm:
    """The form, with the time, the place and the person as they most likely are.

    Raises:
        NoSuchLot, NoSuchEvent: none that the actor works on.
        UnknownEventCode: the lot's template has no such work.
    """
    with reader() as connection:
        lot = _lot(connection, actor, wanted.lot_id)
        template = get_template(lot.template_group, lot.template_version).event(wanted.event_code)
        before = _before(connection, actor, wanted, lot.organisation_id)
        places = _places(connection, lot.organisation_id)
        warning = _waiting(connection, template, wanted, now)
    known = _defaults(template, now) | _envelope(actor, lot, now)
    # What the product says goes before what was typed last time, not before what is corrected.
    values = known | before if wanted.corrects else known | before | _pack(template, lot)
    return EventForm(
        lot_id=wanted.lot_id,
        lot_code=lot.code,
        lot_state=lot.state,
        product_name=lot.short_name,
        event_code=wanted.event_code,
        labels=as_pair(template.labels),
        icon=template.icon,
        asks_photo=template.asks_photo,
        fields=tuple(_field(field) for field in template.fields),
        places=places,
        values=values,
        corrects=wanted.corrects,
        warning=warning,
    )


def photos_to_correct(actor: Actor, wanted: AskForm) -> tuple[KeptPhoto, ...]:
    """The photos of the entry that is corrected: they stay, unless somebody takes them out."""
    query = (
        select(EventPhoto.sha256, EventPhoto.shown_sha256)
        .join(Event, Event.id == EventPhoto.event_id)
        .where(Event.id == wanted.corrects, Event.organisation_id == actor.organisation_id)
        .order_by(EventPhoto.received_at, EventPhoto.sha256)
    )
    with reader() as connection:
        return tuple(KeptPhoto(*row) for row in connection.execute(query))


def kept_photos(actor: Actor, hashes: tuple[str, ...]) -> tuple[KeptPhoto, ...]:
    """Those of the photos that the actor's organisation has stored, in the order given."""
    query = select(StoredFile.sha256, StoredFile.shown_sha256).where(
        StoredFile.sha256.in_(hashes),
        StoredFile.shown_sha256.is_not(None),
        StoredFile.organisation_id == actor.organisation_id,
    )
    with reader() as connection:
        shown = {row.sha256: row.shown_sha256 for row in connection.execute(query)}
    return tuple(KeptPhoto(it, shown[it]) for it in hashes if it in shown)


def _lot(connection: Connection, actor: Actor, lot_id: UUID) -> Row[*tuple[Any, ...]]:
    query = (
        select(
            Lot.code,
            Lot.state,
            Lot.organisation_id,
            Lot.place_id,
            Lot.template_group,
            Lot.template_version,
            Product.short_name,
            Product.net_thousandths,
            Product.net_unit,
        )
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id == lot_id, worked_on_by(actor))
    )
    lot = connection.execute(query).one_or_none()
    if lot is None:
        raise NoSuchLot
    return lot


def _places(connection: Connection, organisation_id: UUID) -> tuple[tuple[str, str], ...]:
    query = (
        select(Place.id, Place.name)
        .where(Place.organisation_id == organisation_id, Place.closed_at.is_(None))
        .order_by(Place.name_folded)
    )
    return tuple((str(row.id), row.name) for row in connection.execute(query))


def _waiting(
    connection: Connection, template: TemplateEvent, wanted: AskForm, now: datetime
) -> Message | None:
    """A harvest that would come too early is told so before it is written down."""
    if not is_harvest(template) or wanted.corrects is not None:
        return None
    allowed_from = harvest_allowed_from(connection, wanted.lot_id, on=civil_date(now))
    return waiting_period(allowed_from, now)


def _before(
    connection: Connection, actor: Actor, wanted: AskForm, organisation_id: UUID
) -> dict[str, str]:
    """What the entry to be corrected says; else what the person wrote last time, to be kept."""
    query = select(
        Event.id,
        Event.template_group,
        Event.template_version,
        Event.event_code,
        Event.event_time,
        Event.place_id,
        Event.values,
    ).where(Event.event_code == wanted.event_code, Event.organisation_id == organisation_id)
    if wanted.corrects is not None:
        query = query.where(Event.id == wanted.corrects, Event.lot_id == wanted.lot_id)
    else:
        query = query.where(Event.actor_id == actor.account_id)
    row = connection.execute(query.order_by(Event.received_at.desc()).limit(1)).one_or_none()
    if row is None and wanted.corrects is not None:
        raise NoSuchEvent
    if row is None:
        return {}
    return _written(connection, row, everything=wanted.corrects is not None)


def _written(
    connection: Connection, row: Row[*tuple[Any, ...]], *, everything: bool
) -> dict[str, str]:
    values = read_values(row.values)
    words = personal_words(connection, [row.id])
    personal = {name: words[it] for name, it in values.personal.items() if it in words}
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    raw: dict[str, str] = {}
    for field in template.fields:
        value = {**values.fields, **personal}.get(field.name)
        if value is not None and (everything or field.remember):
            raw[f"values.{field.name}"] = _raw(value)
        if isinstance(value, dict):  # the unit somebody thinks in stays the same
            raw[f"values.{field.unit_key}"] = str(value["unit"])
    return raw | (_envelope_of(row, personal) if everything else {})


def _envelope_of(row: Row[*tuple[Any, ...]], personal: Mapping[str, str]) -> dict[str, str]:
    return {
        "event_time": _local_minute(row.event_time),
        "place_id": str(row.place_id),
        "operator_name": personal.get("operator_name", ""),
        "note": personal.get("note", ""),
    }


def _raw(value: Value) -> str:
    if isinstance(value, dict):
        return str(value["entered"])
    return str(value).lower() if isinstance(value, bool) else str(value)


def _defaults(template: TemplateEvent, now: datetime) -> dict[str, str]:
    today = civil_date(now).isoformat()
    defaults = {field.name: field.default for field in template.fields if field.default}
    return {
        f"values.{name}": today if default == EVENT_DATE else default
        for name, default in defaults.items()
    }


def _pack(template: TemplateEvent, lot: Row[*tuple[Any, ...]]) -> dict[str, str]:
    """A pack holds what the product's packs hold: the amount that buyers are told to compare."""
    size = next((it for it in template.fields if it.name == "pack_size"), None)
    if size is None or lot.net_unit not in size.units:
        return {}
    return {
        f"values.{size.name}": format_amount(lot.net_thousandths, "vi"),
        f"values.{size.unit_key}": lot.net_unit,
    }


def _envelope(actor: Actor, lot: Row[*tuple[Any, ...]], now: datetime) -> dict[str, str]:
    return {
        "event_id": str(uuid4()),
        "event_time": _local_minute(now),
        "place_id": str(lot.place_id),
        "operator_name": actor.name,
    }


def _local_minute(instant: datetime) -> str:
    """As a browser's field wants it: 2026-11-22T08:15."""
    return instant.astimezone(VIETNAM_TIME).replace(tzinfo=None).isoformat(timespec="minutes")


def _field(field: TemplateField) -> FormField:
    units = (get_unit(code) for code in field.units)
    return FormField(
        name=f"values.{field.name}",
        type=field.type,
        labels=as_pair(field.labels),
        hint=as_pair(field.hint) if field.hint else None,
        is_optional=not field.required,
        is_multiline=field.multiline,
        choices=tuple(Choice(it.code, as_pair(it.labels)) for it in field.choices),
        units=tuple(Choice(it.code, as_pair(Labels(it.vi, it.en))) for it in units),
    )
