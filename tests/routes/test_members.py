"""The people of an organisation, as its manager sees them."""

import re
from uuid import uuid4

import pytest

from traceability.roles import Role
from webapp.db import db
from webapp.models import Account


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


def form(**others: str) -> dict[str, str]:
    return {
        "id": str(uuid4()),
        "name": "Đỗ Thị Hạnh",
        "phone": "0912 345 678",
        "role": "farmer",
        "password": "",
    } | others


def test_the_list_is_searched_without_marks(minh, make, cast):
    make.actor(Role.CLERK, cast.cooperative, make.account(name="Đỗ Thị Hạnh"))

    assert "Đỗ Thị Hạnh" in minh.get("/members?q=do+thi").text
    assert "Đỗ Thị Hạnh" not in minh.get("/members?q=khong+co").text
    assert "Đỗ Thị Hạnh" not in minh.get("/members?role=farmer").text


def test_the_second_page_keeps_the_filter(minh, make, cast):
    for _ in range(51):
        make.actor(Role.FARMER, cast.cooperative)

    first = minh.get("/members?role=farmer").text
    second = minh.get("/members?role=farmer&page=2").text

    assert "/members?role=farmer&amp;page=2" in first
    assert "51–52 / 52" in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "٢"])
def test_an_odd_page_number_is_no_fault(minh, page):
    assert minh.get(f"/members?page={page}").status_code == 200


def test_a_password_made_here_is_shown_until_it_opened_the_door(app, minh):
    made = re.search(r'name="first_password" value="([^"]+)"', minh.get("/members/new").text)[1]
    wanted = form(first_password=made)

    answer = minh.post("/members", data=wanted)
    again = minh.post("/members", data=wanted)

    password = re.search(r'class="receipt code"[^>]*>([^<]+)<', answer.text)[1]
    assert (answer.status_code, again.status_code) == (201, 201)
    assert password == made
    assert password in again.text
    entered = app.test_client().post("/sign-in", data={"phone": "0912345678", "password": password})
    assert entered.location == "/home"
    later = minh.post("/members", data=wanted)
    assert (later.status_code, password in later.text) == (303, False)


def test_a_refused_form_keeps_the_password_made_with_it(minh):
    answer = minh.post("/members", data=form(name="", first_password="abcd-efgh-jkmn"))

    assert 'name="first_password" value="abcd-efgh-jkmn"' in answer.text


def test_a_password_that_was_typed_is_not_shown(minh):
    answer = minh.post("/members", data=form(password="ruộng bậc thang"))

    assert (answer.status_code, answer.location) == (303, "/members")
    page = minh.get("/members").text
    assert "Đã thêm Đỗ Thị Hạnh." in page
    assert "ruộng bậc thang" not in page


def test_somebody_known_joins_and_keeps_the_password(minh, make):
    make.account(name="Hạnh", phone="+84912345678")

    minh.post("/members", data=form())

    assert "Người này đã có tài khoản" in minh.get("/members").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"role": "king"}, "role"),
        ({"password": "short"}, "password"),
        ({"password": "0912345678"}, "password"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(minh, typed, field):
    answer = minh.post("/members", data=form(**typed))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert typed.get("name", "Đỗ Thị Hạnh") in answer.text
    assert db.session.query(Account).filter_by(phone="+84912345678").count() == 0


def test_a_role_of_an_agency_is_not_given(minh):
    assert minh.post("/members", data=form(role="inspector")).status_code == 403


def test_who_leaves_is_out_on_the_next_request(minh, client_of, cast):
    lan = client_of(cast.lan)
    assert lan.get("/places").status_code == 200

    answer = minh.post(f"/members/{cast.lan.membership_id}/departure")

    assert answer.location == "/members"
    assert lan.get("/places").status_code == 302
    assert minh.post(f"/members/{cast.lan.membership_id}/departure").status_code == 404


def test_the_last_manager_is_not_offered_the_way_out(minh, cast):
    page = minh.get(f"/members/{cast.minh.membership_id}").text

    assert "Đây là người quản lý duy nhất." in page
    assert "departure" not in page
    assert minh.post(f"/members/{cast.minh.membership_id}/departure").status_code == 409


def test_members_of_others_are_not_there(client_of, cast):
    hoa = client_of(cast.hoa)

    assert hoa.get(f"/members/{cast.lan.membership_id}").status_code == 404
    assert hoa.post(f"/members/{cast.lan.membership_id}/departure").status_code == 404


def test_a_farmer_keeps_no_members(client_of, cast):
    assert client_of(cast.lan).get("/members").status_code == 403
