"""Registering organisations, and what an organisation keeps about itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from traceability.calendar import civil_date
from traceability.errors import Conflict, Forbidden, Invalid
from traceability.geography import NoSuchCommune, NoSuchProvince, fold
from traceability.gs1 import CertificateExpired, CompanyPrefix
from traceability.organisations import (
    NoSuchOrganisation,
    OrganisationKind,
    PasswordMissing,
)
from traceability.passwords import check_password
from traceability.phone import Phone
from traceability.roles import AGENCY_ROLES, Actor, Role
from webapp.db import db, transactional
from webapp.gateways.passwords import Passwords, may_show_again
from webapp.models.account import Account, Membership, unused_first_hash
from webapp.models.audit import AuditEntry
from webapp.models.first_account import Person, first_account
from webapp.models.geography import Commune, Province
from webapp.models.organisation import Organisation, is_prefix_held, lock_organisation, take_number


class ShortCodeTaken(Conflict):
    """Lot codes begin with it, so no two organisations share one."""

    code = "organisation.short_code_taken"


class AgencyNotRegistered(Forbidden):
    """Agencies and their officers are set up by the operator, not by one another."""

    code = "organisation.agency_not_registered"


class RoleDoesNotFit(Invalid):
    """A role of an agency in a business, or the other way round."""

    code = "organisation.role_does_not_fit"


class OrganisationIdUsed(Conflict):
    """This form registered another organisation or person; nothing was changed."""

    code = "organisation.id_used"


class PrefixTaken(Conflict):
    """Another organisation holds this GS1 company prefix, a part of it, or one that begins so."""

    code = "organisation.prefix_taken"


@dataclass(frozen=True)
class FirstMember:
    """`may_be_known`: a number that has an account joins with it, and keeps its password."""

    name: str
    phone: Phone
    password: str | None = None
    may_be_known: bool = False
    role: Role = Role.MANAGER


@dataclass(frozen=True)
class RegisterOrganisation:
    """`organisation_id` is made with the form, so that pressing twice registers once."""

    organisation_id: UUID
    name: str
    short_code: str
    kind: OrganisationKind
    province_code: str
    first_member: FirstMember
    commune_code: str | None = None
    address: str = ""
    tax_code: str | None = None
    managing_sector: str | None = None


@dataclass(frozen=True)
class RegisteredOrganisation:
    """`is_new_account`: the password of the command is the first member's."""

    organisation_id: UUID
    is_new_account: bool


@dataclass(frozen=True)
class KeepOrganisation:
    """What a manager may say about the organisation."""

    address: str
    commune_code: str | None = None
    hotline: str | None = None
    tax_code: str | None = None


@dataclass(frozen=True)
class TakeLicence:
    """The GS1 certificate as it is printed."""

    prefix: CompanyPrefix
    certificate_no: str
    valid_to: date


@dataclass(frozen=True)
class _Registered:
    """`unused_hash`: of a repeat, the first password's, when nobody has signed in by it yet."""

    is_new: bool
    unused_hash: str | None = None


def register_organisation(
    actor: Actor, command: RegisterOrganisation, passwords: Passwords, *, now: datetime
) -> RegisteredOrganisation:
    """Register an organisation with the first person who works for it.

    Raises:
        AgencyNotRegistered: only the operator sets up agencies.
        RoleDoesNotFit: the first member's role belongs to another kind of organisation.
        ShortCodeTaken, PhoneTaken, NoSuchProvince, NoSuchCommune.
        PasswordMissing, PasswordTooShort, ...: of a first member who is new.
        OrganisationIdUsed: the id stands for another organisation or first member.
    """
    _check_kind(actor, command)
    password_hash = _first_password(command.first_member, passwords)
    made = _register(actor, command, password_hash, now=now)
    is_new = made.is_new or may_show_again(
        made.unused_hash, command.first_member.password, passwords
    )
    return RegisteredOrganisation(command.organisation_id, is_new)


@transactional
def keep_organisation(actor: Actor, command: KeepOrganisation, *, now: datetime) -> None:  # noqa: ARG001
    """Bring up to date what the organisation says about itself.

    Raises:
        NoSuchCommune: not in the organisation's province.
    """
    organisation = _own(actor)
    _check_commune(command.commune_code, organisation.province_code)
    organisation.address, organisation.commune_code = command.address, command.commune_code
    organisation.hotline, organisation.tax_code = command.hotline, command.tax_code


