"""The register of growing-area and packing-house codes: who may see it sees this of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from traceability.area_code_use import SeasonSum
from traceability.area_codes import AreaCodeKind, AreaCodeScheme, AreaCodeStatus, NoSuchAreaCode
from traceability.calendar import civil_date, civil_day_starts
from traceability.geography import fold
from traceability.markets import MARKETS, read_markets
from traceability.mass_balance import MASS
from traceability.quantities import get_unit
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.area_code import AreaCode, AreaCodeConsent, lot_uses_code
from webapp.models.event import Event
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.packed_code import MEASURED, packings
from webapp.queries.events import as_pair
from webapp.queries.listings import Listing, rows_of_page

_TONES = {
    AreaCodeStatus.REQUESTED: "info",
    AreaCodeStatus.UNDER_INSPECTION: "info",
    AreaCodeStatus.GRANTED: "green",
    AreaCodeStatus.SUSPENDED: "amber",
    AreaCodeStatus.REVOKED: "red",
}


class CodesShown(StrEnum):
    """Which codes a list holds, beside their status."""

    ALL = "all"
    ABOVE_YIELD = "above_yield"


@dataclass(frozen=True)
class AreaCodeFilter:
    """What the address of the list says; pages count from 1."""

    words: str = ""
    status: AreaCodeStatus | None = None
    shown: CodesShown = CodesShown.ALL
    number: int = 1


@dataclass(frozen=True)
class AreaCodeRow:
    """One code in a list, with what went out under it this year."""

    id: UUID
    kind: AreaCodeKind
    code: str
    scheme: AreaCodeScheme
    status: AreaCodeStatus
    crop: str
    authority: str
    holder_id: UUID
    holder_name: str
    market_labels: tuple[Mapping[str, str], ...]
    issued_on: date | None
    valid_to: date | None
    is_over: bool
    season: SeasonSum

    @property
    def kind_code(self) -> str:
        """The code whose words name what has the code."""
        return f"area_code_kind.{self.kind.value}"

    @property
    def scheme_code(self) -> str:
        """The code whose words name the rules it was granted by."""
        return f"area_code_scheme.{self.scheme.value}"

    @property
    def status_code(self) -> str:
        """The code whose words say where it stands; what has run out says so."""
        is_granted = self.status is AreaCodeStatus.GRANTED
        if is_granted and self.is_over:
            return "area_code_status.expired"
        return f"area_code_status.{self.status.value}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return "grey" if self.is_over else _TONES[self.status]


def area_code_list(actor: Actor, wanted: AreaCodeFilter, *, now: datetime) -> Listing[AreaCodeRow]:
    """The codes that the actor may see, by code: an agency all, a producer its own and those that
    it has a consent for.
    """
    query = select_rows(actor, civil_date(now)).where(_named(fold(wanted.words)))
    if wanted.status is not None:
        query = query.where(AreaCode.status == wanted.status)
    with reader() as connection:
        if wanted.shown is CodesShown.ABOVE_YIELD:
            query = query.where(AreaCode.id.in_(_above_yield(connection, actor, now)))
        rows, total = rows_of_page(connection, query.order_by(AreaCode.code), wanted.number)
        told = [row.id for row in rows if may_see_sums(actor, row.holder_id)]
        sums = season_sums(connection, told, [civil_date(now).year])
    found = tuple(area_code_row(row, sums, now) for row in rows)
    return Listing(found, total, wanted.number)


def get_area_code(
    connection: Connection, actor: Actor, area_code_id: UUID, today: date
) -> Row[*tuple[Any, ...]]:
    """The columns of one code.

    Raises:
        NoSuchAreaCode: none, or none in reach of the actor.
    """
    query = select_rows(actor, today).where(AreaCode.id == area_code_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchAreaCode
    return row


def area_code_row(
    row: Row[*tuple[Any, ...]], sums: Mapping[tuple[UUID, int], int], now: datetime
) -> AreaCodeRow:
    """A code with the sum of this year."""
    today = civil_date(now)
    packed = sums.get((row.id, today.year), 0)
    return AreaCodeRow(
        id=row.id,
        kind=row.kind,
        code=row.code,
        scheme=row.scheme,
        status=row.status,
        crop=row.crop,
        authority=row.authority,
        holder_id=row.holder_id,
        holder_name=row.holder_name,
        market_labels=market_labels(row.markets),
        issued_on=row.issued_on,
        valid_to=row.valid_to,
        is_over=row.valid_to is not None and row.valid_to < today,
        season=SeasonSum(today.year, packed, row.yield_thousandths),
    )


def market_labels(markets: str) -> tuple[Mapping[str, str], ...]:
    """The names of the markets of a column, in the order of the table."""
    named = read_markets(markets)
    return tuple(as_pair(market.labels) for code, market in MARKETS.items() if code in named)


def season_sums(
    connection: Connection, area_code_ids: Collection[UUID], years: Iterable[int]
) -> Mapping[tuple[UUID, int], int]:
    """What was packed under codes by code and year, in thousandths of a kilogram."""
    return {
        (area_code_id, year): packed
        for year in years
        for area_code_id, packed in _packed_in(
            connection, year, AreaCode.id.in_(area_code_ids)
        ).items()
    }


def select_rows(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """The columns of codes in reach of an actor on a day."""
    return (
        select(
            AreaCode.id,
            AreaCode.kind,
            AreaCode.code,
            AreaCode.scheme,
            AreaCode.status,
            AreaCode.markets,
            AreaCode.crop,
            AreaCode.cycle,
            AreaCode.area_thousandths,
            AreaCode.yield_thousandths,
            AreaCode.households,
            AreaCode.authority,
            AreaCode.issued_on,
            AreaCode.valid_to,
            AreaCode.holder_id,
            Organisation.name.label("holder_name"),
            Organisation.short_code.label("holder_code"),
        )
        .join(Organisation, Organisation.id == AreaCode.holder_id)
        .where(_in_reach(actor, today))
    )


def may_see_sums(actor: Actor, holder_id: UUID) -> bool:
    """Whether all that goes out under a code, and who decided about it, is told to the actor."""
    return actor.sees_every_organisation or holder_id == actor.organisation_id


def _in_reach(actor: Actor, today: date) -> ColumnElement[bool]:
    """The holder's own; another's while a consent is open, or a lot of the actor's is under it."""
    if actor.sees_every_organisation:
        return true()
    allowed = select(AreaCodeConsent.area_code_id).where(
        AreaCodeConsent.organisation_id == actor.organisation_id,
        AreaCodeConsent.withdrawn_at.is_(None),
        or_(AreaCodeConsent.valid_to.is_(None), AreaCodeConsent.valid_to >= today),
    )
    used = select(Lot.id).where(Lot.organisation_id == actor.organisation_id, lot_uses_code())
    return or_(
        AreaCode.holder_id == actor.organisation_id,
        AreaCode.id.in_(allowed),
        used.correlate(AreaCode).exists(),
    )


