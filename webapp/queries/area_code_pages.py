"""One code with its history, its consents, and what went out under it, year by year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from traceability.area_code_use import Consent, NoSuchConsent, SeasonSum
from traceability.area_codes import (
    STATUS_MOVES,
    AreaCodeFacts,
    AreaCodeStatus,
    AreaCodeWarning,
    CropCycle,
    warnings_of,
)
from traceability.calendar import civil_date
from traceability.markets import read_markets
from traceability.organisations import NoSuchOrganisation, OrganisationKind
from traceability.roles import Actor, Permission
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.area_code import (
    AreaCode,
    AreaCodeConsent,
    AreaCodeStatusChange,
    consent_of,
)
from webapp.models.organisation import Organisation
from webapp.queries.area_codes import (
    AreaCodeRow,
    area_code_row,
    get_area_code,
    may_see_sums,
    season_sums,
)
from webapp.queries.lots_under_code import LotUnderCode, lots_under
from webapp.queries.uses_of_code import UseOfCode, uses_of_code

SEASONS: Final = 3


@dataclass(frozen=True)
class StatusEntry:
    """One step of a code's history."""

    status: AreaCodeStatus
    at: datetime
    by: str
    agency: str
    reason: str

    @property
    def status_code(self) -> str:
        """The code whose words say where it stood from then on."""
        return f"area_code_status.{self.status.value}"


@dataclass(frozen=True)
class ConsentRow:
    """One consent and how it stands today."""

    id: UUID
    organisation_name: str
    valid_from: date
    valid_to: date | None
    most_thousandths: int | None
    given_at: datetime
    given_by: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    state: str

    @property
    def state_code(self) -> str:
        """The code whose words say how it stands."""
        return f"area_code_consent_state.{self.state}"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return {"in_force": "green", "to_come": "info"}.get(self.state, "grey")

    @property
    def is_open(self) -> bool:
        """Whether there is anything left to withdraw."""
        return self.state in ("in_force", "to_come")


@dataclass(frozen=True)
class AreaCodePage:
    """All that is known of a code, and what may be done with it."""

    row: AreaCodeRow
    facts: AreaCodeFacts
    warnings: tuple[AreaCodeWarning, ...]
    seasons: tuple[SeasonSum, ...]
    history: tuple[StatusEntry, ...]
    consents: tuple[ConsentRow, ...]
    lots: tuple[LotUnderCode, ...]
    uses: tuple[UseOfCode, ...]
    moves: tuple[AreaCodeStatus, ...]
    may_keep: bool
    may_consent: bool

    def consent(self, consent_id: UUID) -> ConsentRow:
        """One of its consents.

        Raises:
            NoSuchConsent.
        """
        found = next((it for it in self.consents if it.id == consent_id), None)
        if found is None:
            raise NoSuchConsent
        return found

    @property
    def cycle_code(self) -> str:
        """The code whose words say whether the plants stand for years."""
        return f"crop_cycle.{self.facts.cycle.value}" if self.facts.cycle else ""


def area_code_page(actor: Actor, area_code_id: UUID, *, now: datetime) -> AreaCodePage:
    """One code.

    Raises:
        NoSuchAreaCode: none in reach of the actor.
    """
    this_year = civil_date(now).year
    years = range(this_year, this_year - SEASONS, -1)
    with reader() as connection:
        row = get_area_code(connection, actor, area_code_id, civil_date(now))
        sees_sums = may_see_sums(actor, row.holder_id)
        sums = season_sums(connection, [row.id] if sees_sums else [], years)
        history = _history(connection, row.id, names_people=sees_sums)
        consents = _consents(connection, actor, row, civil_date(now))
        lots = lots_under(connection, actor, row)
        uses = uses_of_code(connection, row.id) if sees_sums else ()
    facts, is_holder = _facts(row), row.holder_id == actor.organisation_id
    may_keep = actor.may(Permission.AREA_CODE_KEEP)
    return AreaCodePage(
        row=area_code_row(row, sums, now),
        facts=facts,
        warnings=warnings_of(facts) if may_keep or is_holder else (),
        seasons=_seasons(row, sums, years) if sees_sums else (),
        history=history,
        consents=consents,
        lots=lots,
        uses=uses,
        moves=tuple(it for it in AreaCodeStatus if it in STATUS_MOVES[row.status]),
        may_keep=may_keep,
        may_consent=is_holder and actor.may(Permission.AREA_CODE_CONSENT),
    )


