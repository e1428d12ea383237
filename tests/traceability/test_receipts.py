"""Receipt numbers: spelled to be read out, read back however they were typed."""

import pytest

from traceability.receipts import BITS, read_receipt, spell_receipt


@pytest.mark.parametrize("number", [0, 1, 2**BITS - 1, 0x9E3779B97F & (2**BITS - 1)])
def test_a_receipt_is_short_and_has_no_letter_that_is_misread(number: int) -> None:
    receipt = spell_receipt(number)

    assert len(receipt) == 12
    assert not set(receipt[3:]) & set("ILOU")
    assert read_receipt(receipt) == receipt


def test_numbers_give_different_receipts() -> None:
    assert len({spell_receipt(number << 20) for number in range(1000)}) == 1000


@pytest.mark.parametrize("typed", ["bc-7k3m-92qx", "BC7K3M92QX", " bc 7k3m 92qx ", "BC-7K3M-92QX"])
def test_case_and_dashes_do_not_matter(typed: str) -> None:
    assert read_receipt(typed) == "BC-7K3M-92QX"


def test_letters_that_look_like_digits_are_meant_as_digits() -> None:
    assert read_receipt("BC-OIL0-0000") == "BC-0110-0000"


@pytest.mark.parametrize(
    "typed", ["", "BC", "BC-7K3M-92Q", "BC-7K3M-92QXX", "XX-7K3M-92QX", "BC-7U3M-92QX"]
)
def test_anything_else_is_no_receipt(typed: str) -> None:
    assert read_receipt(typed) is None
