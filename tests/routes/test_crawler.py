"""Whoever crawls from the stamps in their hand learns of no other stamp: no code and no number.

From those of the whole demonstration: test_demonstration.py.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.crawler import Crawler, Found
from tests.guesses import places_in
from tests.makers import GTIN, Maker
from traceability.keyring import SerialPlace
from traceability.serials import printed
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import StampKey, StampOrder

OWN_HOSTS = frozenset({"tem.example", "localhost"})
FIRST_COUNTER = 731_946_820_513  # no other number on any page looks like it
IN_HAND = (0, 40, 41, 250)


@dataclass(frozen=True)
class Bought:
    """An order of which some stamps were bought; the rest hangs in shops."""

    order: StampOrder
    links: tuple[str, ...]
    places: frozenset[SerialPlace]


@pytest.fixture
def bought(make: Maker) -> Bought:
    make.order()  # makes the key
    key = db.session.get(StampKey, make.keyring.current_id)
    assert key is not None
    key.next_counter = FIRST_COUNTER
    product = make.product(make.licensed(), gtin=GTIN)
    order = make.order(product, count=500)
    for number in range(5):
        first = order.first + number * 100
        roll = make.roll(order, number=number + 1, first=first, last=first + 100)
        make.activation(roll, make.packed_lot(product))
    make.flag(order, FlagKind.ON_HOLD, first=order.first + 200, last=order.first + 300)
    for offset in (0, 1, 40, 300):
        make.scan(order, offset, scanned_at=make.now - timedelta(days=1))
    return Bought(
        order,
        tuple(f"/01/{GTIN}/21/{make.serial(order, offset)}" for offset in IN_HAND),
        frozenset(SerialPlace(order.key_id, order.first + offset) for offset in IN_HAND),
    )


@pytest.fixture
def crawled(client: FlaskClient, bought: Bought) -> list[Found]:
    return Crawler(client, OWN_HOSTS, most=400).run(bought.links)


def test_no_other_serial_is_told_anywhere(
    crawled: list[Found], bought: Bought, make: Maker
) -> None:
    learned = {place: page for page in crawled for place in places_in(page.text, make.keyring)}

    assert len(crawled) > 60
    assert len({page.path for page in crawled if page.status == 200}) > 15
    assert set(learned) == bought.places
    assert not [page for page in crawled if page.status >= 500]


def test_no_counter_roll_or_order_is_told_anywhere(crawled: list[Found], bought: Bought) -> None:
    start = str(FIRST_COUNTER)[:9]  # all of the order begin so
    told = [page for page in crawled if start in page.text.replace(".", "").replace(",", "")]

    assert told == []
    assert not [page for page in crawled if str(bought.order.id) in page.text]
    assert not [page for page in crawled if bought.order.id.hex in page.text]


def test_a_leak_would_be_noticed(bought: Bought, make: Maker) -> None:
    other = make.serial(bought.order, 42)
    place = SerialPlace(bought.order.key_id, bought.order.first + 42)

    for text in (
        other,
        other.lower(),
        printed(other),
        f"x{other}9y",
        "%20".join((other[:4], other[4:8], other[8:12], other[12:])),
    ):
        assert places_in(f"<b>{text}</b>", make.keyring) == {place}
