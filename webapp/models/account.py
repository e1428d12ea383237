"""People who sign in, what they are in which organisation, their sessions and devices."""

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, and_, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.roles import PRODUCER_ROLES, Role
from webapp.db import Base, UtcDateTime, coded


class Account(Base):
    """A person. The phone number is the name they sign in by, kept in international form."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    phone: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Membership(Base):
    """What an account is in an organisation or agency; an ended one stays for the record."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("account_id", "organisation_id", "role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(coded(Role, "role"))
    scope: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Base):
    """One signed-in browser. Only the hash of its token is kept; revoking the row signs it out."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))
    browser: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def unused_first_hash(session: Session, account: Account, membership: Membership) -> str | None:
    """The hash of the password that came with the membership, while nobody has signed in by it.

    Later, and of an account that was there before, a repeated form must not become a way to try
    passwords of somebody else.
    """
    if account.created_at != membership.created_at:
        return None
    was_used = session.scalar(select(exists().where(SignIn.account_id == account.id)))
    return None if was_used else account.password_hash


def is_current_member(organisation_id: UUID | None) -> ColumnElement[bool]:
    """Whether an account, selected beside its membership, works for this producer today."""
    return and_(
        Membership.organisation_id == organisation_id,
        Membership.role.in_(PRODUCER_ROLES),
        Membership.ended_at.is_(None),
        Account.disabled_at.is_(None),
    )


def current_member(
    session: Session, organisation_id: UUID | None, account_id: UUID
) -> Account | None:
    """The account, where it is a member of the organisation today."""
    query = (
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(Account.id == account_id, is_current_member(organisation_id))
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def hash_token(token: str) -> str:
    """What the database keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Device(Base):
    """A phone that may one day sign its events by a key of its own."""

    __tablename__ = "device"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    public_key: Mapped[str | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