@transactional
def take_licence(actor: Actor, command: TakeLicence, *, now: datetime) -> None:
    """Record the GS1 certificate under which the organisation may use GTINs and GLNs.

    Raises:
        CertificateExpired: it is past its validity.
        PrefixTaken: another organisation shows the same prefix, or one that lies within it.
    """
    if command.valid_to < civil_date(now):
        raise CertificateExpired(valid_to=command.valid_to.isoformat())
    organisation = _own(actor)
    take_number(db.session(), "gs1_prefix")  # of two at one moment the second sees the first
    if is_prefix_held(db.session(), organisation, command.prefix):
        raise PrefixTaken
    organisation.take_gs1_licence(command.prefix, command.certificate_no, command.valid_to)


def _check_kind(actor: Actor, command: RegisterOrganisation) -> None:
    is_agency = command.kind is OrganisationKind.AGENCY
    if is_agency and not actor.is_system:
        raise AgencyNotRegistered
    if is_agency != (command.first_member.role in AGENCY_ROLES):
        raise RoleDoesNotFit


def _first_password(member: FirstMember, passwords: Passwords) -> str | None:
    """The hash of a first password, made before any lock is taken; None for somebody known."""
    known = select(Account.id).where(Account.phone == member.phone)
    is_known = db.session.execute(known).scalar_one_or_none() is not None
    db.session.rollback()  # no lock or snapshot is held while the password is being hashed
    if is_known and member.may_be_known:
        return None
    if not member.password:
        raise PasswordMissing
    check_password(member.password, member.phone, (member.role,))
    return passwords.hash(member.password)


@transactional
def _register(
    actor: Actor, command: RegisterOrganisation, password_hash: str | None, *, now: datetime
) -> _Registered:
    session = db.session()
    alike = _alike(command)
    for before in alike:
        if before.id == command.organisation_id:
            return _registered_before(before, command)
    if session.get(Province, command.province_code) is None:
        raise NoSuchProvince
    _check_commune(command.commune_code, command.province_code)
    if alike:
        raise ShortCodeTaken
    organisation = _new_organisation(command, now)
    session.add(organisation)
    session.flush()
    member = command.first_member
    account, is_new = first_account(
        session, Person(member.phone, member.name, member.may_be_known), password_hash, now
    )
    session.add(
        Membership(
            account_id=account.id,
            organisation_id=organisation.id,
            role=member.role,
            created_at=now,
        )
    )
    session.add(_note(actor, organisation, now))
    return _Registered(is_new)


def _alike(command: RegisterOrganisation) -> Sequence[Organisation]:
    """Those of the same id or short code, in one look: in a second one the same form, sent twice at
    one moment, could already stand under the short code alone.
    """
    is_same = Organisation.id == command.organisation_id
    has_code = Organisation.short_code == command.short_code
    return db.session.scalars(select(Organisation).where(is_same | has_code)).all()


def _registered_before(before: Organisation, command: RegisterOrganisation) -> _Registered:
    kept = (before.name, before.short_code, before.kind, before.province_code)
    if kept != (command.name, command.short_code, command.kind, command.province_code):
        raise OrganisationIdUsed
    row = db.session.execute(
        select(Account, Membership)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.organisation_id == before.id,
            Membership.role == command.first_member.role,
            Account.phone == command.first_member.phone,
        )
    ).one_or_none()
    if row is None:
        raise OrganisationIdUsed
    return _Registered(is_new=False, unused_hash=unused_first_hash(db.session(), *row))


def _new_organisation(command: RegisterOrganisation, now: datetime) -> Organisation:
    return Organisation(
        id=command.organisation_id,
        name=command.name,
        name_folded=fold(command.name),
        short_code=command.short_code,
        kind=command.kind,
        tax_code=command.tax_code,
        managing_sector=command.managing_sector,
        province_code=command.province_code,
        commune_code=command.commune_code,
        address=command.address,
        created_at=now,
    )


def _own(actor: Actor) -> Organisation:
    organisation = lock_organisation(db.session(), actor.organisation_id)
    if organisation is None:
        raise NoSuchOrganisation
    return organisation


def _check_commune(code: str | None, province_code: str) -> None:
    if code is None:
        return
    commune = db.session.get(Commune, code)
    if commune is None or commune.province_code != province_code:
        raise NoSuchCommune


def _note(actor: Actor, organisation: Organisation, now: datetime) -> AuditEntry:
    return AuditEntry(
        at=now,
        account_id=actor.account_id,
        action="organisation.register",
        subject=str(organisation.id),
        outcome="accepted",
    )
