"""Rolls are sent, received, counted and signed for."""

from uuid import uuid4

import pytest

from tests.rolls import balance, rolls_of
from tests.sellable import sellable_lot
from traceability.roles import Role
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, MovementKind
from traceability.stamps import NoSuchOrder, NoSuchRoll, ReasonMissing, RollOnItsWay
from webapp.db import db
from webapp.models import Account, Product, StampDelivery, StampMovement
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.stamp_deliveries import (
    AlreadyReceived,
    CountDiffers,
    DeliveryIdUsed,
    MissingNotSent,
    NamedTwice,
    NoSuchDelivery,
    NothingToDeliver,
    OwnDelivery,
    ReceiveRoll,
    RollNotInStock,
    SendRolls,
    receive_roll,
    send_rolls,
)
from webapp.usecases.stamp_moves import MoveStamps, move_stamps
from webapp.usecases.stamp_printing import ReportPrinting, report_printing


@pytest.fixture
def order(proven_order):
    return proven_order


@pytest.fixture
def roll(press, order, now):
    roll = rolls_of(order)[0]
    spoilt = (SerialRange.of(roll.first, 2),)
    report_printing(press.phuc, ReportPrinting((roll.id,), spoilt, "Lem"), now=now)
    return roll


def sent(press, order, roll, now):
    command = SendRolls(uuid4(), order.id, (roll.id,), "Xe 26C, thùng 1")
    return send_rolls(press.phuc, command, now=now)


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
    assert refused.value.details == {"sent": 48, "expected": 48, "counted": 45, "missing": 0}

    missing = SerialRange.of(roll.last - 3, 3)
    command = ReceiveRoll(delivery_id, roll.id, 45, (missing,), "Thiếu ở cuối cuộn")
    receive_roll(cast.minh, command, now=now)

    assert balance(roll) == Balance(delivered=45, lost=3, void=2)


def offsets(roll, *pairs):
    return [SerialRange.of(roll.first + offset, count) for offset, count in pairs]


def test_scattered_stamps_are_named_and_all_others_are_received(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    missing = offsets(roll, (40, 1), (5, 2), (6, 3))  # one stamp scanned twice
    spoilt = offsets(roll, (20, 1), (30, 4))

    told = ReceiveRoll(delivery_id, roll.id, None, missing, "Ướt một góc thùng", spoilt)
    counted = receive_roll(cast.minh, told, now=now)

    assert counted == 48 - 5 - 5
    assert balance(roll) == Balance(delivered=38, lost=5, void=7)
    lines = db.session.query(StampMovement).filter_by(roll_id=roll.id, reason="Ướt một góc thùng")
    named = {(it.first - roll.first, it.last - roll.first, it.kind) for it in lines}
    assert named == {
        (5, 9, MovementKind.LOST),
        (40, 41, MovementKind.LOST),
        (20, 21, MovementKind.SPOILT),
        (30, 34, MovementKind.SPOILT),
    }


@pytest.mark.parametrize(("counted", "right"), [(43, True), (42, False), (48, False)])
def test_a_count_must_agree_with_what_is_named(cast, press, order, roll, now, counted, right):
    delivery_id = sent(press, order, roll, now)
    missing, spoilt = offsets(roll, (5, 2), (40, 1)), offsets(roll, (20, 2))
    told = ReceiveRoll(delivery_id, roll.id, counted, missing, "Thiếu", spoilt)

    if right:
        assert receive_roll(cast.minh, told, now=now) == counted
    else:
        with pytest.raises(CountDiffers) as refused:
            receive_roll(cast.minh, told, now=now)
        assert refused.value.details["missing"] == 5
        assert balance(roll) == Balance(in_stock=48, void=2)


def test_a_stamp_is_missing_or_spoilt(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    told = ReceiveRoll(
        delivery_id, roll.id, None, offsets(roll, (5, 3)), "Thiếu", offsets(roll, (7, 1))
    )

    with pytest.raises(NamedTwice):
        receive_roll(cast.minh, told, now=now)


def test_a_stamp_spoilt_at_the_press_is_not_spoilt_again(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    told = ReceiveRoll(delivery_id, roll.id, None, (), "Hỏng", offsets(roll, (1, 2)))

    with pytest.raises(MissingNotSent):
        receive_roll(cast.minh, told, now=now)

    assert balance(roll) == Balance(in_stock=48, void=2)


def test_why_stamps_are_missing_is_said(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    missing = SerialRange.of(roll.last - 3, 3)

    with pytest.raises(ReasonMissing):
        receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 45, (missing,)), now=now)

    assert balance(roll) == Balance(in_stock=48, void=2)


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


def test_who_sent_a_roll_does_not_sign_for_it(make, cast, press, order, roll, now):
    account = db.session.get_one(Account, press.phuc.account_id)
    as_manager = make.actor(Role.MANAGER, cast.cooperative, account)
    delivery_id = sent(press, order, roll, now)

    with pytest.raises(OwnDelivery):
        receive_roll(as_manager, ReceiveRoll(delivery_id, roll.id, 48), now=now)

    assert balance(roll) == Balance(in_stock=48, void=2)


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


def moved(actor, roll, kind, serials, now):
    command = MoveStamps(roll.id, kind, "Kiểm kê", (serials,), record_number="BB-7")
    return move_stamps(actor, command, now=now)


@pytest.mark.parametrize("kind", ["voided", "lost", "stolen", "destroyed"])
def test_a_printer_says_nothing_of_a_roll_that_it_sent(cast, press, order, roll, now, kind):
    delivery_id = sent(press, order, roll, now)
    some = SerialRange.of(roll.first + 2, 5)

    with pytest.raises(RollOnItsWay):
        moved(press.phuc, roll, MovementKind(kind), some, now)

    receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 48), now=now)
    assert balance(roll) == Balance(delivered=48, void=2)


