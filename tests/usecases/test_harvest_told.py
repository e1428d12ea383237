"""No stamp goes on goods of which nobody wrote down how they came to be there."""

import pytest

from tests.diary import HOST, entry
from tests.filled_forms import filled
from tests.sellable import show
from traceability.calendar import civil_date
from traceability.event_template import current
from traceability.release import LotNotReady, ReleaseCondition
from webapp.queries.lots import lot_page
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


def test_no_stamp_goes_on_grown_goods_that_nobody_harvested(make, cast, product, lot, write, now):
    write(entry(lot, "packing"))
    roll = make.roll(make.order(product))

    with pytest.raises(LotNotReady) as refused:
        activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=1), now=now)

    assert refused.value.details["first"] == ReleaseCondition.HARVEST_TOLD
    write(entry(lot, "harvesting"))
    assert lot_page(cast.minh, lot.id, now=now).gate.is_open


@pytest.mark.parametrize(
    ("group", "holds"),
    [("rice", False), ("honey", False), ("processed_food", False), ("general", None)],
)
def test_the_harvest_is_asked_where_the_trade_knows_one(make, cast, now, group, holds):
    product = make.product(cast.cooperative, group=group)
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    packed = filled(current(group).event("packing"), on=civil_date(now))
    capture_event(cast.minh, entry(lot, "packing", values=packed), HOST, now=now)

    conditions = dict(lot_page(cast.minh, lot.id, now=now).gate.conditions)

    assert conditions.get(ReleaseCondition.HARVEST_TOLD) is holds


def test_what_others_delivered_stands_for_the_harvest(make, cast, now):
    product = make.product(cast.cooperative, group="processed_food")
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    received = filled(current("processed_food").event("receiving"), on=civil_date(now))
    capture_event(cast.minh, entry(lot, "receiving", values=received), HOST, now=now)

    conditions = dict(lot_page(cast.minh, lot.id, now=now).gate.conditions)

    assert conditions[ReleaseCondition.HARVEST_TOLD] is True
