"""The diary's sums gate the stamps and are flagged where they do not add up."""

import pytest

from tests.diary import HOST, entry, values_of
from tests.sellable import show
from traceability.event_flags import EventFlag
from traceability.mass_balance import Imbalance
from traceability.stamps import ExceedsGoods
from webapp.queries.lots import lot_page
from webapp.usecases.activations import ActivateRange, activate_range
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


@pytest.fixture
def lot(make, cast, product):
    return make.lot(product, opened_by_id=cast.lan.account_id)


@pytest.fixture
def write(cast, now):
    """Let Lan write an entry now."""
    return lambda command: capture_event(cast.lan, command, HOST, now=now)


def pack(lot, count):
    return entry(lot, "packing", values=values_of("packing", pack_count=str(count)))


def harvest(lot, kg, **given):
    return entry(lot, "harvesting", values=values_of("harvesting", quantity=str(kg)), **given)


def test_more_stamps_than_the_goods_fill_are_refused_with_the_numbers(
    make, cast, lot, product, write, now
):
    write(harvest(lot, 100))
    flags = write(pack(lot, 300)).flags
    roll = make.roll(make.order(product, count=300))

    with pytest.raises(ExceedsGoods) as refused:
        activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=103), now=now)
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=102), now=now)

    assert Imbalance.MORE_PACKED_THAN_HAD.value in flags
    assert refused.value.details == {
        "supported": 102,
        "packed": 300,
        "activated": 0,
        "wanted": 103,
    }


def test_a_harvest_corrected_downwards_leaves_stamps_without_goods(
    make, cast, lot, product, write, now
):
    first = harvest(lot, 300)
    write(first)
    write(pack(lot, 300))
    roll = make.roll(make.order(product, count=300))
    activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)

    corrected = write(harvest(lot, 100, corrects=first.event_id))

    assert EventFlag.MORE_STAMPS_THAN_PACKS in corrected.flags
    assert Imbalance.MORE_PACKED_THAN_HAD.value in corrected.flags


def test_what_was_said_once_is_not_said_with_every_entry(lot, write):
    write(harvest(lot, 100))
    write(pack(lot, 300))

    assert write(harvest(lot, 10)).flags == ()


def test_the_page_shows_the_sum(cast, lot, write, now):
    write(harvest(lot, 100))
    write(pack(lot, 60))

    (line,) = lot_page(cast.lan, lot.id, now=now).balance

    assert (line.harvested, line.available, line.packed) == (100_000, 100_000, 60_000)
    assert line.warnings == ()
