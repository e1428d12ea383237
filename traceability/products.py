"""What must be said of a product before it can be sold under a stamp."""

from collections.abc import Sequence
from typing import Final

from traceability.errors import Invalid, NotFound
from traceability.quantities import Quantity, get_unit

LONGEST_SHORT_NAME: Final = 24  # what fits on a stamp
LONGEST_SHELF_LIFE: Final = 36_500
NET_DIMENSIONS: Final = frozenset({"mass", "volume", "count"})


class NoSuchProduct(NotFound):
    """No such product, or one of another organisation."""

    code = "product.not_found"


class ShortNameTooLong(Invalid):
    """It would not fit on a stamp."""

    code = "product.short_name_too_long"


class StandardsMissing(Invalid):
    """At least one standard applies, be it the producer's own (TCCS)."""

    code = "product.standards_missing"


class BadNetAmount(Invalid):
    """A pack holds more than nothing, by weight, volume or number."""

    code = "product.bad_net_amount"


class BadShelfLife(Invalid):
    """Not between one day and a hundred years."""

    code = "product.bad_shelf_life"


def check_product(
    short_name: str,
    standards: Sequence[str],
    net: Quantity | None,
    shelf_life_days: int | None,
) -> None:
    """Refuse what cannot be printed, sold or judged."""
    if not 1 <= len(short_name) <= LONGEST_SHORT_NAME:
        raise ShortNameTooLong
    if not any(standard.strip() for standard in standards):
        raise StandardsMissing
    if net is not None and not _is_net_amount(net):
        raise BadNetAmount
    if shelf_life_days is not None and not 1 <= shelf_life_days <= LONGEST_SHELF_LIFE:
        raise BadShelfLife


def _is_net_amount(net: Quantity) -> bool:
    return net.thousandths > 0 and get_unit(net.unit).dimension in NET_DIMENSIONS
