"""A look at a stamp is answered before Flask: nobody may be able to tell, by headers or by text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests.makers import GTIN
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import Scan, StampOrder
from webapp.routes import stamp_lane
from webapp.routes.stamp_lane import StampLane

PAGE = {"Accept": "text/html"}
AHEAD = PAGE | {"Sec-Purpose": "prefetch"}  # counts nothing, so that two answers may be the same


@pytest.fixture
def sold(make) -> StampOrder:
    """Stamps on a lot that is being sold; nobody has looked at one."""
    product = make.product(make.licensed(), gtin=GTIN)
    order = make.order(product, has_covered_code=False)
    make.activation(make.roll(order), make.packed_lot(product))
    return order


@pytest.fixture
def link(make, sold) -> Callable[[int], str]:
    return lambda offset: f"/01/{GTIN}/21/{make.serial(sold, offset)}"


@contextmanager
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Which requests the lane answered meanwhile."""
    answered: list[bool] = []
    answer = StampLane._answer

    def noted(lane: StampLane, *given):
        found = answer(lane, *given)
        answered.append(found is not None)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(StampLane, "_answer", noted)
        yield answered


def behind(app: Flask, monkeypatch: pytest.MonkeyPatch, path: str, **options) -> TestResponse:
    """What the application behind answers."""
    with monkeypatch.context() as patched:
        patched.setattr(stamp_lane, "_visit", lambda _environ: None)
        return plain(app).get(path, **options)


def plain(app: Flask) -> FlaskClient:
    """A client that sends the cookies it is told to, and no others."""
    return app.test_client(use_cookies=False)


def told(answer: TestResponse) -> tuple:
    """All of an answer, cookies but for the id of the device."""
    headers = [(name, "" if name == "Set-Cookie" else value) for name, value in answer.headers]
    return answer.status_code, sorted(headers), answer.text


SEEN = [
    {},
    {"Accept-Language": "en"},
    {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr, en;q=0.5"},
    {"Cookie": "lang=en"},
    {"Cookie": "device=AAAAAAAAAAAAAAAAAAAAAA; lang=vi"},
    {"Host": "somewhere.example"},
    {"Referer": "http://localhost/scan"},
]


@pytest.mark.parametrize("headers", SEEN)
@pytest.mark.parametrize("way", ["gs1", "short", "page", "page with GTIN"])
def test_it_answers_as_the_application_behind(app, link, monkeypatch, headers, way):
    serial = link(3).rsplit("/", 1)[1]
    path = {
        "gs1": link(3),
        "short": f"/T/{serial}",
        "page": f"/stamps/{serial}",
        "page with GTIN": f"/stamps/{GTIN}/{serial}",
    }[way]
    asked = {"headers": AHEAD | headers}
    plain(app).get(path, **asked)

    with taken(monkeypatch) as answered:
        answer = plain(app).get(path, **asked)

    assert answered == [True]
    assert answer.status_code == 200
    assert told(answer) == told(behind(app, monkeypatch, path, **asked))


def test_a_new_phone_gets_its_cookie_and_its_look_is_counted_once(app, link, monkeypatch):
    app.test_client().get(link(1), headers=AHEAD)
    phone = app.test_client()

    with taken(monkeypatch) as answered:
        first = phone.get(link(2), headers=PAGE)
        again = phone.get(link(2), headers=PAGE)

    assert answered[0]
    assert "device=" in first.headers["Set-Cookie"]
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert "Set-Cookie" not in again.headers
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("?lang=en", {}),
        ("?placed=1", {}),
        ("?S=abc", {}),
        ("", {"Accept": "application/json"}),
        ("", {"Accept": "*/*"}),
        ("", {"Cookie": "session=whatever"}),
        ("", {"Cookie": "lang=fr"}),
        ("", {"Transfer-Encoding": "chunked"}),
        ("/", {}),
    ],
)
def test_what_is_not_plain_is_handed_on(app, link, monkeypatch, path, headers):
    app.test_client().get(link(1), headers=AHEAD)

    with taken(monkeypatch) as answered:
        plain(app).get(link(1) + path, headers=AHEAD | headers)

    assert answered == []


def test_a_stamp_that_is_none_is_handed_on(client: FlaskClient, link, monkeypatch):
    client.get(link(1), headers=AHEAD)

    with taken(monkeypatch) as answered:
        answer = client.get(f"/01/{GTIN}/21/ABCD1234EFGH5678", headers=AHEAD)

    assert answered == [False]
    assert answer.status_code == 200


def test_what_is_said_of_the_stamp_meanwhile_is_told_at_once(client, sold, link, make):
    assert "<h1>Tem hợp lệ" in client.get(link(1), headers=AHEAD).text
    assert "<h1>Tem hợp lệ" in client.get(link(1), headers=AHEAD).text

    make.flag(sold, FlagKind.STOLEN)

    assert "<h1>Tem hợp lệ" not in client.get(link(1), headers=AHEAD).text


def test_a_look_that_fails_here_is_handed_on(client, link, monkeypatch):
    client.get(link(1), headers=AHEAD)

    def broken(*_args: object) -> None:
        raise RuntimeError("no key of the month")

    monkeypatch.setattr(stamp_lane, "device_of", broken)

    assert client.get(link(1), headers=AHEAD).status_code == 200


def test_an_address_that_nobody_can_read_is_no_page_of_ours(client, link):
    assert client.get(link(1), headers=PAGE | {"Referer": "http://[bad"}).status_code == 200
    assert client.get(link(1), headers=PAGE | {"Referer": "http://[bad"}).status_code == 200


def test_while_the_database_is_away_the_words_are_those_of_the_application_behind(
    client: FlaskClient, link, monkeypatch
):
    client.get(link(1), headers=AHEAD)

    def away(*_args: object, **_named: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("webapp.queries.verdicts._find", away)

    assert client.get(link(1), headers=AHEAD).status_code == 503
