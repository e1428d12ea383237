"""Phones of staff are left out of what looks say, also where nobody was signed in."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.look_histories import look_around, recorded
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.suspicion import ALARM_AT
from webapp.db import db
from webapp.models import Stamp, StampOrder
from webapp.models import stamp_looks as looks_model
from webapp.usecases.suspicions import score_stamps


@pytest.fixture
def order(make, cast):
    """Stamps in use, of Minh's cooperative."""
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    return order


def of(order: StampOrder) -> SerialPlace:
    return SerialPlace(order.key_id, order.first)


def test_a_phone_that_looked_once_as_staffs_is_left_out_at_every_stamp(order, now):
    looks = recorded(order, now - timedelta(days=1))
    elsewhere = {"counter": order.first + 1, "is_staff": True}
    look_around(looks, now)
    look_around([replace(it, id=uuid4(), **elsewhere) for it in looks[:-1]], now)

    score_stamps(Actor.system(), now=now)

    stamp = db.session.get_one(Stamp, (order.key_id, order.first))
    assert stamp.suspicion <= ALARM_AT
    rows = looks_model.look_windows(db.session(), of(order))[0]
    (left,) = [it for it in rows if not it.is_staff]
    assert left.device_hash == looks[-1].device_hash


def test_looks_without_a_phone_are_nobodys(order, now):
    looks = recorded(order, now - timedelta(days=1), ["14"] * 2)
    unknown = [replace(it, device_hash=None) for it in looks]
    look_around([replace(unknown[0], is_staff=True), unknown[1]], now)

    rows = looks_model.look_windows(db.session(), of(order))[0]

    assert [bool(it.is_staff) for it in rows] == [True, False]


def test_it_is_read_from_an_index(order):
    query = looks_model._looks(of(order), None)
    sql = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    if db.engine.dialect.name == "sqlite":
        plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}"))
    else:
        db.session.execute(
            text("SET LOCAL enable_seqscan = off")
        )  # of an empty table it is cheaper
        plan = db.session.execute(text(f"EXPLAIN {sql}"))

    assert "ix_scan_device_hash" in "\n".join(map(str, plan))
