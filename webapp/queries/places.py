"""Reading places: the list, one place, and what the form of a place offers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, or_, select

from traceability.geography import fold
from traceability.places import NoSuchPlace, PlaceCodeScheme, PlaceKind
from traceability.positions import shown_degrees
from traceability.roles import Actor, Permission, Role
from webapp.db import reader
from webapp.models.account import Account, Membership
from webapp.models.event import Event
from webapp.models.geography import Commune, Province
from webapp.models.organisation import Organisation
from webapp.models.place import Place
from webapp.queries.listings import Listing, listed


@dataclass(frozen=True)
class PlaceFilter:
    """What the list is narrowed to; it lives in the address."""

    words: str = ""
    kind: PlaceKind | None = None
    is_closed: bool = False
    number: int = 1

    @property
    def state(self) -> str:
        """How the address says so."""
        return "closed" if self.is_closed else ""


@dataclass(frozen=True)
class PlaceRow:
    """One place in a list."""

    id: UUID
    name: str
    kind: PlaceKind
    code: str
    commune: str
    province: str
    area_thousandths: int | None
    keeper: str | None
    closed_at: datetime | None

    @property
    def kind_code(self) -> str:
        """The code whose words name the kind."""
        return f"place.kind.{self.kind.value}"


@dataclass(frozen=True)
class PlacePage:
    """One place with all that is known of it, and what may be done with it."""

    row: PlaceRow
    scheme: PlaceCodeScheme
    commune_code: str
    province_code: str
    keeper_id: UUID | None
    latitude: str
    longitude: str
    has_events: bool
    may_keep: bool

    @property
    def scheme_code(self) -> str:
        """The code whose words say who gave the code."""
        return f"place.scheme.{self.scheme.value}"

    @property
    def position(self) -> str:
        """Both numbers as maps take them; empty when unknown."""
        return f"{self.latitude}, {self.longitude}" if self.latitude else ""


@dataclass(frozen=True)
class PlaceHome:
    """Where new places most likely are, and who may keep them (nobody to choose for a farmer)."""

    province_code: str
    commune_code: str
    keepers: tuple[tuple[str, str], ...]


_SELECT = (
    select(
        Place.id,
        Place.name,
        Place.kind,
        Place.code,
        Place.code_scheme,
        Place.commune_code,
        Place.area_thousandths,
        Place.latitude_e7,
        Place.longitude_e7,
        Place.keeper_id,
        Place.closed_at,
        Commune.name.label("commune"),
        Commune.province_code,
        Province.name.label("province"),
        Account.name.label("keeper"),
    )
    .join(Commune, Commune.code == Place.commune_code)
    .join(Province, Province.code == Commune.province_code)
    .outerjoin(Account, Account.id == Place.keeper_id)
)


def place_list(actor: Actor, wanted: PlaceFilter) -> Listing[PlaceRow]:
    """The organisation's places; a farmer's own and those that nobody keeps."""
    query = _narrowed(_scoped(actor, _SELECT), wanted)
    ordered = query.order_by(Place.name_folded, Place.id)
    with reader() as connection:
        return listed(connection, ordered, wanted.number, _row)


def place_page(actor: Actor, place_id: UUID) -> PlacePage:
    """One place.

    Raises:
        NoSuchPlace: none, or another organisation's.
    """
    has_events = exists().where(Event.place_id == Place.id).label("has_events")
    query = _scoped(actor, _SELECT.add_columns(has_events)).where(Place.id == place_id)
    with reader() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchPlace
    return PlacePage(
        row=_row(row),
        scheme=row.code_scheme,
        commune_code=row.commune_code,
        province_code=row.province_code,
        keeper_id=row.keeper_id,
        latitude=_degrees(row.latitude_e7),
        longitude=_degrees(row.longitude_e7),
        has_events=row.has_events,
        may_keep=actor.may(Permission.PLACE_KEEP) and row.closed_at is None,
    )


def place_home(actor: Actor) -> PlaceHome:
    """What the form of a new place is filled in with."""
    with reader() as connection:
        home = connection.execute(
            select(Organisation.province_code, Organisation.commune_code).where(
                Organisation.id == actor.organisation_id
            )
        ).one_or_none()
        if home is None:
            raise NoSuchPlace
        chooses = actor.role is not Role.FARMER
        keepers = connection.execute(_keepers(actor)).all() if chooses else ()
    return PlaceHome(
        province_code=home.province_code,
        commune_code=home.commune_code or "",
        keepers=tuple((str(keeper.id), keeper.name) for keeper in keepers),
    )


def _scoped(actor: Actor, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    query = query.where(Place.organisation_id == actor.organisation_id)
    if actor.role is not Role.FARMER:
        return query
    return query.where(or_(Place.keeper_id == actor.account_id, Place.keeper_id.is_(None)))


def _narrowed(query: Select[*tuple[Any, ...]], wanted: PlaceFilter) -> Select[*tuple[Any, ...]]:
    closed = Place.closed_at.is_not(None) if wanted.is_closed else Place.closed_at.is_(None)
    query = query.where(closed)
    if wanted.kind is not None:
        query = query.where(Place.kind == wanted.kind)
    words = fold(wanted.words)
    if not words:
        return query
    code = func.lower(Place.code)
    return query.where(
        or_(
            Place.name_folded.contains(words, autoescape=True),
            code.contains(words, autoescape=True),
        )
    )


def _keepers(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == actor.organisation_id, Membership.ended_at.is_(None))
        .distinct()
        .order_by(Account.name, Account.id)
    )


def _row(row: Row[*tuple[Any, ...]]) -> PlaceRow:
    return PlaceRow(
        id=row.id,
        name=row.name,
        kind=row.kind,
        code=row.code,
        commune=row.commune,
        province=row.province,
        area_thousandths=row.area_thousandths,
        keeper=row.keeper,
        closed_at=row.closed_at,
    )


def _degrees(e7: int | None) -> str:
    return "" if e7 is None else shown_degrees(e7)
