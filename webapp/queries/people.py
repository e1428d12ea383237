"""What would be erased of a person, told before anything is."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from traceability.phone import Phone
from traceability.roles import Actor
from webapp.db import reader
from webapp.models.account import Membership, SignIn
from webapp.models.person_words import (
    check_erasable,
    known_person,
    mentions,
    person_commitments,
    reports_of,
)


@dataclass(frozen=True)
class PersonKept:
    """How much is kept; `mentions` counts, by column, wherever the person is named."""

    account_id: UUID
    name: str
    words: int
    sign_ins: int
    memberships: int
    reports: int
    mentions: Mapping[str, int]


def person_kept(_actor: Actor, phone: Phone) -> PersonKept:
    """What `erase_person` would find, refused as it refuses.

    Raises:
        NoSuchPerson, InOffice, OnlyManager.
    """
    with reader() as connection:
        account_id, person = known_person(connection, phone)
        check_erasable(connection, account_id)
        sign_ins = select(func.count()).where(SignIn.account_id == account_id)
        current = select(func.count()).where(
            Membership.account_id == account_id, Membership.ended_at.is_(None)
        )
        return PersonKept(
            account_id=account_id,
            name=person.name,
            words=len(set(person_commitments(connection, account_id, person))),
            sign_ins=connection.execute(sign_ins).scalar_one(),
            memberships=connection.execute(current).scalar_one(),
            reports=len(reports_of(connection, person)),
            mentions=mentions(connection, account_id, person),
        )
