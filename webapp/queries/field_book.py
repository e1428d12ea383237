"""What a phone carries into the field: its person's open lots, the forms of their work, the places,
and what was written last, so that an entry can be made with no network at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from traceability.calendar import civil_date
from traceability.event_template import Template, TemplateEvent, TreatmentFollows, get_template
from traceability.lot_progress import LotStanding
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.event import STANDS, Event
from webapp.models.event_template import learn_templates, template_to_write
from webapp.models.lot import Lot, worked_on_by
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.event_form_fields import FormField, form_fields
from webapp.queries.event_forms import PlaceChoice, open_places
from webapp.queries.event_prefills import as_typed, defaults, pack_of
from webapp.queries.inputs import Suggestion, suggestions
from webapp.queries.lot_filters import Shown, is_shown
from webapp.queries.lot_standing import STANDING, standing_of
from webapp.queries.lot_steps import icon_of, steps_now, works_done
from webapp.queries.members import member_choices

# More lots than these nobody works on at once; the latest go first.
MOST_LOTS: Final = 60


@dataclass(frozen=True)
class WrittenLast:
    """What the person wrote last: the kind of work and its values as they were typed."""

    event_code: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class BookLot:
    """One open lot; `works` are codes of `BookWork`, the likely ones first, `others` the rest."""

    id: UUID
    code: str
    product_name: str
    icon: str
    place_id: UUID
    place_name: str
    standing: LotStanding
    opened_on: date
    group: str
    treatment_follows: TreatmentFollows
    works: tuple[str, ...]
    others: tuple[str, ...]
    harvest_from: date | None
    last: WrittenLast | None
    offered: Mapping[str, Mapping[str, str]]
    known_inputs: Mapping[str, tuple[Suggestion, ...]]


@dataclass(frozen=True)
class BookWork:
    """One kind of work of a product group and how its form is: the same for every lot."""

    group: str
    version: int
    event: TemplateEvent
    fields: tuple[FormField, ...]
    defaults: Mapping[str, str]


@dataclass(frozen=True)
class FieldBook:
    """`remembered` are the values to be kept from one entry to the next, by the kind of work."""

    account_id: UUID
    name: str
    organisation_name: str
    writes_for_members: bool
    lots: tuple[BookLot, ...]
    works: tuple[BookWork, ...]
    places: tuple[PlaceChoice, ...]
    members: tuple[tuple[str, str], ...]
    remembered: Mapping[str, Mapping[str, str]]


def field_book(actor: Actor, account_id: UUID, *, now: datetime) -> FieldBook:
    """Everything of one person; made anew at each call, so that nothing in it is older than it."""
    learn_templates()
    with reader() as connection:
        rows = _open_lots(connection, actor)
        done = works_done(connection, [row.id for row in rows])
        last = _last_entries(connection, actor, [row.id for row in rows])
        works = _works(connection, rows, now)
        remembered = _remembered(connection, actor)
        lots = tuple(_lot(connection, row, done[row.id], last, works, now) for row in rows)
        name = connection.scalar(
            select(Organisation.name).where(Organisation.id == actor.organisation_id)
        )
        places = open_places(connection, actor.organisation_id) if actor.organisation_id else ()
    members = member_choices(actor)
    return FieldBook(
        account_id=account_id,
        name=actor.name,
        organisation_name=name or "",
        writes_for_members=bool(members),
        lots=lots,
        works=tuple(work for of_group in works.values() for work in of_group.values()),
        places=places,
        members=members,
        remembered=remembered,
    )


def _open_lots(connection: Connection, actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    query = (
        select(
            Lot.id,
            Lot.code,
            Lot.organisation_id,
            Lot.place_id,
            Lot.opened_at,
            Lot.template_group,
            Lot.template_version,
            *STANDING,
            Product.short_name,
            Product.name.label("product_name"),
            Product.net_thousandths,
            Product.net_unit,
            Place.name.label("place_name"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(worked_on_by(actor), is_shown(Shown.IN_WORK))
        .order_by(Lot.opened_at.desc(), Lot.code.desc())
        .limit(MOST_LOTS)
    )
    return connection.execute(query).all()


_ENTRY: Final = (
    Event.id,
    Event.lot_id,
    Event.template_group,
    Event.template_version,
    Event.event_code,
    Event.values,
)


def _last_entries(
    connection: Connection, actor: Actor, lot_ids: Sequence[UUID]
) -> Mapping[UUID, WrittenLast]:
    """Of each lot what the person wrote in it last, with all its values."""
    newest = (
        select(Event.lot_id, func.max(Event.received_at).label("received_at"))
        .where(Event.lot_id.in_(lot_ids), Event.actor_id == actor.account_id, STANDS)
        .group_by(Event.lot_id)
        .subquery()
    )
    query = select(*_ENTRY).join(
        newest, (Event.lot_id == newest.c.lot_id) & (Event.received_at == newest.c.received_at)
    )
    rows = connection.execute(query.where(Event.actor_id == actor.account_id)).all()
    return {
        row.lot_id: WrittenLast(row.event_code, as_typed(connection, row, everything=True))
        for row in rows
    }


def _remembered(connection: Connection, actor: Actor) -> Mapping[str, Mapping[str, str]]:
    """Of each kind of work what is to be kept of the last entry of the person."""
    newest = (
        select(Event.event_code, func.max(Event.received_at).label("received_at"))
        .where(Event.organisation_id == actor.organisation_id, Event.actor_id == actor.account_id)
        .group_by(Event.event_code)
        .subquery()
    )
    query = select(*_ENTRY).join(
        newest,
        (Event.event_code == newest.c.event_code) & (Event.received_at == newest.c.received_at),
    )
    rows = connection.execute(query.where(Event.actor_id == actor.account_id)).all()
    return {row.event_code: as_typed(connection, row, everything=False) for row in rows}


_Works = Mapping[str, Mapping[str, BookWork]]  # by group and code


def _works(connection: Connection, rows: Iterable[Row[*tuple[Any, ...]]], now: datetime) -> _Works:
    """Every kind of work that an open lot may see, each by the version it is written by now."""
    versions = {(row.template_group, row.template_version) for row in rows}
    works: defaultdict[str, dict[str, BookWork]] = defaultdict(dict)
    for group, version in sorted(versions, reverse=True):
        for code in get_template(group, version).events:
            if code not in works[group]:
                template = template_to_write(connection, (group, version), code)
                works[group][code] = _work(group, template, code, now)
    return works


def _work(group: str, template: Template, code: str, now: datetime) -> BookWork:
    event = template.event(code)
    return BookWork(group, template.version, event, form_fields(event), defaults(event, now))


def _lot(
    connection: Connection,
    row: Row[*tuple[Any, ...]],
    done: Sequence[str],
    last: Mapping[UUID, WrittenLast],
    works: _Works,
    now: datetime,
) -> BookLot:
    standing = standing_of(row)
    template = get_template(row.template_group, row.template_version)
    likely, others = steps_now(template, done, standing)
    events = {code: work.event for code, work in works[row.template_group].items()}
    packs = {code: pack_of(event, row) for code, event in events.items()}
    inputs = {
        code: suggestions(connection, row, it, civil_date(now)) for code, it in events.items()
    }
    return BookLot(
        id=row.id,
        code=row.code,
        product_name=row.short_name,
        icon=icon_of(row.template_group),
        place_id=row.place_id,
        place_name=row.place_name,
        standing=standing,
        opened_on=civil_date(row.opened_at),
        group=row.template_group,
        treatment_follows=template.treatment_follows,
        works=tuple(step.code for step in likely),
        others=tuple(step.code for step in others),
        harvest_from=harvest_allowed_from(connection, row.id, now),
        last=last.get(row.id),
        offered={code: pack for code, pack in packs.items() if pack},
        known_inputs={code: known for code, known in inputs.items() if known},
    )
