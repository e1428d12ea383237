"""The lots that go out under a growing-area or packing-house code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, select

from traceability.roles import Actor, Permission
from webapp.models.area_code import AreaCode, lot_uses_code
from webapp.models.lot import Lot, in_reach_of
from webapp.models.organisation import Organisation
from webapp.models.product import Product

MOST_LOTS: Final = 50


@dataclass(frozen=True)
class LotUnderCode:
    """A lot that goes out under a code; `may_open` where its page is the reader's."""

    id: UUID
    code: str
    product_name: str
    organisation_name: str
    market: str
    opened_at: datetime
    may_open: bool

    @property
    def market_code(self) -> str:
        """The code whose words name the market."""
        return f"market.{self.market}"


def lots_under(
    connection: Connection, actor: Actor, code: Row[*tuple[Any, ...]]
) -> tuple[LotUnderCode, ...]:
    """The latest lots under a code: agencies and the holder see all, others their own."""
    query = (
        select(
            Lot.id,
            Lot.code,
            Lot.market,
            Lot.opened_at,
            Product.short_name,
            Organisation.name.label("organisation_name"),
        )
        .select_from(AreaCode)
        .join(Lot, lot_uses_code())
        .join(Product, Product.id == Lot.product_id)
        .join(Organisation, Organisation.id == Lot.organisation_id)
        .where(AreaCode.id == code.id)
        .order_by(Lot.opened_at.desc(), Lot.code)
        .limit(MOST_LOTS)
    )
    if not actor.sees_every_organisation and code.holder_id != actor.organisation_id:
        query = query.where(in_reach_of(actor))
    rows = connection.execute(query).all()
    opened = _lots_to_open(connection, actor, [row.id for row in rows])
    return tuple(
        LotUnderCode(
            id=row.id,
            code=row.code,
            product_name=row.short_name,
            organisation_name=row.organisation_name,
            market=row.market,
            opened_at=row.opened_at,
            may_open=row.id in opened,
        )
        for row in rows
    )


def _lots_to_open(connection: Connection, actor: Actor, lot_ids: list[UUID]) -> set[UUID]:
    if not actor.may(Permission.LOT_READ):
        return set()
    return set(connection.scalars(select(Lot.id).where(Lot.id.in_(lot_ids), in_reach_of(actor))))
