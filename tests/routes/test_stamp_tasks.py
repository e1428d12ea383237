"""What of the stamps waits for whom, and that it is told where everybody begins."""

from uuid import uuid4

import pytest

from tests.rolls import rolls_of
from tests.sellable import sellable_lot
from traceability.roles import Role
from traceability.serials import printed
from traceability.stamps import FlagKind
from webapp.db import db
from webapp.models import ActivationRequest
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.second_person import DecideRequest, decide_activation
from webapp.usecases.flags import LiftFlag, lift_flag
from webapp.usecases.stamp_deliveries import SendRolls, send_rolls
from webapp.usecases.stamp_printing import ReportPrinting, record_proof, report_printing

ROOMS = ("/home", "/stamp-orders")


@pytest.fixture
def hue(make, cast):
    """Another manager of Minh's cooperative."""
    return make.actor(Role.MANAGER, cast.cooperative, make.account(name="Huệ"))


@pytest.fixture
def asked(make, cast, now):
    """Minh asks for ten stamps, above the limit of one person."""
    product = make.product(cast.cooperative)
    roll, lot = make.roll(make.order(product)), sellable_lot(make, product)
    command = ActivateRange(roll.id, lot.id, count=10)
    activate_range(cast.minh, command, now=now, limit=0)
    return db.session.get_one(ActivationRequest, command.activation_id), roll


def test_a_second_person_is_told_and_led_to_the_decision(cast, client_of, hue, asked, now):
    request, roll = asked
    said = "Kích hoạt chờ bạn là người thứ hai: 10 tem"
    room = f"/stamp-orders/{roll.order_id}/activation"

    for path in ROOMS:
        page = client_of(hue).get(path).text
        assert said in page
        assert f'href="{room}"' in page
        assert said not in client_of(cast.minh).get(path).text  # who asked
        assert said not in client_of(cast.hoa).get(path).text
        assert said not in client_of(cast.thu).get(path).text
    assert f"/stamp-activation-requests/{request.id}/decision" in client_of(hue).get(room).text

    decide_activation(hue, DecideRequest(request.id, agrees=True), now=now)

    assert all("Đang chờ bạn" not in client_of(hue).get(path).text for path in ROOMS)


def test_a_proof_sheet_is_told_once_it_is_there(cast, client_of, press, press_order, now):
    minh = client_of(cast.minh)
    assert "Đang chờ bạn" not in minh.get("/home").text

    record_proof(press.phuc, press_order.id, now=now)

    assert all("Bản in thử đã có, chờ quét và duyệt" in minh.get(path).text for path in ROOMS)


def test_rolls_that_were_sent_are_told_until_they_are_counted(
    cast, client_of, press, proven_order, now
):
    rolls = tuple(roll.id for roll in rolls_of(proven_order))
    report_printing(press.phuc, ReportPrinting(rolls), now=now)
    sent = SendRolls(uuid4(), proven_order.id, rolls)
    send_rolls(press.phuc, sent, now=now)
    minh = client_of(cast.minh)

    for path in ROOMS:
        page = minh.get(f"{path}?lang=en").text
        assert "Rolls on their way, to be counted and signed for: 2" in page
        assert f'href="/stamp-orders/{proven_order.id}"' in page
    minh.post(f"/stamp-deliveries/{sent.delivery_id}/receipt", data={"rolls-1": "1-2"})

    assert all("Đang chờ bạn" not in minh.get(f"{path}?lang=vi").text for path in ROOMS)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_asked_reads_who_did_not_agree_and_why(cast, client_of, hue, asked, now, language):
    request, roll = asked
    refusal = DecideRequest(request.id, agrees=False, reason="Chưa đủ hàng trong kho")
    decide_activation(hue, refusal, now=now)

    for path in (f"/stamp-rolls/{roll.id}", f"/stamp-orders/{roll.order_id}/activation"):
        page = client_of(cast.minh).get(f"{path}?lang={language}").text
        said = {"vi": "Huệ không đồng ý kích hoạt 10 tem", "en": "Huệ did not agree to activate 10"}
        assert said[language] in page
        assert "Chưa đủ hàng trong kho" in page


@pytest.fixture
def held(make, cast):
    """Ten stamps in the middle of a roll of Minh's are on hold."""
    order = make.order(make.product(cast.cooperative))
    roll, first = make.roll(order), order.first + 40
    said = {"public_reason": "Chờ kết quả kiểm nghiệm", "reason": "Tin báo của ông Tám"}
    flag = make.flag(order, FlagKind.ON_HOLD, first=first, last=first + 10, **said)
    return order, roll, flag


@pytest.mark.parametrize("who", ["minh", "thu"])
def test_what_lies_over_stamps_is_read_by_their_owner_and_the_office(
    make, cast, client_of, held, who
):
    order, roll, _flag = held
    ends = [printed(make.serial(order, offset)) for offset in (40, 49)]

    for path in (f"/stamp-orders/{order.id}", f"/stamp-rolls/{roll.id}"):
        page = client_of(getattr(cast, who)).get(path).text
        assert "Tạm dừng để kiểm tra" in page
        assert "10 tem, từ" in page
        assert " – ".join(ends) in page
        assert "Người mua đọc: “Chờ kết quả kiểm nghiệm”" in page
        assert "ông Tám" not in page


def test_an_owner_is_told_of_a_flag_until_it_is_lifted(cast, client_of, held, now):
    order, roll, flag = held
    said = "Có tem bị kiểm soát viên đánh dấu"

    for path in ROOMS:
        assert said in client_of(cast.minh).get(path).text
        assert said not in client_of(cast.hoa).get(path).text
    lift_flag(cast.quang, LiftFlag(flag.id, "Kết quả đạt"), now=now)

    for path in (*ROOMS, f"/stamp-orders/{order.id}", f"/stamp-rolls/{roll.id}"):
        page = client_of(cast.minh).get(path).text
        assert said not in page
        assert "Tạm dừng để kiểm tra" not in page


def test_a_flag_over_other_rolls_is_not_told_of_this_one(make, cast, client_of):
    order = make.order(make.product(cast.cooperative))
    half = order.first + 50
    one, other = make.roll(order, last=half), make.roll(order, number=2, first=half)
    make.flag(order, FlagKind.SUSPECTED_COPY, first=half - 5, last=half)

    one, other = (client_of(cast.minh).get(f"/stamp-rolls/{roll.id}").text for roll in (one, other))

    assert "Nghi bị sao chép" in one
    assert "Người mua không đọc được lý do nào." in one
    assert "Nghi bị sao chép" not in other
