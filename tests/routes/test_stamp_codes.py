"""Stamps that are typed into a form line by line: every line is understood, or nothing is done."""

import pytest

from tests.page_forms import error_at
from tests.rolls import balance
from traceability.serials import printed
from traceability.stamp_ledger import Balance

OF_NOBODY = printed("ABCD1234EFGH5678")
CODE_NOT_OURS = "Mã này không phải tem của hệ thống."


@pytest.fixture
def lost(cast, client_of, roll):
    """Minh reports stamps as lost; the page that answers."""

    def told(moved: str):
        data = {"kind": "lost", "reason": "Kiểm kê", "moved": moved}
        return client_of(cast.minh).post(f"/stamp-rolls/{roll.id}/moves", data=data)

    return told


@pytest.fixture
def code(make, order):
    return lambda offset: printed(make.serial(order, offset))


def test_scattered_stamps_and_stretches_are_moved_at_once(roll, lost, code):
    lines = (code(5), f"{code(20)} – {code(29)}", code(5), f"{code(29)} đến {code(30)}")

    answer = lost("\n".join(lines))

    assert answer.status_code == 303
    assert balance(roll) == Balance(delivered=88, lost=12)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("{5}{6}{7}", "Dòng 2 không đọc được: mỗi dòng một mã tem, hoặc mã đầu – mã cuối."),
        (OF_NOBODY, "Dòng 2: mã này không phải tem của hệ thống."),
        (f"{{5}} – {OF_NOBODY}", "Dòng 2: mã này không phải tem của hệ thống."),
        ("{7} – {5}", "Dòng 2: tem đầu đứng sau tem cuối."),
        ("{7} – {100}", "Dòng 2: tem này không nằm trên cuộn đang ghi."),
    ],
)
def test_a_wrong_line_is_told_by_its_number_and_nothing_is_moved(roll, lost, code, second, told):
    for offset in (5, 6, 7, 100):
        second = second.replace(f"{{{offset}}}", code(offset))

    answer = lost(f"{code(1)}\n{second}")

    assert (answer.status_code, error_at(answer.text, "moved")) == (422, told)
    assert second in answer.text
    assert balance(roll) == Balance(delivered=100)


def test_one_stamp_that_cannot_be_moved_keeps_all_others_where_they_are(roll, lost, code):
    lost(code(50))

    answer = lost(f"{code(1)}\n{code(50)}")

    assert answer.status_code == 409
    assert balance(roll) == Balance(delivered=99, lost=1)


def test_an_activation_that_begins_with_a_code_of_nobody_says_so(cast, client_of):
    answer = client_of(cast.minh).post("/stamp-activations", data={"first": OF_NOBODY})

    assert answer.status_code == 422
    assert CODE_NOT_OURS in answer.text
    assert "Hãy quét hoặc gõ tem đầu" not in answer.text


def test_the_journal_names_the_stamps_of_each_line(cast, client_of, roll, lost, code):
    lost(f"{code(3)} – {code(7)}\n{code(9)}")

    for address in (f"/stamp-rolls/{roll.id}", f"/stamp-orders/{roll.order_id}"):
        page = client_of(cast.minh).get(address).text
        assert f"{code(3)} – {code(7)}" in page
        assert f">{code(9)}<" in page
