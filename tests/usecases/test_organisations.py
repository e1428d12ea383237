"""Registering organisations, and what each keeps about itself."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.makers import NOW, Maker
from tests.races import at_once, one_wins
from traceability.geography import NoSuchCommune, NoSuchProvince
from traceability.gs1 import CertificateExpired, parse_company_prefix
from traceability.organisations import (
    NoSuchOrganisation,
    OrganisationKind,
    PasswordMissing,
    PhoneTaken,
)
from traceability.passwords import PasswordTooShort, StaffPasswordTooShort
from traceability.phone import parse_phone
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.models import Account, Membership, Organisation
from webapp.usecases.organisations import (
    AgencyNotRegistered,
    FirstMember,
    KeepOrganisation,
    OrganisationIdUsed,
    PrefixTaken,
    RegisterOrganisation,
    RoleDoesNotFit,
    ShortCodeTaken,
    TakeLicence,
    keep_organisation,
    register_organisation,
    take_licence,
)

PHONE = parse_phone("0912 345 678")
PASSWORD = "ruộng bậc thang"


@pytest.fixture
def passwords(app):
    return app.extensions["temthat"].passwords


def first(**changed) -> FirstMember:
    return FirstMember(**({"name": "Minh", "phone": PHONE, "password": PASSWORD} | changed))


def wanted(**changed) -> RegisterOrganisation:
    given = {
        "organisation_id": uuid4(),
        "name": "Hợp tác xã Đại Từ",
        "short_code": "DTV",
        "kind": OrganisationKind.COOPERATIVE,
        "province_code": "14",
        "first_member": first(),
    }
    return RegisterOrganisation(**(given | changed))


def manager_of(organisation_id) -> Account:
    membership = db.session.execute(
        select(Membership).where(Membership.organisation_id == organisation_id)
    ).scalar_one()
    assert membership.role is Role.MANAGER
    return db.session.get(Account, membership.account_id)


def test_an_organisation_is_registered_with_its_first_manager(cast, passwords, now):
    made = register_organisation(cast.thu, wanted(), passwords, now=now)

    organisation = db.session.get(Organisation, made.organisation_id)
    account = manager_of(made.organisation_id)
    assert made.is_new_account
    assert organisation.name_folded == "hop tac xa dai tu"
    assert account.phone == PHONE
    assert passwords.check(PASSWORD, account.password_hash)


def test_pressing_twice_registers_once(cast, passwords, now):
    command = wanted()
    first_time = register_organisation(cast.thu, command, passwords, now=now)

    again = register_organisation(cast.thu, command, passwords, now=now)

    assert again == first_time
    count = select(func.count()).where(Account.phone == PHONE)
    assert db.session.execute(count).scalar_one() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Khác"},
        {"short_code": "KAC"},
        {"first_member": first(phone=parse_phone("0912 345 679"))},
    ],
)
def test_the_same_form_for_another_organisation_is_a_conflict(cast, passwords, now, changed):
    command = wanted()
    register_organisation(cast.thu, command, passwords, now=now)

    with pytest.raises(OrganisationIdUsed):
        register_organisation(cast.thu, replace(command, **changed), passwords, now=now)


@pytest.mark.committed
def test_one_form_sent_many_times_at_once_registers_once(committed_app):
    with committed_app.app_context():
        thu = make_cast(Maker(committed_app.extensions["temthat"].keyring)).thu
    command, passwords = wanted(), committed_app.extensions["temthat"].passwords

    made = at_once(
        committed_app, lambda: register_organisation(thu, command, passwords, now=NOW), times=4
    )

    assert {it.organisation_id for it in made} == {command.organisation_id}
    assert all(it.is_new_account for it in made)


def test_two_organisations_share_no_short_code(cast, passwords, now):
    with pytest.raises(ShortCodeTaken):
        register_organisation(cast.thu, wanted(short_code="MVA"), passwords, now=now)


def test_a_number_in_use_is_refused(make, cast, passwords, now):
    make.account(phone=PHONE)

    with pytest.raises(PhoneTaken):
        register_organisation(cast.thu, wanted(), passwords, now=now)


def test_a_number_in_use_joins_where_that_is_meant(make, cast, passwords, now):
    account = make.account(phone=PHONE, password_hash="kept")
    command = wanted(first_member=first(may_be_known=True, password=None))

    made = register_organisation(cast.thu, command, passwords, now=now)

    assert not made.is_new_account
    assert manager_of(made.organisation_id).id == account.id
    assert db.session.get(Account, account.id).password_hash == "kept"


@pytest.mark.parametrize(
    ("password", "refusal"), [(None, PasswordMissing), ("x", PasswordTooShort)]
)
def test_a_new_manager_needs_a_proper_password(cast, passwords, now, password, refusal):
    command = wanted(first_member=first(password=password))

    with pytest.raises(refusal):
        register_organisation(cast.thu, command, passwords, now=now)


def test_what_is_refused_leaves_nothing_behind(make, cast, passwords, now):
    make.account(phone=PHONE)
    command = wanted()

    with pytest.raises(PhoneTaken):
        register_organisation(cast.thu, command, passwords, now=now)

    assert db.session.get(Organisation, command.organisation_id) is None


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"province_code": "99"}, NoSuchProvince), ({"commune_code": "99999"}, NoSuchCommune)],
)
def test_the_place_must_be_known(cast, passwords, now, changed, refusal):
    with pytest.raises(refusal):
        register_organisation(cast.thu, wanted(**changed), passwords, now=now)


def test_an_officer_sets_up_no_agency(cast, passwords, now):
    command = wanted(kind=OrganisationKind.AGENCY, first_member=first(role=Role.INSPECTOR))

    with pytest.raises(AgencyNotRegistered):
        register_organisation(cast.thu, command, passwords, now=now)


def test_the_operator_does_with_a_password_of_staff(cast, passwords, now):
    inspector = first(role=Role.INSPECTOR, password="mười hai ký tự")
    command = wanted(kind=OrganisationKind.AGENCY, first_member=inspector)

    made = register_organisation(Actor.system(), command, passwords, now=now)

    assert made.is_new_account
    weak = wanted(
        kind=OrganisationKind.AGENCY,
        first_member=first(role=Role.INSPECTOR, password="elevenchars"),
    )
    with pytest.raises(StaffPasswordTooShort):
        register_organisation(Actor.system(), weak, passwords, now=now)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganisationKind.COOPERATIVE, Role.INSPECTOR),
        (OrganisationKind.AGENCY, Role.MANAGER),
    ],
)
def test_a_role_fits_its_organisation(cast, passwords, now, kind, role):
    with pytest.raises(RoleDoesNotFit):
        register_organisation(
            Actor.system(), wanted(kind=kind, first_member=first(role=role)), passwords, now=now
        )


def test_a_manager_keeps_the_own_organisation(make, cast, now):
    facts = KeepOrganisation("Bản Mường Và", "03646", "1900 888 655", "0123456789-001")

    keep_organisation(cast.minh, facts, now=now)

    kept = db.session.get(Organisation, cast.cooperative.id)
    assert (kept.address, kept.commune_code) == ("Bản Mường Và", "03646")
    assert (kept.hotline, kept.tax_code) == ("1900 888 655", "0123456789-001")
    assert db.session.get(Organisation, cast.other_cooperative.id).tax_code is None


def test_the_commune_lies_in_the_province_of_the_organisation(make, cast, now):
    make.commune("91901", province="19")

    with pytest.raises(NoSuchCommune):
        keep_organisation(cast.minh, KeepOrganisation("x", "91901"), now=now)


def test_whoever_works_for_nobody_keeps_nothing(app, now):
    with pytest.raises(NoSuchOrganisation):
        keep_organisation(Actor.public(), KeepOrganisation("x"), now=now)


def licence(prefix: str = "9520999", valid_to: date = date(2027, 1, 1)) -> TakeLicence:
    return TakeLicence(parse_company_prefix(prefix), "952-DEMO-2", valid_to)


def test_a_certificate_lets_the_holder_use_codes(cast, now):
    take_licence(cast.hoa, licence(), now=now)

    holder = db.session.get(Organisation, cast.other_cooperative.id)
    assert (holder.gs1_prefix, holder.gs1_certificate_no) == ("9520999", "952-DEMO-2")
    assert holder.uses_barcode


def test_a_certificate_counts_on_its_last_day_and_not_after(cast, now):
    take_licence(cast.hoa, licence(valid_to=date(2026, 11, 22)), now=now)

    with pytest.raises(CertificateExpired):
        take_licence(cast.hoa, licence(valid_to=date(2026, 11, 21)), now=now)


@pytest.mark.parametrize("prefix", ["9520123", "95201", "952012345"])
def test_a_prefix_has_one_holder_and_does_not_overlap_with_another(cast, now, prefix):
    with pytest.raises(PrefixTaken):
        take_licence(cast.hoa, licence(prefix=prefix), now=now)


def test_the_own_prefix_may_be_shown_again(cast, now):
    take_licence(cast.minh, licence(prefix="9520123"), now=now)

    assert db.session.get(Organisation, cast.cooperative.id).gs1_certificate_no == "952-DEMO-2"


@pytest.mark.committed
@pytest.mark.parametrize("second", ["9520999", "95209"])
def test_of_two_who_show_overlapping_prefixes_at_once_one_holds_it(committed_app, second):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        wanted = [(make.actor(Role.MANAGER), prefix) for prefix in ("9520999", second)]

    def take() -> None:
        manager, prefix = wanted.pop()
        take_licence(manager, licence(prefix), now=NOW)

    one_wins(committed_app, take, "organisation.prefix_taken", times=2)
