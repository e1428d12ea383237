"""Reading organisations: the register for officers, and the own one for its manager."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select

from traceability.calendar import civil_date
from traceability.geography import fold
from traceability.organisations import NoSuchOrganisation, OrganisationKind
from traceability.phone import shown
from traceability.roles import Actor, Role
from webapp.db import reader
from webapp.models.account import Account, Membership
from webapp.models.geography import Commune, Province
from webapp.models.organisation import Organisation
from webapp.queries.listings import Listing, listed

_SOON = timedelta(days=60)


@dataclass(frozen=True)
class OrganisationFilter:
    """What the register is narrowed to; it lives in the address."""

    words: str = ""
    kind: OrganisationKind | None = None
    province_code: str = ""
    number: int = 1


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation in the register."""

    id: UUID
    name: str
    short_code: str
    kind: OrganisationKind
    province: str
    commune: str | None
    created_at: datetime

    @property
    def kind_code(self) -> str:
        """The code whose words name the kind."""
        return f"organisation.kind.{self.kind.value}"


@dataclass(frozen=True)
class Licence:
    """The GS1 certificate; `state_code` says whether codes may be used under it today."""

    prefix: str
    certificate_no: str
    valid_to: date
    state_code: str
    tone: str


@dataclass(frozen=True)
class Manager:
    """Somebody to call about the organisation."""

    name: str
    phone: str


@dataclass(frozen=True)
class OrganisationPage:
    """One organisation with all that is known of it."""

    row: OrganisationRow
    province_code: str
    commune_code: str | None
    address: str
    hotline: str | None
    tax_code: str | None
    licence: Licence | None
    managers: tuple[Manager, ...]
    suspended_at: datetime | None = None
    suspended_reason: str | None = None

    @property
    def may_be_suspended(self) -> bool:
        """Whether it makes goods and is active."""
        return self.suspended_at is None and self.row.kind is not OrganisationKind.AGENCY

    @property
    def lacks_address(self) -> bool:
        """Item 4 of the ten that the law wants: a commune and an address in it."""
        return not (self.address.strip() and self.commune_code)


_SELECT = (
    select(
        Organisation.id,
        Organisation.name,
        Organisation.short_code,
        Organisation.kind,
        Organisation.created_at,
        Organisation.province_code,
        Organisation.commune_code,
        Organisation.address,
        Organisation.hotline,
        Organisation.tax_code,
        Organisation.gs1_prefix,
        Organisation.gs1_certificate_no,
        Organisation.gs1_valid_to,
        Organisation.suspended_at,
        Organisation.suspended_reason,
        Province.name.label("province"),
        Commune.name.label("commune"),
    )
    .join(Province, Province.code == Organisation.province_code)
    .outerjoin(Commune, Commune.code == Organisation.commune_code)
)


def organisation_list(actor: Actor, wanted: OrganisationFilter) -> Listing[OrganisationRow]:
    """The organisations an agency looks after; anybody else sees their own."""
    query = _narrowed(_scoped(actor), wanted)
    ordered = query.order_by(Organisation.name_folded, Organisation.id)
    with reader() as connection:
        return listed(connection, ordered, wanted.number, _row)


def organisation_page(actor: Actor, organisation_id: UUID, *, now: datetime) -> OrganisationPage:
    """One organisation with its managers.

    Raises:
        NoSuchOrganisation: none, or not the person's own.
    """
    query = _scoped(actor).where(Organisation.id == organisation_id)
    with reader() as connection:
        row = connection.execute(query).one_or_none()
        managers = connection.execute(_managers(organisation_id)).all()
    if row is None:
        raise NoSuchOrganisation
    return OrganisationPage(
        row=_row(row),
        province_code=row.province_code,
        commune_code=row.commune_code,
        address=row.address,
        hotline=row.hotline,
        tax_code=row.tax_code,
        licence=_licence(row, civil_date(now)),
        managers=tuple(Manager(manager.name, shown(manager.phone)) for manager in managers),
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason,
    )


def own_organisation(actor: Actor, *, now: datetime) -> OrganisationPage:
    """The organisation that the actor works for.

    Raises:
        NoSuchOrganisation: the actor works for none.
    """
    if actor.organisation_id is None:
        raise NoSuchOrganisation
    return organisation_page(actor, actor.organisation_id, now=now)


def _scoped(actor: Actor) -> Select[*tuple[Any, ...]]:
    if actor.sees_every_organisation:
        return _SELECT
    return _SELECT.where(Organisation.id == actor.organisation_id)


def _narrowed(
    query: Select[*tuple[Any, ...]], wanted: OrganisationFilter
) -> Select[*tuple[Any, ...]]:
    if wanted.kind is not None:
        query = query.where(Organisation.kind == wanted.kind)
    if wanted.province_code:
        query = query.where(Organisation.province_code == wanted.province_code)
    words = fold(wanted.words)
    if not words:
        return query
    return query.where(
        or_(
            Organisation.name_folded.contains(words, autoescape=True),
            func.lower(Organisation.short_code).contains(words, autoescape=True),
            Organisation.tax_code.contains(words, autoescape=True),
        )
    )


def _managers(organisation_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(Account.name, Account.phone)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.MANAGER,
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.created_at, Membership.id)
    )


def _row(row: Row[*tuple[Any, ...]]) -> OrganisationRow:
    return OrganisationRow(
        id=row.id,
        name=row.name,
        short_code=row.short_code,
        kind=row.kind,
        province=row.province,
        commune=row.commune,
        created_at=row.created_at,
    )


def _licence(row: Row[*tuple[Any, ...]], today: date) -> Licence | None:
    if not row.gs1_prefix or row.gs1_valid_to is None:
        return None
    state, tone = "valid", "green"
    if row.gs1_valid_to < today:
        state, tone = "expired", "red"
    elif row.gs1_valid_to < today + _SOON:
        state, tone = "expiring", "amber"
    return Licence(
        prefix=row.gs1_prefix,
        certificate_no=row.gs1_certificate_no or "",
        valid_to=row.gs1_valid_to,
        state_code=f"licence.{state}",
        tone=tone,
    )
