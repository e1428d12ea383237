"""Everything of a person's or a cooperative's own data but the diary's entries, as plain tables.

Long ones are read some hundreds of rows at a time while they are written, all at one moment.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import aliased

from traceability.calendar import civil_date
from traceability.checklist import get_checklist
from traceability.input_stock import stock_of
from traceability.roles import Actor, Permission, Role
from webapp.db import snapshot
from webapp.models.account import Account, Membership
from webapp.models.certificate import Certificate
from webapp.models.checklist import ChecklistAnswer, ChecklistAssessment, assessments_in_reach
from webapp.models.event import STANDS, Event
from webapp.models.input_stock import InputMovement, movements_of
from webapp.models.lot import Lot
from webapp.models.objection import EventObjection
from webapp.models.paper_page import PaperPage, PaperPagePhoto, pages_in_reach
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.export_area_codes import (
    select_codes,
    select_consents_given,
    select_consents_received,
    select_status_changes,
)
from webapp.queries.export_cells import Cell, Table, plain_cell
from webapp.queries.export_lots import (
    DECISION_COLUMNS,
    decision_rows,
    select_judgements,
    select_lot_codes,
    select_lots,
)
from webapp.queries.export_reach import own_entries, own_lots, paged
from webapp.queries.export_stamps import (
    select_activations,
    select_holdings,
    select_orders,
    select_rolls,
)

Query = Select[*tuple[Any, ...]]
_STOCK_COLUMNS = (
    "name",
    "unit",
    "bought_thousandths",
    "used_thousandths",
    "left_thousandths",
    "used_unrecorded_thousandths",
    "short_thousandths",
    "expires_on",
)
_ANSWER_COLUMNS = (
    "assessment",
    "checklist",
    "version",
    "point",
    "point_vi",
    "point_en",
    "answer",
    "note",
    "file",
    "answered_by",
    "answered_at",
)


def export_tables(actor: Actor, *, now: datetime) -> Iterator[Table]:
    """Everything but the entries; a table is to be read before the next is asked for."""
    with snapshot() as connection:
        for name, query in _queries(actor, now).items():
            yield _table(connection, name, query)
        yield Table("lot-decisions", DECISION_COLUMNS, decision_rows(connection, actor))
        yield Table("checklist-answers", _ANSWER_COLUMNS, _answers(connection, actor))
        if actor.may(Permission.INPUT_STOCK):
            yield Table("input-stock", _STOCK_COLUMNS, _stock(connection, actor))


def _queries(actor: Actor, now: datetime) -> dict[str, Query]:
    """A farmer's own; what only an organisation has goes to its managers and clerks, stamps to
    whoever may read of them there.
    """
    queries: dict[str, Query] = {
        "account": select(Account.id, Account.name, Account.phone, Account.created_at).where(
            Account.id == actor.account_id
        ),
        "lots": select_lots(actor),
        "lot-area-codes": select_lot_codes(actor),
        "laboratory-judgements": select_judgements(actor),
        "places": _places(actor),
        "products": _products(actor),
        "paper-pages": _paper_pages(actor),
        "objections": _objections(actor),
        "checklists": _assessments(actor),
        "input-movements": _movements(actor),
    }
    if actor.role is not Role.FARMER:
        queries |= _of_organisation(actor, now)
    if actor.role is Role.MANAGER:
        queries["members"] = _members(actor)
    if actor.may(Permission.STAMP_READ):
        queries["stamp-orders"] = select_orders(actor)
        queries["stamp-rolls"] = select_rolls(actor)
        queries["stamp-holdings"] = select_holdings(actor)
        queries["stamp-activations"] = select_activations(actor)
    return queries


def _of_organisation(actor: Actor, now: datetime) -> dict[str, Query]:
    certificates = select(*tuple(Certificate.__table__.columns)).where(
        Certificate.organisation_id == actor.organisation_id
    )
    return {
        "certificates": certificates.order_by(Certificate.submitted_at, Certificate.id),
        "area-codes": select_codes(actor),
        "area-code-status": select_status_changes(actor),
        "area-code-consents-given": select_consents_given(actor),
        "area-code-consents-received": select_consents_received(actor, civil_date(now)),
    }


def _assessments(actor: Actor) -> Query:
    columns = tuple(ChecklistAssessment.__table__.columns)
    return (
        select(*columns)
        .where(
            assessments_in_reach(actor),
            ChecklistAssessment.organisation_id == actor.organisation_id,
        )
        .order_by(ChecklistAssessment.started_at, ChecklistAssessment.id)
    )


def _answers(connection: Connection, actor: Actor) -> Iterator[tuple[Cell, ...]]:
    """What was said to each point, with what the point asks."""
    query = (
        select(
            ChecklistAssessment.id,
            ChecklistAssessment.checklist_code,
            ChecklistAssessment.checklist_version,
            ChecklistAnswer.point_code,
            ChecklistAnswer.answer,
            ChecklistAnswer.note,
            ChecklistAnswer.file_sha256,
            Account.name.label("answered_by"),
            ChecklistAnswer.answered_at,
        )
        .join(ChecklistAssessment, ChecklistAssessment.id == ChecklistAnswer.assessment_id)
        .outerjoin(Account, Account.id == ChecklistAnswer.answered_by_id)
        .where(
            assessments_in_reach(actor),
            ChecklistAssessment.organisation_id == actor.organisation_id,
        )
        .order_by(
            ChecklistAssessment.started_at, ChecklistAssessment.id, ChecklistAnswer.point_code
        )
    )
    for row in paged(connection, query):
        checklist = get_checklist(row.checklist_code, row.checklist_version)
        labels = checklist.point(row.point_code).labels
        cells = [plain_cell(value) for value in row]
        yield (*cells[:4], labels.vi, labels.en, *cells[4:])


def _movements(actor: Actor) -> Query:
    """What was bought and used, by the entries that stand."""
    return (
        select(
            InputMovement.event_id.label("entry"),
            Lot.code.label("lot"),
            Event.event_time,
            InputMovement.name,
            InputMovement.lot.label("input_lot"),
            InputMovement.thousandths,
            InputMovement.unit,
            InputMovement.is_purchase,
            InputMovement.expires_on,
        )
        .join(Event, Event.id == InputMovement.event_id)
        .join(Lot, Lot.id == Event.lot_id)
        .where(own_entries(actor), STANDS)
        .order_by(Event.ledger_position)
    )


def _stock(connection: Connection, actor: Actor) -> Iterator[tuple[Cell, ...]]:
    if actor.organisation_id is None:
        return
    moved = movements_of(connection, actor.organisation_id)
    for line in sorted(stock_of(moved.values()), key=lambda it: (it.name, it.unit)):
        amounts = (line.bought, line.used, line.left, line.unrecorded, line.short)
        yield (line.name, line.unit, *amounts, plain_cell(line.expires_on))


def _places(actor: Actor) -> Query:
    columns = tuple(Place.__table__.columns)
    query = select(*columns).where(Place.organisation_id == actor.organisation_id)
    if actor.role is Role.FARMER:
        query = query.where(Place.keeper_id == actor.account_id)
    return query.order_by(Place.code, Place.id)


def _products(actor: Actor) -> Query:
    columns = tuple(Product.__table__.columns)
    query = select(*columns).where(Product.organisation_id == actor.organisation_id)
    if actor.role is Role.FARMER:
        query = query.where(Product.id.in_(select(Lot.product_id).where(own_lots(actor))))
    return query.order_by(Product.internal_code, Product.id)


def _paper_pages(actor: Actor) -> Query:
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


def _objections(actor: Actor) -> Query:
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


def _members(actor: Actor) -> Query:
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


def _table(connection: Connection, name: str, query: Query) -> Table:
    rows = (tuple(map(plain_cell, row)) for row in paged(connection, query))
    return Table(name, tuple(query.selected_columns.keys()), rows)
