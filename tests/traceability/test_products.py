"""What must be said of a product."""

import pytest

from traceability.products import (
    BadNetAmount,
    BadShelfLife,
    ShortNameTooLong,
    StandardsMissing,
    check_product,
)
from traceability.quantities import Quantity

STANDARDS = ("TCCS 01:2026",)


def test_what_a_stamp_can_carry_is_fine():
    check_product("n" * 24, STANDARDS, Quantity(1000, "kg"), 365)
    check_product("Nếp tan", STANDARDS, None, None)


@pytest.mark.parametrize("short_name", ["", "n" * 25])
def test_a_short_name_fits_on_a_stamp(short_name):
    with pytest.raises(ShortNameTooLong):
        check_product(short_name, STANDARDS, None, None)


@pytest.mark.parametrize("standards", [(), ("  ",)])
def test_one_standard_applies_at_least(standards):
    with pytest.raises(StandardsMissing):
        check_product("Nếp tan", standards, None, None)


@pytest.mark.parametrize(
    "net", [Quantity(0, "kg"), Quantity(1000, "ha"), Quantity(1000, "celsius")]
)
def test_a_pack_holds_something(net):
    with pytest.raises(BadNetAmount):
        check_product("Nếp tan", STANDARDS, net, None)


@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_a_shelf_life_is_one_day_to_a_hundred_years(days):
    with pytest.raises(BadShelfLife):
        check_product("Nếp tan", STANDARDS, None, days)
