"""Judgements about lots that stand as they are taken away: sums, waiting periods, flags."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from traceability.event_template import get_template
from traceability.roles import Actor
from webapp.db import in_parts, snapshot
from webapp.models.balance import lot_balance
from webapp.models.event import STANDS, Event, read_values
from webapp.models.growing import SharedGround, shared_grounds
from webapp.models.lot import Lot
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.balance_sums import BalanceSum, balance_view
from webapp.queries.entry_flags import entry_flags
from webapp.queries.events import as_pair
from webapp.queries.export_reach import own_entries, own_lots, paged
from webapp.queries.lot_standing import waiting_period
from webapp.queries.season_sums import SeasonSum, season_sums
from webapp.queries.verdict_goods import Message


@dataclass(frozen=True)
class JudgedLot:
    """The sums of a lot, measure by measure and season by season, and what stands against it."""

    code: str
    sums: tuple[BalanceSum, ...]
    seasons: tuple[SeasonSum, ...]
    warnings: tuple[Message, ...]


@dataclass(frozen=True)
class ExportedWarning:
    """A warning of a lot, or of one entry; `labels` where its template words it."""

    lot_code: str
    event_id: UUID | None
    message: Message
    labels: Mapping[str, str] | None = None


def judged_lots(actor: Actor, *, now: datetime) -> tuple[JudgedLot, ...]:
    """Each lot judged once; of a lot so much is held as its page shows, however long its diary."""
    with snapshot() as connection:
        judged: list[JudgedLot] = []
        for lots in in_parts(list(paged(connection, _lots(actor)))):
            grounds = shared_grounds(connection, lots)
            judged += (_judged(connection, actor, it, grounds[it.id], now) for it in lots)
        return tuple(judged)


def export_warnings(actor: Actor, lots: Iterable[JudgedLot]) -> Iterator[ExportedWarning]:
    """What stands against lots, then what was flagged of entries that stand."""
    for lot in lots:
        for message in lot.warnings:
            yield ExportedWarning(lot.code, None, message)
    with snapshot() as connection:
        for row in paged(connection, _flagged(actor)):
            yield from _of_entry(row)


def _lots(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lot.id,
            Lot.code,
            Lot.place_id,
            Lot.template_group,
            Lot.template_version,
            Lot.closed_at,
            Lot.cancelled_at,
        )
        .where(own_lots(actor))
        .order_by(Lot.opened_at, Lot.id)
    )


def _judged(
    connection: Connection, actor: Actor, lot: Row[Any], ground: SharedGround, now: datetime
) -> JudgedLot:
    told_balance = lot_balance(connection, lot, ground=ground)
    balance = balance_view(told_balance)
    seasons = season_sums(connection, actor, lot.id, told_balance.seasons)
    of_sums = (it for line in balance.sums for it in line.warnings)
    waiting = None
    if not (lot.closed_at or lot.cancelled_at):
        waiting = waiting_period(harvest_allowed_from(connection, lot.id, now), now)
    told = (*balance.warnings, *of_sums, *([waiting] if waiting else ()))
    return JudgedLot(lot.code, balance.sums, seasons, told)


def _flagged(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Event.id,
            Event.template_group,
            Event.template_version,
            Event.event_code,
            Event.flags,
            Event.values,
            Event.event_time,
            Lot.code.label("lot_code"),
        )
        .join(Lot, Lot.id == Event.lot_id)
        .where(own_entries(actor), STANDS, Event.flags != "")
        .order_by(Event.ledger_position)
    )


def _of_entry(row: Row[Any]) -> Iterator[ExportedWarning]:
    template = get_template(row.template_group, row.template_version).event(row.event_code)
    codes = row.flags.split()
    flags = entry_flags(codes, template, read_values(row.values).fields, row.event_time)
    said = {flag.code: flag for flag in flags}
    for code in codes:
        check = template.check(code)
        labels = as_pair(check.labels) if check else None
        yield ExportedWarning(row.lot_code, row.id, said.get(code, Message(code)), labels)
