"""Who belongs to an organisation."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.makers import NOW, Maker
from traceability.errors import Refusal
from traceability.members import AlreadyMember, LastManager, NoSuchMember, RoleNotGiven
from traceability.passwords import PasswordTooShort
from traceability.phone import parse_phone
from traceability.roles import Role
from webapp.db import db
from webapp.models import Account, AuditEntry, Membership, SignIn
from webapp.models.account import hash_token
from webapp.queries.sign_ins import find_signed_in
from webapp.usecases.members import (
    AddMember,
    MemberIdUsed,
    PasswordNeeded,
    add_member,
    end_membership,
)

PASSWORD = "ruộng bậc thang"


@pytest.fixture
def passwords(app):
    return app.extensions["temthat"].passwords


def newcomer(**changed) -> AddMember:
    given = {
        "membership_id": uuid4(),
        "name": "Lò Văn Bình",
        "phone": parse_phone("0912 345 678"),
        "role": Role.FARMER,
        "password": PASSWORD,
    }
    return AddMember(**(given | changed))


def test_somebody_new_gets_an_account_and_a_role(cast, passwords, now):
    added = add_member(cast.minh, newcomer(), passwords, now=now)

    membership = db.session.get(Membership, added.membership_id)
    account = db.session.get(Account, membership.account_id)
    assert added.is_new_account
    assert (membership.organisation_id, membership.role) == (cast.cooperative.id, Role.FARMER)
    assert (account.name, account.phone) == ("Lò Văn Bình", "+84912345678")
    assert passwords.check(PASSWORD, account.password_hash)


def test_a_known_number_joins_and_keeps_name_and_password(make, cast, passwords, now):
    account = make.account(name="Bình", phone="+84912345678", password_hash="kept")

    added = add_member(cast.minh, newcomer(password=None), passwords, now=now)

    assert (added.is_new_account, added.name) == (False, "Bình")
    assert db.session.get(Account, account.id).password_hash == "kept"


def test_pressing_twice_adds_once(cast, passwords, now):
    command = newcomer()
    first = add_member(cast.minh, command, passwords, now=now)

    again = add_member(cast.minh, command, passwords, now=now)

    assert again == first


def test_a_repeat_with_another_password_is_not_told_that_it_holds(cast, passwords, now):
    command = newcomer()
    add_member(cast.minh, command, passwords, now=now)

    again = add_member(cast.minh, replace(command, password="another one"), passwords, now=now)

    assert not again.is_new_account


def test_a_repeat_is_no_way_to_try_the_password_of_somebody_who_signs_in(cast, passwords, now):
    command = newcomer()
    add_member(cast.minh, command, passwords, now=now)
    account = db.session.query(Account).filter_by(phone=command.phone).one()
    db.session.add(
        SignIn(
            token_hash=hash_token("token"),
            account_id=account.id,
            membership_id=command.membership_id,
            browser="test",
            created_at=now,
            seen_at=now,
            expires_at=now.replace(year=2027),
        )
    )
    db.session.commit()

    assert not add_member(cast.minh, command, passwords, now=now).is_new_account


def test_a_repeat_is_no_way_to_try_the_password_of_somebody_known(make, cast, passwords, now):
    make.account(phone="+84912345678", password_hash=passwords.hash(PASSWORD))
    command = newcomer()
    add_member(cast.minh, command, passwords, now=now)

    assert not add_member(cast.minh, command, passwords, now=now).is_new_account


@pytest.mark.parametrize("changed", [{"role": Role.CLERK}, {"phone": parse_phone("0912 345 679")}])
def test_the_same_form_for_somebody_else_is_a_conflict(cast, passwords, now, changed):
    command = newcomer()
    add_member(cast.minh, command, passwords, now=now)

    with pytest.raises(MemberIdUsed):
        add_member(cast.minh, replace(command, **changed), passwords, now=now)


def test_a_member_is_not_added_again_under_another_role(cast, passwords, now):
    add_member(cast.minh, newcomer(), passwords, now=now)

    with pytest.raises(AlreadyMember):
        add_member(cast.minh, newcomer(role=Role.CLERK), passwords, now=now)


def test_whoever_left_may_come_back(cast, passwords, now):
    command = newcomer()
    add_member(cast.minh, command, passwords, now=now)
    end_membership(cast.minh, command.membership_id, now=now)

    back = add_member(cast.minh, newcomer(), passwords, now=now)

    assert db.session.get(Membership, back.membership_id).ended_at is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FARMER, Role.CLERK, Role.MANAGER}))
def test_a_manager_gives_no_role_of_an_agency(cast, passwords, now, role):
    with pytest.raises(RoleNotGiven):
        add_member(cast.minh, newcomer(role=role), passwords, now=now)


@pytest.mark.parametrize(("password", "refusal"), [(None, PasswordNeeded), ("x", PasswordTooShort)])
def test_somebody_new_needs_a_proper_password(cast, passwords, now, password, refusal):
    with pytest.raises(refusal):
        add_member(cast.minh, newcomer(password=password), passwords, now=now)


def test_a_form_made_for_another_organisation_adds_nobody(cast, passwords, now):
    command = newcomer()
    add_member(cast.minh, command, passwords, now=now)

    with pytest.raises(NoSuchMember):
        add_member(cast.hoa, command, passwords, now=now)


def test_the_sessions_of_somebody_who_left_are_dead(make, cast, now):
    db.session.add(
        SignIn(
            token_hash=hash_token("token"),
            account_id=cast.lan.account_id,
            membership_id=cast.lan.membership_id,
            browser="test",
            created_at=now,
            seen_at=now,
            expires_at=now.replace(year=2027),
        )
    )
    db.session.commit()

    end_membership(cast.minh, cast.lan.membership_id, now=now)
    db.session.commit()

    assert find_signed_in("token", now=now) is None


def test_a_membership_ends_once(cast, now):
    end_membership(cast.minh, cast.lan.membership_id, now=now)

    with pytest.raises(NoSuchMember):
        end_membership(cast.minh, cast.lan.membership_id, now=now)


def test_nobody_ends_the_membership_of_another_organisation(cast, now):
    with pytest.raises(NoSuchMember):
        end_membership(cast.hoa, cast.lan.membership_id, now=now)


def test_the_last_manager_stays(cast, now):
    with pytest.raises(LastManager):
        end_membership(cast.minh, cast.minh.membership_id, now=now)


def test_a_manager_whose_account_is_disabled_does_not_count(make, cast, now):
    make.actor(Role.MANAGER, cast.cooperative, make.account(disabled_at=now))

    with pytest.raises(LastManager):
        end_membership(cast.minh, cast.minh.membership_id, now=now)


def test_one_of_two_managers_may_go(make, cast, now):
    make.actor(Role.MANAGER, cast.cooperative)

    end_membership(cast.minh, cast.minh.membership_id, now=now)

    assert db.session.get(Membership, cast.minh.membership_id).ended_at == now


def test_who_came_and_who_went_is_noted_without_a_number(cast, passwords, now):
    command = newcomer()
    add_member(cast.minh, command, passwords, now=now)
    end_membership(cast.minh, command.membership_id, now=now)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.action)).all()

    assert [(e.action, e.subject) for e in entries] == [
        ("member.add", str(command.membership_id)),
        ("member.end", str(command.membership_id)),
    ]


@pytest.mark.committed
def test_two_managers_who_end_each_other_at_once_leave_one(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        other = make.actor(Role.MANAGER, cast.cooperative)
    together = Barrier(2)

    def race(pair) -> str:
        actor, membership_id = pair
        with committed_app.app_context():
            together.wait()
            try:
                end_membership(actor, membership_id, now=NOW)
            except Refusal as refusal:
                return refusal.code
            return "ended"

    pairs = [(cast.minh, other.membership_id), (other, cast.minh.membership_id)]
    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(race, pairs))

    assert outcomes == ["ended", "member.last_manager"]
    with committed_app.app_context():
        left = select(func.count()).where(
            Membership.organisation_id == cast.cooperative.id,
            Membership.role == Role.MANAGER,
            Membership.ended_at.is_(None),
        )
        assert db.session.execute(left).scalar_one() == 1
