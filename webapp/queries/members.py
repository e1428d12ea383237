"""Reading who belongs to an organisation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from traceability.geography import fold
from traceability.members import NoSuchMember
from traceability.phone import shown
from traceability.roles import Actor, Permission, Role
from webapp.db import reader
from webapp.models.account import Account, Membership, is_current_member
from webapp.queries.listings import PAGE_SIZE, Listing, offset_of


@dataclass(frozen=True)
class MemberFilter:
    """What the list is narrowed to; it lives in the address."""

    words: str = ""
    role: Role | None = None
    number: int = 1


@dataclass(frozen=True)
class MemberRow:
    """One person in the list; a role is ended, never a person."""

    id: UUID
    name: str
    phone: str
    role: Role
    since: datetime
    is_self: bool
    may_end: bool

    @property
    def role_code(self) -> str:
        """The code whose words name the role."""
        return f"role.{self.role.value}"


def member_list(actor: Actor, wanted: MemberFilter) -> Listing[MemberRow]:
    """The members of the actor's organisation, by name.

    Names are folded here and not in the database: an organisation has hundreds at most.
    """
    words = fold(wanted.words)
    found = [row for row in _members(actor) if _is_wanted(row, words, wanted.role)]
    first = offset_of(wanted.number)
    return Listing(tuple(found[first : first + PAGE_SIZE]), len(found), wanted.number)


def member_page(actor: Actor, membership_id: UUID) -> MemberRow:
    """One member.

    Raises:
        NoSuchMember: none, or another organisation's.
    """
    for row in _members(actor):
        if row.id == membership_id:
            return row
    raise NoSuchMember


def _members(actor: Actor) -> list[MemberRow]:
    with reader() as connection:
        rows = connection.execute(_of_organisation(actor.organisation_id)).all()
    managers = sum(row.role is Role.MANAGER for row in rows)
    return [
        MemberRow(
            id=row.id,
            name=row.name,
            phone=shown(row.phone),
            role=row.role,
            since=row.created_at,
            is_self=row.account_id == actor.account_id,
            may_end=row.role is not Role.MANAGER or managers > 1,
        )
        for row in sorted(rows, key=lambda row: (fold(row.name), str(row.id)))
    ]


def _of_organisation(organisation_id: UUID | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.id,
            Membership.account_id,
            Membership.role,
            Membership.created_at,
            Account.name,
            Account.phone,
        )
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
    )


def _is_wanted(row: MemberRow, words: str, role: Role | None) -> bool:
    if role is not None and row.role is not role:
        return False
    digits = row.phone.replace(" ", "")
    return words in fold(row.name) or words.replace(" ", "") in digits


def member_choices(actor: Actor, told_before: UUID | None = None) -> tuple[tuple[str, str], ...]:
    """For whom the actor may write: pairs of account and name, without the actor; farmers write
    for nobody else. `told_before` is whom a corrected entry names, who may have left since.
    """
    if not actor.may(Permission.LOT_WORK_FOR_MEMBERS):
        return ()
    query = (
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            or_(is_current_member(actor.organisation_id), Account.id == told_before),
            Account.id != actor.account_id,
        )
        .distinct()
    )
    with reader() as connection:
        rows = connection.execute(query).all()
    ordered = sorted(rows, key=lambda row: (fold(row.name), str(row.id)))
    return tuple((str(row.id), row.name) for row in ordered)
