"""`temthat sms try`: an operator sees what a message would be answered, and nothing is spent."""

import pytest
from sqlalchemy import func, select

from traceability.covered_codes import covered_code
from webapp import sms_cli
from webapp.db import db
from webapp.models import CoveredCodeGuess, Scan, SmsAnswer, Stamp


@pytest.fixture
def order(make):
    order = make.order(make.product(), has_covered_code=True)
    make.activation(make.roll(order))
    return order


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda text: runner.invoke(sms_cli.sms, ["try", text]).output


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_it_prints_the_answer_and_writes_nothing(run, make, order):
    serial = make.serial(order)
    code = covered_code(make.keyring.covered_code_key(order.key_id), order.first)

    plain, right, wrong = (
        run(f"TEM {serial}"),
        run(f"TEM {serial} {code}"),
        run(f"{serial}00000000"),
    )

    assert plain.startswith("TEM HOP LE: Gao nep tan Muong Va.")
    assert right.startswith("TEM HOP LE, MA CAO DUNG")
    assert wrong.startswith("MA CAO CHUA KHOP")
    assert [count(table) for table in (Scan, Stamp, CoveredCodeGuess, SmsAnswer)] == [0] * 4


def test_a_code_that_was_opened_is_told_to_be_so(run, make, order, now):
    db.session.add(
        Stamp(
            key_id=order.key_id,
            counter=order.first,
            organisation_id=order.organisation_id,
            covered_code_checked_at=now,
        )
    )
    db.session.commit()
    code = covered_code(make.keyring.covered_code_key(order.key_id), order.first)

    assert run(f"check {make.serial(order)} {code}").startswith("CODE RIGHT, CHECKED BEFORE")


def test_what_is_no_question_is_answered_too(run):
    assert run("hello").startswith("CHUA HIEU TIN NHAN")
