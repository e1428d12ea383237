"""What the page of an order offers, to whom, and when."""

from datetime import date
from uuid import uuid4

import pytest

from tests.printers import approved_for, proven
from tests.rolls import rolls_of
from traceability.stamp_ledger import MovementKind, StampState
from webapp.usecases.stamp_orders import ApproveOrder, OrderStamps, approve_order, order_stamps
from webapp.usecases.stamp_printing import ReportPrinting, report_printing
from webapp.usecases.stamp_supplies import MakeProgramme, make_programme


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


def test_hundreds_of_rolls_are_folded_by_where_they_stand(make, cast, client_of, press_many):
    minh, address = client_of(cast.minh), f"/stamp-orders/{press_many.id}"

    page = minh.get(address).text

    # Of the first fifty, 1 and 2 are few, 3 stands apart, 4 to 40 and 41 to 50 are folded.
    assert "Cuộn 4–40: 370 tem · Đã in, trong kho" in page
    assert "Cuộn 41–50: 100 tem · Chưa in" in page
    assert "Cuộn 1–2:" not in page
    assert page.count('href="/stamp-rolls/') == 50
    assert "Cuộn 51–60: 100 tem · Chưa in" in minh.get(f"{address}?page=2").text


@pytest.fixture
def press_many(make, cast, press, now):
    order = approved_for(make, cast, press, now, sizes=(600, 10))
    for roll in rolls_of(order)[:40]:
        make.moved(roll, MovementKind.PRINTED)
    make.moved(rolls_of(order)[2], MovementKind.DELIVERED)
    return order


def test_of_a_long_journal_ten_lines_are_open(cast, client_of, press, press_many, now):
    proven(cast, press_many, now)
    for roll in rolls_of(press_many)[40:52]:
        report_printing(press.phuc, ReportPrinting((roll.id,)), now=now)

    page = client_of(cast.minh).get(f"/stamp-orders/{press_many.id}").text

    opened, folded = page.split("2 việc trước đó")
    assert (opened.count("In: 10 tem"), folded.count("In: 10 tem")) == (10, 2)


def test_the_list_of_orders_tells_where_all_their_stamps_stand(make, cast, client_of, press, now):
    printed, product = approved_for(make, cast, press, now), make.product(cast.cooperative)
    proven(cast, printed, now)
    report_printing(press.phuc, ReportPrinting((rolls_of(printed)[0].id,)), now=now)
    make.activation(make.roll(make.order(product)))
    strangers = make.roll(make.order(make.product(cast.other_cooperative)), StampState.LOST)

    own, other, office = (
        client_of(who).get("/stamp-orders").text for who in (cast.minh, cast.hoa, cast.thu)
    )

    assert "Đã in 150 tem" in own
    assert stated(own, "Chưa in", "Đã in, trong kho", "Đã kích hoạt") == ["50", "50", "100"]
    assert "Báo mất" not in own
    assert stated(other, "Báo mất") == [str(strangers.last - strangers.first)]
    assert "Đã in 250 tem" in office
    assert "không khớp" not in own + other + office


def test_where_nothing_was_approved_no_stock_is_told(cast, client_of, waiting):
    assert "Sổ tem của mọi đơn" not in client_of(cast.minh).get("/stamp-orders").text


def stated(page: str, *accounts: str) -> list[str]:
    """What the page says stands in each account."""
    parts = (page.split(f"<dt>{it}</dt>")[1].split("</dd>")[0] for it in accounts)
    return [part.split("<dd>")[1].strip() for part in parts]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_programme_without_a_printer_is_refused_beside_its_field(
    cast, client_of, waiting, now, language
):
    period = (date(2026, 1, 1), date(2026, 12, 31))
    command = MakeProgramme(uuid4(), "Hỗ trợ tem", "310/QĐ-UBND", *period, 70, 20_000_000)
    programme_id = str(make_programme(cast.thu, command, now=now))
    address = f"/stamp-orders/{waiting}/approval?lang={language}"

    page = client_of(cast.thu).post(address, data={"programme_id": programme_id})

    assert page.status_code == 422
    said = {
        "vi": "Hãy chọn nhà in, hoặc bỏ chương trình.",
        "en": "Choose a printer, or no programme.",
    }
    assert said[language] in page.text
    assert f'value="{programme_id}" selected' in page.text
