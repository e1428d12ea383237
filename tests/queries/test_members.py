"""Reading who belongs to an organisation."""

import pytest

from tests.statements import counted_statements
from traceability.members import NoSuchMember
from traceability.roles import Role
from webapp.db import db
from webapp.models import Membership
from webapp.queries.members import MemberFilter, member_list, member_page

ALL = MemberFilter()


def names(listing) -> list[str]:
    return [row.name for row in listing.rows]


def test_the_members_of_the_own_organisation_by_name(make, cast):
    make.actor(Role.CLERK, cast.cooperative, make.account(name="Ánh"))

    assert names(member_list(cast.minh, ALL)) == ["Ánh", "Lan", "Minh"]
    assert names(member_list(cast.hoa, ALL)) == ["Hoa"]


@pytest.mark.parametrize("words", ["do thi", "ĐỖ", "0912 345", "12345678"])
def test_a_member_is_found_without_marks_and_by_number(make, cast, words):
    account = make.account(name="Đỗ Thị Hạnh", phone="+84912345678")
    make.actor(Role.FARMER, cast.cooperative, account)

    assert names(member_list(cast.minh, MemberFilter(words))) == ["Đỗ Thị Hạnh"]


def test_the_list_is_narrowed_by_role(cast):
    assert names(member_list(cast.minh, MemberFilter(role=Role.FARMER))) == ["Lan"]


def test_who_left_is_not_in_the_list(cast, now):
    db.session.get(Membership, cast.lan.membership_id).ended_at = now
    db.session.commit()

    assert names(member_list(cast.minh, ALL)) == ["Minh"]
    with pytest.raises(NoSuchMember):
        member_page(cast.minh, cast.lan.membership_id)


def test_the_last_manager_cannot_be_ended(make, cast):
    assert not member_page(cast.minh, cast.minh.membership_id).may_end
    assert member_page(cast.minh, cast.lan.membership_id).may_end

    make.actor(Role.MANAGER, cast.cooperative)

    assert member_page(cast.minh, cast.minh.membership_id).may_end


def test_the_list_costs_one_statement(make, cast):
    for _ in range(60):
        make.actor(Role.FARMER, cast.cooperative)

    with counted_statements() as statements:
        listing = member_list(cast.minh, ALL)

    assert (listing.total, len(listing.rows), len(statements)) == (62, 50, 1)


def test_the_member_of_another_organisation_is_not_there(cast):
    with pytest.raises(NoSuchMember):
        member_page(cast.hoa, cast.lan.membership_id)
