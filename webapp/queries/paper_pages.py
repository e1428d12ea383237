"""Pages of paper diaries as people see them: the list, and one page with what was entered of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, case, func, select, true
from sqlalchemy.orm import aliased

from traceability.lots import LotState
from traceability.paper_pages import NoSuchPaperPage
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.event import Event
from webapp.models.lot import Lot, worked_on_by
from webapp.models.organisation import Organisation
from webapp.models.paper_page import PaperPage, PaperPagePhoto, pages_in_reach
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.events import DiaryEntry, diary_entries, select_entries
from webapp.queries.listings import Listing, listed
from webapp.queries.lot_steps import Step
from webapp.queries.lots import lot_page
from webapp.queries.members import member_choices

MOST_ENTRIES: Final = 500
_MOST_LOTS: Final = 300


@dataclass(frozen=True)
class PaperFilter:
    """What the list is narrowed to; it lives in the address."""

    with_entered: bool = False
    number: int = 1


@dataclass(frozen=True)
class PaperPageRow:
    """One page in the list; `entries` counts what was written from it."""

    id: UUID
    member: str
    kept_by: str
    organisation_name: str
    covers_from: date
    covers_to: date
    kept_at: datetime
    entries: int
    all_entered_at: datetime | None
    shown_sha256: str

    @property
    def is_done(self) -> bool:
        """Whether somebody said that all of it stands in the diary."""
        return self.all_entered_at is not None


@dataclass(frozen=True)
class PaperPageView:
    """One page: its pictures, its entries in the order of the work, and what to write next.

    `lots` are pairs of id and name; `steps` the kinds of work of the chosen one.
    """

    row: PaperPageRow
    photos: tuple[tuple[str, str], ...]
    note: str
    entries: tuple[DiaryEntry, ...]
    lots: tuple[tuple[str, str], ...]
    lot_id: str
    lot_name: str
    steps: tuple[Step, ...]
    may_enter: bool

    @property
    def shown_photos(self) -> tuple[str, ...]:
        """The copies that people look at; the originals are sealed."""
        return tuple(shown for _, shown in self.photos)


@dataclass(frozen=True)
class PaperBeside:
    """What stands beside the form of an entry that is read off a page."""

    id: UUID
    photos: tuple[str, ...]
    covers_from: date
    on_behalf_of_id: UUID | None
    last_event_time: datetime | None


@dataclass(frozen=True)
class NewPaperPage:
    """`members` are pairs of account and name; `page_id` is for this form alone."""

    page_id: UUID
    members: tuple[tuple[str, str], ...]


def paper_page_list(actor: Actor, wanted: PaperFilter) -> Listing[PaperPageRow]:
    """The pages that the actor may look at: those that wait to be entered, the oldest first."""
    is_wanted = true() if wanted.with_entered else PaperPage.all_entered_at.is_(None)
    query = _select_pages(actor).where(is_wanted)
    order = (PaperPage.all_entered_at.is_not(None), PaperPage.kept_at, PaperPage.id)
    with reader() as connection:
        return listed(connection, query.order_by(*order), wanted.number, _row)


def new_paper_page(actor: Actor) -> NewPaperPage:
    """Whose diaries the actor may keep pages of."""
    return NewPaperPage(uuid4(), member_choices(actor))


def paper_page(actor: Actor, page_id: UUID, lot_id: UUID | None, *, now: datetime) -> PaperPageView:
    """One page; `lot_id` is the lot that is written about next, else the last one or the only one.

    Raises:
        NoSuchPaperPage: none that the actor may look at.
        NoSuchLot: the chosen lot is not one that the actor works on.
    """
    query = select_entries().where(Event.paper_page_id == page_id)
    query = query.order_by(Event.event_time, Event.received_at).limit(MOST_ENTRIES)
    with reader() as connection:
        row = _get(connection, actor, page_id)
        photos = _photos(connection, page_id)
        entries = diary_entries(connection, query, actor)
        may_enter = row.organisation_id == actor.organisation_id and actor.may(
            Permission.PAPER_KEEP
        )
        lots = _lots(connection, actor, row.on_behalf_of_id) if may_enter else ()
    chosen = lot_id or _likely_lot(lots, entries)
    lot = lot_page(actor, chosen, now=now) if chosen and may_enter else None
    return PaperPageView(
        row=_row(row),
        photos=photos,
        note=row.note,
        entries=entries,
        lots=lots,
        lot_id=str(lot.card.id) if lot else "",
        lot_name=f"{lot.card.product_name} · {lot.card.code}" if lot else "",
        steps=(*lot.steps, *lot.other_steps) if lot else (),
        may_enter=may_enter,
    )


def paper_beside(actor: Actor, page_id: UUID) -> PaperBeside:
    """The page from which somebody is about to write.

    Raises:
        NoSuchPaperPage: none of the organisation that the actor may look at.
    """
    latest = select(func.max(Event.received_at)).where(Event.paper_page_id == page_id)
    last = select(Event.event_time).where(
        Event.paper_page_id == page_id, Event.received_at == latest.scalar_subquery()
    )
    with reader() as connection:
        row = _get(connection, actor, page_id)
        if row.organisation_id != actor.organisation_id:
            raise NoSuchPaperPage
        return PaperBeside(
            id=page_id,
            photos=tuple(shown for _, shown in _photos(connection, page_id)),
            covers_from=row.covers_from,
            on_behalf_of_id=row.on_behalf_of_id,
            last_event_time=connection.scalars(last.limit(1)).one_or_none(),
        )


def _get(connection: Connection, actor: Actor, page_id: UUID) -> Row[Any]:
    row = connection.execute(_select_pages(actor).where(PaperPage.id == page_id)).one_or_none()
    if row is None:
        raise NoSuchPaperPage
    return row


def _select_pages(actor: Actor) -> Select[*tuple[Any, ...]]:
    member, keeper = aliased(Account), aliased(Account)
    entries = (
        select(func.count())
        .where(Event.paper_page_id == PaperPage.id)
        .correlate(PaperPage)
        .scalar_subquery()
    )
    return (
        select(
            PaperPage.id,
            PaperPage.organisation_id,
            PaperPage.on_behalf_of_id,
            PaperPage.covers_from,
            PaperPage.covers_to,
            PaperPage.note,
            PaperPage.kept_at,
            PaperPage.all_entered_at,
            member.name.label("member"),
            keeper.name.label("kept_by"),
            Organisation.name.label("organisation_name"),
            PaperPagePhoto.shown_sha256,
            entries.label("entries"),
        )
        .join(Organisation, Organisation.id == PaperPage.organisation_id)
        .join(
            PaperPagePhoto,
            (PaperPagePhoto.paper_page_id == PaperPage.id) & (PaperPagePhoto.number == 1),
        )
        .outerjoin(member, member.id == PaperPage.on_behalf_of_id)
        .outerjoin(keeper, keeper.id == PaperPage.kept_by_id)
        .where(pages_in_reach(actor))
    )


def _row(row: Row[Any]) -> PaperPageRow:
    return PaperPageRow(
        id=row.id,
        member=row.member or "",
        kept_by=row.kept_by or "",
        organisation_name=row.organisation_name,
        covers_from=row.covers_from,
        covers_to=row.covers_to,
        kept_at=row.kept_at,
        entries=row.entries,
        all_entered_at=row.all_entered_at,
        shown_sha256=row.shown_sha256,
    )


def _photos(connection: Connection, page_id: UUID) -> tuple[tuple[str, str], ...]:
    query = (
        select(PaperPagePhoto.sha256, PaperPagePhoto.shown_sha256)
        .where(PaperPagePhoto.paper_page_id == page_id)
        .order_by(PaperPagePhoto.number)
    )
    return tuple((row.sha256, row.shown_sha256) for row in connection.execute(query))


def _lots(
    connection: Connection, actor: Actor, member_id: UUID | None
) -> tuple[tuple[str, str], ...]:
    """Open lots, the member's own before the others."""
    kept = select(Place.id).where(Place.keeper_id == member_id)
    is_theirs = (Lot.opened_by_id == member_id) | Lot.place_id.in_(kept)
    query = (
        select(Lot.id, Lot.code, Product.short_name, Place.name)
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(worked_on_by(actor), Lot.state != LotState.CLOSED)
        .order_by(case((is_theirs, 0), else_=1), Lot.opened_at.desc(), Lot.code)
        .limit(_MOST_LOTS)
    )
    rows = connection.execute(query)
    return tuple((str(it.id), f"{it.short_name} · {it.name} · {it.code}") for it in rows)


def _likely_lot(lots: Sequence[tuple[str, str]], entries: Sequence[DiaryEntry]) -> UUID | None:
    """The lot written about last, while it is open; else the first of the list."""
    open_ids = [it for it, _ in lots]
    last = entries[-1:] if entries and str(entries[-1].lot_id) in open_ids else ()
    if last:
        return last[0].lot_id
    return UUID(open_ids[0]) if open_ids else None
