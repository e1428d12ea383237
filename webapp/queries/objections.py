"""Entries made in somebody's name as that member sees them, and objections as others see those."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, Select, func, select, true

from traceability.lots import NoSuchEvent
from traceability.objections import NoSuchObjection
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.event import Event
from webapp.models.lot import Lot, in_reach_of
from webapp.models.objection import EventObjection
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.queries.entry_origins import ShownObjection, select_objections, shown_objection
from webapp.queries.events import DiaryEntry, diary_entries, select_entries
from webapp.queries.listings import PAGE_SIZE, Listing, listed, offset_of


@dataclass(frozen=True)
class ObjectionRow:
    """An objection in the list, with the lot that its entry belongs to."""

    objection: ShownObjection
    lot_name: str
    organisation_name: str

    @property
    def tone(self) -> str:
        """What waits stands out."""
        return "amber" if self.objection.waits else "grey"

    @property
    def state_code(self) -> str:
        """The code whose words say how far it is."""
        return "objection.waits" if self.objection.waits else "objection.was_answered"


@dataclass(frozen=True)
class ObjectionFilter:
    """What the list is narrowed to; it lives in the address."""

    with_answered: bool = False
    number: int = 1


@dataclass(frozen=True)
class ObjectionPage:
    """One objection and the entry it is about."""

    row: ObjectionRow
    entry: DiaryEntry
    may_answer: bool
    may_correct: bool


@dataclass(frozen=True)
class NewObjection:
    """The entry that somebody says is not right; `objection_id` is for this form alone."""

    objection_id: UUID
    entry: DiaryEntry


def entries_for_me(actor: Actor, number: int) -> Listing[DiaryEntry]:
    """What others wrote in the actor's name in the organisation, the latest received first."""
    mine = _entered_for(actor)
    query = select_entries().where(mine).order_by(Event.received_at.desc(), Event.id)
    counted = select(func.count()).select_from(Event).where(mine)
    with reader() as connection:
        page = query.offset(offset_of(number)).limit(PAGE_SIZE)
        rows = diary_entries(connection, page, actor)
        return Listing(rows, connection.execute(counted).scalar_one(), number)


def new_objection(actor: Actor, event_id: UUID) -> NewObjection:
    """The form to say that an entry is not right.

    Raises:
        NoSuchEvent: none that was entered in the actor's name.
    """
    query = select_entries().where(Event.id == event_id, _entered_for(actor))
    with reader() as connection:
        found = diary_entries(connection, query, actor)
    if not found:
        raise NoSuchEvent
    return NewObjection(uuid4(), found[0])


def objection_list(actor: Actor, wanted: ObjectionFilter) -> Listing[ObjectionRow]:
    """Objections in the actor's reach: those that wait, the oldest first, then the answered."""
    is_wanted = true() if wanted.with_answered else EventObjection.answered_at.is_(None)
    query = _select_objections(actor).where(is_wanted)
    order = (EventObjection.answered_at.is_not(None), EventObjection.made_at, EventObjection.id)
    with reader() as connection:
        return listed(connection, query.order_by(*order), wanted.number, _row)


def objection_page(actor: Actor, objection_id: UUID) -> ObjectionPage:
    """One objection with its entry.

    Raises:
        NoSuchObjection: none in the actor's reach.
    """
    query = _select_objections(actor).where(EventObjection.id == objection_id)
    with reader() as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchObjection
        about = select_entries().where(Event.id == row.event_id)
        entry = diary_entries(connection, about, actor)[0]
    answers = row.organisation_id == actor.organisation_id
    may_answer = answers and actor.may(Permission.OBJECTION_ANSWER)
    waits = row.answered_at is None
    return ObjectionPage(
        row=_row(row),
        entry=entry,
        may_answer=may_answer and waits,
        may_correct=may_answer and entry.may_be_corrected,
    )


def waiting_objections(actor: Actor) -> int:
    """How many wait for an answer."""
    query = _select_objections(actor).where(EventObjection.answered_at.is_(None))
    with reader() as connection:
        return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def _entered_for(actor: Actor) -> ColumnElement[bool]:
    is_ours = Event.organisation_id == actor.organisation_id
    return (Event.on_behalf_of_id == actor.account_id) & is_ours


def _select_objections(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select_objections()
        .add_columns(
            EventObjection.organisation_id,
            Lot.code.label("lot_code"),
            Product.short_name,
            Organisation.name.label("organisation_name"),
        )
        .join(Event, Event.id == EventObjection.event_id)
        .join(Lot, Lot.id == Event.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .join(Organisation, Organisation.id == EventObjection.organisation_id)
        .where(in_reach_of(actor))
    )


def _row(row: Row[Any]) -> ObjectionRow:
    return ObjectionRow(
        objection=shown_objection(row),
        lot_name=f"{row.short_name} · {row.lot_code}",
        organisation_name=row.organisation_name,
    )
