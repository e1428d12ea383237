"""The stock of bought inputs as entries move it: warned of with the sum, never refused."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.cast import make_cast
from tests.diary import HOST, entry, values_of
from tests.makers import NOW, Maker
from tests.races import at_once
from traceability.event_flags import EventFlag
from traceability.input_stock import Shortage
from webapp.db import db
from webapp.models import Event
from webapp.queries.input_stock import stock_rows
from webapp.usecases.events.capture import capture_event

SHORT = EventFlag.STOCK_BELOW_ZERO


def buying(lot, kg, **values):
    told = {"item": "Trừ Rầy 10WP", "quantity": kg, "quantity_unit": "kg", "supplier": "Đại lý"}
    return entry(lot, "input_purchase", values=told | values)


def using(lot, kg, **values):
    told = values_of("spraying", amount_used=kg, amount_used_unit="kg", **values)
    return entry(lot, "spraying", values=told, event_id=uuid4())


def test_a_use_beyond_what_was_bought_is_recorded_with_the_sum(make, cast, lot, write):
    other = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    write(buying(lot, "2"))
    write(using(other, "1,8", trade_name="trừ rầy 10 WP"))

    told = write(using(lot, "0,5"))

    assert told.flags == (SHORT,)
    assert told.shortage == Shortage("kg", bought=2000, used=1800, now=500, short=300)
    values = db.session.scalars(select(Event.values).where(Event.id == told.event_id)).one()
    assert json.loads(values)["facts"]["stock"]["short"] == 300
    assert lot.on_hold_at is None


def test_the_same_entry_again_tells_the_same(lot, write):
    write(buying(lot, "1"))
    command = using(lot, "2")

    first, again = write(command), write(command)

    assert again.is_new is False
    assert again.shortage == first.shortage is not None


def test_who_never_wrote_down_a_purchase_is_not_warned(lot, write):
    assert write(using(lot, "5")).flags == ()
    assert write(using(lot, "5")).flags == ()


def test_another_cooperative_has_a_stock_of_its_own(make, cast, lot, write, now):
    theirs = make.lot(make.product(cast.other_cooperative), opened_by_id=cast.hoa.account_id)
    capture_event(cast.hoa, buying(theirs, "1"), HOST, now=now)

    assert write(using(lot, "5")).flags == ()
    assert [it.line.bought for it in stock_rows(cast.hoa, "", now=now)] == [1000]
    assert [it.state_code for it in stock_rows(cast.minh, "", now=now)] == [
        "input_stock.unrecorded"
    ]


def test_a_correction_counts_once(lot, write):
    write(buying(lot, "2"))
    wrong = using(lot, "20")
    assert SHORT in write(wrong).flags

    right = replace(using(lot, "1,5"), corrects=wrong.event_id)

    assert write(right).flags == ()
    assert SHORT in write(using(lot, "0,6")).flags


def test_the_page_shows_what_was_bought_used_and_left(cast, lot, write, now):
    write(buying(lot, "2", expiry="2026-12-01"))
    write(using(lot, "0,5"))
    write(buying(lot, "3", item="Phân NPK"))
    write(buying(lot, "1", item="Vôi", expiry="2026-11-25"))
    write(buying(lot, "1", item="Men", expiry="2026-11-22"))

    rows = stock_rows(cast.minh, "", now=now)

    assert [(it.line.name, it.line.left, it.state_code, it.tone) for it in rows] == [
        ("Men", 1000, "input_stock.expires_soon", "amber"),
        ("Phân NPK", 3000, "input_stock.enough", "green"),
        ("Trừ Rầy 10WP", 1500, "input_stock.expires_soon", "amber"),
        ("Vôi", 1000, "input_stock.expires_soon", "amber"),
    ]
    assert [it.line.name for it in stock_rows(cast.minh, "phan", now=now)] == ["Phân NPK"]


@pytest.mark.committed
def test_of_two_entries_that_take_the_last_at_once_one_is_told(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = make.product(cast.cooperative)
        lots = [make.lot(product, opened_by_id=cast.lan.account_id) for _ in range(2)]
        capture_event(cast.lan, buying(lots[0], "1"), HOST, now=NOW)
        told = [using(lot, "1") for lot in lots]

    done = at_once(
        committed_app, lambda: capture_event(cast.lan, told.pop(), HOST, now=NOW), times=2
    )

    assert sorted(SHORT in it.flags for it in done) == [False, True]
