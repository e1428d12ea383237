"""A genuine code under somebody else's host is refused wherever stamps are scanned for work."""

from uuid import uuid4

import pytest

from tests.makers import GTIN
from tests.page_forms import error_at
from traceability.keyring import SerialPlace
from webapp.db import db
from webapp.models import Product
from webapp.services import services

LOOK_ALIKE = "tem-that.example"
SAID = f"Ô vuông này dẫn tới {LOOK_ALIKE}, không phải địa chỉ của hệ thống"


@pytest.fixture
def square(app, make):
    """What stands in the square of an order's stamp, under a host."""

    def of(order, offset: int, host: str = "") -> str:
        serial = make.keyring.serial(SerialPlace(order.key_id, order.first + offset))
        with app.app_context():
            config = services().config
            return f"{config.scheme}://{host or config.stamp_host}/T/{serial}"

    return of


def test_a_proof_whose_squares_lead_elsewhere_is_not_approved(cast, client_of, press_order, square):
    minh, address = client_of(cast.minh), f"/stamp-orders/{press_order.id}/proof"
    proof = press_order.count

    foreign = minh.post(address, data={"proof": square(press_order, proof, LOOK_ALIKE)})

    assert foreign.status_code == 422
    assert SAID in foreign.text
    assert minh.post(address, data={"proof": square(press_order, proof)}).status_code == 303


@pytest.fixture
def order(make, cast):
    return make.order(make.product(cast.cooperative))


def test_a_strip_of_foreign_squares_is_not_activated(cast, client_of, make, order, square):
    make.roll(order)
    minh = client_of(cast.minh)

    for ends in ((LOOK_ALIKE, ""), ("", LOOK_ALIKE)):
        first, last = (square(order, at, host) for at, host in zip((0, 9), ends, strict=True))
        page = minh.post("/stamp-activations", data={"first": first, "last": last})
        assert page.status_code == 422
        assert SAID in page.text
    ours = {"first": square(order, 0), "last": square(order, 9)}
    assert minh.post("/stamp-activations", data=ours).status_code == 303


@pytest.mark.parametrize("between", ["\n", ",", " – ", "-"])
def test_no_list_of_stamps_takes_a_foreign_square(cast, client_of, make, order, square, between):
    roll, minh = make.roll(order), client_of(cast.minh)
    ours, foreign = square(order, 3), square(order, 4, LOOK_ALIKE)
    lines = f"{ours}{between}{foreign}"
    lost = {"kind": "lost", "reason": "Kiểm kê", "moved": lines}
    activated = {"form_id": str(uuid4()), "lot_id": str(uuid4()), "stretches": lines}

    moved = minh.post(f"/stamp-rolls/{roll.id}/moves", data=lost)
    bound = minh.post(f"/stamp-orders/{order.id}/activation", data=activated)

    assert (moved.status_code, bound.status_code) == (422, 422)
    assert error_at(moved.text, "moved").startswith(SAID)
    assert SAID in bound.text


@pytest.mark.parametrize("who", ["minh", "quang"])
def test_neither_a_display_nor_an_inspectors_search_takes_one(
    cast, client_of, make, order, square, who
):
    make.activation(make.roll(order))
    given = {"id": str(uuid4()), "kind": "display", "place": "Chợ", "reason": "Mẫu", "count": "1"}
    client = client_of(getattr(cast, who))

    page = client.post("/displays", data=given | {"code": square(order, 0, LOOK_ALIKE)})

    assert page.status_code == 422
    assert SAID in page.text
    if who == "quang":
        asked = {"code": square(order, 0, LOOK_ALIKE)}
        found = client.get("/inspection/stamps", query_string=asked)
        assert found.status_code == 422
        assert SAID in found.text


def test_a_proof_of_which_the_links_lost_a_part_is_not_approved(
    make, cast, client_of, press_order, square
):
    minh, address = client_of(cast.minh), f"/stamp-orders/{press_order.id}/proof"
    whole = square(press_order, press_order.count)
    product = db.session.get_one(Product, press_order.product_id)
    product.gtin = GTIN
    db.session.commit()

    page = minh.post(address, data={"proof": whole})

    assert page.status_code == 422
    assert "Đường dẫn trong ô vuông khác với tệp in" in page.text
    with_number = whole.replace("/T/", f"/01/{GTIN}/21/")
    assert minh.post(address, data={"proof": with_number.upper()}).status_code == 303


def test_a_stamp_that_is_none_of_the_sheet_is_told_so_first(cast, client_of, press_order, square):
    address = f"/stamp-orders/{press_order.id}/proof"

    page = client_of(cast.minh).post(address, data={"proof": square(press_order, 0)})

    assert page.status_code == 422
    assert "Mã này không phải tem trên tờ in thử của đơn này." in page.text