@pytest.mark.parametrize("kind", ["voided", "delivered", "destroyed"])
def test_the_office_changes_nothing_of_a_roll_on_its_way_but_losses(
    cast, press, order, roll, now, kind
):
    sent(press, order, roll, now)

    with pytest.raises(RollOnItsWay):
        moved(cast.thu, roll, MovementKind(kind), SerialRange.of(roll.first + 2, 5), now)


def test_what_was_stolen_on_the_way_is_not_counted_for(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    stolen = SerialRange.of(roll.first + 2, 10)
    moved(cast.thu, roll, MovementKind.STOLEN, stolen, now)
    with pytest.raises(CountDiffers) as refused:
        receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 48), now=now)
    assert refused.value.details == {"sent": 48, "expected": 38, "counted": 48, "missing": 0}
    twice = ReceiveRoll(delivery_id, roll.id, 28, (stolen,), "Thiếu")
    with pytest.raises(MissingNotSent):
        receive_roll(cast.minh, twice, now=now)

    receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 38), now=now)

    assert balance(roll) == Balance(delivered=38, stolen=10, void=2)


def test_of_a_roll_that_was_robbed_whole_none_is_signed_for(cast, press, order, roll, now):
    delivery_id = sent(press, order, roll, now)
    moved(cast.thu, roll, MovementKind.STOLEN, SerialRange(roll.first + 2, roll.last), now)

    receive_roll(cast.minh, ReceiveRoll(delivery_id, roll.id, 0), now=now)

    assert balance(roll) == Balance(stolen=48, void=2)


@pytest.fixture
def sent_again(make, cast, press, order, roll, now):
    """Ten stamps went on goods and ten came back to the printer, who sent those anew."""
    receive_roll(cast.minh, ReceiveRoll(sent(press, order, roll, now), roll.id, 48), now=now)
    lot = sellable_lot(make, db.session.get(Product, order.product_id))
    first = roll.first + 2
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, first, first + 10), now=now)
    moved(cast.minh, roll, MovementKind.RETURNED, SerialRange.of(first + 10, 10), now)
    return sent(press, order, roll, now)


@pytest.mark.parametrize("offset", [2, 7, 25])  # on goods; one half of them; with the buyer
def test_no_stamp_that_was_not_sent_is_signed_away_as_missing(cast, roll, now, sent_again, offset):
    missing = SerialRange.of(roll.first + offset, 10)
    told = ReceiveRoll(sent_again, roll.id, 0, (missing,), "Thiếu")

    with pytest.raises(MissingNotSent):
        receive_roll(cast.minh, told, now=now)

    assert balance(roll) == Balance(in_stock=10, delivered=28, activated=10, void=2)


def test_nothing_enters_the_stock_of_a_roll_on_its_way(cast, roll, now, sent_again):
    other = SerialRange.of(roll.first + 30, 5)
    with pytest.raises(RollOnItsWay):
        moved(cast.minh, roll, MovementKind.RETURNED, other, now)
    moved(cast.minh, roll, MovementKind.LOST, other, now)
    with pytest.raises(RollOnItsWay):
        moved(cast.thu, roll, MovementKind.FOUND, other, now)

    receive_roll(cast.minh, ReceiveRoll(sent_again, roll.id, 10), now=now)

    assert balance(roll) == Balance(delivered=33, lost=5, activated=10, void=2)
