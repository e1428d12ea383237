"""Rolls are sent, received, counted and signed for."""

from uuid import uuid4

import pytest

from tests.printers import appointed, approved_for, proven, rolls_of
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance
from traceability.stamps import NoSuchOrder, NoSuchRoll
from webapp.db import db
from webapp.models import StampDelivery
from webapp.models.stamp_holding import holdings_of
from webapp.usecases.stamp_deliveries import (
    AlreadyReceived,
    CountDiffers,
    DeliveryIdUsed,
    NoSuchDelivery,
    NothingToDeliver,
    ReceiveRoll,
    RollNotInStock,
    RollOnItsWay,
    SendRolls,
    receive_roll,
    send_rolls,
)
from webapp.usecases.stamp_printing import ReportPrinting, report_printing


@pytest.fixture
def press(make, cast, now):
    return appointed(make, cast, now)


@pytest.fixture
def order(make, cast, press, now):
    order = approved_for(make, cast, press, now)
    proven(cast, order, now)
    return order


@pytest.fixture
def roll(press, order, now):
    roll = rolls_of(order)[0]
    spoilt = (SerialRange.of(roll.first, 2),)
    report_printing(press.phuc, ReportPrinting(roll.id, spoilt, "Lem"), now=now)
    return roll


def sent(press, order, roll, now):
    command = SendRolls(uuid4(), order.id, (roll.id,), "Xe 26C, thùng 1")
    return send_rolls(press.phuc, command, now=now)


def balance(roll) -> Balance:
    return Balance.of(holdings_of(db.session(), roll.id))


def test_a_roll_on_its_way_is_still_in_stock_and_delivered_once_counted(
    cast, press, order, roll, now
):
    delivery_id = sent(press, order, roll, now)
    assert balance(roll) == Balance(in_stock=48, void=2)

    receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 48), now=now)

    assert balance(roll) == Balance(delivered=48, void=2)


def test_what_is_missing_must_be_named_and_is_lost(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    with pytest.raises(CountDiffers) as refused:
        receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 45), now=now)
    assert refused.value.details == {"sent": 48, "counted": 45, "missing": 0}

    missing = SerialRange.of(roll.last - 3, 3)
    command = ReceiveRoll(delivery_id, roll.id, 45, missing, "Thiếu ở cuối cuộn")
    receive_roll(cast.minh, command, now=now)

    assert balance(roll) == Balance(delivered=45, lost=3, void=2)


def test_a_roll_is_received_once(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 48), now=now)

    with pytest.raises(AlreadyReceived):
        receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 48), now=now)


def test_a_delivery_belongs_to_who_ordered(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)

    with pytest.raises(NoSuchDelivery):
        receive_roll(cast.hoa, ReceiveRoll(delivery_id, roll.id, 48), now=now)
    with pytest.raises(NoSuchOrder):
        send_rolls(cast.minh, SendRolls(uuid4(), order.id, (roll.id,)), now=now)


def test_only_what_lies_in_stock_is_sent_and_only_once(make, cast, press, order, roll, now):
    sent(press, order, roll, now)
    unprinted = rolls_of(order)[1]
    foreign = make.roll()

    with pytest.raises(RollOnItsWay):
        sent(press, order, roll, now)
    with pytest.raises(RollNotInStock):
        sent(press, order, unprinted, now)
    with pytest.raises(NoSuchRoll):
        sent(press, order, foreign, now)
    with pytest.raises(NothingToDeliver):
        send_rolls(press.phuc, SendRolls(uuid4(), order.id, ()), now=now)


def test_pressing_twice_sends_once_and_another_content_is_refused(press, order, roll, now):
    command = SendRolls(uuid4(), order.id, (roll.id,))
    first = send_rolls(press.phuc, command, now=now)

    assert send_rolls(press.phuc, command, now=now) == first
    assert db.session.query(StampDelivery).count() == 1
    other = SendRolls(command.delivery_id, order.id, (rolls_of(order)[1].id,))
    with pytest.raises(DeliveryIdUsed):
        send_rolls(press.phuc, other, now=now)
