"""Signing in and out, and going on for another organisation."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from traceability.roles import Actor, Role
from traceability.sessions import FIELD, STAFF
from webapp.db import db
from webapp.models import Account, AuditEntry, Membership, SignIn
from webapp.queries.sign_ins import find_signed_in, own_sign_ins
from webapp.usecases.sign_ins import (
    NoSuchMembership,
    NoSuchSignIn,
    SignInCommand,
    WrongPhoneOrPassword,
    choose_membership,
    counted_name,
    forget_old_sign_ins,
    note_seen,
    sign_in,
    sign_out,
)

PASSWORD = "ruộng bậc thang"
NOBODY = Actor.public()


@pytest.fixture
def passwords(app):
    return app.extensions["temthat"].passwords


@pytest.fixture
def lan(make, cast, passwords) -> Account:
    account = db.session.get(Account, cast.lan.account_id)
    account.phone, account.password_hash = "+84912345678", passwords.hash(PASSWORD)
    db.session.commit()
    return account


def typed(phone: str = "0912 345 678", password: str = PASSWORD) -> SignInCommand:
    return SignInCommand(phone, password, "Chrome, Android")


def only_session() -> SignIn:
    return db.session.execute(select(SignIn)).scalar_one()


@pytest.mark.parametrize("phone", ["0912345678", "0912 345 678", "+84 912 345 678"])
def test_a_number_signs_in_however_it_is_written(cast, lan, passwords, now, phone):
    token = sign_in(NOBODY, typed(phone), passwords, now=now)
    db.session.commit()

    found = find_signed_in(token, now=now)
    assert found.actor == cast.lan
    assert found.organisation_name == cast.cooperative.name


def test_the_database_keeps_no_token(lan, passwords, now):
    token = sign_in(NOBODY, typed(), passwords, now=now)

    assert token not in only_session().token_hash


@pytest.mark.parametrize(
    "command", [typed(password="guess"), typed(phone="0912 345 679"), typed(phone="lan")]
)
def test_a_wrong_number_and_a_wrong_password_get_one_answer(lan, passwords, now, command):
    with pytest.raises(WrongPhoneOrPassword):
        sign_in(NOBODY, command, passwords, now=now)

    assert db.session.execute(select(func.count()).select_from(SignIn)).scalar_one() == 0


def test_a_disabled_account_does_not_sign_in(lan, passwords, now):
    lan.disabled_at = now
    db.session.commit()

    with pytest.raises(WrongPhoneOrPassword):
        sign_in(NOBODY, typed(), passwords, now=now)


def test_an_account_that_is_disabled_later_is_out_at_once(lan, passwords, now):
    token = sign_in(NOBODY, typed(), passwords, now=now)
    lan.disabled_at = now
    db.session.commit()

    assert find_signed_in(token, now=now) is None


def test_a_session_ends_after_half_a_year_or_a_month_without_use(lan, passwords, now):
    token = sign_in(NOBODY, typed(), passwords, now=now)
    db.session.commit()

    assert find_signed_in(token, now=now + FIELD.idle - timedelta(seconds=1)) is not None
    assert find_signed_in(token, now=now + FIELD.idle) is None
    session = only_session()
    session.seen_at = now + FIELD.longest
    db.session.commit()
    assert find_signed_in(token, now=now + FIELD.longest) is None


def test_a_session_of_staff_ends_after_half_a_day_or_half_an_hour_without_use(cast, passwords, now):
    thu = db.session.get(Account, cast.thu.account_id)
    thu.phone, thu.password_hash = "+84912345678", passwords.hash(PASSWORD)
    db.session.commit()
    token = sign_in(NOBODY, typed(), passwords, now=now)
    db.session.commit()

    assert find_signed_in(token, now=now + STAFF.idle - timedelta(seconds=1)) is not None
    assert find_signed_in(token, now=now + STAFF.idle) is None
    assert only_session().expires_at == now + STAFF.longest


def test_going_on_for_an_agency_shortens_a_session_and_coming_back_does_not_lengthen_it(
    make, cast, lan, passwords, now
):
    inspector = make.actor(Role.INSPECTOR, make.agency(), lan)
    token = sign_in(NOBODY, typed(), passwords, now=now)
    later = now + timedelta(minutes=20)

    choose_membership(cast.lan, only_session().id, inspector.membership_id, now=now)
    choose_membership(inspector, only_session().id, cast.lan.membership_id, now=later)
    choose_membership(cast.lan, only_session().id, inspector.membership_id, now=later)
    db.session.commit()

    assert only_session().expires_at == now + STAFF.longest
    assert find_signed_in(token, now=later + STAFF.idle) is None


def test_use_keeps_a_session_awake(cast, lan, passwords, now):
    token = sign_in(NOBODY, typed(), passwords, now=now)
    later = now + FIELD.idle - timedelta(days=1)

    note_seen(cast.lan, only_session().id, now=later)
    db.session.commit()

    assert find_signed_in(token, now=later + timedelta(days=2)) is not None


def test_signing_out_is_for_oneself_and_done_once(cast, lan, passwords, now):
    token = sign_in(NOBODY, typed(), passwords, now=now)
    session_id = only_session().id

    with pytest.raises(NoSuchSignIn):
        sign_out(cast.minh, session_id, now=now)
    sign_out(cast.lan, session_id, now=now)
    db.session.commit()

    assert find_signed_in(token, now=now) is None
    with pytest.raises(NoSuchSignIn):
        sign_out(cast.lan, session_id, now=now)


def test_a_person_goes_on_for_another_organisation(make, cast, lan, passwords, now):
    other = make.actor(Role.CLERK, cast.other_cooperative, lan)
    token = sign_in(NOBODY, typed(), passwords, now=now)

    choose_membership(cast.lan, only_session().id, other.membership_id, now=now)
    db.session.commit()

    assert find_signed_in(token, now=now).actor == other


def test_nobody_takes_the_membership_of_others_or_one_that_ended(make, cast, lan, passwords, now):
    ended = make.actor(Role.CLERK, cast.other_cooperative, lan)
    db.session.get(Membership, ended.membership_id).ended_at = now
    db.session.commit()
    sign_in(NOBODY, typed(), passwords, now=now)

    for membership_id in (cast.minh.membership_id, ended.membership_id, uuid4()):
        with pytest.raises(NoSuchMembership):
            choose_membership(cast.lan, only_session().id, membership_id, now=now)


def test_nobody_moves_the_session_of_others(make, cast, lan, passwords, now):
    sign_in(NOBODY, typed(), passwords, now=now)
    before = only_session().membership_id

    choose_membership(cast.minh, only_session().id, cast.minh.membership_id, now=now)
    db.session.commit()

    assert only_session().membership_id == before


def test_the_list_of_browsers_is_ones_own_with_the_latest_first(cast, lan, passwords, now):
    sign_in(NOBODY, typed(), passwords, now=now)
    sign_in(NOBODY, typed(), passwords, now=now + timedelta(hours=1))
    db.session.commit()

    rows = own_sign_ins(cast.lan, None, now=now)

    assert [row.seen_at for row in rows] == [now + timedelta(hours=1), now]
    assert own_sign_ins(cast.minh, None, now=now) == ()


def test_a_sign_in_is_noted(lan, passwords, now):
    sign_in(NOBODY, typed(), passwords, now=now)

    entry = db.session.execute(select(AuditEntry)).scalar_one()
    assert (entry.action, entry.account_id, entry.subject) == ("sign_in", lan.id, "self")


@pytest.mark.parametrize("phone", ["0912 345 678", "0912 345 679"])
def test_a_refused_sign_in_is_noted_without_the_number(lan, passwords, now, phone):
    with pytest.raises(WrongPhoneOrPassword):
        sign_in(NOBODY, typed(phone, "guess"), passwords, now=now)

    entry = db.session.execute(select(AuditEntry)).scalar_one()
    assert (entry.action, entry.subject, entry.outcome) == ("sign_in", "self", "refused")
    assert entry.account_id == (lan.id if phone.endswith("8") else None)


def test_tries_of_a_number_are_counted_together_however_it_is_written():
    spellings = ("0912345678", "0912 345.678", "+84 912-345-678", "(0084)912345678")

    names = {counted_name(typed, "secret") for typed in spellings}

    assert len(names) == 1
    assert names != {counted_name("0912345679", "secret")}
    assert "912345678" not in names.pop()


def test_what_ended_long_ago_is_forgotten(cast, lan, passwords, now):
    sign_in(NOBODY, typed(), passwords, now=now)
    sign_out(cast.lan, only_session().id, now=now)

    assert forget_old_sign_ins(Actor.system(), now=now + timedelta(days=89)) == 0
    assert forget_old_sign_ins(Actor.system(), now=now + timedelta(days=91)) == 1


class Meanwhile:
    """Checks passwords as the real ones do; then something happens to the account."""

    def __init__(self, passwords, account: Account, **changes) -> None:
        self._passwords, self._account, self._changes = passwords, account, changes

    def check(self, password: str, kept: str | None) -> bool:
        is_right = self._passwords.check(password, kept)
        for name, value in self._changes.items():
            setattr(self._account, name, value)
        db.session.commit()
        return is_right


@pytest.mark.parametrize("change", ["password_hash", "disabled_at"])
def test_what_changed_while_the_password_was_checked_counts(lan, passwords, now, change):
    value = {"password_hash": passwords.hash("another one"), "disabled_at": now}[change]

    with pytest.raises(WrongPhoneOrPassword):
        sign_in(NOBODY, typed(), Meanwhile(passwords, lan, **{change: value}), now=now)

    assert db.session.execute(select(func.count()).select_from(SignIn)).scalar_one() == 0
