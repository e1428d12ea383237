"""The pages on which stamps are ordered, approved, printed and activated."""

import re
from uuid import uuid4

import pytest

from tests.page_forms import error_at, forms_of
from tests.sellable import sellable_lot
from traceability.serials import printed
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderState


@pytest.fixture
def product(make, cast):
    return make.product(cast.cooperative, gtin="09520123456788")


def test_a_manager_orders_and_an_officer_approves(client_of, cast, product):
    form = {
        "order_id": str(uuid4()),
        "product_id": str(product.id),
        "count": "1.000",
        "roll_size": "500",
        "kind": "item",
    }
    ordered = client_of(cast.minh).post("/stamp-orders", data=form)
    approved = client_of(cast.thu).post(ordered.headers["Location"] + "/approval")
    page = client_of(cast.minh).get(ordered.headers["Location"]).text

    assert (ordered.status_code, approved.status_code) == (303, 303)
    assert page.count('row__meta">Chưa in') == 2


@pytest.mark.parametrize(
    ("ticked", "shown"), [({"has_covered_code": "1"}, "Có, 8 ký tự dưới lớp phủ"), ({}, "Không")]
)
def test_a_scratch_layer_is_ordered_and_the_officer_sees_it(
    client_of, cast, product, ticked, shown
):
    page = client_of(cast.minh).get("/stamp-orders/new").text
    form = {
        "order_id": str(uuid4()),
        "product_id": str(product.id),
        "kind": "item",
        "count": "10",
        "roll_size": "10",
    }

    ordered = client_of(cast.minh).post("/stamp-orders", data=form | ticked)
    officers = client_of(cast.thu).get(ordered.headers["Location"]).text

    assert "Nhà in tính thêm tiền cho lớp phủ" in page
    assert shown in officers


def test_a_ticked_scratch_layer_stays_ticked_when_something_else_is_wrong(client_of, cast, product):
    form = {
        "order_id": str(uuid4()),
        "product_id": str(product.id),
        "kind": "item",
        "count": "0",
        "roll_size": "500",
        "has_covered_code": "1",
    }

    answer = client_of(cast.minh).post("/stamp-orders", data=form)

    assert answer.status_code == 422
    assert re.search(r'name="has_covered_code"\s+value="1" checked', answer.text)


def test_an_order_that_is_too_large_keeps_what_was_typed(client_of, cast, product):
    form = {
        "order_id": str(uuid4()),
        "product_id": str(product.id),
        "count": "2000000",
        "roll_size": "500",
        "kind": "item",
    }

    answer = client_of(cast.minh).post("/stamp-orders", data=form)

    assert answer.status_code == 422
    assert "2000000" in answer.text
    assert "1.000.000" in answer.text


def test_the_sheet_is_a_pdf_and_taking_it_out_delivers_the_roll(client_of, cast, make, order):
    roll = make.roll(order, state=StampState.NOT_PRINTED, printed_at=None, delivered_at=None)

    answer = client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/printing", data={"layout": "a4-65"})

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    page = client_of(cast.minh).get(f"/stamp-rolls/{roll.id}").text
    assert "Đã nhận" in page


def test_stamps_are_activated_by_their_first_and_last_code(
    client_of, cast, make, product, order, roll
):
    lot = sellable_lot(make, product)
    form = {
        "activation_id": str(uuid4()),
        "lot_id": str(lot.id),
        "first": printed(make.serial(order, 0)),
        "last": printed(make.serial(order, 9)).lower(),
    }

    answer = client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/activation", data=form)

    assert answer.status_code == 303
    assert "10 tem" in client_of(cast.minh).get(f"/stamp-rolls/{roll.id}").text


def test_whoever_is_second_is_told_who_was_first_and_when(
    client_of, cast, make, product, order, roll
):
    lot = sellable_lot(make, product)
    form = {"lot_id": str(lot.id), "first": printed(make.serial(order, 0)), "count": "10"}
    manager = client_of(cast.minh)
    url = f"/stamp-rolls/{roll.id}/activation"
    manager.post(url, data=form | {"activation_id": str(uuid4())})

    answer = manager.post(url, data=form | {"activation_id": str(uuid4())})

    assert answer.status_code == 409
    assert "Minh kích hoạt lúc 10:00, 22/11/2026" in answer.text


def test_pressing_twice_activates_once_and_a_refused_form_keeps_its_id(
    client_of, cast, make, product, roll
):
    lot = sellable_lot(make, product)
    manager, url = client_of(cast.minh), f"/stamp-rolls/{roll.id}"
    found = re.search(r'name="activation_id" value="([^"]+)"', manager.get(url).text)
    form = {"activation_id": found[1], "lot_id": str(lot.id)}

    refused = manager.post(f"{url}/activation", data=form | {"count": "99999"})
    answers = [manager.post(f"{url}/activation", data=form | {"count": "10"}) for _ in range(2)]

    assert found[0] in refused.text
    assert [answer.status_code for answer in answers] == [303, 303]
    assert manager.get(url).text.count("10 tem ·") == 1


