"""Goods that were packed and never harvested, as far as the diary tells, wait as harvested ones."""

from datetime import timedelta

import pytest

from tests.diary import entry, values_of
from traceability.event_flags import EventFlag
from traceability.holds import HoldCause
from traceability.stops import HarvestTooEarly


def test_packing_unharvested_goods_within_the_interval_is_stopped(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    with pytest.raises(HarvestTooEarly):
        write(entry(lot, "packing"))


def test_packing_them_all_the_same_is_a_fact_that_holds_the_lot(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    told = write(entry(lot, "packing", as_fact=True))

    assert EventFlag.WITHIN_INTERVAL in told.flags
    assert lot.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_it_is_stopped_in_the_packing_house_too(make, cast, lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))
    house = make.place(cast.cooperative)

    with pytest.raises(HarvestTooEarly):
        write(entry(lot, "packing", place_id=house.id))


def test_what_was_harvested_in_time_is_packed_whenever_one_likes(lot, write, now):
    harvested = values_of("harvesting", harvest_date="2026-11-20")
    write(entry(lot, "harvesting", event_time=now - timedelta(days=2), values=harvested))
    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    assert write(entry(lot, "packing")).flags == ()
    assert lot.on_hold_at is None


def test_a_spray_told_after_such_a_packing_holds_its_lot(make, cast, lot, write, now):
    house = make.place(cast.cooperative)
    write(entry(lot, "packing", place_id=house.id))

    told = write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    assert EventFlag.HARVESTED_BEFORE in told.flags
    assert lot.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_so_does_a_spray_on_a_further_plot_of_the_lot(make, cast, lot, write, now):
    hill = make.place(cast.cooperative)
    write(entry(lot, "packing", place_id=make.place(cast.cooperative).id))

    sprayed = now - timedelta(days=1)
    told = write(entry(lot, "spraying", event_time=sprayed, place_id=hill.id))

    assert EventFlag.HARVESTED_BEFORE in told.flags
    assert lot.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_a_spray_in_another_lot_of_the_plot_holds_it_as_well(make, cast, product, lot, write, now):
    second = make.lot(product, place_id=lot.place_id, opened_by_id=cast.lan.account_id)
    write(entry(second, "packing", place_id=make.place(cast.cooperative).id))

    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    assert second.on_hold_reason == HoldCause.WITHIN_INTERVAL
    assert lot.on_hold_at is None


def test_a_spray_told_after_a_packing_of_harvested_goods_leaves_them_alone(lot, write, now):
    harvested = values_of("harvesting", harvest_date="2026-11-20")
    write(entry(lot, "harvesting", event_time=now - timedelta(days=2), values=harvested))
    write(entry(lot, "packing"))

    told = write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    assert told.flags == ()
    assert lot.on_hold_at is None
