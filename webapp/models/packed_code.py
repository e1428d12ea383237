"""The growing-area and packing-house codes that cartons name, and all that was packed under one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Exists,
    ForeignKey,
    Row,
    Select,
    and_,
    select,
    tuple_,
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
    code_in_use,
    has_chosen,
    is_carried,
    select_codes,
)
from webapp.models.event import STANDS, Event
from webapp.models.lot import Lot
from webapp.models.place import Place

_IDS = (AreaCode.id.label("area_code_id"), Event.id.label("event_id"))


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


def codes_typed(
    reading: Session | Connection, lot_id: UUID, *, lock: bool = False
) -> Sequence[CodeInUse]:
    """The registered codes that packings of a lot name, in a fixed order; `lock` keeps their
    standing as `codes_of_lot` does.
    """
    named = (
        select(PackedCode.kind, PackedCode.code)
        .join(Event, Event.id == PackedCode.event_id)
        .where(Event.lot_id == lot_id, STANDS)
    )
    registered = tuple_(AreaCode.kind, AreaCode.code).in_(named)
    query = select_codes().where(registered).order_by(AreaCode.id)
    if lock:
        query = query.with_for_update(of=AreaCode, read=True)
    return [code_in_use(row) for row in reading.execute(query)]


def is_typed() -> Exists:
    """Whether the packing that is selected names the code that is selected beside it."""
    this = select(PackedCode.event_id).where(PackedCode.event_id == Event.id, _is_this_code())
    return this.correlate(Event, AreaCode).exists()


def select_packed(*narrowed: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Packings that stand, with each code that they go out under: their lot's, or one typed in.

    `narrowed` says of which codes, lots or entries; each way to a code begins with it, for there
    are many more packings than those of a few codes.
    """
    ways = (_typed(), _chosen(), _carried())
    goods = (Event.event_code == PACKING, Event.quantity_thousandths.is_not(None), STANDS)
    uses = union(*(way.where(*goods, *narrowed) for way in ways)).subquery()
    return (
        select(
            AreaCode.id.label("area_code_id"),
            AreaCode.yield_thousandths,
            Lot.id.label("lot_id"),
            Lot.organisation_id,
            Event.event_time,
            Event.quantity_thousandths,
            Event.quantity_unit,
        )
        .select_from(uses)
        .join(AreaCode, AreaCode.id == uses.c.area_code_id)
        .join(Event, Event.id == uses.c.event_id)
        .join(Lot, Lot.id == Event.lot_id)
    )


def packed_under(
    reading: Session | Connection, code: CodeInUse, lot: tuple[UUID, UUID]
) -> list[Packed]:
    """All that the organisation of a lot packed under a code; `lot` is its id and organisation."""
    lot_id, organisation_id = lot
    query = select_packed(AreaCode.id == code.id, Lot.organisation_id == organisation_id)
    found = (packed_of(row, lot_id) for row in reading.execute(query))
    return [it for it in found if it is not None]


def packed_of(row: Row[*tuple[Any, ...]], lot_id: UUID | None = None) -> Packed | None:
    """A packing by weight; what is counted in pieces is held against no yield."""
    amount = to_si(Quantity(row.quantity_thousandths, row.quantity_unit))
    if amount.unit != MASS:
        return None
    return Packed(civil_date(row.event_time), amount.thousandths, row.lot_id == lot_id)


def _is_this_code() -> ColumnElement[bool]:
    return and_(PackedCode.kind == AreaCode.kind, PackedCode.code == AreaCode.code)


def _typed() -> Select[UUID, UUID]:
    return (
        select(*_IDS)
        .select_from(AreaCode)
        .join(PackedCode, _is_this_code())
        .join(Event, Event.id == PackedCode.event_id)
        .join(Lot, Lot.id == Event.lot_id)
    )


def _chosen() -> Select[UUID, UUID]:
    is_this = and_(LotAreaCode.area_code_id == AreaCode.id, LotAreaCode.kind == AreaCode.kind)
    return (
        select(*_IDS)
        .select_from(AreaCode)
        .join(LotAreaCode, is_this)
        .join(Lot, Lot.id == LotAreaCode.lot_id)
        .join(Event, Event.lot_id == Lot.id)
    )


def _carried() -> Select[UUID, UUID]:
    return (
        select(*_IDS)
        .select_from(AreaCode)
        .join(Place, is_carried())
        .join(Lot, Lot.place_id == Place.id)
        .join(Event, Event.lot_id == Lot.id)
        .where(~has_chosen())
    )
