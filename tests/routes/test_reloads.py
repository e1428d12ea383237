"""A phone that keeps no cookie: its reload is the same look, by the name of its network."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import Clock
from tests.makers import Maker
from webapp.db import db
from webapp.models import Scan
from webapp.usecases.stamp_printing import record_proof

HTML = {"Accept": "text/html"}
HOME, NEXT_DOOR, SHOP = "113.160.1.2", "113.160.1.77", "14.160.5.6"


@pytest.fixture
def stamps(make: Maker, cast: Cast) -> tuple[str, str]:
    """Two stamps in use, of Minh's cooperative."""
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    return make.serial(order), make.serial(order, 1)


@pytest.fixture
def forgetful(app: Flask):
    """Looks at a stamp from a network, each time without a cookie."""

    def look(serial: str, address: str | None = HOME) -> None:
        client = app.test_client(use_cookies=False)
        network = {"REMOTE_ADDR": address}
        answer = client.get(f"/T/{serial}", headers=HTML, environ_base=network)
        assert answer.status_code == 200

    return look


def looks() -> int:
    db.session.expire_all()
    return len(db.session.scalars(select(Scan)).all())


def test_a_reload_without_a_cookie_is_the_same_look_and_the_same_phone(forgetful, stamps):
    for _ in range(5):
        forgetful(stamps[0])
    forgetful(stamps[0], NEXT_DOOR)  # of one /24 nobody is told from another

    assert looks() == 1


def test_another_network_or_another_stamp_is_another_look(forgetful, stamps):
    forgetful(stamps[0])
    forgetful(stamps[0], SHOP)
    forgetful(stamps[1])

    assert looks() == 3


def test_after_ten_minutes_it_is_another_look(forgetful, stamps, clock: Clock):
    forgetful(stamps[0])
    clock.forward(minutes=9)
    forgetful(stamps[0])
    assert looks() == 1

    clock.forward(minutes=1)
    forgetful(stamps[0])
    assert looks() == 2


def test_networks_that_have_no_name_are_told_apart_by_nothing(forgetful, stamps):
    forgetful(stamps[0], "10.0.0.7")
    forgetful(stamps[0], "10.0.0.7")

    assert looks() == 2


def test_phones_with_cookies_are_told_apart_on_one_network(app, forgetful, stamps, clock: Clock):
    clients = [app.test_client() for _ in range(2)]
    for client in clients:
        client.get(f"/T/{stamps[1]}", headers=HTML, environ_base={"REMOTE_ADDR": SHOP})

    for client in clients:
        client.get(f"/T/{stamps[0]}", headers=HTML, environ_base={"REMOTE_ADDR": HOME})

    assert looks() == 3  # the second was new to the first stamp, and is known at the second


def test_a_reload_of_a_proof_is_the_same_look_too(app, make, press, press_order, now):
    record_proof(press.phuc, press_order.id, now=now)
    serial, client = make.serial(press_order, press_order.count), app.test_client()

    for _ in range(3):
        client.get(f"/T/{serial}", headers=HTML, environ_base={"REMOTE_ADDR": SHOP})

    assert looks() == 1


def test_a_buyer_on_the_network_of_staff_is_a_look(client_of, cast: Cast, forgetful, stamps):
    client_of(cast.minh).get(f"/T/{stamps[0]}", headers=HTML, environ_base={"REMOTE_ADDR": HOME})
    forgetful(stamps[0])

    assert looks() == 2
