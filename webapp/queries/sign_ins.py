"""Reading sessions: whom a token belongs to, and which browsers a person is signed in on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from traceability.roles import Actor
from traceability.sessions import FIELD, lasting
from webapp.db import reader
from webapp.models.account import Account, Membership, SignIn, hash_token
from webapp.models.organisation import Organisation


@dataclass(frozen=True)
class SignedInActor:
    """The actor behind a session, with what the page frame shows of it."""

    sign_in_id: UUID
    actor: Actor
    organisation_name: str
    seen_at: datetime


@dataclass(frozen=True)
class SignInRow:
    """One signed-in browser in the list of the person's own."""

    id: UUID
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this_one: bool


_OF_TOKEN = (
    select(
        SignIn.id,
        SignIn.seen_at,
        Account.id.label("account_id"),
        Account.name,
        Membership.id.label("membership_id"),
        Membership.role,
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation_name"),
    )
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(
        Membership, and_(Membership.id == SignIn.membership_id, Membership.ended_at.is_(None))
    )
    .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        SignIn.seen_at > bindparam("idle_since"),
        Account.disabled_at.is_(None),
    )
)


def find_signed_in(token: str, *, now: datetime) -> SignedInActor | None:
    """The actor of a token; None when it was revoked, has expired, lay idle or never was."""
    values = {"token_hash": hash_token(token), "now": now, "idle_since": now - FIELD.idle}
    with reader() as connection:
        row = connection.execute(_OF_TOKEN, values).one_or_none()
    if row is None or row.seen_at <= now - lasting(row.role).idle:
        return None
    actor = Actor(
        account_id=row.account_id,
        membership_id=row.membership_id,
        organisation_id=row.organisation_id,
        role=row.role,
        name=row.name,
    )
    return SignedInActor(row.id, actor, row.organisation_name or "", row.seen_at)


def own_sign_ins(actor: Actor, current_id: UUID | None, *, now: datetime) -> tuple[SignInRow, ...]:
    """The browsers this person is signed in on, the latest first."""
    query = (
        select(SignIn.id, SignIn.browser, SignIn.created_at, SignIn.seen_at)
        .where(
            SignIn.account_id == actor.account_id,
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > now,
        )
        .order_by(SignIn.seen_at.desc())
    )
    with reader() as connection:
        rows = connection.execute(query).all()
    return tuple(
        SignInRow(row.id, row.browser, row.created_at, row.seen_at, row.id == current_id)
        for row in rows
    )
