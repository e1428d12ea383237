"""The producer's own sheets; the printer's proof and reports."""

from datetime import timedelta

import pytest

from tests.printers import appointed, approved_for, proven
from tests.rolls import balance, rolls_of
from traceability.keyring import SerialPlace
from traceability.roles import Role
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import (
    Balance,
    MovementKind,
    RangeOutsideHoldings,
    StampState,
)
from traceability.stamps import (
    NoSuchOrder,
    NoSuchRoll,
    PrintedBefore,
    ProofMissing,
    ReasonMissing,
)
from webapp.db import db
from webapp.models import (
    Account,
    LedgerEntry,
    Membership,
    StampMovement,
)
from webapp.turns import turns
from webapp.usecases import stamp_printing
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.stamp_printing import (
    OWN_SHEETS,
    ApproveProof,
    NotAProof,
    OwnProof,
    PrintedBySupplier,
    ReportedOtherwise,
    ReportPrinting,
    RollGone,
    approve_proof,
    record_printing,
    record_proof,
    report_printing,
)


@pytest.fixture
def order(press_order):
    return press_order


@pytest.fixture
def roll(order):
    return rolls_of(order)[0]


def test_an_order_of_the_press_is_not_printed_by_its_owner(cast, roll, now):
    with pytest.raises(PrintedBySupplier):
        record_printing(cast.minh, roll.id, now=now)


def test_an_own_sheet_is_taken_out_a_few_times_within_a_week_and_not_after(make, cast, now):
    def printed():
        order = make.order(make.product(cast.cooperative))
        roll = make.roll(order, state=StampState.NOT_PRINTED, printed_at=None)
        record_printing(cast.minh, roll.id, now=now)
        return roll

    often, late, used = printed(), printed(), printed()
    for _ in range(OWN_SHEETS - 1):
        record_printing(cast.minh, often.id, now=now)
    lot = make.packed_lot(make.product(cast.cooperative))
    make.activation(used, lot, last=used.first + 1)

    for roll, at in ((often, now), (late, now + timedelta(days=7)), (used, now)):
        with pytest.raises(PrintedBefore):
            record_printing(cast.minh, roll.id, now=at)


@pytest.mark.parametrize("state", ["void", "lost", "stolen", "destroyed"])
def test_no_sheet_is_made_of_a_roll_that_is_gone(make, cast, product, now, state):
    gone = make.roll(make.order(product), state=StampState(state), downloads=0)

    with pytest.raises(RollGone) as refused:
        record_printing(cast.minh, gone.id, now=now)

    assert refused.value.details == {"state": state}
    db.session.refresh(gone)
    assert gone.downloads == 0


def test_nothing_is_printed_before_the_proof_is_approved(press, roll, now):
    with pytest.raises(ProofMissing):
        report_printing(press.phuc, ReportPrinting((roll.id,)), now=now)


def test_the_proof_is_approved_by_scanning_a_stamp_of_it(cast, order, now):
    for offset in (0, -1, order.count + order.proof_count):
        place = (
            SerialPlace(order.key_id, order.first + offset) if order.first + offset >= 0 else None
        )
        with pytest.raises(NotAProof):
            approve_proof(cast.minh, ApproveProof(order.id, place), now=now)

    proven(cast, order, now)
    proven(cast, order, now + timedelta(hours=1))

    db.session.refresh(order)
    assert (order.proof_approved_by_id, order.proof_approved_at) == (cast.minh.account_id, now)


def test_a_proof_sheet_is_there_from_the_first_time_it_was_taken_out(cast, press, order, now):
    record_proof(press.phuc, order.id, now=now)
    record_proof(press.phuc, order.id, now=now + timedelta(days=1))

    assert order.proof_made_at == now
    bodies = db.session.query(LedgerEntry.body)
    assert sum('"proof_made"' in body for (body,) in bodies) == 1
    with pytest.raises(NoSuchOrder):
        record_proof(cast.minh, order.id, now=now)


def test_the_printer_does_not_approve_the_own_proof_and_others_do_not_see_it(
    cast, press, order, now
):
    proof = ApproveProof(order.id, SerialPlace(order.key_id, order.serials.last))
    with pytest.raises(OwnProof):
        approve_proof(press.phuc, proof, now=now)
    with pytest.raises(NoSuchOrder):
        approve_proof(cast.hoa, proof, now=now)


def test_whoever_works_for_the_printer_too_does_not_approve_its_proof(
    make, cast, press, order, now
):
    account = db.session.get_one(Account, press.phuc.account_id)
    as_manager = make.actor(Role.MANAGER, cast.cooperative, account)
    as_officer = make.actor(Role.OFFICER, account=account)
    proof = ApproveProof(order.id, SerialPlace(order.key_id, order.serials.last))

    for actor in (as_manager, as_officer):
        with pytest.raises(OwnProof):
            approve_proof(actor, proof, now=now)

    db.session.get_one(Membership, press.phuc.membership_id).ended_at = now
    db.session.commit()
    approve_proof(as_manager, proof, now=now)


def test_a_printer_sees_only_its_own_orders(make, cast, press, order, roll, now):
    other = appointed(make, cast, now, number="13/QĐ-SKHCN")
    proven(cast, order, now)

    with pytest.raises(NoSuchRoll):
        report_printing(other.phuc, ReportPrinting((roll.id,)), now=now)


