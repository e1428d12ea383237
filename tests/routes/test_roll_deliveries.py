"""Many rolls of one order: its printer finds them page by page and hands them over in one line."""

import re
from uuid import uuid4

import pytest

from tests.page_forms import error_at, forms_of
from tests.printers import on_the_press
from tests.rolls import rolls_of
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind
from webapp.db import db
from webapp.models import StampDeliveryRoll
from webapp.usecases import stamp_deliveries
from webapp.usecases.stamp_moves import MoveStamps, move_stamps

ROLLS = 60
ON_THE_ROAD = "Trong đó đang trên đường, chưa ký nhận"


@pytest.fixture
def order(make, cast, press, now):
    """All but the rolls 3 and 60 are printed."""
    order = on_the_press(make, cast, press, now, sizes=(10 * ROLLS, 10))
    with make.together():
        for roll in rolls_of(order):
            if roll.number not in (3, ROLLS):
                make.moved(roll, MovementKind.PRINTED)
    return order


@pytest.fixture
def hand_over(client_of, press, order):
    def hand_over(rolls, delivery_id=None):
        data = {"delivery_id": str(delivery_id or uuid4()), "rolls": rolls}
        return client_of(press.phuc).post(f"/printing/{order.id}/deliveries", data=data)

    return hand_over


def sent_rolls(order):
    numbers = {roll.id: roll.number for roll in rolls_of(order)}
    return sorted(numbers[it.roll_id] for it in db.session.query(StampDeliveryRoll))


def test_the_rolls_are_shown_page_by_page(client_of, press, order):
    first = client_of(press.phuc).get(f"/printing/{order.id}").text
    second = client_of(press.phuc).get(f"/printing/{order.id}?page=2").text

    assert [len(re.findall("/printing/rolls/", page)) for page in (first, second)] == [50, 10]
    assert "1–50 / 60" in first
    assert "51–60 / 60" in second


def test_what_is_ready_is_offered_and_handed_over_at_once(client_of, press, order, hand_over):
    page = client_of(press.phuc).get(f"/printing/{order.id}").text
    assert "cuộn 1–2, 4–59, 580 tem" in page

    assert hand_over("1–2, 4–59").status_code == 303

    assert sent_rolls(order) == [number for number in range(1, ROLLS) if number != 3]
    shown = client_of(press.phuc).get(f"/printing/{order.id}").text
    assert "Cuộn 1–2, 4–59: 580 tem đang trên đường." in shown
    assert "Ở kho nhà in" not in shown


def test_a_roll_on_its_way_with_a_lost_stamp_counts_no_stamp_twice(
    client_of, cast, order, hand_over, now
):
    roll = rolls_of(order)[0]
    hand_over("1")
    lost = SerialRange.of(roll.first, 1)
    move_stamps(cast.thu, MoveStamps(roll.id, MovementKind.LOST, "Rơi dọc đường", (lost,)), now=now)

    page = client_of(cast.minh).get(f"/stamp-rolls/{roll.id}").text

    told = "9 Đã in, trong kho (9 đang trên đường, chưa ký nhận) · 1 Báo mất"
    assert told in page


