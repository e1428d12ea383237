"""Growing-area and packing-house codes, their history, consents to use them, and lots that do."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Row,
    Select,
    String,
    and_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.area_code_use import CodeInUse, Consent, Packed
from traceability.area_codes import AreaCodeKind, AreaCodeScheme, AreaCodeStatus, CropCycle
from traceability.calendar import civil_date
from traceability.markets import read_markets
from traceability.mass_balance import MASS, PACKING
from traceability.places import PlaceCodeScheme
from traceability.quantities import Quantity, to_si
from webapp.db import Base, UtcDateTime, coded
from webapp.models.event import STANDS, Event
from webapp.models.lot import Lot
from webapp.models.place import Place

# Places carry such codes as their own place code.
_SCHEMES = {
    PlaceCodeScheme.GROWING_AREA: AreaCodeKind.GROWING_AREA,
    PlaceCodeScheme.PACKING_HOUSE: AreaCodeKind.PACKING_HOUSE,
}


class AreaCode(Base):
    """`markets` are codes parted by blanks; area in thousandths of a square metre, the yield of a
    year in thousandths of a kilogram. Whether it has run out is told by `valid_to` alone.
    """

    __tablename__ = "area_code"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[AreaCodeKind] = mapped_column(coded(AreaCodeKind, "kind"))
    code: Mapped[str] = mapped_column(unique=True)
    scheme: Mapped[AreaCodeScheme] = mapped_column(coded(AreaCodeScheme, "scheme"))
    markets: Mapped[str] = mapped_column(default="")
    crop: Mapped[str] = mapped_column(default="")
    cycle: Mapped[CropCycle | None] = mapped_column(coded(CropCycle, "cycle"))
    area_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    yield_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    households: Mapped[int | None]
    authority: Mapped[str]
    issued_on: Mapped[date | None]
    valid_to: Mapped[date | None]
    status: Mapped[AreaCodeStatus] = mapped_column(coded(AreaCodeStatus, "status"), index=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    registered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AreaCodeStatusChange(Base):
    """Who moved a code on, when and why; `for_id` is the agency that the officer did it for."""

    __tablename__ = "area_code_status_change"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area_code_id: Mapped[UUID] = mapped_column(ForeignKey("area_code.id"), index=True)
    status: Mapped[AreaCodeStatus] = mapped_column(coded(AreaCodeStatus, "status"))
    reason: Mapped[str]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AreaCodeConsent(Base):
    """The holder lets another organisation pack under the code; it is withdrawn, never edited."""

    __tablename__ = "area_code_consent"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    area_code_id: Mapped[UUID] = mapped_column(ForeignKey("area_code.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    most_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str | None]

    @property
    def terms(self) -> Consent:
        """As the language of the field knows it."""
        return consent_of(self)


class LotAreaCode(Base):
    """The code that a manager chose for a lot, one of each kind."""

    __tablename__ = "lot_area_code"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    kind: Mapped[AreaCodeKind] = mapped_column(coded(AreaCodeKind, "kind"), primary_key=True)
    area_code_id: Mapped[UUID] = mapped_column(ForeignKey("area_code.id"), index=True)
    chosen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)


def consent_of(row: AreaCodeConsent | Row[*tuple[Any, ...]]) -> Consent:
    """The terms of a consent; it ends with the civil day on which it was withdrawn."""
    withdrawn = civil_date(row.withdrawn_at) if row.withdrawn_at else None
    return Consent(row.valid_from, row.valid_to, row.most_thousandths, withdrawn)


def code_in_use(row: AreaCode | Row[*tuple[Any, ...]]) -> CodeInUse:
    """A code as it stands."""
    return CodeInUse(
        id=row.id,
        kind=row.kind,
        code=row.code,
        status=row.status,
        markets=read_markets(row.markets),
        holder_id=row.holder_id,
        valid_to=row.valid_to,
        yield_thousandths=row.yield_thousandths,
    )


def lot_uses_code() -> ColumnElement[bool]:
    """Whether the lot and the code that are selected side by side belong together: it was chosen,
    or the lot's place carries it and no other one of its kind was chosen.
    """
    chosen = select(LotAreaCode.lot_id).where(
        LotAreaCode.lot_id == Lot.id, LotAreaCode.kind == AreaCode.kind
    )
    this = chosen.where(LotAreaCode.area_code_id == AreaCode.id)
    carried = select(Place.id).where(
        Place.id == Lot.place_id,
        Place.code == AreaCode.code,
        or_(
            *(
                and_(Place.code_scheme == scheme, AreaCode.kind == kind)
                for scheme, kind in _SCHEMES.items()
            )
        ),
    )
    both = (Lot, AreaCode)
    return or_(
        this.correlate(*both).exists(),
        and_(~chosen.correlate(*both).exists(), carried.correlate(*both).exists()),
    )


def packed_as_typed() -> ColumnElement[bool]:
    """Whether the packing and the code that are selected side by side belong together, for the code
    was typed in: a field of the code's kind says it (`traceability.packed_codes.FIELDS`).

    Values are canonical JSON, in which a quotation mark within a text is never bare, and a code
    holds no sign that LIKE takes for any other.
    """
    kind = type_coerce(AreaCode.kind, String)
    return Event.values.like('%"' + kind + '_code":"' + AreaCode.code + '"%')


def codes_of_lot(
    reading: Session | Connection, lot_id: UUID, *, lock: bool = False
) -> Sequence[CodeInUse]:
    """The codes that a lot goes out under, in a fixed order; `lock` keeps their standing until the
    end of the transaction, so that a suspension comes wholly before or wholly after.
    """
    query = select_codes().join(Lot, lot_uses_code()).where(Lot.id == lot_id).order_by(AreaCode.id)
    if lock:
        query = query.with_for_update(of=AreaCode, read=True)
    return [code_in_use(row) for row in reading.execute(query)]


def select_codes() -> Select[*tuple[Any, ...]]:
    """The columns that `code_in_use` reads."""
    return select(
        AreaCode.id,
        AreaCode.kind,
        AreaCode.code,
        AreaCode.status,
        AreaCode.markets,
        AreaCode.holder_id,
        AreaCode.valid_to,
        AreaCode.yield_thousandths,
    )


def consents_of(
    reading: Session | Connection, area_code_id: UUID, organisation_id: UUID
) -> list[Consent]:
    """What the holder allowed an organisation, withdrawn ones included."""
    query = select(
        AreaCodeConsent.valid_from,
        AreaCodeConsent.valid_to,
        AreaCodeConsent.most_thousandths,
        AreaCodeConsent.withdrawn_at,
    ).where(
        AreaCodeConsent.area_code_id == area_code_id,
        AreaCodeConsent.organisation_id == organisation_id,
    )
    return [consent_of(row) for row in reading.execute(query)]


def select_packed() -> Select[*tuple[Any, ...]]:
    """Packings that stand, with each code that they go out under: their lot's, or one typed in."""
    return (
        select(
            AreaCode.id.label("area_code_id"),
            Lot.id.label("lot_id"),
            Lot.organisation_id,
            Event.event_time,
            Event.quantity_thousandths,
            Event.quantity_unit,
        )
        .select_from(AreaCode)
        .join(Lot, true())
        .join(Event, and_(Event.lot_id == Lot.id, or_(lot_uses_code(), packed_as_typed())))
        .where(Event.event_code == PACKING, Event.quantity_thousandths.is_not(None), STANDS)
    )


def packed_under(
    reading: Session | Connection, code: CodeInUse, lot: tuple[UUID, UUID]
) -> list[Packed]:
    """All that the organisation of a lot packed under a code; `lot` is its id and organisation."""
    lot_id, organisation_id = lot
    query = select_packed().where(AreaCode.id == code.id, Lot.organisation_id == organisation_id)
    found = (packed_of(row, lot_id) for row in reading.execute(query))
    return [it for it in found if it is not None]


def packed_of(row: Row[*tuple[Any, ...]], lot_id: UUID | None = None) -> Packed | None:
    """A packing by weight; what is counted in pieces is held against no yield."""
    amount = to_si(Quantity(row.quantity_thousandths, row.quantity_unit))
    if amount.unit != MASS:
        return None
    return Packed(civil_date(row.event_time), amount.thousandths, row.lot_id == lot_id)
