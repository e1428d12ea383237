"""Changing one's own password."""

import pytest
from sqlalchemy import select

from traceability.passwords import PasswordTooShort, StaffPasswordTooShort
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.models import Account, AuditEntry, SignIn
from webapp.models.account import hash_token
from webapp.usecases.accounts import (
    ChangePassword,
    NoOwnAccount,
    WrongOldPassword,
    change_password,
)

OLD, NEW = "mật khẩu cũ", "mật khẩu mới"


@pytest.fixture
def passwords(app):
    return app.extensions["temthat"].passwords


@pytest.fixture
def lan(make, cast, passwords):
    account = db.session.get(Account, cast.lan.account_id)
    account.password_hash = passwords.hash(OLD)
    db.session.commit()
    return cast.lan


def browser(make, actor, now, name: str) -> SignIn:
    row = SignIn(
        token_hash=hash_token(name),
        account_id=actor.account_id,
        membership_id=actor.membership_id,
        browser=name,
        created_at=now,
        seen_at=now,
        expires_at=now.replace(year=2027),
    )
    db.session.add(row)
    db.session.commit()
    return row


def test_the_new_password_counts_and_the_old_one_does_not(lan, passwords, now):
    change_password(lan, ChangePassword(OLD, NEW, None), passwords, now=now)

    kept = db.session.get(Account, lan.account_id).password_hash
    assert passwords.check(NEW, kept)
    assert not passwords.check(OLD, kept)


def test_every_other_browser_is_signed_out(make, cast, lan, passwords, now):
    here = browser(make, lan, now, "here").id
    browser(make, lan, now, "there")
    browser(make, cast.minh, now, "minh's")

    ended = change_password(lan, ChangePassword(OLD, NEW, here), passwords, now=now)

    alive = db.session.scalars(select(SignIn.browser).where(SignIn.revoked_at.is_(None))).all()
    assert ended == 1
    assert set(alive) == {"here", "minh's"}


def test_whoever_does_not_know_the_old_password_changes_nothing(lan, passwords, now):
    with pytest.raises(WrongOldPassword):
        change_password(lan, ChangePassword("guess", NEW, None), passwords, now=now)

    assert passwords.check(OLD, db.session.get(Account, lan.account_id).password_hash)


def test_a_new_password_is_judged(lan, passwords, now):
    with pytest.raises(PasswordTooShort):
        change_password(lan, ChangePassword(OLD, "short", None), passwords, now=now)


def test_a_second_role_with_an_agency_asks_for_more(make, lan, passwords, now):
    make.actor(Role.INSPECTOR, make.agency(), db.session.get(Account, lan.account_id))

    with pytest.raises(StaffPasswordTooShort):
        change_password(lan, ChangePassword(OLD, "elevenchars", None), passwords, now=now)


def test_the_change_is_noted_without_the_password(lan, passwords, now):
    change_password(lan, ChangePassword(OLD, NEW, None), passwords, now=now)

    entry = db.session.execute(
        select(AuditEntry).where(AuditEntry.action == "password.change")
    ).scalar_one()
    assert (entry.account_id, entry.subject) == (lan.account_id, "self")


def test_a_visitor_has_no_password_to_change(app, passwords, now):
    with pytest.raises(NoOwnAccount):
        change_password(Actor.public(), ChangePassword(OLD, NEW, None), passwords, now=now)
