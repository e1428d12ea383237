"""Everything of a person's or a cooperative's own data but the diary's entries, as plain tables."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select
from sqlalchemy.orm import aliased

from traceability.calendar import VIETNAM_TIME
from traceability.roles import Actor, Role
from webapp.db import reader
from webapp.models.account import Account, Membership
from webapp.models.certificate import Certificate
from webapp.models.checklist import ChecklistAssessment
from webapp.models.lot import Lot, in_reach_of
from webapp.models.objection import EventObjection
from webapp.models.paper_page import PaperPage, PaperPagePhoto, pages_in_reach
from webapp.models.place import Place
from webapp.models.product import Product

Cell = str | int | None


@dataclass(frozen=True)
class Table:
    """One table: names of columns, rows of plain cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def export_tables(actor: Actor) -> tuple[Table, ...]:
    """Everything but the entries; each table is small beside them."""
    queries: dict[str, Select[*tuple[Any, ...]]] = {
        "lots": _lots(actor),
        "places": _places(actor),
        "products": _products(actor),
        "paper-pages": _paper_pages(actor),
        "objections": _objections(actor),
    }
    queries["account"] = select(Account.id, Account.name, Account.phone, Account.created_at).where(
        Account.id == actor.account_id
    )
    if actor.role is not Role.FARMER:
        queries["certificates"] = _own(Certificate, actor)
        queries["checklists"] = _own(ChecklistAssessment, actor)
    if actor.role is Role.MANAGER:
        queries["members"] = _members(actor)
    with reader() as connection:
        return tuple(_table(connection, name, query) for name, query in queries.items())


def _own(table: type[Certificate | ChecklistAssessment], actor: Actor) -> Select[*tuple[Any, ...]]:
    columns = tuple(table.__table__.columns)
    return select(*columns).where(table.organisation_id == actor.organisation_id)


def _lots(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lot.id,
            Lot.code,
            Product.name.label("product"),
            Product.gtin,
            Product.internal_code,
            Place.code.label("place"),
            Lot.state,
            Lot.opened_at,
            Lot.closed_at,
            Lot.made_on,
            Lot.expires_on,
            Lot.packed_units,
            Lot.activated_units,
            Lot.on_hold_at,
            Lot.recalled_at,
            Lot.cancelled_at,
            Lot.released_at,
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .where(_ours(actor))
        .order_by(Lot.opened_at, Lot.id)
    )


def _places(actor: Actor) -> Select[*tuple[Any, ...]]:
    columns = tuple(Place.__table__.columns)
    query = select(*columns).where(Place.organisation_id == actor.organisation_id)
    if actor.role is Role.FARMER:
        query = query.where(Place.keeper_id == actor.account_id)
    return query.order_by(Place.code)


def _products(actor: Actor) -> Select[*tuple[Any, ...]]:
    columns = tuple(Product.__table__.columns)
    query = select(*columns).where(Product.organisation_id == actor.organisation_id)
    if actor.role is Role.FARMER:
        query = query.where(Product.id.in_(select(Lot.product_id).where(_ours(actor))))
    return query.order_by(Product.internal_code)


def _paper_pages(actor: Actor) -> Select[*tuple[Any, ...]]:
    member, keeper = aliased(Account), aliased(Account)
    return (
        select(
            PaperPage.id,
            member.name.label("on_behalf_of"),
            PaperPage.covers_from,
            PaperPage.covers_to,
            PaperPage.note,
            keeper.name.label("kept_by"),
            PaperPage.kept_at,
            PaperPage.all_entered_at,
            PaperPagePhoto.number.label("photo"),
            PaperPagePhoto.sha256,
        )
        .join(PaperPagePhoto, PaperPagePhoto.paper_page_id == PaperPage.id)
        .outerjoin(member, member.id == PaperPage.on_behalf_of_id)
        .outerjoin(keeper, keeper.id == PaperPage.kept_by_id)
        .where(pages_in_reach(actor), PaperPage.organisation_id == actor.organisation_id)
        .order_by(PaperPage.kept_at, PaperPage.id, PaperPagePhoto.number)
    )


def _objections(actor: Actor) -> Select[*tuple[Any, ...]]:
    """A farmer's own; all of them for whoever takes the organisation's data."""
    maker = aliased(Account)
    query = (
        select(
            EventObjection.id,
            EventObjection.event_id,
            maker.name.label("made_by"),
            EventObjection.made_at,
            EventObjection.reason,
            EventObjection.answered_at,
            EventObjection.answer,
        )
        .join(maker, maker.id == EventObjection.made_by_id)
        .where(EventObjection.organisation_id == actor.organisation_id)
        .order_by(EventObjection.made_at, EventObjection.id)
    )
    if actor.role is Role.FARMER:
        query = query.where(EventObjection.made_by_id == actor.account_id)
    return query


def _members(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.id,
            Account.name,
            Account.phone,
            Membership.role,
            Membership.created_at,
            Membership.ended_at,
        )
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.organisation_id == actor.organisation_id)
        .order_by(Account.name, Membership.id)
    )


def _ours(actor: Actor) -> ColumnElement[bool]:
    return in_reach_of(actor) & (Lot.organisation_id == actor.organisation_id)


def _table(connection: Connection, name: str, query: Select[*tuple[Any, ...]]) -> Table:
    result = connection.execute(query)
    columns = tuple(result.keys())
    return Table(name, columns, tuple(tuple(map(plain_cell, row)) for row in result))


def plain_cell(value: object) -> Cell:
    """A column's value as text or number; instants at home, with their offset."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM_TIME).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value) if isinstance(value, Enum) else str(value)
