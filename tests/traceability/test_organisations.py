"""Tax codes and hotlines."""

import pytest

from traceability.organisations import BadHotline, BadTaxCode, parse_hotline, parse_tax_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0123456789", "0123456789"),
        (" 0123 456 789 ", "0123456789"),
        ("0123456789-001", "0123456789-001"),
        ("0123456789001", "0123456789-001"),
    ],
)
def test_a_tax_code_has_one_spelling(typed, kept):
    assert parse_tax_code(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "012345678", "01234567890", "0123456789-01", "０１２３４５６７８９"]
)
def test_anything_else_is_no_tax_code(typed):
    with pytest.raises(BadTaxCode):
        parse_tax_code(typed)


@pytest.mark.parametrize("typed", ["1900 888 655", "0212 3852 123", "+84 912 345 678", "18001234"])
def test_a_hotline_keeps_its_groups(typed):
    assert parse_hotline(f"  {typed}") == typed


@pytest.mark.parametrize("typed", ["113", "gọi tôi", "1900 888 655 máy lẻ 2", "1" * 16])
def test_words_are_no_hotline(typed):
    with pytest.raises(BadHotline):
        parse_hotline(typed)
