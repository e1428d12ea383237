"""What the public is told of stamps that stand on a proof sheet, and of those that do not."""

import pytest

from tests.makers import GTIN
from tests.statements import counted_statements
from traceability.gs1 import Gtin
from traceability.keyring import SerialPlace
from traceability.verdict import Cause, VerdictCode
from webapp.db import db
from webapp.queries.verdicts import AskedStamp, public_verdict
from webapp.usecases.stamp_printing import record_proof


@pytest.fixture
def look(app, press_order, now):
    """The answer to a look at a counter behind the stamps, and how many statements it took."""

    def at(offset, **asked):
        db.session.commit()
        place = SerialPlace(press_order.key_id, press_order.serials.last + offset)
        with counted_statements() as statements:
            answer = public_verdict(AskedStamp(place, **asked), lambda _: True, now=now)
        return answer, len(statements)

    return at


def test_a_stamp_of_a_sheet_that_was_taken_out_is_told_to_be_a_proof(press, press_order, look, now):
    record_proof(press.phuc, press_order.id, now=now)

    for offset in range(press_order.proof_count):
        answer, statements = look(offset)
        assert (answer.verdict.code, answer.verdict.cause) == (
            VerdictCode.WITHDRAWN,
            Cause.PROOF,
        )
        assert (answer.goods, answer.stops, answer.checks) == (None, (), None)
        assert not answer.has_covered_code
        assert statements == 1


def test_what_stands_on_no_sheet_stays_unknown(make, press, press_order, look, now):
    unknown, statements = look(0)  # nobody has taken the sheet out
    assert (unknown.verdict.code, statements) == (VerdictCode.UNKNOWN, 1)

    record_proof(press.phuc, press_order.id, now=now)

    behind, statements = look(press_order.proof_count)
    assert (behind, statements) == (unknown, 1)
    unprinted, statements = look(-1)
    assert (unprinted, statements) == (unknown, 1)


def test_a_proof_under_another_products_number_is_unknown(press, press_order, look, now):
    record_proof(press.phuc, press_order.id, now=now)

    assert look(0, gtin=Gtin(GTIN.replace("6", "7")))[0].verdict.code is VerdictCode.UNKNOWN


def test_a_proof_that_was_approved_before_its_taking_out_was_kept_is_a_proof(
    press_order, look, now
):
    press_order.proof_approved_at = now

    assert look(0)[0].verdict.cause is Cause.PROOF
