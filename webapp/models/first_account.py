"""The account of the person with whom an organisation begins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.organisations import PasswordMissing, PhoneTaken
from traceability.phone import Phone
from webapp.models.account import Account


@dataclass(frozen=True)
class Person:
    """`may_be_known`: a number that has an account joins with it."""

    phone: Phone
    name: str
    may_be_known: bool


def first_account(
    session: Session, person: Person, password_hash: str | None, now: datetime
) -> tuple[Account, bool]:
    """The account of an organisation's first member, and whether it was made just now.

    Raises:
        PhoneTaken: the number is known, and that was not meant.
        PasswordMissing: the person is new.
    """
    known = session.execute(
        select(Account).where(Account.phone == person.phone)
    ).scalar_one_or_none()
    if known is not None:
        if not person.may_be_known:
            raise PhoneTaken
        return known, False
    if password_hash is None:
        raise PasswordMissing
    account = Account(
        phone=person.phone, name=person.name, password_hash=password_hash, created_at=now
    )
    session.add(account)
    session.flush()
    return account, True
