"""Who belongs to an organisation: people join it, and leave it again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from traceability.errors import Conflict, Invalid
from traceability.members import AlreadyMember, LastManager, NoSuchMember, RoleNotGiven
from traceability.passwords import check_password
from traceability.phone import Phone
from traceability.roles import PRODUCER_ROLES, Actor, Role
from webapp.db import db, transactional
from webapp.gateways.passwords import Passwords, may_show_again
from webapp.models.account import Account, Membership, SignIn, unused_first_hash
from webapp.models.audit import AuditEntry
from webapp.models.organisation import Organisation, lock_organisation


class MemberIdUsed(Conflict):
    """This form added somebody else, or in another role; nothing was changed."""

    code = "member.id_used"


class PasswordNeeded(Invalid):
    """Somebody new needs a first password."""

    code = "password.needed"


@dataclass(frozen=True)
class AddMember:
    """`membership_id` is made with the form: pressing twice adds once.

    Who comes back keeps the membership of before; then the second press finds a member.
    """

    membership_id: UUID
    name: str
    phone: Phone
    role: Role
    password: str | None = None


@dataclass(frozen=True)
class AddedMember:
    """`is_new_account`: the password of the command is theirs; else they keep the one they have."""

    membership_id: UUID
    name: str
    is_new_account: bool


@dataclass(frozen=True)
class _Added:
    """`unused_hash`: of a repeat, the first password's, when nobody has signed in by it yet."""

    membership_id: UUID
    name: str
    is_new: bool
    unused_hash: str | None = None


def add_member(
    actor: Actor, command: AddMember, passwords: Passwords, *, now: datetime
) -> AddedMember:
    """Let a person work for the manager's organisation; a known phone number joins as it is.

    Raises:
        RoleNotGiven: not a farmer, clerk or manager.
        AlreadyMember: the person has a role in the organisation.
        PasswordNeeded, PasswordTooShort, ...: of somebody new.
        NoSuchMember, MemberIdUsed: the id stands for somebody else.
    """
    if command.role not in PRODUCER_ROLES:
        raise RoleNotGiven(role=command.role.value)
    added = _add(actor, command, _first_password(command, passwords), now=now)
    is_new = added.is_new or may_show_again(added.unused_hash, command.password, passwords)
    return AddedMember(added.membership_id, added.name, is_new)


@transactional
def end_membership(actor: Actor, membership_id: UUID, *, now: datetime) -> None:
    """End a membership; sessions of that person for this organisation are dead at once.

    Raises:
        NoSuchMember: none of this organisation, or it was ended before.
        LastManager: nobody could let members in afterwards.
    """
    session = db.session()
    organisation = _lock_organisation(actor)
    membership = session.get(Membership, membership_id, populate_existing=True)
    if membership is None or membership.organisation_id != organisation.id or membership.ended_at:
        raise NoSuchMember
    if membership.role is Role.MANAGER and _managers(organisation.id) < 2:
        raise LastManager
    membership.ended_at = now
    session.execute(
        update(SignIn)
        .where(SignIn.membership_id == membership.id, SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    _note(actor, "member.end", membership.id, now)


def _first_password(command: AddMember, passwords: Passwords) -> str | None:
    """The hash of a first password, made before any lock is taken; None for somebody known."""
    known = select(Account.id).where(Account.phone == command.phone)
    is_known = db.session.execute(known).scalar_one_or_none() is not None
    db.session.rollback()  # no lock or snapshot is held while the password is being hashed
    if is_known:
        return None
    if not command.password:
        raise PasswordNeeded
    check_password(command.password, command.phone, (command.role,))
    return passwords.hash(command.password)


@transactional
def _add(actor: Actor, command: AddMember, password_hash: str | None, *, now: datetime) -> _Added:
    session = db.session()
    organisation = _lock_organisation(actor)
    again = session.get(Membership, command.membership_id)
    if again is not None:
        return _added_before(organisation, again, command)
    account = session.execute(
        select(Account).where(Account.phone == command.phone)
    ).scalar_one_or_none()
    is_new = account is None
    if account is None:
        account = _new_account(command, password_hash, now)
    membership = _join(organisation, account, command, now)
    _note(actor, "member.add", membership.id, now)
    return _Added(membership.id, account.name, is_new)


def _added_before(organisation: Organisation, membership: Membership, command: AddMember) -> _Added:
    if membership.organisation_id != organisation.id:
        raise NoSuchMember
    session = db.session()
    account = session.get_one(Account, membership.account_id)
    if (account.phone, membership.role) != (command.phone, command.role):
        raise MemberIdUsed
    unused = unused_first_hash(session, account, membership)
    return _Added(membership.id, account.name, is_new=False, unused_hash=unused)


def _new_account(command: AddMember, password_hash: str | None, now: datetime) -> Account:
    if password_hash is None:  # the account that was there a moment ago is gone
        raise PasswordNeeded
    account = Account(
        phone=command.phone, name=command.name, password_hash=password_hash, created_at=now
    )
    db.session.add(account)
    db.session.flush()
    return account


def _join(
    organisation: Organisation, account: Account, command: AddMember, now: datetime
) -> Membership:
    session = db.session()
    earlier = session.scalars(
        select(Membership).where(
            Membership.account_id == account.id, Membership.organisation_id == organisation.id
        )
    ).all()
    if any(one.ended_at is None for one in earlier):
        raise AlreadyMember
    for one in earlier:
        if one.role is command.role:  # a person is each thing once; who left may come back
            one.ended_at = None
            return one
    membership = Membership(
        id=command.membership_id,
        account_id=account.id,
        organisation_id=organisation.id,
        role=command.role,
        created_at=now,
    )
    session.add(membership)
    return membership


def _lock_organisation(actor: Actor) -> Organisation:
    organisation = lock_organisation(db.session(), actor.organisation_id)
    if organisation is None:
        raise NoSuchMember
    return organisation


def _managers(organisation_id: UUID) -> int:
    return db.session.execute(
        select(func.count())
        .select_from(Membership)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.MANAGER,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
    ).scalar_one()


def _note(actor: Actor, action: str, membership_id: UUID, now: datetime) -> None:
    db.session.add(
        AuditEntry(
            at=now,
            account_id=actor.account_id,
            action=action,
            subject=str(membership_id),
            outcome="accepted",
        )
    )
