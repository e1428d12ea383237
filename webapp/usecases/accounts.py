"""What people change about their own accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from traceability.errors import Conflict, Invalid, NotFound
from traceability.passwords import check_password
from traceability.roles import Actor, Role
from webapp.db import count_changed, db, transactional
from webapp.gateways.passwords import Passwords
from webapp.models.account import Account, Membership, SignIn
from webapp.models.audit import AuditEntry


class NoOwnAccount(NotFound):
    """Nobody is signed in, or the account is gone."""

    code = "account.none"


class WrongOldPassword(Invalid):
    """What was given as the present password is not it."""

    code = "password.wrong_old"


class PasswordChangedMeanwhile(Conflict):
    """Somebody changed it while this change was on its way."""

    code = "password.changed_meanwhile"


@dataclass(frozen=True)
class ChangePassword:
    """`sign_in_id` is the session the person changes it in; it is the only one that goes on."""

    old: str
    new: str
    sign_in_id: UUID | None


def change_password(
    actor: Actor, command: ChangePassword, passwords: Passwords, *, now: datetime
) -> int:
    """Change the person's own password and sign out every other browser; gives back how many.

    Raises:
        WrongOldPassword: the present password is another.
        PasswordTooShort and the other rules of `traceability.passwords`.
        PasswordChangedMeanwhile: of two changes at once the first one won.
    """
    account, roles = _own_account(actor)
    if not passwords.check(command.old, account.password_hash):
        raise WrongOldPassword
    check_password(command.new, account.phone, roles)
    new_hash = passwords.hash(command.new)
    return _keep(actor, command.sign_in_id, (account.password_hash, new_hash), now=now)


def _own_account(actor: Actor) -> tuple[Account, Sequence[Role]]:
    session = db.session()
    account = session.get(Account, actor.account_id) if actor.account_id else None
    if account is None:
        raise NoOwnAccount
    roles = session.scalars(
        select(Membership.role).where(
            Membership.account_id == account.id, Membership.ended_at.is_(None)
        )
    ).all()
    session.expunge(account)
    session.rollback()  # no lock or snapshot is held while passwords are being hashed
    return account, roles


@transactional
def _keep(
    actor: Actor, sign_in_id: UUID | None, old_and_new: tuple[str, str], *, now: datetime
) -> int:
    session = db.session()
    old_hash, new_hash = old_and_new
    change = (
        update(Account)
        .where(Account.id == actor.account_id, Account.password_hash == old_hash)
        .values(password_hash=new_hash)
    )
    if count_changed(session, change) == 0:
        raise PasswordChangedMeanwhile
    session.add(
        AuditEntry(
            at=now,
            account_id=actor.account_id,
            action="password.change",
            subject="self",
            outcome="accepted",
        )
    )
    others = update(SignIn).where(
        SignIn.account_id == actor.account_id,
        SignIn.id.is_distinct_from(sign_in_id),
        SignIn.revoked_at.is_(None),
    )
    return count_changed(session, others.values(revoked_at=now))
