"""Every packing under a growing-area or packing-house code, told to its holder and to agencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from webapp.models.area_code import AreaCode
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.packed_code import MEASURED, is_typed, packings
from webapp.models.product import Product
from webapp.queries.input_stock import unit_labels

MOST_USES: Final = 100


@dataclass(frozen=True)
class UseOfCode:
    """Who packed how much under a code, and when; `is_typed` where the carton named it."""

    at: datetime
    organisation_name: str
    product_name: str
    lot_code: str
    thousandths: int
    unit: Mapping[str, str]
    is_typed: bool


def uses_of_code(connection: Connection, area_code_id: UUID) -> tuple[UseOfCode, ...]:
    """The latest packings under a code; who may see them is the caller's to say."""
    packed = packings(AreaCode.id == area_code_id, MEASURED)
    query = (
        select(
            packed.c.event_time,
            packed.c.quantity_thousandths,
            packed.c.quantity_unit,
            Organisation.name.label("organisation_name"),
            Product.short_name,
            Lot.code,
            is_typed(packed).label("is_typed"),
        )
        .join(Lot, Lot.id == packed.c.lot_id)
        .join(Organisation, Organisation.id == Lot.organisation_id)
        .join(Product, Product.id == Lot.product_id)
        .order_by(packed.c.event_time.desc(), packed.c.event_id)
        .limit(MOST_USES)
    )
    return tuple(
        UseOfCode(
            at=row.event_time,
            organisation_name=row.organisation_name,
            product_name=row.short_name,
            lot_code=row.code,
            thousandths=row.quantity_thousandths,
            unit=unit_labels(row.quantity_unit),
            is_typed=bool(row.is_typed),
        )
        for row in connection.execute(query)
    )
