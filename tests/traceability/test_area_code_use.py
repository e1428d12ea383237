"""Who may pack under a code, and whether more goes out under it than grows there."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.area_code_use import (
    CodeInUse,
    CodeProblem,
    Consent,
    Packed,
    SeasonSum,
    code_problems,
    may_use,
)
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.markets import DOMESTIC, MARKETS

HOLDER, OTHER = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 22)
TONNE = 1_000_000
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def code(**given) -> CodeInUse:
    said = {
        "id": UUID(int=9),
        "kind": AreaCodeKind.GROWING_AREA,
        "code": "VN-SLOR-0001",
        "status": AreaCodeStatus.GRANTED,
        "markets": frozenset({"china"}),
        "holder_id": HOLDER,
    }
    return CodeInUse(**(said | given))


def problems(of: CodeInUse, **given) -> set[CodeProblem]:
    asked = {"user_id": HOLDER, "market": "china", "consents": (), "packed": (), "today": TODAY}
    return set(code_problems(of, **(asked | given)))


@st.composite
def consents(draw) -> Consent:
    first = draw(DAYS)
    last = draw(st.none() | st.dates(first, date(2027, 6, 30)))
    withdrawn = draw(st.none() | st.dates(first, date(2027, 6, 30)))
    return Consent(first, last, withdrawn_on=withdrawn)


def test_the_holders_own_lot_needs_no_consent():
    assert problems(code()) == set()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"status": AreaCodeStatus.SUSPENDED}, CodeProblem.SUSPENDED),
        ({"status": AreaCodeStatus.REVOKED}, CodeProblem.REVOKED),
        ({"status": AreaCodeStatus.REQUESTED}, CodeProblem.NOT_GRANTED),
        ({"status": AreaCodeStatus.UNDER_INSPECTION}, CodeProblem.NOT_GRANTED),
        ({"valid_to": TODAY - timedelta(days=1)}, CodeProblem.EXPIRED),
        ({"markets": frozenset({"usa", "eu"})}, CodeProblem.NOT_FOR_MARKET),
        ({"holder_id": OTHER}, CodeProblem.NO_CONSENT),
    ],
)
def test_a_code_out_of_order_stops_an_export_lot(given, problem):
    assert problems(code(**given)) == {problem}


def test_the_last_day_of_a_code_counts():
    assert problems(code(valid_to=TODAY)) == set()


@given(st.sampled_from(AreaCodeStatus), st.booleans())
def test_at_home_a_code_stops_nobody_but_whom_the_holder_did_not_allow(status, is_own):
    holder = HOLDER if is_own else OTHER
    found = problems(code(status=status, holder_id=holder), market=DOMESTIC)

    assert found == (set() if is_own else {CodeProblem.NO_CONSENT})


@given(st.sampled_from(AreaCodeStatus), st.sets(st.sampled_from(list(MARKETS))))
def test_only_what_is_granted_for_the_market_goes_there(status, markets):
    is_good = status is AreaCodeStatus.GRANTED and "china" in markets

    assert (problems(code(status=status, markets=frozenset(markets))) == set()) == is_good


@given(consents(), DAYS)
def test_a_consent_covers_the_days_from_its_first_to_its_last(consent, day):
    ends = min(consent.valid_to or date.max, consent.withdrawn_on or date.max)
    is_withdrawn = consent.withdrawn_on is not None and day >= consent.withdrawn_on

    assert consent.covers(day) == (consent.valid_from <= day <= ends and not is_withdrawn)


@given(consents(), consents())
def test_two_consents_overlap_exactly_where_a_day_is_covered_by_both(one, other):
    days = [date(2026, 1, 1) + timedelta(days=it) for it in range(546)]
    both = any(one.covers(day) and other.covers(day) for day in days)

    assert one.overlaps(other) == other.overlaps(one)
    if both:
        assert one.overlaps(other)
    elif min(one.last_day, other.last_day) <= days[-1]:
        assert not one.overlaps(other)


@given(st.lists(st.tuples(DAYS, st.integers(1, 100)), min_size=1), consents())
def test_every_day_of_packing_is_covered_or_the_lot_is_stopped(packings, consent):
    packed = [Packed(day, tonnes * TONNE) for day, tonnes in packings]

    found = problems(code(holder_id=OTHER), consents=[consent], packed=packed)

    assert (CodeProblem.NO_CONSENT in found) == any(not consent.covers(it.day) for it in packed)


def test_what_is_told_by_no_weight_needs_a_consent_on_its_day_and_uses_up_none():
    lent = Consent(date(2026, 9, 1), date(2026, 10, 31), most_thousandths=TONNE)
    packed = [Packed(date(2026, 10, 15), None), Packed(date(2026, 10, 16), TONNE)]
    asked = {"consents": [lent], "today": date(2026, 11, 5)}

    assert problems(code(holder_id=OTHER), packed=packed, **asked) == set()
    late = [*packed, Packed(date(2026, 11, 1), None)]
    assert problems(code(holder_id=OTHER), packed=late, **asked) == {CodeProblem.NO_CONSENT}


def test_what_was_packed_before_a_consent_was_withdrawn_stays_covered():
    withdrawn = Consent(date(2026, 1, 1), withdrawn_on=date(2026, 6, 1))
    before, after = Packed(date(2026, 5, 31), TONNE), Packed(date(2026, 6, 1), TONNE)
    asked = {"consents": [withdrawn]}

    assert problems(code(holder_id=OTHER), packed=[before], **asked) == set()
    assert problems(code(holder_id=OTHER), packed=[before, after], **asked) == {
        CodeProblem.NO_CONSENT
    }


@given(st.lists(st.integers(1, 5 * TONNE), max_size=8), st.integers(1, 20 * TONNE))
def test_no_more_than_the_tonnes_agreed_on_goes_out(amounts, most):
    consent = Consent(date(2026, 1, 1), most_thousandths=most)
    packed = [Packed(date(2026, 5, 1), it, is_of_lot=n == 0) for n, it in enumerate(amounts)]

    found = problems(code(holder_id=OTHER), consents=[consent], packed=packed)

    assert found == ({CodeProblem.ABOVE_CONSENT} if sum(amounts) > most else set())


def test_another_consents_tonnes_stop_only_what_was_packed_under_it():
    spring = Consent(date(2026, 1, 1), date(2026, 3, 31), most_thousandths=TONNE)
    autumn = Consent(date(2026, 9, 1), date(2026, 11, 30), most_thousandths=TONNE)
    too_much = Packed(date(2026, 2, 1), 2 * TONNE, is_of_lot=False)
    this_lot = Packed(date(2026, 10, 1), TONNE)

    found = problems(code(holder_id=OTHER), consents=[spring, autumn], packed=[too_much, this_lot])

    assert found == set()


@given(st.integers(1, 10**12), st.integers(0, 2 * 10**12))
def test_more_than_a_tenth_above_the_registered_yield_is_a_flag(registered, packed):
    season = SeasonSum(2026, packed, registered)

    assert season.is_above_yield == (packed * 100 > registered * 110)


def test_without_a_registered_yield_nothing_is_flagged():
    assert not SeasonSum(2026, 10**12, None).is_above_yield


def test_what_was_shipped_counts_once_it_is_known():
    assert not SeasonSum(2026, 11, 10, shipped=None).is_above_yield
    assert SeasonSum(2026, 11, 10, shipped=12).is_above_yield
    assert SeasonSum(2026, 12, 10, shipped=3).is_above_yield


def test_a_code_is_chosen_by_its_holder_and_by_whom_a_consent_covers_today():
    assert may_use(code(), HOLDER, (), TODAY)
    assert not may_use(code(), OTHER, (), TODAY)
    assert may_use(code(), OTHER, [Consent(TODAY, TODAY)], TODAY)
    assert not may_use(code(), OTHER, [Consent(TODAY, withdrawn_on=TODAY)], TODAY)