def code_of_consent(actor: Actor, consent_id: UUID) -> UUID:
    """The code that a consent of the actor's organisation is for.

    Raises:
        NoSuchConsent: none of a code that it holds.
    """
    query = (
        select(AreaCode.id)
        .join(AreaCodeConsent, AreaCodeConsent.area_code_id == AreaCode.id)
        .where(AreaCodeConsent.id == consent_id, AreaCode.holder_id == actor.organisation_id)
    )
    with reader() as connection:
        found = connection.scalar(query)
    if found is None:
        raise NoSuchConsent
    return found


def organisation_to_name(actor: Actor, short_code: str) -> UUID:  # noqa: ARG001 - signed in is enough
    """The organisation of a short code, which its people tell each other.

    Raises:
        NoSuchOrganisation: none of producers.
    """
    query = select(Organisation.id).where(
        func.upper(Organisation.short_code) == short_code.strip().upper(),
        Organisation.kind != OrganisationKind.AGENCY,
    )
    with reader() as connection:
        found = connection.scalar(query)
    if found is None:
        raise NoSuchOrganisation
    return found


def _facts(row: Row[*tuple[Any, ...]]) -> AreaCodeFacts:
    return AreaCodeFacts(
        kind=row.kind,
        code=row.code,
        scheme=row.scheme,
        markets=read_markets(row.markets),
        authority=row.authority,
        crop=row.crop,
        cycle=CropCycle(row.cycle) if row.cycle else None,
        area_thousandths=row.area_thousandths,
        yield_thousandths=row.yield_thousandths,
        households=row.households,
        issued_on=row.issued_on,
        valid_to=row.valid_to,
    )


def _seasons(
    row: Row[*tuple[Any, ...]], sums: Mapping[tuple[UUID, int], int], years: Iterable[int]
) -> tuple[SeasonSum, ...]:
    registered = row.yield_thousandths
    return tuple(SeasonSum(it, sums.get((row.id, it), 0), registered) for it in years)


def _history(
    connection: Connection, area_code_id: UUID, *, names_people: bool
) -> tuple[StatusEntry, ...]:
    query = (
        select(
            AreaCodeStatusChange.status,
            AreaCodeStatusChange.changed_at,
            AreaCodeStatusChange.reason,
            Account.name.label("by"),
            Organisation.name.label("agency"),
        )
        .outerjoin(Account, Account.id == AreaCodeStatusChange.changed_by_id)
        .outerjoin(Organisation, Organisation.id == AreaCodeStatusChange.for_id)
        .where(AreaCodeStatusChange.area_code_id == area_code_id)
        .order_by(AreaCodeStatusChange.changed_at.desc(), AreaCodeStatusChange.id)
    )
    return tuple(
        StatusEntry(
            row.status,
            row.changed_at,
            (row.by or "") if names_people else "",
            row.agency or "",
            row.reason,
        )
        for row in connection.execute(query)
    )


def _consents(
    connection: Connection, actor: Actor, code: Row[*tuple[Any, ...]], today: date
) -> tuple[ConsentRow, ...]:
    """The holder and agencies see all; another organisation those that were given to it."""
    query = (
        select(
            AreaCodeConsent.id,
            AreaCodeConsent.valid_from,
            AreaCodeConsent.valid_to,
            AreaCodeConsent.most_thousandths,
            AreaCodeConsent.given_at,
            AreaCodeConsent.withdrawn_at,
            AreaCodeConsent.withdrawn_reason,
            Organisation.name.label("organisation_name"),
            Account.name.label("given_by"),
        )
        .join(Organisation, Organisation.id == AreaCodeConsent.organisation_id)
        .outerjoin(Account, Account.id == AreaCodeConsent.given_by_id)
        .where(AreaCodeConsent.area_code_id == code.id)
        .order_by(AreaCodeConsent.valid_from.desc(), AreaCodeConsent.id)
    )
    if not actor.sees_every_organisation and code.holder_id != actor.organisation_id:
        query = query.where(AreaCodeConsent.organisation_id == actor.organisation_id)
    return tuple(_consent(row, today) for row in connection.execute(query))


def _consent(row: Row[*tuple[Any, ...]], today: date) -> ConsentRow:
    return ConsentRow(
        id=row.id,
        organisation_name=row.organisation_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        most_thousandths=row.most_thousandths,
        given_at=row.given_at,
        given_by=row.given_by or "",
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason or "",
        state=_state(consent_of(row), today),
    )


def _state(consent: Consent, today: date) -> str:
    if consent.withdrawn_on is not None:
        return "withdrawn"
    if consent.covers(today):
        return "in_force"
    return "to_come" if today < consent.valid_from else "over"
