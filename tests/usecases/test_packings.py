"""Packs are no younger than the day on which we heard of them."""

from datetime import date, timedelta

from tests.diary import HOST, entry
from webapp.db import db
from webapp.models import Lot
from webapp.usecases.events.capture import capture_event


def test_a_clock_that_is_ahead_makes_no_food_younger(make, cast, now):
    product = make.product(cast.cooperative, shelf_life_days=365)
    lot = make.lot(product, opened_by_id=cast.lan.account_id)

    packing = entry(lot, "packing", event_time=now + timedelta(days=33))
    capture_event(cast.lan, packing, HOST, now=now)

    lot = db.session.get(Lot, lot.id)
    assert (lot.made_on, lot.expires_on) == (date(2026, 11, 22), date(2027, 11, 22))
