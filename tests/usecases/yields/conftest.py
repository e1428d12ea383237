"""Three lots of one plot of sticky rice, and writing in their diaries."""

import pytest

from tests.diary import HOST, entry
from tests.sellable import show
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


@pytest.fixture
def plot(make, cast):
    """A tenth of a hectare of sticky rice: 950 kilograms a season at most."""
    return make.place(cast.cooperative, area_thousandths=1_000_000)


@pytest.fixture
def lots(make, cast, product, plot):
    given = {"place_id": plot.id, "opened_by_id": cast.lan.account_id, "template_version": 2}
    return [make.lot(product, **given) for _ in range(3)]


@pytest.fixture
def write(cast, now):
    def write(lot, code, **given):
        return capture_event(cast.lan, entry(lot, code, **given), HOST, now=now)

    return write
