"""Signing in and out in a browser."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.conftest import dispose, make_app
from webapp.db import db
from webapp.models import Account, RateCount, SignIn
from webapp.routes import guard

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
        "/\n\\evil.example",
        "/\n\\x",
        "/\t\\evil.com",
        "/places\n",
        "/places\\..\\evil.example",
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

    spellings = ["0912345678", "+84912345678", "0912 345 678", "0912.345.678", "84912345678"]

    answers = [sign_in(client, "guess it", phone=phone) for phone in spellings * 2 + spellings[:1]]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    with app.app_context():
        keys = db.session.execute(select(RateCount.key)).scalars().all()
    assert len([key for key in keys if key.startswith("sign_in.phone:")]) == 1
    assert not [key for key in keys if "912345678" in key]
    dispose(app)


def seen_at():
    return db.session.execute(select(SignIn.seen_at)).scalar_one()


def test_use_keeps_a_session_awake_and_is_written_every_ten_minutes_at_most(
    client_of, cast, clock, now
):
    lan = client_of(cast.lan)

    clock.forward(minutes=9)
    lan.get("/account")
    assert seen_at() == now
    clock.forward(minutes=2)
    lan.get("/account")

    assert seen_at() == clock()


@pytest.mark.parametrize("path", ["/healthz", "/static/favicon.svg", "/about", "/T/ABCD"])
def test_what_anybody_may_open_is_not_noted_as_use(client_of, cast, clock, now, path):
    lan = client_of(cast.lan)
    clock.forward(minutes=11)

    lan.get(path)

    assert seen_at() == now


def test_staff_at_work_stay_signed_in_and_staff_away_do_not(client_of, cast, clock):
    quang = client_of(cast.quang)

    for _ in range(4):
        clock.forward(minutes=15)
        assert quang.get("/account").status_code == 200
    clock.forward(minutes=30)

    assert quang.get("/account").status_code == 302


@pytest.mark.parametrize("path", ["/home", "/about"])
def test_while_the_database_is_away_a_signed_in_person_is_told_to_come_back(
    client_of, cast, monkeypatch, path
):
    lan = client_of(cast.lan)

    def away(*_: object, **__: object) -> None:
        raise OperationalError("select", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(guard, "find_signed_in", away)
    answer = lan.get(path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Hệ thống đang bận" in answer.text
