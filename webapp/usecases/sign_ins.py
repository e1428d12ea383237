"""Signing in by phone number and password, signing out, revoking browsers."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, case, delete, select, update

from traceability.errors import Invalid, NotFound
from traceability.phone import BadPhone, parse_phone
from traceability.roles import Actor
from traceability.sessions import lasting
from webapp.db import count_changed, db, transactional
from webapp.gateways.passwords import Passwords
from webapp.models.account import Account, Membership, SignIn, hash_token
from webapp.models.audit import AuditEntry

SEEN_STEP = timedelta(minutes=10)


class WrongPhoneOrPassword(Invalid):
    """One answer for a wrong number and a wrong password, so that numbers cannot be tried out."""

    code = "sign_in.wrong"


class NoSuchMembership(NotFound):
    """The person is not a member there, or not any more."""

    code = "membership.not_found"


class NoSuchSignIn(NotFound):
    """Not a session of this person."""

    code = "sign_in.not_found"


@dataclass(frozen=True)
class SignInCommand:
    phone: str
    password: str
    browser: str


@dataclass(frozen=True)
class _Checked:
    """The account, and the hash that the password was checked against."""

    account_id: UUID
    password_hash: str


def sign_in(actor: Actor, command: SignInCommand, passwords: Passwords, *, now: datetime) -> str:
    """Check the password and begin a session; the token goes to the browser and nowhere else.

    Raises:
        WrongPhoneOrPassword: no such account, a wrong password, or a disabled account.
    """
    account = _account_of(command.phone)
    kept = account.password_hash if account and account.disabled_at is None else None
    token = None
    if passwords.check(command.password, kept) and account and kept:
        token = _begin(actor, _Checked(account.id, kept), command.browser, now=now)
    if token is None:
        _note_refused(actor, account.id if account else None, now=now)
        raise WrongPhoneOrPassword
    return token


def counted_name(typed: str, secret: str) -> str:
    """What the tries of a number are counted by: one for all its spellings, and not the number."""
    try:
        canonical: str = parse_phone(typed)
    except BadPhone:
        canonical = "".join(typed.split())
    return hmac.new(secret.encode(), f"tries {canonical}".encode(), hashlib.sha256).hexdigest()[:32]


@transactional
def sign_out(actor: Actor, sign_in_id: UUID, *, now: datetime) -> None:
    """Revoke one session of the person's own.

    Raises:
        NoSuchSignIn: it is not theirs, or was revoked before.
    """
    revoke = (
        update(SignIn)
        .where(
            SignIn.id == sign_in_id,
            SignIn.account_id == actor.account_id,
            SignIn.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    if count_changed(db.session(), revoke) == 0:
        raise NoSuchSignIn


@transactional
def choose_membership(
    actor: Actor, sign_in_id: UUID, membership_id: UUID, *, now: datetime
) -> None:
    """Go on working for another organisation of which the person is a member.

    Where sessions are shorter, this one becomes so; none is ever made longer.

    Raises:
        NoSuchMembership: they are not.
    """
    membership = db.session.get(Membership, membership_id)
    if membership is None or membership.account_id != actor.account_id or membership.ended_at:
        raise NoSuchMembership
    latest_end = now + lasting(membership.role).longest
    db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == actor.account_id)
        .values(
            membership_id=membership_id,
            seen_at=now,
            expires_at=case((SignIn.expires_at > latest_end, latest_end), else_=SignIn.expires_at),
        )
    )


@transactional
def note_seen(actor: Actor, sign_in_id: UUID, *, now: datetime) -> None:  # noqa: ARG001
    """Keep an active session from falling idle; written every ten minutes at most."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.seen_at < now - SEEN_STEP)
        .values(seen_at=now)
    )


@transactional
def forget_old_sign_ins(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001
    """Delete sessions that ended more than 90 days ago."""
    long_ago = now - timedelta(days=90)
    ended = (SignIn.expires_at < long_ago) | (SignIn.revoked_at < long_ago)
    return count_changed(db.session(), delete(SignIn).where(ended))


def _account_of(typed: str) -> Row[UUID, str, datetime | None] | None:
    try:
        phone = parse_phone(typed)
    except BadPhone:
        return None
    found = db.session.execute(
        select(Account.id, Account.password_hash, Account.disabled_at).where(Account.phone == phone)
    ).one_or_none()
    db.session.rollback()  # no lock or snapshot is held while the password is being hashed
    return found


@transactional
def _begin(actor: Actor, checked: _Checked, browser: str, *, now: datetime) -> str | None:  # noqa: ARG001
    """Nothing where the password was changed or the account disabled while it was being checked."""
    account_id = checked.account_id
    still = select(Account.id).where(
        Account.id == account_id,
        Account.password_hash == checked.password_hash,
        Account.disabled_at.is_(None),
    )
    if db.session.scalar(still.with_for_update(read=True)) is None:
        return None
    token = secrets.token_urlsafe(32)
    membership = db.session.execute(
        select(Membership.id, Membership.role)
        .where(Membership.account_id == account_id, Membership.ended_at.is_(None))
        .order_by(Membership.created_at, Membership.id)
        .limit(1)
    ).one_or_none()
    db.session.add(
        SignIn(
            token_hash=hash_token(token),
            account_id=account_id,
            membership_id=membership.id if membership else None,
            browser=browser[:100],
            created_at=now,
            seen_at=now,
            expires_at=now + lasting(membership.role if membership else None).longest,
        )
    )
    _note(account_id, "accepted", now)
    return token


@transactional
def _note_refused(actor: Actor, account_id: UUID | None, *, now: datetime) -> None:  # noqa: ARG001
    _note(account_id, "refused", now)


def _note(account_id: UUID | None, outcome: str, now: datetime) -> None:
    # Never the number: what a stranger typed may be somebody else's, or a password.
    db.session.add(
        AuditEntry(at=now, account_id=account_id, action="sign_in", subject="self", outcome=outcome)
    )
