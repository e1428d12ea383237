"""What of an export belongs to lots: their facts, decisions, codes, judged results."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import aliased

from traceability.roles import Actor
from webapp.models.account import Account
from webapp.models.area_code import AreaCode, LotAreaCode
from webapp.models.event import Event
from webapp.models.laboratory_limit import LaboratoryJudgement
from webapp.models.lot import Lot
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.export_cells import Cell, plain_cell
from webapp.queries.export_reach import batches, own_entries, own_lots
from webapp.queries.lot_decisions import ToldDecision, decisions_of_lots

DECISION_COLUMNS: Final = (
    "lot",
    "decision",
    "decided_at",
    "decided_by",
    "role",
    "cause",
    "reason",
    "market",
    "release_lapsed",
    "with_stamps",
    "area_codes",
    "entries",
    "ledger_position",
    "leaf_hash",
)


def select_lots(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The lots with their market, their state, and what lies over them with its reason."""
    opened, released = aliased(Account), aliased(Account)
    return (
        select(
            Lot.id,
            Lot.code,
            Product.name.label("product"),
            Product.gtin,
            Product.internal_code,
            Place.code.label("place"),
            Lot.market,
            Lot.state,
            opened.name.label("opened_by"),
            Lot.opened_at,
            Lot.began_on,
            Lot.closed_at,
            Lot.made_on,
            Lot.expires_on,
            Lot.packed_units,
            Lot.activated_units,
            Lot.on_hold_at,
            Lot.on_hold_reason,
            Lot.recalled_at,
            Lot.recall_reason,
            Lot.cancelled_at,
            Lot.release_asked_at,
            Lot.released_at,
            released.name.label("released_by"),
            Lot.release_lapsed_at,
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Place, Place.id == Lot.place_id)
        .outerjoin(opened, opened.id == Lot.opened_by_id)
        .outerjoin(released, released.id == Lot.released_by_id)
        .where(own_lots(actor))
        .order_by(Lot.opened_at, Lot.id)
    )


def select_lot_codes(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The codes that were chosen for lots; those that a place carries stand with the place."""
    return (
        select(
            Lot.code.label("lot"),
            LotAreaCode.kind,
            AreaCode.code,
            Account.name.label("chosen_by"),
            LotAreaCode.chosen_at,
        )
        .join(Lot, Lot.id == LotAreaCode.lot_id)
        .join(AreaCode, AreaCode.id == LotAreaCode.area_code_id)
        .outerjoin(Account, Account.id == LotAreaCode.chosen_by_id)
        .where(own_lots(actor))
        .order_by(Lot.opened_at, Lot.id, LotAreaCode.kind)
    )


def select_judgements(actor: Actor) -> Select[*tuple[Any, ...]]:
    """A laboratory's numbers beside the limits of markets, with all that was known then."""
    judged = LaboratoryJudgement
    return (
        select(
            Lot.code.label("lot"),
            judged.event_id.label("entry"),
            judged.market,
            judged.field,
            judged.indicator,
            judged.result_thousandths,
            judged.result_unit,
            judged.outcome,
            judged.limit_indicator,
            judged.limit_version,
            judged.limit_bound,
            judged.limit_thousandths,
            judged.limit_unit,
            judged.limit_source,
            judged.judged_at,
        )
        .join(Event, Event.id == judged.event_id)
        .join(Lot, Lot.id == Event.lot_id)
        .where(own_entries(actor))
        .order_by(Event.ledger_position, judged.market, judged.field)
    )


def decision_rows(connection: Connection, actor: Actor) -> Iterator[tuple[Cell, ...]]:
    """All that was decided about each lot, in the order of the ledger, some hundred lots at a time.

    Of entries in lots that the person may not read nothing is told, not even their ids.
    """
    lots = select(Lot.id, Lot.code).where(own_lots(actor)).order_by(Lot.opened_at, Lot.id)
    codes = {row.id: row.code for row in connection.execute(lots)}
    for some in batches(list(codes)):
        found = decisions_of_lots(connection, actor, some)
        for lot_id in some:
            for decision in found.get(lot_id, ()):
                yield _decision(codes[lot_id], decision)


def _decision(lot: str, told: ToldDecision) -> tuple[Cell, ...]:
    return (
        lot,
        told.action,
        plain_cell(told.at),
        told.by,
        "; ".join(f"{it.role.value}, {it.organisation}" for it in told.offices),
        told.cause,
        told.reason,
        told.market,
        "yes" if told.has_lapsed else "",
        "yes" if told.is_with_stamps else "",
        " ".join(told.codes),
        " ".join(str(it.event_id) for it in told.leans_on if it.lot_code),
        told.position,
        told.leaf_hash,
    )