def test_a_refused_form_keeps_the_lot_that_was_chosen(client_of, cast, make, product, roll):
    """Or the stamps would go on another lot with the next press."""
    lots = [sellable_lot(make, product) for _ in range(3)]
    manager, url = client_of(cast.minh), f"/stamp-rolls/{roll.id}/activation"

    for lot in lots:
        refused = manager.post(url, data={"lot_id": str(lot.id), "count": "99999"})
        (form,) = [it for it in forms_of(refused.text) if it.action.endswith("/activation")]
        assert form.values["lot_id"] == str(lot.id)


def test_a_roll_with_a_spoilt_stamp_is_activated_stretch_by_stretch(
    client_of, cast, make, product, order, roll
):
    sellable_lot(make, product)
    manager, url = client_of(cast.minh), f"/stamp-rolls/{roll.id}"
    first, spoilt, last = (printed(make.serial(order, it)) for it in (0, 9, 59))
    reported = {"kind": "voided", "moved": spoilt, "reason": "Rách khi dán"}
    assert manager.post(f"{url}/moves", data=reported).status_code == 303

    page = forms_of(manager.get(url).text)
    form = next(it.values for it in page if it.action == f"{url}/activation")
    across = manager.post(f"{url}/activation", data=form | {"first": first, "last": last})
    offered = manager.post(f"{url}/activation", data=form)

    assert form["count"] == "9"
    assert across.status_code == 409
    assert "(Đã hủy hiệu lực)" in across.text
    assert offered.status_code == 303


def test_a_typed_code_with_a_slip_is_refused_at_its_field(
    client_of, cast, make, product, order, roll
):
    code = printed(make.serial(order, 0))
    slipped = ("1" if code[0] != "1" else "2") + code[1:]
    lot = sellable_lot(make, product)

    answer = client_of(cast.minh).post(
        f"/stamp-rolls/{roll.id}/activation", data={"lot_id": str(lot.id), "first": slipped}
    )

    assert answer.status_code == 422
    assert "Mã chưa khớp với ký tự cuối" in error_at(answer.text, "first")


def test_orders_of_others_are_not_there(client_of, cast, order, roll):
    stranger = client_of(cast.hoa)

    assert stranger.get(f"/stamp-orders/{order.id}").status_code == 404
    assert stranger.get(f"/stamp-rolls/{roll.id}").status_code == 404


def test_who_decides_second_sees_the_order_and_who_was_first(client_of, cast, make, order):
    pending = make.order(make.product(cast.cooperative), state=OrderState.ORDERED)
    officer = client_of(cast.thu)
    officer.post(f"/stamp-orders/{pending.id}/approval")

    answer = officer.post(f"/stamp-orders/{pending.id}/approval")

    assert answer.status_code == 409
    assert "Đơn này đã được xử lý trước đó." in answer.text
    assert "10:00, 22/11/2026" in answer.text
    assert cast.thu.name in answer.text


def test_a_roll_that_was_begun_says_which_stamps_are_active(
    client_of, cast, make, product, order, roll
):
    lot = sellable_lot(make, product)
    manager = client_of(cast.minh)
    form = {"activation_id": str(uuid4()), "lot_id": str(lot.id), "count": "1"}
    manager.post(f"/stamp-rolls/{roll.id}/activation", data=form)

    page = manager.get(f"/stamp-rolls/{roll.id}").text

    assert "Đang dùng, còn tem chưa kích hoạt" in page
    # Of the roll, of the first and the last, and in the journal.
    assert page.count(printed(make.serial(order, 0))) == 4
    assert printed(make.serial(order, 1)) in page  # the next one


@pytest.mark.parametrize(
    ("kind", "count", "field", "told"),
    [
        ("item", "1.000.000", "roll_size", "Số tem mỗi cuộn phải từ 200 trở lên."),
        ("lot", "1.001", "count", "mỗi đơn từ 1 đến 1.000 lô."),
    ],
)
def test_too_many_rolls_are_refused_beside_the_field(
    client_of, cast, product, kind, count, field, told
):
    form = {
        "order_id": str(uuid4()),
        "product_id": str(product.id),
        "kind": kind,
        "count": count,
        "roll_size": "10",
    }

    answer = client_of(cast.minh).post("/stamp-orders", data=form)

    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#{field}"' in answer.text


def test_the_rolls_of_an_order_are_read_page_by_page(make, client_of, cast, product):
    order = make.order(product, count=60, roll_size=1)
    for place in range(60):
        first = order.first + place
        make.roll(order, number=place + 1, first=first, last=first + 1)
    minh = client_of(cast.minh)

    one, other = (minh.get(f"/stamp-orders/{order.id}?page={it}").text for it in (1, 2))

    assert (one.count("/stamp-rolls/"), other.count("/stamp-rolls/")) == (50, 10)
    assert f"/stamp-orders/{order.id}?page=2" in one
    refused = client_of(cast.thu).post(f"/stamp-orders/{order.id}/refusal", data={"reason": ""})
    assert f"/stamp-orders/{order.id}?page=2" in refused.text
