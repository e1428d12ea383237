"""Labels of rolls are held before the camera one after another, and activated together."""

from dataclasses import dataclass
from uuid import UUID

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e import people
from tests.e2e.clips import Camera, Picture
from tests.e2e.phones import Phone, open_phone
from tests.e2e.site import Site
from tests.e2e.stock import public_photo
from tests.makers import Maker
from tests.sellable import sellable_lot
from traceability.roll_codes import roll_code

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # What a camera sees is the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

ROLL = 10


@dataclass(frozen=True)
class Stock:
    """Minh's number, three rolls of an order by their codes, and a lot that takes two of them."""

    minh: str
    order_id: UUID
    lot_id: UUID
    codes: tuple[str, ...]


@pytest.fixture
def stock(site: Site) -> Stock:
    with site.makers() as make:
        cooperative = people.make_cooperative(make)
        product = make.product(cooperative, photo_sha256=public_photo(make))
        lot = sellable_lot(make, product, packed_units=2 * ROLL)
        order = make.order(product, count=3 * ROLL, roll_size=ROLL)
        codes = tuple(roll_of(make, order, number) for number in (1, 2, 3))
        return Stock(people.make_people(make, cooperative).minh, order.id, lot.id, codes)


def roll_of(make: Maker, order, number: int) -> str:
    first = order.first + (number - 1) * ROLL
    return roll_code(make.roll(order, number=number, first=first, last=first + ROLL).id)


def test_labels_of_rolls_are_scanned_into_the_list_and_activated(site, stock, camera):
    with open_phone(camera.browser, site, permissions=["camera"]) as minh:
        people.sign_in(minh, stock.minh)
        minh.open(f"/stamp-orders/{stock.order_id}/roll-labels")
        labels = [label_on_screen(minh, place) for place in (2, 0)]
        minh.open(f"/stamp-orders/{stock.order_id}/activation")

        for number, label in enumerate(labels, start=1):
            scan(minh, camera, label)
            expect(minh.page.locator("[data-collected] li")).to_have_count(number)

        expected = f"{stock.codes[2]}\n{stock.codes[0]}\n"
        expect(minh.page.locator("[name='stretches']")).to_have_value(expected)
        minh.choose("lot_id", str(stock.lot_id))
        minh.follow("Kích hoạt tất cả")
        minh.sees("Đã kích hoạt 20 tem.")


def label_on_screen(phone: Phone, place: int) -> Picture:
    """What the printer would put on paper."""
    shot = phone.page.locator(".roll-label").nth(place).screenshot()
    return cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR)


def scan(phone: Phone, camera: Camera, label: Picture) -> None:
    camera.sees(label)
    phone.press("Quét bằng máy ảnh")
