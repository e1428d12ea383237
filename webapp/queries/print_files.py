"""The print files of an order, for whoever ordered it and whoever approved it: who took which."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from traceability.roles import Actor
from traceability.roll_numbers import written_roll_numbers
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.stamp_order import StampRoll
from webapp.models.stamp_printing import StampDownload, StampPrintFile
from webapp.queries.listings import Listing, rows_of_page
from webapp.queries.stamp_orders import found_order


@dataclass(frozen=True)
class Taken:
    """One download: by whom, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class PrintFile:
    """A file with the codes of rolls, and every time that it went out."""

    roll_numbers: str
    format: str
    sha256: str
    size: int
    made_by: str
    made_at: datetime
    expires_at: datetime
    allowed: int
    taken: tuple[Taken, ...]


@dataclass(frozen=True)
class PrintFilesPage:
    """The files of an order, the latest first."""

    order_id: UUID
    product_name: str
    files: Listing[PrintFile]


def print_files_page(actor: Actor, order_id: UUID, number: int = 1) -> PrintFilesPage:
    """A page of the files of an order that the actor reaches.

    Raises:
        NoSuchOrder: none, or one that the actor does not reach.
    """
    with reader() as connection:
        order = found_order(connection, actor, order_id)
        rows, total = rows_of_page(connection, _files(order_id), number)
        taken = _taken(connection, [row.id for row in rows])
    files = tuple(_file(row, tuple(taken[row.id])) for row in rows)
    return PrintFilesPage(order_id, order.product_name, Listing(files, total, number))


def _files(order_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StampPrintFile.id,
            StampRoll.number.label("first_roll"),
            StampPrintFile.roll_count,
            StampPrintFile.format,
            StampPrintFile.sha256,
            StampPrintFile.size,
            func.coalesce(Account.name, "").label("made_by"),
            StampPrintFile.made_at,
            StampPrintFile.expires_at,
            StampPrintFile.allowed,
        )
        .join(StampRoll, StampRoll.id == StampPrintFile.roll_id)
        .outerjoin(Account, Account.id == StampPrintFile.made_by_id)
        .where(StampPrintFile.order_id == order_id)
        .order_by(StampPrintFile.made_at.desc(), StampPrintFile.id)
    )


def _taken(connection: Connection, file_ids: Collection[UUID]) -> defaultdict[UUID, list[Taken]]:
    query = (
        select(
            StampDownload.file_id,
            func.coalesce(Account.name, "").label("by"),
            StampDownload.downloaded_at,
        )
        .outerjoin(Account, Account.id == StampDownload.downloaded_by_id)
        .where(StampDownload.file_id.in_(file_ids))
        .order_by(StampDownload.file_id, StampDownload.number)
    )
    found: defaultdict[UUID, list[Taken]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.file_id].append(Taken(row.by, row.downloaded_at))
    return found


def _file(row: Row[Any], taken: tuple[Taken, ...]) -> PrintFile:
    return PrintFile(
        roll_numbers=written_roll_numbers(range(row.first_roll, row.first_roll + row.roll_count)),
        format=row.format,
        sha256=row.sha256,
        size=row.size,
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        allowed=row.allowed,
        taken=taken,
    )
