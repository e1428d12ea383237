"""Reading organisations."""

from datetime import date

import pytest

from tests.statements import counted_statements
from traceability.organisations import NoSuchOrganisation, OrganisationKind
from traceability.roles import Actor
from webapp.queries.organisations import (
    OrganisationFilter,
    organisation_list,
    organisation_page,
    own_organisation,
)


def names(listing) -> list[str]:
    return [row.name for row in listing.rows]


def found(actor, **wanted) -> list[str]:
    return names(organisation_list(actor, OrganisationFilter(**wanted)))


def test_an_officer_sees_every_organisation(cast):
    listed = found(cast.thu)

    assert {"Hợp tác xã Mường Và", "Hợp tác xã Khác", "Chi cục TĐC"} <= set(listed)


def test_anybody_else_sees_the_own_one(cast):
    assert found(cast.minh) == ["Hợp tác xã Mường Và"]


@pytest.mark.parametrize("words", ["đại từ", "dai tu", "dtv1", "0123456789"])
def test_an_organisation_is_found_without_marks_and_by_its_codes(make, cast, words):
    make.organisation(
        name="HTX Đại Từ", name_folded="htx dai tu", short_code="DTV1", tax_code="0123456789"
    )

    assert found(cast.thu, words=words) == ["HTX Đại Từ"]


def test_the_register_is_narrowed_by_kind_and_province(make, cast):
    make.commune("91901", province="19")
    make.organisation(name="Chè", province_code="19", kind=OrganisationKind.ENTERPRISE)

    assert found(cast.thu, kind=OrganisationKind.ENTERPRISE) == ["Chè"]
    assert found(cast.thu, province_code="19") == ["Chè"]


def test_a_page_costs_two_statements(make, cast):
    for _ in range(10):
        make.organisation()

    with counted_statements() as statements:
        found(cast.thu)

    assert len(statements) == 2


def test_one_organisation_with_its_managers(make, cast, now):
    page = organisation_page(cast.thu, cast.cooperative.id, now=now)

    assert (page.row.province, page.row.commune) == ("Sơn La", "Mường Và")
    assert [manager.name for manager in page.managers] == ["Minh"]
    assert not page.lacks_address


@pytest.mark.parametrize(
    ("valid_to", "state", "tone"),
    [
        (date(2027, 11, 22), "licence.valid", "green"),
        (date(2026, 12, 22), "licence.expiring", "amber"),
        (date(2026, 11, 22), "licence.expiring", "amber"),
        (date(2026, 11, 21), "licence.expired", "red"),
    ],
)
def test_a_licence_says_how_long_it_holds(make, cast, now, valid_to, state, tone):
    holder = make.organisation(
        gs1_prefix="9520777", gs1_certificate_no="952-DEMO-7", gs1_valid_to=valid_to
    )

    licence = organisation_page(cast.thu, holder.id, now=now).licence

    assert (licence.state_code, licence.tone) == (state, tone)


def test_an_organisation_without_address_is_told_so(make, cast, now):
    nowhere = make.organisation(address="")

    assert organisation_page(cast.thu, nowhere.id, now=now).lacks_address


def test_another_organisation_is_not_there_for_its_neighbours(cast, now):
    with pytest.raises(NoSuchOrganisation):
        organisation_page(cast.hoa, cast.cooperative.id, now=now)


def test_whoever_works_for_nobody_has_none(app, now):
    with pytest.raises(NoSuchOrganisation):
        own_organisation(Actor.public(), now=now)
