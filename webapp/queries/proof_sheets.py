"""What stands on the proof sheet of an order."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamps import NoSuchOrder
from webapp.db import reader
from webapp.models.product import Product
from webapp.models.stamp_order import StampOrder
from webapp.models.stamp_reach import reached_orders


@dataclass(frozen=True)
class ProofSheet:
    """Its stamps, and what their links are made of."""

    order_id: UUID
    key_id: int
    serials: SerialRange
    gtin: str | None
    short_name: str


def proof_sheet(actor: Actor, order_id: UUID) -> ProofSheet:
    """The sheet of an order that has one.

    Raises:
        NoSuchOrder: none that the actor reaches, or one without a proof sheet.
    """
    query = (
        select(
            StampOrder.key_id,
            (StampOrder.first + StampOrder.count).label("first"),
            StampOrder.proof_count,
            Product.gtin,
            Product.short_name,
        )
        .join(Product, Product.id == StampOrder.product_id)
        .where(StampOrder.id == order_id, StampOrder.proof_count > 0, reached_orders(actor))
    )
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchOrder
    serials = SerialRange.of(row.first, row.proof_count)
    return ProofSheet(order_id, row.key_id, serials, row.gtin, row.short_name)
