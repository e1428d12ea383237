"""Who asks for many codes that are none is told to wait; codes of ours are answered as ever."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.cast import Cast
from tests.conftest import Clock
from tests.makers import Maker
from webapp.routes import guess_counts

HTML, JSON = {"Accept": "text/html"}, {"Accept": "application/json"}
FORGED = "ABCD1234EFGH5678"
HERE, NEXT_DOOR, ELSEWHERE = "113.160.1.2", "113.160.1.77", "14.160.5.6"


@pytest.fixture
def ask(app: Flask, client, monkeypatch: pytest.MonkeyPatch):
    """Asks for a code from an address, where three guesses are allowed."""
    services = app.extensions["temthat"]
    limited = replace(services, config=replace(services.config, rate_limits_on=True))
    monkeypatch.setitem(app.extensions, "temthat", limited)
    monkeypatch.setattr(guess_counts, "MOST_GUESSES", 3)

    def asked(code: str, address: str = HERE, headers: dict[str, str] = HTML):
        return client.get(f"/T/{code}", headers=headers, environ_base={"REMOTE_ADDR": address})

    return asked


def test_a_network_that_guesses_is_told_to_wait_and_others_are_not(ask, clock: Clock):
    for _ in range(3):
        assert ask(FORGED).status_code == 200

    page = ask(FORGED, NEXT_DOOR)
    assert (page.status_code, "Bạn thử quá nhiều lần" in page.text) == (429, True)
    assert 0 < int(page.headers["Retry-After"]) <= guess_counts.WINDOW_SECONDS
    assert ask(FORGED, HERE, JSON).json["code"] == "limit.reached"
    assert ask(FORGED, ELSEWHERE).status_code == 200

    clock.forward(minutes=10)
    assert ask(FORGED).status_code == 200


def test_a_stamp_of_ours_is_answered_also_then(ask, make: Maker, cast: Cast):
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    for _ in range(4):
        ask(FORGED)

    assert ask(make.serial(order)).status_code == 200
    assert ask(make.serial(order, order.count + 5)).status_code == 429  # of our key, never ordered


def test_the_form_of_the_covered_code_is_no_door_beside_it(ask, client):
    address = {"REMOTE_ADDR": HERE}
    told = [
        client.post(f"/stamps/{FORGED}/covered-code", headers=JSON, environ_base=address)
        for _ in range(4)
    ]

    assert [it.status_code for it in told] == [409, 409, 409, 429]
    assert ask(FORGED, NEXT_DOOR).status_code == 429


def test_a_proxys_own_address_stands_for_everybody(ask):
    assert [ask(FORGED, "127.0.0.1").status_code for _ in range(5)] == [200] * 5
