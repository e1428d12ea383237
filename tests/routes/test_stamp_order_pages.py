"""What the page of an order offers, to whom, and when."""

from uuid import uuid4

import pytest

from webapp.usecases.stamp_orders import ApproveOrder, OrderStamps, approve_order, order_stamps


@pytest.fixture
def waiting(make, cast, now):
    command = OrderStamps(uuid4(), make.product(cast.cooperative).id, 1200, 400)
    return order_stamps(cast.minh, command, make.keyring, now=now)


def test_a_manager_sees_the_roll_size_and_withdraws_a_waiting_order(cast, client_of, waiting):
    minh, address = client_of(cast.minh), f"/stamp-orders/{waiting}"
    page = minh.get(address).text
    assert "Số tem mỗi cuộn" in page
    assert ">400</dd>" in page.replace("\n", "").replace(" ", "")

    answer = minh.post(f"{address}/withdrawal", data={"reason": "Đặt nhầm"})

    assert answer.status_code == 303
    page = minh.get(address).text
    assert "Đã rút" in page
    assert "Lý do rút đơn" in page
    assert "Rút đơn này" not in page
    assert "Duyệt đơn tem" not in client_of(cast.thu).get(address).text


def test_a_withdrawal_without_a_reason_is_asked_for_one(cast, client_of, waiting):
    answer = client_of(cast.minh).post(f"/stamp-orders/{waiting}/withdrawal", data={"reason": " "})

    assert answer.status_code == 422
    assert "<details open>" in answer.text


def test_a_withdrawal_that_comes_too_late_says_what_to_do(cast, client_of, waiting, now):
    approve_order(cast.thu, ApproveOrder(waiting), now=now)
    minh, address = client_of(cast.minh), f"/stamp-orders/{waiting}"

    answer = minh.post(f"{address}/withdrawal", data={"reason": "Đặt nhầm"})

    assert answer.status_code == 409
    assert "Đơn đã có quyết định “Đã duyệt” nên không rút được nữa." in answer.text
    assert "Rút đơn này" not in minh.get(address).text


def test_an_officer_is_not_offered_to_withdraw(cast, client_of, waiting):
    thu = client_of(cast.thu)

    assert "Rút đơn này" not in thu.get(f"/stamp-orders/{waiting}").text
    assert thu.post(f"/stamp-orders/{waiting}/withdrawal", data={"reason": "x"}).status_code == 403


def test_a_proof_is_approved_only_once_there_is_one(cast, client_of, press, press_order):
    minh, address = client_of(cast.minh), f"/stamp-orders/{press_order.id}"
    page = minh.get(address).text
    assert "Chưa có gì để duyệt: nhà in lấy tờ in thử" in page
    assert 'name="proof"' not in page

    client_of(press.phuc).post(f"/printing/{press_order.id}/proof", data={"layout": "a4-65"})

    page = minh.get(address).text
    assert 'name="proof"' in page
    assert "Chưa có gì để duyệt" not in page


def test_a_proof_that_could_not_be_drawn_was_not_taken_out(cast, client_of, press, press_order):
    client_of(press.phuc).post(f"/printing/{press_order.id}/proof", data={"layout": "csv"})

    assert 'name="proof"' not in client_of(cast.minh).get(f"/stamp-orders/{press_order.id}").text
