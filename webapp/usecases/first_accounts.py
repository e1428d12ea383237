"""The account of the person with whom an organisation begins."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from traceability.errors import Conflict, Invalid
from traceability.phone import Phone
from webapp.db import db
from webapp.models.account import Account


class PhoneTaken(Conflict):
    """The number belongs to somebody who has an account already."""

    code = "organisation.phone_taken"


class PasswordMissing(Invalid):
    """The first manager is new and needs a first password."""

    code = "organisation.password_missing"


def first_account(
    phone: Phone, name: str, password_hash: str | None, *, may_be_known: bool, now: datetime
) -> tuple[Account, bool]:
    """The account of an organisation's first member, and whether it was made just now.

    Raises:
        PhoneTaken: the number is known, and that was not meant.
        PasswordMissing: the person is new.
    """
    session = db.session()
    known = session.execute(select(Account).where(Account.phone == phone)).scalar_one_or_none()
    if known is not None:
        if not may_be_known:
            raise PhoneTaken
        return known, False
    if password_hash is None:
        raise PasswordMissing
    account = Account(phone=phone, name=name, password_hash=password_hash, created_at=now)
    session.add(account)
    try:
        session.flush()
    except IntegrityError:
        raise PhoneTaken from None
    return account, True
