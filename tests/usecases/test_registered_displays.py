"""A province whose shops register what they display: copies sold at one market are found too."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.copied import display_of
from tests.look_histories import look_around, recorded
from tests.makers import Maker
from traceability.suspicion import ALARM_AT
from webapp.config import Config
from webapp.db import db
from webapp.jobs import score_looked_at
from webapp.models import Stamp, StampOrder

ONE_MARKET = ("14",) * 18


@pytest.fixture
def registering(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, once its operator said so."""
    services = app.extensions["temthat"]
    config = replace(services.config, displays_registered=True)
    monkeypatch.setitem(app.extensions, "temthat", replace(services, config=config))
    return app


def seen_at_one_market(
    make: Maker, order: StampOrder, phones: int = len(ONE_MARKET), offset: int = 0
) -> None:
    seen = recorded(order, make.now - timedelta(days=9), ONE_MARKET[:phones], offset)
    begins = seen[0].scanned_at
    looks = [
        replace(it, scanned_at=begins + 17 * (it.scanned_at - begins), network=number)
        for number, it in enumerate(seen)
    ]
    look_around(looks, make.now)


def suspicion(order: StampOrder, offset: int = 0) -> int:
    db.session.expire_all()
    return db.session.get_one(Stamp, (order.key_id, order.first + offset)).suspicion


def test_the_operator_says_so_in_the_settings():
    assert Config.from_env({"DISPLAYS_REGISTERED": "1"}).displays_registered
    assert not Config.from_env({"DISPLAYS_REGISTERED": "0"}).displays_registered
    assert not Config.from_env({}).displays_registered


def test_copies_sold_at_one_market_alarm_where_displays_are_registered(
    registering, make, order_in_use, now
):
    seen_at_one_market(make, order_in_use)

    assert score_looked_at(registering, now) == 1
    assert suspicion(order_in_use) > ALARM_AT


def test_elsewhere_they_may_as_well_be_a_display(app, make, order_in_use, now):
    seen_at_one_market(make, order_in_use)

    assert score_looked_at(app, now) == 1
    assert suspicion(order_in_use) <= ALARM_AT


def test_a_registered_display_and_a_household_do_not_alarm_there(
    registering, make, cast, order_in_use, now
):
    display_of(make, order_in_use, cast.minh, offset=1)
    seen_at_one_market(make, order_in_use, offset=1)
    seen_at_one_market(make, order_in_use, phones=3, offset=2)

    assert score_looked_at(registering, now) == 2
    assert suspicion(order_in_use, 1) <= ALARM_AT
    assert suspicion(order_in_use, 2) <= ALARM_AT
