"""The growing-area and packing-house codes that cartons name, and all that was packed under one."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Exists,
    ForeignKey,
    Row,
    Select,
    Subquery,
    and_,
    select,
    union,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.area_code_use import CodeInUse, Packed
from traceability.area_codes import AreaCodeKind
from traceability.calendar import civil_date
from traceability.event_template import Value
from traceability.mass_balance import MASS, PACKING
from traceability.packed_codes import typed_codes
from traceability.quantities import Quantity, to_si
from webapp.db import Base, coded
from webapp.models.area_code import (
    AreaCode,
    LotAreaCode,
    has_chosen,
    is_carried,
)
from webapp.models.event import STANDS, Event
from webapp.models.lot import Lot
from webapp.models.place import Place

_PACKED: Final = (
    AreaCode.id.label("area_code_id"),
    AreaCode.kind,
    AreaCode.code.label("area_code"),
    AreaCode.yield_thousandths,
    Event.id.label("event_id"),
    Event.lot_id,
    Event.event_time,
    Event.quantity_thousandths,
    Event.quantity_unit,
)


MEASURED: Final = Event.quantity_thousandths.is_not(None)  # packings of so much


class PackedCode(Base):
    """A code that was typed in with one packing, as it stands on the cartons, registered or not. It
    counts for as long as the entry stands.
    """

    __tablename__ = "packed_code"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    kind: Mapped[AreaCodeKind] = mapped_column(coded(AreaCodeKind, "kind"), primary_key=True)
    code: Mapped[str] = mapped_column(index=True)


def packed_codes_of(event: Event, fields: Mapping[str, Value]) -> Iterator[PackedCode]:
    """The codes that an entry names; none of any other work than packing."""
    for kind, code in typed_codes(event.event_code, fields).items():
        yield PackedCode(event_id=event.id, kind=kind, code=code)


def packings(*narrowed: ColumnElement[bool]) -> Subquery:
    """Packings that stand, with each code that they go out under: their lot's, or one typed in.

    `narrowed` says of which codes, lots or entries; each way to a code begins with it, for there
    are many more packings than those of a few codes.
    """
    ways = (_typed(), _chosen(), _carried())
    goods = (Event.event_code == PACKING, STANDS)
    return union(*(way.where(*goods, *narrowed) for way in ways)).subquery()


def is_typed(packed: Subquery) -> Exists:
    """Whether a packing names the code that stands beside it."""
    return (
        select(PackedCode.event_id)
        .where(PackedCode.event_id == packed.c.event_id, PackedCode.kind == packed.c.kind)
        .where(PackedCode.code == packed.c.area_code)
        .exists()
    )


def packed_under(
    reading: Session | Connection, code: CodeInUse, lot: tuple[UUID, UUID]
) -> list[Packed]:
    """All that the organisation of a lot packed under a code; `lot` is its id and organisation."""
    lot_id, organisation_id = lot
    query = select(packings(AreaCode.id == code.id, Lot.organisation_id == organisation_id))
    return [
        Packed(civil_date(row.event_time), _weight(row), row.lot_id == lot_id)
        for row in reading.execute(query)
    ]


def _weight(row: Row[*tuple[Any, ...]]) -> int | None:
    if row.quantity_thousandths is None:
        return None
    amount = to_si(Quantity(row.quantity_thousandths, row.quantity_unit))
    return amount.thousandths if amount.unit == MASS else None


def _is_this_code() -> ColumnElement[bool]:
    return and_(PackedCode.kind == AreaCode.kind, PackedCode.code == AreaCode.code)


def _typed() -> Select[*tuple[Any, ...]]:
    return (
        select(*_PACKED)
        .select_from(AreaCode)
        .join(PackedCode, _is_this_code())
        .join(Event, Event.id == PackedCode.event_id)
        .join(Lot, Lot.id == Event.lot_id)
    )


def _chosen() -> Select[*tuple[Any, ...]]:
    is_this = and_(LotAreaCode.area_code_id == AreaCode.id, LotAreaCode.kind == AreaCode.kind)
    return (
        select(*_PACKED)
        .select_from(AreaCode)
        .join(LotAreaCode, is_this)
        .join(Lot, Lot.id == LotAreaCode.lot_id)
        .join(Event, Event.lot_id == Lot.id)
    )


def _carried() -> Select[*tuple[Any, ...]]:
    return (
        select(*_PACKED)
        .select_from(AreaCode)
        .join(Place, is_carried())
        .join(Lot, Lot.place_id == Place.id)
        .join(Event, Event.lot_id == Lot.id)
        .where(~has_chosen())
    )
