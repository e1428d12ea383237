"""A person's own page."""

import re
from uuid import uuid4

import pytest

from traceability.roles import Role
from webapp.db import db
from webapp.models import Account, Membership, SignIn

OLD, NEW = "mật khẩu cũ", "mật khẩu mới"


@pytest.fixture
def lan(app, cast):
    account = db.session.get(Account, cast.lan.account_id)
    account.password_hash = app.extensions["temthat"].passwords.hash(OLD)
    db.session.commit()
    return cast.lan


def change(client, **others: str):
    form = {"old_password": OLD, "new_password": NEW, "new_password_again": NEW} | others
    return client.post("/account/password", data=form)


def test_the_page_names_the_person_the_organisation_and_the_browsers(client_of, cast):
    page = client_of(cast.lan).get("/account").text

    assert "Lan" in page
    assert cast.cooperative.name in page
    assert "Nông hộ" in page
    assert "Máy này" in page


def test_another_browser_can_be_signed_out(client_of, lan):
    here, there = client_of(lan), client_of(lan)
    page = here.get("/account").text
    (other,) = re.findall(r"/account/sign-ins/([^/]+)/revocation", page)

    answer = here.post(f"/account/sign-ins/{other}/revocation")

    assert answer.location == "/account"
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_signing_this_browser_out_in_the_list_leads_to_the_sign_in(client_of, lan):
    client = client_of(lan)
    own = db.session.query(SignIn).one().id

    answer = client.post(f"/account/sign-ins/{own}/revocation")

    assert answer.location == "/sign-in"
    assert client.get("/account").status_code == 302


def test_the_browser_of_somebody_else_cannot(client_of, cast, lan):
    client_of(cast.minh)
    theirs = db.session.query(SignIn).filter_by(account_id=cast.minh.account_id).one().id

    answer = client_of(lan).post(f"/account/sign-ins/{theirs}/revocation")

    assert answer.status_code == 404


def test_a_person_goes_on_for_another_organisation(make, client_of, cast, lan):
    other = make.actor(Role.CLERK, cast.other_cooperative, db.session.get(Account, lan.account_id))
    client = client_of(lan)

    answer = client.post(f"/account/memberships/{other.membership_id}/choice")

    assert answer.location == "/home"
    assert "Hợp tác xã Khác" in client.get("/account").text


def test_nobody_takes_the_place_of_somebody_else(client_of, cast, lan):
    client = client_of(lan)

    for membership_id in (cast.minh.membership_id, uuid4()):
        answer = client.post(f"/account/memberships/{membership_id}/choice")
        assert answer.status_code == 404


def test_a_changed_password_signs_every_other_browser_out(client_of, lan):
    here, there = client_of(lan), client_of(lan)

    answer = change(here)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Đã đổi mật khẩu" in here.get("/account").text
    assert there.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"old_password": "guess"}, "old_password", "Mật khẩu đang dùng chưa đúng."),
        ({"old_password": ""}, "old_password", "Chưa điền mục này."),
        ({"new_password_again": "x"}, "new_password_again", "không giống nhau"),
        (
            {"new_password": "short", "new_password_again": "short"},
            "new_password",
            "ít nhất 8 ký tự",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client_of, lan, typed, field, words):
    answer = change(client_of(lan), **typed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert OLD not in answer.text


def test_a_visitor_is_asked_to_sign_in(client):
    for path in ("/account", "/account/password"):
        assert client.get(path).status_code == 302


def test_who_works_for_nobody_any_more_still_has_an_account_and_can_sign_out(client_of, lan, now):
    client = client_of(lan)
    db.session.get(Membership, lan.membership_id).ended_at = now
    db.session.commit()

    home, account, out = client.get("/home"), client.get("/account"), client.post("/sign-out")

    assert (home.status_code, account.status_code, out.status_code) == (200, 200, 303)
