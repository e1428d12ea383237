"""Reading a person's own account."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from traceability.errors import NotFound
from traceability.phone import shown
from traceability.roles import Actor, Role
from webapp.db import reader
from webapp.models.account import Account, Membership
from webapp.models.organisation import Organisation


class NoSuchAccount(NotFound):
    code = "account.not_found"


@dataclass(frozen=True)
class MembershipRow:
    """One organisation the person works for; `role_code` is a message code."""

    id: UUID
    organisation_name: str
    role: Role
    is_current: bool

    @property
    def role_code(self) -> str:
        """The code whose words name the role."""
        return f"role.{self.role.value}"


@dataclass(frozen=True)
class OwnAccount:
    name: str
    phone: str
    memberships: tuple[MembershipRow, ...]

    @property
    def has_choice(self) -> bool:
        """Whether there is more than one organisation to work for."""
        return len(self.memberships) > 1


def own_account(actor: Actor) -> OwnAccount:
    """The account of the person who is asking."""
    memberships = (
        select(Membership.id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.account_id == actor.account_id, Membership.ended_at.is_(None))
        .order_by(Membership.created_at, Membership.id)
    )
    with reader() as connection:
        account = connection.execute(
            select(Account.name, Account.phone).where(Account.id == actor.account_id)
        ).one_or_none()
        rows = connection.execute(memberships).all()
    if account is None:
        raise NoSuchAccount
    return OwnAccount(
        account.name,
        shown(account.phone),
        tuple(
            MembershipRow(row.id, row.name, row.role, row.id == actor.membership_id) for row in rows
        ),
    )