def test_pressing_twice_hands_over_once(order, hand_over):
    delivery_id = uuid4()

    answers = [hand_over("1-2", delivery_id).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert sent_rolls(order) == [1, 2]


@pytest.mark.parametrize(
    ("rolls", "status", "told"),
    [
        (",", 422, "Hãy chọn ít nhất một cuộn."),
        ("1-3", 409, "Cuộn 3 không còn tem trong kho."),
    ],
)
def test_a_roll_that_cannot_go_is_named_and_nothing_goes(order, hand_over, rolls, status, told):
    answer = hand_over(rolls)

    assert (answer.status_code, told in answer.text) == (status, True)
    assert sent_rolls(order) == []


@pytest.mark.parametrize(
    ("rolls", "told"),
    [
        ("hai", "Hãy ghi số cuộn, ví dụ 1-20, 25."),
        ("", "Chưa điền mục này."),
        ("1-61", "Ở đây không có cuộn số 61."),
    ],
)
def test_what_is_no_number_of_a_roll_is_told_beside_the_field(order, hand_over, rolls, told):
    answer = hand_over(rolls)

    assert (answer.status_code, error_at(answer.text, "rolls")) == (422, told)
    assert sent_rolls(order) == []


@pytest.fixture
def delivery_id(hand_over):
    delivery_id = uuid4()
    hand_over("1-2, 4-59", delivery_id)
    return delivery_id


def test_whole_rolls_are_signed_for_in_one_line(cast, client_of, order, delivery_id):
    minh, address = client_of(cast.minh), f"/stamp-orders/{order.id}"
    assert 'value="1–2, 4–59"' in minh.get(address).text

    answer = minh.post(f"/stamp-deliveries/{delivery_id}/receipt", data={"rolls-1": "1–2, 4–58"})

    assert answer.status_code == 303
    page = minh.get(address).text
    assert "Đã nhận và ký nhận 570 tem." in page
    assert "Cuộn 1–2, 4–58: nhận 570 trên 570 tem." in page
    # What is left is offered by itself, for somebody to say what is missing of it.
    assert re.findall(r"Cuộn (\d+): nhà in ghi 10 tem.", page) == ["59"]
    assert 'value="59"' in page


def told_of(page):
    """What the books of stamps say, each line with its number."""
    return dict(re.findall(r"<dt>\s*([^<]*?)\s*</dt>\s*<dd[^>]*>\s*([^<]*?)\s*</dd>", page))


def test_stamps_on_the_road_are_told_apart_from_those_in_stock(
    cast, client_of, press, order, delivery_id, make
):
    make.moved(rolls_of(order)[2], MovementKind.PRINTED)
    minh, phuc = client_of(cast.minh), client_of(press.phuc)
    pages = [minh.get(f"/stamp-orders/{order.id}").text, phuc.get(f"/printing/{order.id}").text]

    for page in pages:
        books = told_of(page)
        assert (books["Đã in, trong kho"], books[ON_THE_ROAD], books["Chưa in"]) == (
            "590",
            "580",
            "10",
        )
        assert "Đã in 590 tem = tổng các mục trên" in page
        assert "Tem trên đường đã tính trong kho." in page
    # Of the first fifty rolls, which are folded; the fold says it once more.
    assert [it.count("Đã in, đang trên đường") for it in pages] == [50, 50]
    roll = minh.get(f"/stamp-rolls/{rolls_of(order)[0].id}").text
    assert told_of(roll)["Tình trạng"] == "Đã in, đang trên đường"

    minh.post(f"/stamp-deliveries/{delivery_id}/receipt", data={"rolls-1": "1–2, 4–59"})

    page = minh.get(f"/stamp-orders/{order.id}").text
    assert ON_THE_ROAD not in page
    assert told_of(page)["Đã in, trong kho"] == "10"


def test_what_was_lost_on_the_road_is_on_it_no_more(cast, client_of, order, delivery_id, now):
    roll = rolls_of(order)[0]
    lost = SerialRange.of(roll.first, 4)
    move_stamps(cast.thu, MoveStamps(roll.id, MovementKind.LOST, "Rơi dọc đường", (lost,)), now=now)

    books = told_of(client_of(cast.minh).get(f"/stamp-orders/{order.id}").text)

    assert (books[ON_THE_ROAD], books["Báo mất"]) == ("576", "4")


@pytest.mark.parametrize(
    ("rolls", "told"),
    [
        ("tất cả", "Hãy ghi số cuộn, ví dụ 1-20, 25."),
        ("1-3", "Ở đây không có cuộn số 3."),
    ],
)
def test_rolls_that_were_not_sent_are_not_signed_for(cast, client_of, delivery_id, rolls, told):
    address = f"/stamp-deliveries/{delivery_id}/receipt"

    answer = client_of(cast.minh).post(address, data={"rolls-1": rolls})

    assert (answer.status_code, error_at(answer.text, "rolls-1")) == (422, told)
    assert received() == 0


def test_no_roll_is_no_receipt(cast, client_of, delivery_id):
    address = f"/stamp-deliveries/{delivery_id}/receipt"

    answer = client_of(cast.minh).post(address, data={"rolls-1": ","})

    assert (answer.status_code, "Hãy ghi ít nhất một cuộn." in answer.text) == (422, True)


def test_what_is_wrong_with_one_delivery_stands_in_its_form_alone(
    cast, client_of, order, hand_over
):
    first, second = uuid4(), uuid4()
    hand_over("1-2", first)
    hand_over("4-5", second)

    answer = client_of(cast.minh).post(f"/stamp-deliveries/{second}/receipt", data={"rolls-2": "9"})

    assert error_at(answer.text, "rolls-2") == "Ở đây không có cuộn số 9."
    assert error_at(answer.text, "rolls-1") == ""
    values = [it.values for it in forms_of(answer.text) if it.action.endswith("/receipt")]
    assert [{**it}.get(f"rolls-{n}") for n, it in enumerate(values, 1)] == ["1–2", "9"]


def test_the_page_takes_what_it_offers_however_scattered(make, cast, client_of, press, now):
    order = on_the_press(make, cast, press, now, sizes=(200, 1))
    for roll in rolls_of(order)[::2]:
        make.moved(roll, MovementKind.PRINTED)
    phuc, minh = client_of(press.phuc), client_of(cast.minh)
    page = phuc.get(f"/printing/{order.id}").text
    (form,) = [it for it in forms_of(page) if it.action.endswith("/deliveries")]
    assert len(form.values["rolls"]) > 200

    sent = phuc.post(form.action, data=form.values)
    page = minh.get(f"/stamp-orders/{order.id}").text
    (form,) = [it for it in forms_of(page) if it.action.endswith("/receipt")]
    signed = minh.post(form.action, data=form.values)

    assert (sent.status_code, signed.status_code, received()) == (303, 303, 100)


def test_many_rolls_are_signed_for_in_parts_that_stand(
    cast, client_of, order, delivery_id, monkeypatch
):
    """A diary does not wait for thousands of rolls; where it breaks off nothing is lost."""
    monkeypatch.setattr(stamp_deliveries, "ROLLS_AT_ONCE", 2)
    minh, address = client_of(cast.minh), f"/stamp-deliveries/{delivery_id}/receipt"
    minh.post(address, data={"rolls-1": "5"})

    broken = minh.post(address, data={"rolls-1": "1-2, 4-6"})
    page = minh.get(f"/stamp-orders/{order.id}").text

    assert (broken.status_code, received()) == (409, 3)
    assert 'value="4, 6–59"' in page


def test_rolls_of_one_part_are_signed_for_once_all_or_none(cast, client_of, delivery_id):
    minh, address = client_of(cast.minh), f"/stamp-deliveries/{delivery_id}/receipt"
    minh.post(address, data={"rolls-1": "2"})

    answer = minh.post(address, data={"rolls-1": "1-2"})

    assert answer.status_code == 409
    assert received() == 1


def test_any_roll_on_its_way_is_found_by_its_number_and_signed_for(
    cast, client_of, order, delivery_id
):
    minh, address = client_of(cast.minh), f"/stamp-orders/{order.id}"
    page = minh.get(address).text
    assert "Còn 53 cuộn khác chờ nhận" in page
    assert f'action="{address}/roll"' in page

    found = minh.get(f"{address}/roll?number=37")
    roll = rolls_of(order)[36]
    receipt = f"/stamp-deliveries/{delivery_id}/rolls/{roll.id}/receipt"
    assert receipt in minh.get(found.location).text
    assert minh.post(receipt, data={}).status_code == 303

    assert receipt not in minh.get(found.location).text
    assert "Còn 52 cuộn khác chờ nhận" in minh.get(address).text


def test_a_roll_is_signed_for_by_whom_it_was_sent_to(cast, client_of, order, delivery_id):
    roll = rolls_of(order)[0]

    assert "/receipt" not in client_of(cast.thu).get(f"/stamp-rolls/{roll.id}").text


def test_a_printer_finds_a_roll_by_its_number(client_of, press, order):
    phuc, address = client_of(press.phuc), f"/printing/{order.id}"
    assert f'action="{address}/roll"' in phuc.get(address).text

    found = phuc.get(f"{address}/roll?number=59")

    assert (found.status_code, found.location) == (303, f"/printing/rolls/{rolls_of(order)[58].id}")


@pytest.mark.parametrize(
    ("number", "told"),
    [("61", "Ở đây không có cuộn số 61."), ("năm", "Ở đây không có cuộn số năm.")],
)
def test_a_number_of_no_roll_is_told_on_the_page_of_the_order(
    cast, client_of, press, order, number, told
):
    for actor, address in (
        (press.phuc, f"/printing/{order.id}"),
        (cast.minh, f"/stamp-orders/{order.id}"),
    ):
        client = client_of(actor)
        answer = client.get(f"{address}/roll", query_string={"number": number})
        assert (answer.status_code, answer.location) == (303, address)
        assert told in client.get(address).text


def test_rolls_of_others_are_not_found(cast, client_of, order):
    hoa, address = client_of(cast.hoa), f"/stamp-orders/{order.id}"

    answer = hoa.get(f"{address}/roll?number=1", follow_redirects=True)

    assert answer.status_code == 404


def received() -> int:
    return sum(line.received_at is not None for line in db.session.query(StampDeliveryRoll))