def _named(folded: str) -> ColumnElement[bool]:
    """Every word is somewhere in the code or in the name of its holder."""
    columns = (func.lower(AreaCode.code), Organisation.name_folded)
    return and_(
        true(),
        *(or_(*(it.contains(word, autoescape=True) for it in columns)) for word in folded.split()),
    )


def _above_yield(connection: Connection, actor: Actor, now: datetime) -> list[UUID]:
    """The codes whose sums the actor may see and that went above their yield this year."""
    seen = true() if actor.sees_every_organisation else AreaCode.holder_id == actor.organisation_id
    year, known = civil_date(now).year, AreaCode.yield_thousandths.is_not(None)
    packed = _packed_in(connection, year, known, seen)
    query = select(AreaCode.id, AreaCode.yield_thousandths).where(known, seen)
    return [
        row.id
        for row in connection.execute(query)
        if SeasonSum(year, packed.get(row.id, 0), row.yield_thousandths).is_above_yield
    ]


def _packed_in(
    connection: Connection, year: int, *narrowed: ColumnElement[bool]
) -> Mapping[UUID, int]:
    """What was packed in a year by code, in thousandths of a kilogram; the database adds it up."""
    first, next_one = (civil_day_starts(date(it, 1, 1)) for it in (year, year + 1))
    in_year = (Event.event_time >= first, Event.event_time < next_one, MEASURED)
    packed = packings(*narrowed, *in_year).c
    together = func.sum(packed.quantity_thousandths).label("thousandths")
    by_code = (packed.area_code_id, packed.quantity_unit)
    weights: Counter[UUID] = Counter()
    for row in connection.execute(select(*by_code, together).group_by(*by_code)):
        unit = get_unit(row.quantity_unit)
        if unit.si == MASS:  # what is counted in pieces or litres is held against no yield
            weights[row.area_code_id] += int(row.thousandths) * unit.factor
    return {area_code_id: (it + 500) // 1000 for area_code_id, it in weights.items()}
