"""The first start of a real installation."""

import pytest
from sqlalchemy import func, select

from traceability.organisations import OrganisationKind
from traceability.passwords import PasswordTooCommon, StaffPasswordTooShort
from traceability.phone import parse_phone
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.models import Account, Membership, Organisation, Province
from webapp.usecases.installation import AlreadyInstalled, Install, UnknownProvince, install

PASSWORD = "một mật khẩu dài"


def wanted(**changed) -> Install:
    given = {
        "phone": parse_phone("0912 345 678"),
        "name": "Thu",
        "password": PASSWORD,
        "agency": "Chi cục TĐC Sơn La",
        "province_code": "14",
    }
    return Install(**(given | changed))


@pytest.fixture
def passwords(app):
    return app.extensions["temthat"].passwords


def test_the_provinces_the_agency_and_its_first_officer_are_made(app, passwords, now):
    account_id = install(Actor.system(), wanted(), passwords, now=now)

    membership = db.session.execute(
        select(Membership).where(Membership.account_id == account_id)
    ).scalar_one()
    agency = db.session.get(Organisation, membership.organisation_id)
    assert membership.role is Role.OFFICER
    assert (agency.kind, agency.province_code) == (OrganisationKind.AGENCY, "14")
    assert passwords.check(PASSWORD, db.session.get(Account, account_id).password_hash)
    assert db.session.execute(select(func.count()).select_from(Province)).scalar_one() == 34


def test_it_is_done_once(app, passwords, now):
    install(Actor.system(), wanted(), passwords, now=now)

    with pytest.raises(AlreadyInstalled):
        install(Actor.system(), wanted(phone=parse_phone("0912345679")), passwords, now=now)


def test_nothing_is_done_where_somebody_has_an_account(make, passwords, now):
    make.account()

    with pytest.raises(AlreadyInstalled):
        install(Actor.system(), wanted(), passwords, now=now)

    assert db.session.execute(select(func.count()).select_from(Province)).scalar_one() == 0


@pytest.mark.parametrize(
    ("password", "refusal"),
    [("elevenchars", StaffPasswordTooShort), ("password1234", PasswordTooCommon)],
)
def test_an_officer_needs_a_password_of_staff(app, passwords, now, password, refusal):
    with pytest.raises(refusal):
        install(Actor.system(), wanted(password=password), passwords, now=now)


def test_the_province_is_one_of_the_34(app, passwords, now):
    with pytest.raises(UnknownProvince):
        install(Actor.system(), wanted(province_code="02"), passwords, now=now)
