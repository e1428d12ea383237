"""The page on which a receiver names what is missing or spoilt on one roll."""

from uuid import uuid4

import pytest

from tests.printers import proven
from tests.rolls import balance, rolls_of
from traceability.keyring import SerialPlace
from traceability.serials import printed
from traceability.stamp_ledger import Balance, MovementKind
from webapp.usecases.stamp_deliveries import SendRolls, send_rolls


@pytest.fixture
def roll(cast, make, press, press_order, now):
    proven(cast, press_order, now)
    roll = rolls_of(press_order)[0]
    make.moved(roll, MovementKind.PRINTED)
    return roll


@pytest.fixture
def receipt(press, press_order, roll, now):
    sent = send_rolls(press.phuc, SendRolls(uuid4(), press_order.id, (roll.id,)), now=now)
    return f"/stamp-deliveries/{sent}/rolls/{roll.id}/receipt"


@pytest.fixture
def code(make, press_order):
    def of(offset):
        place = SerialPlace(press_order.key_id, press_order.first + offset)
        return printed(make.keyring.serial(place))

    return of


def test_scattered_stamps_are_named_line_by_line(cast, client_of, press_order, roll, receipt, code):
    minh = client_of(cast.minh)
    page = minh.get(receipt).text
    assert code(0) in page
    assert code(49) in page
    missing = f"{code(3)}\r\n{code(20)} – {code(22)}\r\nHTTPS://TEM.EXAMPLE/T/"
    missing += code(40).replace(" ", "")[:16]

    told = {"missing": missing, "spoilt": code(7).lower(), "reason": "Thùng bị ướt"}
    answer = minh.post(receipt, data=told)

    assert answer.status_code == 303
    assert balance(roll) == Balance(delivered=44, lost=5, void=1)
    shown = minh.get(answer.headers["Location"]).text
    assert "Đã nhận và ký nhận 44 tem." in shown
    assert "nhận 44 trên 50 tem" in shown


@pytest.mark.parametrize(
    ("field", "words", "told"),
    [
        ("missing", "{0}\nhai tem cuối", "Dòng 2 không đọc được"),
        ("spoilt", "{0}\n0000 0000 0000 0000", "Dòng 2: mã này không phải tem của hệ thống."),
        ("missing", "{0} – {60}", "Dòng 1: tem này không nằm trên cuộn đang ghi."),
        ("missing", "{9} – {3}", "Dòng 1: tem đầu đứng sau tem cuối."),
        ("reason", "", "Hãy ghi lý do."),
        ("counted", "vài", "vài"),
        ("counted", "50", "đếm được 50 và kê thiếu hoặc hỏng 2"),
    ],
)
def test_what_is_refused_keeps_everything_that_was_typed(
    cast, client_of, roll, receipt, code, field, words, told
):
    typed = {"missing": code(1), "spoilt": code(5), "reason": "Ướt", "counted": "48"}
    for offset in (0, 3, 9, 60):
        words = words.replace(f"{{{offset}}}", code(offset))
    typed[field] = words

    answer = client_of(cast.minh).post(receipt, data=typed)

    assert answer.status_code == 422
    assert told in answer.text
    for value in typed.values():
        assert value in answer.text
    assert balance(roll) == Balance(in_stock=50)


def test_a_stamp_on_both_lists_is_refused(cast, client_of, roll, receipt, code):
    typed = {"missing": code(1), "spoilt": code(1), "reason": "Ướt"}

    answer = client_of(cast.minh).post(receipt, data=typed)

    assert answer.status_code == 422
    assert "Có tem vừa kê thiếu vừa kê hỏng." in answer.text


def test_a_roll_that_was_signed_for_has_no_form(cast, client_of, roll, receipt):
    minh = client_of(cast.minh)
    minh.post(receipt, data={})

    page = minh.get(receipt).text

    assert balance(roll) == Balance(delivered=50)
    assert "Cuộn này đã được ký nhận lúc" in page
    assert "<textarea" not in page
    assert minh.post(receipt, data={}).status_code == 409


def test_a_receipt_is_for_who_ordered(cast, client_of, press, receipt):
    assert client_of(cast.hoa).get(receipt).status_code == 404
    assert client_of(press.phuc).get(receipt).status_code == 403
