"""Signing in and out in a browser."""

import pytest

from tests.conftest import make_app
from webapp.db import db
from webapp.models import Account

PASSWORD = "ruộng bậc thang"


@pytest.fixture
def lan(app, cast):
    account = db.session.get(Account, cast.lan.account_id)
    passwords = app.extensions["temthat"].passwords
    account.phone, account.password_hash = "+84912345678", passwords.hash(PASSWORD)
    db.session.commit()
    return cast.lan


def sign_in(client, password: str = PASSWORD, **others: str):
    form = {"phone": "0912 345 678", "password": password} | others
    return client.post("/sign-in", data=form)


def token_of(client) -> str | None:
    with client.session_transaction() as session:
        return session.get("_user_id")


def test_the_form_asks_for_number_and_password(client):
    page = client.get("/sign-in").text

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "1900 888 655" in page


def test_whoever_signs_in_comes_to_the_first_page(client, lan):
    answer = sign_in(client)

    assert (answer.status_code, answer.location) == (303, "/home")
    assert client.get("/account").status_code == 200


def test_a_wrong_password_is_told_beside_the_number_that_was_typed(client, lan):
    answer = sign_in(client, "guess it")

    assert answer.status_code == 422
    assert "Số điện thoại hoặc mật khẩu chưa đúng." in answer.text
    assert 'value="0912 345 678"' in answer.text
    assert "guess it" not in answer.text
    assert token_of(client) is None


def test_a_program_is_told_in_problem_json(client, lan):
    answer = client.post(
        "/sign-in",
        data={"phone": "0912345678", "password": "guess it"},
        headers={"Accept": "application/json"},
    )

    assert (answer.status_code, answer.json["code"]) == (422, "sign_in.wrong")


def test_a_session_from_before_the_sign_in_is_not_carried_over(client, lan):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["_user_id"] = "a token the attacker knows"

    sign_in(client)

    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"] != "a token the attacker knows"


def test_two_sign_ins_never_share_a_token(app, lan):
    first, second = app.test_client(), app.test_client()

    sign_in(first)
    sign_in(second)

    assert token_of(first) != token_of(second)


@pytest.mark.parametrize("wanted", ["/places", "/places?q=ruong", "/stamp-orders/new"])
def test_after_signing_in_one_comes_where_one_wanted_to_go(client, lan, wanted):
    assert sign_in(client, next=wanted).location == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "http:/evil.example",
    ],
)
def test_nobody_is_sent_to_another_host(client, lan, wanted):
    assert sign_in(client, next=wanted).location == "/home"


def test_a_visitor_is_asked_to_sign_in_and_brought_back(client, lan):
    answer = client.get("/places?q=ruong")

    assert answer.location == "/sign-in?next=/places?q%3Druong"
    assert 'value="/places?q=ruong"' in client.get(answer.location).text


def test_a_revoked_session_is_dead_on_the_next_request(app, lan):
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    assert there.get("/account").status_code == 200

    stolen = token_of(there)
    there.post("/sign-out")

    with there.session_transaction() as session:
        session["_user_id"] = stolen
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_signing_out_leads_to_the_front_page(client, lan):
    sign_in(client)

    answer = client.post("/sign-out")

    assert (answer.status_code, answer.location) == (303, "/")
    assert token_of(client) is None


@pytest.mark.committed
def test_whoever_tries_too_often_has_to_wait(database, tmp_path):
    app = make_app(database.fresh_url(), tmp_path, rate_limits_on=True)
    client = app.test_client()

    answers = [sign_in(client, "guess it").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
