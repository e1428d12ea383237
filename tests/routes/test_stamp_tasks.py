"""What of the stamps waits for whom, and that it is told where everybody begins."""

from uuid import uuid4

import pytest

from tests.rolls import rolls_of
from tests.sellable import sellable_lot
from traceability.roles import Role
from webapp.db import db
from webapp.models import ActivationRequest
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.second_person import DecideRequest, decide_activation
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
