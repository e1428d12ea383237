"""The first start of a real installation: the provinces, one agency, and its first officer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from traceability.errors import Conflict, Invalid
from traceability.geography import PROVINCES, fold
from traceability.organisations import OrganisationKind
from traceability.passwords import check_password
from traceability.phone import Phone
from traceability.roles import Actor, Role
from webapp.db import db, transactional
from webapp.gateways.passwords import Passwords
from webapp.models.account import Account, Membership
from webapp.models.audit import AuditEntry
from webapp.models.geography import Province
from webapp.models.organisation import Organisation


class AlreadyInstalled(Conflict):
    """Somebody has an account: the first officer was made before, or this is a demonstration."""

    code = "installation.done"


class UnknownProvince(Invalid):
    """Not the code of one of the 34 provinces."""

    code = "installation.unknown_province"


@dataclass(frozen=True)
class Install:
    """The agency that runs the system, its province, and the person who lets others in."""

    phone: Phone
    name: str
    password: str
    agency: str
    province_code: str


def install(actor: Actor, command: Install, passwords: Passwords, *, now: datetime) -> UUID:
    """Load the 34 provinces and make the agency with its first officer; gives the account's id.

    Raises:
        AlreadyInstalled: there is an account.
        UnknownProvince: not one of the 34.
        StaffPasswordTooShort, ...: the password is not fit for an officer.
    """
    if command.province_code not in PROVINCES:
        raise UnknownProvince(province=command.province_code)
    check_password(command.password, command.phone, (Role.OFFICER,))
    return _install(actor, command, passwords.hash(command.password), now=now)


@transactional
def _install(actor: Actor, command: Install, password_hash: str, *, now: datetime) -> UUID:  # noqa: ARG001
    session = db.session()
    if session.execute(select(exists().where(Account.id.is_not(None)))).scalar():
        raise AlreadyInstalled
    _load_provinces()
    agency = _agency(command, now)
    officer = Account(
        phone=command.phone, name=command.name, password_hash=password_hash, created_at=now
    )
    session.add_all((agency, officer))
    session.flush()
    session.add(
        Membership(
            account_id=officer.id, organisation_id=agency.id, role=Role.OFFICER, created_at=now
        )
    )
    session.add(
        AuditEntry(
            at=now, account_id=None, action="install", subject=str(agency.id), outcome="accepted"
        )
    )
    return officer.id


def _load_provinces() -> None:
    session = db.session()
    present = set(session.scalars(select(Province.code)))
    session.add_all(
        Province(code=known.code, name=known.name, kind=known.kind.value)
        for known in PROVINCES.values()
        if known.code not in present
    )
    session.flush()


def _agency(command: Install, now: datetime) -> Organisation:
    return Organisation(
        name=command.agency,
        name_folded=fold(command.agency),
        short_code=f"CQ{command.province_code}",  # agencies have no lots; it must only be unique
        kind=OrganisationKind.AGENCY,
        province_code=command.province_code,
        created_at=now,
    )
