"""The life of a code in the register: its moves, its dates, and what is odd about it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.area_codes import TONNE, facts
from traceability.area_codes import (
    AreaCodeKind,
    AreaCodeScheme,
    AreaCodeStatus,
    AreaCodeWarning,
    BadAreaCodeDates,
    CropCycle,
    WrongAreaCodeStatus,
    check_dates,
    check_status_move,
    warnings_of,
)

TODAY = date(2026, 11, 22)
HECTARE = 10_000_000
MOVES = {
    ("requested", "under_inspection"),
    ("requested", "granted"),
    ("requested", "revoked"),
    ("under_inspection", "granted"),
    ("under_inspection", "suspended"),
    ("under_inspection", "revoked"),
    ("granted", "under_inspection"),
    ("granted", "suspended"),
    ("granted", "revoked"),
    ("suspended", "under_inspection"),
    ("suspended", "granted"),
    ("suspended", "revoked"),
    ("revoked", "requested"),
}


@pytest.mark.parametrize("before", list(AreaCodeStatus))
@pytest.mark.parametrize("after", list(AreaCodeStatus))
def test_a_code_moves_as_its_authority_decides(before, after):
    if (before.value, after.value) in MOVES:
        check_status_move(before, after)
        return
    with pytest.raises(WrongAreaCodeStatus) as refused:
        check_status_move(before, after)
    assert refused.value.details == {"status": f"area_code_status.{before.value}"}


@given(st.dates(date(2020, 1, 1), TODAY), st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_code_ends_after_it_was_granted(issued, valid_to):
    said = facts(issued_on=issued, valid_to=valid_to)

    if valid_to is None or valid_to > issued:
        check_dates(said, AreaCodeStatus.GRANTED, TODAY)
    else:
        with pytest.raises(BadAreaCodeDates):
            check_dates(said, AreaCodeStatus.GRANTED, TODAY)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"issued_on": None}, AreaCodeStatus.GRANTED),
        ({"issued_on": None}, AreaCodeStatus.SUSPENDED),
        ({"issued_on": None, "valid_to": TODAY}, AreaCodeStatus.REQUESTED),
        ({"issued_on": TODAY + timedelta(days=1)}, AreaCodeStatus.GRANTED),
    ],
)
def test_dates_that_no_decision_has_are_refused(given, status):
    with pytest.raises(BadAreaCodeDates):
        check_dates(facts(**given), status, TODAY)


def test_what_is_only_requested_has_no_date_yet():
    check_dates(facts(issued_on=None), AreaCodeStatus.REQUESTED, TODAY)


@pytest.mark.parametrize(
    ("cycle", "area", "warnings"),
    [
        (CropCycle.PERENNIAL, HECTARE - 1, {AreaCodeWarning.SMALLER_THAN_A_HECTARE}),
        (CropCycle.PERENNIAL, HECTARE, set()),
        (CropCycle.ANNUAL, HECTARE // 10 - 1, {AreaCodeWarning.SMALLER_THAN_A_TENTH}),
        (CropCycle.ANNUAL, HECTARE // 10, set()),
        (None, 1, set()),
        (CropCycle.PERENNIAL, None, set()),
    ],
)
def test_small_areas_of_the_domestic_scheme_are_pointed_out(cycle, area, warnings):
    said = {"cycle": cycle, "area_thousandths": area, "yield_thousandths": TONNE}

    assert set(warnings_of(facts(scheme=AreaCodeScheme.DOMESTIC_3156, **said))) == warnings
    assert set(warnings_of(facts(scheme=AreaCodeScheme.EXPORT, **said))) == set()


def test_a_growing_area_without_a_yield_is_pointed_out():
    assert warnings_of(facts(yield_thousandths=None)) == (AreaCodeWarning.YIELD_UNKNOWN,)
    assert warnings_of(facts(kind=AreaCodeKind.PACKING_HOUSE, yield_thousandths=None)) == ()
