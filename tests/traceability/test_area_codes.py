"""Growing-area and packing-house codes."""

import pytest

from traceability.area_codes import AreaCodeOfAnotherKind, BadAreaCode, parse_area_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("vn-tgor-0001", "VN-TGOR-0001"), (" 14.03646.01.26 ", "14.03646.01.26"), ("A123", "A123")],
)
def test_a_code_is_kept_as_granted_in_capitals(typed, kept):
    assert parse_area_code(typed) == kept


@pytest.mark.parametrize("typed", ["", "VN1", "-VN01", "VN 01", "VÙNG-01", "V" * 41])
def test_anything_else_is_refused(typed):
    with pytest.raises(BadAreaCode):
        parse_area_code(typed)


@pytest.mark.parametrize(
    "typed", ["9520000000127", "09520123456788", "LOC-03646-0001", "prd-14-0001"]
)
def test_a_gs1_number_or_a_code_of_ours_does_not_slip_in_this_way(typed):
    with pytest.raises(AreaCodeOfAnotherKind):
        parse_area_code(typed)
