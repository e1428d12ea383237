"""The producer's own sheets; the printer's proof, files and reports."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.printers import appointed, proven
from tests.rolls import balance, rolls_of
from traceability.keyring import SerialPlace
from traceability.roles import Role
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import (
    Balance,
    MovementKind,
    RangeOutsideHoldings,
    StampState,
    WrongStampState,
)
from traceability.stamps import NoSuchOrder, NoSuchRoll, ReasonMissing
from webapp.db import db
from webapp.models import (
    Account,
    LedgerEntry,
    Membership,
    StampDownload,
    StampMovement,
    StampPrintFile,
)
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.stamp_printing import (
    FILE_DAYS,
    FILE_DOWNLOADS,
    OWN_SHEETS,
    ApproveProof,
    FileChanged,
    MakePrintFile,
    NoSuchPrintFile,
    NotAProof,
    OwnProof,
    PrintedBefore,
    PrintedBySupplier,
    PrintFileExpired,
    PrintFileIdUsed,
    ProofMissing,
    ReportPrinting,
    RollGone,
    TooManyFiles,
    approve_proof,
    make_print_file,
    record_download,
    record_printing,
    record_proof,
    report_printing,
)

SHA = "ab" * 32


@pytest.fixture
def order(press_order):
    return press_order


@pytest.fixture
def roll(order):
    return rolls_of(order)[0]


def a_file(roll, **changes) -> MakePrintFile:
    values = {"file_id": uuid4(), "roll_id": roll.id, "format": "csv", "sha256": SHA, "size": 10}
    return MakePrintFile(**(values | changes))


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


def test_nothing_is_made_or_printed_before_the_proof_is_approved(press, roll, now):
    with pytest.raises(ProofMissing):
        make_print_file(press.phuc, a_file(roll), now=now)
    with pytest.raises(ProofMissing):
        report_printing(press.phuc, ReportPrinting(roll.id), now=now)


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


def test_a_file_is_given_out_a_few_times_and_each_is_recorded(cast, press, order, roll, now):
    proven(cast, order, now)
    file_id = make_print_file(press.phuc, a_file(roll), now=now)

    taken = [record_download(press.phuc, file_id, SHA, now=now) for _ in range(FILE_DOWNLOADS)]

    assert taken == list(range(1, FILE_DOWNLOADS + 1))
    with pytest.raises(PrintFileExpired):
        record_download(press.phuc, file_id, SHA, now=now)
    assert db.session.query(StampDownload).filter_by(file_id=file_id).count() == FILE_DOWNLOADS


def test_a_file_expires_and_another_content_is_never_given_out(cast, press, order, roll, now):
    proven(cast, order, now)
    file_id = make_print_file(press.phuc, a_file(roll), now=now)

    with pytest.raises(FileChanged):
        record_download(press.phuc, file_id, "cd" * 32, now=now)
    with pytest.raises(PrintFileExpired):
        record_download(press.phuc, file_id, SHA, now=now + timedelta(days=FILE_DAYS))
    assert db.session.get(StampPrintFile, file_id).downloads == 0


def test_the_same_form_makes_one_file(cast, press, order, roll, now):
    proven(cast, order, now)
    command = a_file(roll)

    first = make_print_file(press.phuc, command, now=now)

    assert make_print_file(press.phuc, command, now=now) == first
    assert db.session.query(StampPrintFile).count() == 1


def test_few_files_are_made_of_a_roll_and_a_form_makes_one_of_one_roll(
    cast, press, order, roll, now
):
    proven(cast, order, now)
    first = a_file(roll)
    for command in (first, a_file(roll), a_file(roll)):
        make_print_file(press.phuc, command, now=now)

    with pytest.raises(TooManyFiles):
        make_print_file(press.phuc, a_file(roll), now=now)
    other = rolls_of(order)[1]
    with pytest.raises(PrintFileIdUsed):
        make_print_file(press.phuc, a_file(other, file_id=first.file_id), now=now)


def test_a_printer_sees_only_its_own_orders(make, cast, press, order, roll, now):
    other = appointed(make, cast, now, number="13/QĐ-SKHCN")
    proven(cast, order, now)
    file_id = make_print_file(press.phuc, a_file(roll), now=now)

    with pytest.raises(NoSuchRoll):
        make_print_file(other.phuc, a_file(roll), now=now)
    with pytest.raises(NoSuchRoll):
        report_printing(other.phuc, ReportPrinting(roll.id), now=now)
    with pytest.raises(NoSuchRoll):
        record_download(other.phuc, file_id, SHA, now=now)
    with pytest.raises(NoSuchPrintFile):
        record_download(press.phuc, uuid4(), SHA, now=now)


def test_spoilt_stamps_are_void_from_the_start_and_the_rest_is_in_stock(
    cast, press, order, roll, now
):
    proven(cast, order, now)
    spoilt = (SerialRange.of(roll.first, 2), SerialRange.of(roll.first + 10, 3))

    report_printing(press.phuc, ReportPrinting(roll.id, spoilt, "Lem mực"), now=now)

    assert balance(roll) == Balance(in_stock=45, void=5)
    lines = db.session.query(StampMovement).filter_by(kind=MovementKind.SPOILT).all()
    assert {line.reason for line in lines} == {"Lem mực"}


def test_why_stamps_are_spoilt_is_said(cast, press, order, roll, now):
    proven(cast, order, now)
    spoilt = (SerialRange.of(roll.first, 2),)

    with pytest.raises(ReasonMissing):
        report_printing(press.phuc, ReportPrinting(roll.id, spoilt), now=now)

    assert balance(roll) == Balance(not_printed=50)


def test_a_roll_comes_off_the_press_once_and_is_not_printed_again(cast, press, order, roll, now):
    proven(cast, order, now)
    file_id = make_print_file(press.phuc, a_file(roll), now=now)
    report_printing(press.phuc, ReportPrinting(roll.id), now=now)

    with pytest.raises(WrongStampState):
        report_printing(press.phuc, ReportPrinting(roll.id), now=now)
    with pytest.raises(PrintedBefore):
        record_download(press.phuc, file_id, SHA, now=now)
    with pytest.raises(PrintedBefore):
        make_print_file(press.phuc, a_file(roll), now=now)


def test_a_report_of_stamps_of_another_roll_changes_nothing(cast, press, order, roll, now):
    proven(cast, order, now)
    outside = SerialRange.of(roll.last, 1)

    with pytest.raises(RangeOutsideHoldings):
        report_printing(press.phuc, ReportPrinting(roll.id, (outside,), "Lem"), now=now)

    db.session.refresh(roll)
    assert (balance(roll), roll.printed_at) == (Balance(not_printed=50), None)


def test_what_lies_in_stock_is_not_activated(make, cast, press, order, roll, now):
    proven(cast, order, now)
    report_printing(press.phuc, ReportPrinting(roll.id), now=now)
    lot = make.packed_lot(make.product(cast.cooperative), product_id=order.product_id)

    with pytest.raises(Exception, match="range_not_delivered"):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)
