"""Print files of one roll or of several: few, for a week, each download recorded."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.printers import appointed, approved_for, on_the_press
from tests.rolls import rolls_of
from traceability.stamps import NoSuchRoll, PrintedBefore, ProofMissing
from webapp.db import db
from webapp.models import LedgerEntry, StampDownload, StampPrintFile
from webapp.usecases.print_files import (
    FILE_DAYS,
    FILE_DOWNLOADS,
    FileChanged,
    MakePrintFile,
    NoSuchPrintFile,
    PrintFileExpired,
    PrintFileIdUsed,
    RollsApart,
    TooManyFiles,
    check_print_file,
    make_print_file,
    record_download,
)
from webapp.usecases.stamp_printing import ReportPrinting, report_printing

SHA = "ab" * 32


@pytest.fixture
def order(make, cast, press, now):
    """Six rolls of ten stamps, whose proof is approved."""
    return on_the_press(make, cast, press, now, sizes=(60, 10))


@pytest.fixture
def rolls(order):
    return rolls_of(order)


def a_file(*rolls, **changes) -> MakePrintFile:
    ids = [roll.id for roll in rolls]
    values = {"file_id": uuid4(), "roll_ids": ids, "format": "csv", "sha256": SHA, "size": 10}
    return MakePrintFile(**(values | changes))


@pytest.fixture
def make_file(press, now):
    return lambda *rolls: make_print_file(press.phuc, a_file(*rolls), now=now)


def test_no_file_is_made_before_the_proof_is_approved(press, press_order, now):
    (first, _) = rolls_of(press_order)

    with pytest.raises(ProofMissing):
        check_print_file(press.phuc, uuid4(), [first.id])
    with pytest.raises(ProofMissing):
        make_print_file(press.phuc, a_file(first), now=now)


def test_a_file_of_several_rolls_says_which_in_row_and_ledger(rolls, make_file):
    file_id = make_file(*rolls[1:4])

    file = db.session.get_one(StampPrintFile, file_id)
    assert (file.roll_id, file.roll_count) == (rolls[1].id, 3)
    entry = db.session.query(LedgerEntry).order_by(LedgerEntry.position.desc()).first()
    told = json.loads(entry.body)["content"]
    assert (told["action"], told["first"], told["last"]) == (
        "file_made",
        rolls[1].first,
        rolls[3].last,
    )


def test_rolls_of_one_file_follow_one_another(press, rolls, make_file):
    with pytest.raises(RollsApart):
        make_file(rolls[0], rolls[2])
    with pytest.raises(RollsApart):
        check_print_file(press.phuc, uuid4(), [rolls[0].id, rolls[2].id])


def test_a_file_is_given_out_a_few_times_and_each_is_recorded(press, rolls, make_file, now):
    file_id = make_file(*rolls)

    taken = [record_download(press.phuc, file_id, SHA, now=now) for _ in range(FILE_DOWNLOADS)]

    assert taken == list(range(1, FILE_DOWNLOADS + 1))
    with pytest.raises(PrintFileExpired):
        record_download(press.phuc, file_id, SHA, now=now)
    assert db.session.query(StampDownload).filter_by(file_id=file_id).count() == FILE_DOWNLOADS


def test_a_file_expires_and_another_content_is_never_given_out(press, rolls, make_file, now):
    file_id = make_file(*rolls[:2])

    with pytest.raises(FileChanged):
        record_download(press.phuc, file_id, "cd" * 32, now=now)
    with pytest.raises(PrintFileExpired):
        record_download(press.phuc, file_id, SHA, now=now + timedelta(days=FILE_DAYS))
    assert db.session.get(StampPrintFile, file_id).downloads == 0


def test_the_same_form_makes_one_file_of_the_same_rolls(press, rolls, now):
    command = a_file(*rolls[:3])
    first = make_print_file(press.phuc, command, now=now)

    assert make_print_file(press.phuc, command, now=now) == first
    assert db.session.query(StampPrintFile).count() == 1
    for others in (rolls[:2], rolls[1:4]):
        with pytest.raises(PrintFileIdUsed):
            make_print_file(press.phuc, a_file(*others, file_id=first), now=now)


def test_few_files_hold_one_roll_however_many_others_they_hold(rolls, make_file):
    make_file(*rolls[:3])
    make_file(*rolls[2:])
    make_file(rolls[2])

    with pytest.raises(TooManyFiles) as refused:
        make_file(*rolls)

    assert refused.value.details["roll"] == 3
    assert make_file(*rolls[3:])


def test_once_one_roll_of_a_file_is_printed_nothing_of_it_is_given_out(
    press, rolls, make_file, now
):
    file_id = make_file(*rolls[:3])
    report_printing(press.phuc, ReportPrinting((rolls[1].id,)), now=now)

    with pytest.raises(PrintedBefore) as refused:
        record_download(press.phuc, file_id, SHA, now=now)
    assert refused.value.details["roll"] == 2
    with pytest.raises(PrintedBefore):
        make_file(*rolls[1:3])
    assert make_file(*rolls[2:4])


def test_a_printer_sees_only_the_files_of_its_own_orders(make, cast, press, rolls, make_file, now):
    other = appointed(make, cast, now, number="13/QĐ-SKHCN")
    file_id = make_file(*rolls[:2])

    with pytest.raises(NoSuchRoll):
        make_print_file(other.phuc, a_file(rolls[0]), now=now)
    for actor, wanted in ((other.phuc, file_id), (press.phuc, uuid4())):
        with pytest.raises(NoSuchPrintFile):
            record_download(actor, wanted, SHA, now=now)


def test_no_file_is_made_of_rolls_of_two_orders(make, cast, press, rolls, make_file, now):
    other = rolls_of(approved_for(make, cast, press, now))[0]

    for some in ((rolls[0], other), ()):
        with pytest.raises(NoSuchRoll):
            make_file(*some)
