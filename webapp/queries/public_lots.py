"""What anybody may know of a lot that is on its way to buyers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, String, bindparam, or_, select

from traceability.calendar import civil_date
from traceability.errors import NotFound
from traceability.event_template import UnknownTemplate
from traceability.lots import PUBLIC
from webapp.db import reader
from webapp.models.geography import Commune, Province
from webapp.models.journey import last_recorded, whole_story
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.models.product import Product
from webapp.queries.public_certificates import PublicCertificate, public_certificates
from webapp.queries.verdict_goods import Goods, Stop, goods_of, told_stops
from webapp.queries.verdict_select import GOODS


class NoSuchPublicLot(NotFound):
    """No lot of that number, or none that has left its producer: before it is packed, a lot is the
    producer's own business.
    """

    code = "lot.not_public"


@dataclass(frozen=True)
class PublicLot:
    """The goods, their journey, and what to be warned of."""

    goods: Goods
    stops: tuple[Stop, ...]
    warnings: tuple["LotWarning", ...]
    last_recorded_at: datetime | None
    certificates: tuple[PublicCertificate, ...] = ()


@dataclass(frozen=True)
class LotWarning:
    """A sentence by its code, with a tone, and what the authority said about it."""

    colour: str
    code: str
    public_reason: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


def public_lot(product_code: str, lot_code: str, *, now: datetime) -> PublicLot:
    """A lot by the GTIN (or internal code) of its product and its number.

    Raises:
        NoSuchPublicLot: none that the public may know of.
    """
    values = {"product_code": product_code, "lot_code": lot_code, "today": civil_date(now)}
    with reader() as connection:
        row = connection.execute(_LOT, values).one_or_none()
        goods = goods_of(row) if row else None
        if row is None or goods is None:
            raise NoSuchPublicLot
        certificates = public_certificates(connection, row.lot_id, now=now)
        story = _story(connection, row)
    warnings = tuple(_warnings(row, now))
    return PublicLot(
        goods, told_stops(story, goods.product_code), warnings, row.last_recorded_at, certificates
    )


def _story(connection: Connection, row: Row[Any]) -> Sequence[Mapping[str, Any]]:
    """As it is kept where it cannot be told anew: it was told before there were such entries, or
    with a version of a template that is not here.
    """
    kept: Sequence[Mapping[str, Any]] = json.loads(row.journey)
    try:
        return whole_story(connection, row.lot_id) or kept
    except UnknownTemplate:
        return kept


def _warnings(row: Row[Any], now: datetime) -> list[LotWarning]:
    found = []
    if row.recalled_at:
        found.append(LotWarning("red", "public_lot.recalled", row.recall_reason or ""))
    if row.cancelled_at:
        found.append(LotWarning("red", "public_lot.cancelled"))
    if row.on_hold_at:
        found.append(LotWarning("amber", "public_lot.on_hold", row.on_hold_reason or ""))
    if row.expires_on and civil_date(now) > row.expires_on:
        past = {"on": row.expires_on}
        found.append(LotWarning("amber", "public_lot.expired", details=past))
    return found


def _build() -> Select[*tuple[Any, ...]]:
    product_code = bindparam("product_code", type_=String)
    return (
        select(
            *GOODS,
            Lot.id.label("lot_id"),
            last_recorded().label("last_recorded_at"),
        )
        .select_from(Product)
        .join(Lot, Lot.product_id == Product.id)
        .join(Place, Place.id == Lot.place_id)
        .join(Organisation, Organisation.id == Lot.organisation_id)
        .join(Province, Province.code == Organisation.province_code)
        .outerjoin(Commune, Commune.code == Organisation.commune_code)
        .where(
            or_(Product.gtin == product_code, Product.internal_code == product_code),
            Lot.code == bindparam("lot_code"),
            Lot.state.in_(PUBLIC),
        )
    )


_LOT = _build()
