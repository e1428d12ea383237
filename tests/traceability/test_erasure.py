"""Where a person is named: their number however it is spaced, their name as whole words."""

import pytest

from traceability.erasure import Person
from traceability.phone import Phone, shown

MAY = Person("Lường Thị Mẩy", Phone("+84912345678"))


@pytest.mark.parametrize(
    "text",
    [
        "Lường Thị Mẩy",
        "gọi chị LƯỜNG THỊ MẨY, trưởng nhóm",
        "Lu\u031bo\u031b\u0300ng Thi\u0323 Ma\u0302\u0309y",
        "0912 345 678",
        "+84 912-345-678",
        "hỏi số 84912345678.",
    ],
)
def test_who_is_named_is_found(text):
    assert MAY.is_named_in(text)


@pytest.mark.parametrize("text", ["", "Thị Mẩy", "Lường Thị Mẩyn", "0912 345 67", "Lò Văn Bình"])
def test_who_is_not_named_is_not_found(text):
    assert not MAY.is_named_in(text)


def test_a_number_tells_the_person_from_a_namesake():
    assert MAY.is_called_by("Lường Thị Mẩy, 0912.345.678")
    assert not MAY.is_called_by("Lường Thị Mẩy, 0912.345.679")


def test_a_name_of_one_word_is_others_too_and_counts_only_alone():
    lan = Person("Lan", Phone("+84912345679"))

    assert lan.is_named_in(" lan ")
    assert not lan.is_named_in("Hoa lan trồng cạnh ruộng")


def test_of_who_was_erased_no_number_is_shown():
    assert shown("erased:0b1c") == ""
