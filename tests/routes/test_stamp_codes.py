"""Codes of stamps that are typed into a form: a range has two ends, and both are ours."""

import pytest

from tests.rolls import balance
from traceability.serials import printed
from traceability.stamp_ledger import Balance

OF_NOBODY = printed("ABCD1234EFGH5678")
CODE_NOT_OURS = "Mã này không phải tem của hệ thống."
ONE_END_MISSING = "Cần cả tem đầu và tem cuối."


@pytest.fixture
def lost(cast, client_of, roll):
    """Minh reports stamps as lost; the page that answers."""

    def told(**ends: str):
        data = {"kind": "lost", "reason": "Kiểm kê"} | ends
        return client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/moves", data=data)

    return told


@pytest.mark.parametrize("name", ["move_first", "move_last"])
def test_a_range_with_one_end_moves_nothing(make, order, roll, lost, name):
    answer = lost(**{name: printed(make.serial(order, 5))})

    assert answer.status_code == 422
    assert ONE_END_MISSING in answer.text
    assert balance(roll) == Balance(delivered=100)


def test_codes_that_no_key_of_ours_made_move_nothing(roll, lost):
    answer = lost(move_first=OF_NOBODY, move_last=OF_NOBODY)

    assert answer.status_code == 422
    assert CODE_NOT_OURS in answer.text
    assert balance(roll) == Balance(delivered=100)


def test_a_code_of_nobody_is_told_as_that_and_not_as_missing(make, order, roll, lost):
    answer = lost(move_first=printed(make.serial(order, 5)), move_last=OF_NOBODY)

    assert answer.status_code == 422
    assert CODE_NOT_OURS in answer.text
    assert ONE_END_MISSING not in answer.text
    assert balance(roll) == Balance(delivered=100)


def test_an_activation_that_begins_with_a_code_of_nobody_says_so(cast, client_of):
    answer = client_of(cast.minh).post("/stamp-activations", data={"first": OF_NOBODY})

    assert answer.status_code == 422
    assert CODE_NOT_OURS in answer.text
    assert "Hãy quét hoặc gõ tem đầu" not in answer.text