def test_spoilt_stamps_are_void_from_the_start_and_the_rest_is_in_stock(
    cast, press, order, roll, now
):
    proven(cast, order, now)
    spoilt = (SerialRange.of(roll.first, 2), SerialRange.of(roll.first + 10, 3))

    report_printing(press.phuc, ReportPrinting((roll.id,), spoilt, "Lem mực"), now=now)

    assert balance(roll) == Balance(in_stock=45, void=5)
    lines = db.session.query(StampMovement).filter_by(kind=MovementKind.SPOILT).all()
    assert {line.reason for line in lines} == {"Lem mực"}


def test_why_stamps_are_spoilt_is_said(cast, press, order, roll, now):
    proven(cast, order, now)
    spoilt = (SerialRange.of(roll.first, 2),)

    with pytest.raises(ReasonMissing):
        report_printing(press.phuc, ReportPrinting((roll.id,), spoilt), now=now)

    assert balance(roll) == Balance(not_printed=50)


def test_a_report_told_twice_changes_nothing_and_told_otherwise_is_refused(
    cast, press, order, roll, now
):
    proven(cast, order, now)
    spoilt = (SerialRange.of(roll.first, 2),)
    told = ReportPrinting((roll.id,), spoilt, "Lem mực")
    report_printing(press.phuc, told, now=now)
    report_printing(press.phuc, told, now=now + timedelta(hours=1))

    for others in ((), (*spoilt, SerialRange.of(roll.first + 9, 1))):
        with pytest.raises(ReportedOtherwise) as refused:
            report_printing(press.phuc, ReportPrinting((roll.id,), others, "Lem mực"), now=now)
        assert refused.value.details == {"roll": 1}

    db.session.refresh(roll)
    assert (balance(roll), roll.printed_at) == (Balance(in_stock=48, void=2), now)


def test_a_form_that_is_sent_twice_at_once_is_one_report(
    cast, press, order, roll, now, monkeypatch
):
    """The second one comes through when the first has been read and nothing of it is entered."""
    proven(cast, order, now)
    told = ReportPrinting((roll.id,), (SerialRange.of(roll.first, 2),), "Lem mực")

    def first_the_other(*parts):
        monkeypatch.setattr(stamp_printing, "turns", turns)
        report_printing(press.phuc, told, now=now)
        return turns(*parts)

    monkeypatch.setattr(stamp_printing, "turns", first_the_other)
    report_printing(press.phuc, told, now=now)

    assert balance(roll) == Balance(in_stock=48, void=2)


def test_rolls_are_reported_together_with_stretches_across_them(cast, press, order, now):
    proven(cast, order, now)
    first, second = rolls_of(order)
    across = SerialRange(first.last - 3, second.first + 2)
    again = SerialRange(first.last - 1, second.first + 1)

    told = ReportPrinting((first.id, second.id), (across, again), "Đứt giấy")
    report_printing(press.phuc, told, now=now)

    assert balance(first) == Balance(in_stock=47, void=3)
    assert balance(second) == Balance(in_stock=48, void=2)


def test_a_report_that_is_wrong_in_one_roll_enters_none(cast, press, order, now):
    proven(cast, order, now)
    first, second = rolls_of(order)
    report_printing(press.phuc, ReportPrinting((second.id,)), now=now)
    spoilt = (SerialRange.of(second.first, 1),)

    with pytest.raises(ReportedOtherwise):
        report_printing(press.phuc, ReportPrinting((first.id, second.id), spoilt, "Lem"), now=now)

    assert balance(first) == Balance(not_printed=50)


def test_a_report_that_broke_off_is_finished_by_the_same_one(make, cast, press, now, monkeypatch):
    """Thousands of rolls are entered in parts, which stand."""
    order = approved_for(make, cast, press, now, sizes=(50, 10))
    proven(cast, order, now)
    rolls = rolls_of(order)
    spoilt = tuple(SerialRange.of(roll.first + 5, 1) for roll in rolls)
    told = ReportPrinting([roll.id for roll in rolls], spoilt, "Lem")
    monkeypatch.setattr(stamp_printing, "ROLLS_AT_ONCE", 2)
    report_printing(press.phuc, ReportPrinting(told.roll_ids[:2], spoilt[:2], "Lem"), now=now)

    report_printing(press.phuc, told, now=now)

    assert [balance(roll) for roll in rolls] == [Balance(in_stock=9, void=1)] * 5
    bodies = db.session.query(LedgerEntry.body)
    assert sum('"run_printed"' in body for (body,) in bodies) == 5


def test_between_two_parts_of_a_long_report_others_write(make, cast, press, now, monkeypatch):
    order = approved_for(make, cast, press, now, sizes=(50, 10))
    proven(cast, order, now)
    is_open = []
    monkeypatch.setattr(
        "webapp.turns.sleep", lambda _: is_open.append(db.session().in_transaction())
    )
    monkeypatch.setattr(stamp_printing, "ROLLS_AT_ONCE", 2)

    ids = [roll.id for roll in rolls_of(order)]
    report_printing(press.phuc, ReportPrinting(ids), now=now)

    assert is_open == [False, False]


def test_a_report_of_stamps_of_another_roll_changes_nothing(cast, press, order, roll, now):
    proven(cast, order, now)
    outside = SerialRange.of(roll.last, 1)

    with pytest.raises(RangeOutsideHoldings):
        report_printing(press.phuc, ReportPrinting((roll.id,), (outside,), "Lem"), now=now)

    db.session.refresh(roll)
    assert (balance(roll), roll.printed_at) == (Balance(not_printed=50), None)


def test_what_lies_in_stock_is_not_activated(make, cast, press, order, roll, now):
    proven(cast, order, now)
    report_printing(press.phuc, ReportPrinting((roll.id,)), now=now)
    lot = make.packed_lot(make.product(cast.cooperative), product_id=order.product_id)

    with pytest.raises(Exception, match="range_not_delivered"):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)
