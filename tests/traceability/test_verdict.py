"""Verdicts: one a look, the first that matches in the order of precedence."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.calendar import civil_date
from traceability.lots import LotOverlay
from traceability.stamp_ledger import StampState
from traceability.stamp_signatures import SignatureState
from traceability.stamps import FlagKind
from traceability.suspicion import DisplayKind, Sign
from traceability.verdict import (
    NOT_CHECKED,
    Cause,
    Certainty,
    Colour,
    Display,
    Flag,
    StampFacts,
    Verdict,
    VerdictCode,
    decide,
)

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
GOOD = StampFacts(
    issued=True, state=StampState.ACTIVATED, activated_at=EARLIER, expires_on=date(2027, 1, 1)
)

# Each lays one more thing over a good stamp, in the order of precedence of their verdicts.
LAYERS: dict[str, dict[str, object]] = {
    "foreign": {"foreign": True},
    "unknown": {"issued": False},
    "withdrawn": {"lot_overlay": LotOverlay.RECALLED},
    "on_hold": {"flag": Flag(FlagKind.ON_HOLD)},
    "not_activated": {"state": StampState.DELIVERED},
    "suspected_copy": {"suspicion": 1001},
    "expired": {"expires_on": date(2026, 11, 21)},
    "already_checked": {"covered_code_checked_at": EARLIER, "covered_code_province": "14"},
    "first_check": {"earlier_scans": 0},
    "valid": {"earlier_scans": 3, "first_scanned_at": EARLIER, "first_scan_province": "33"},
}


def the_verdict(**changes) -> Verdict:
    return decide(replace(GOOD, **changes), NOW)


def codes_of(verdict: Verdict, *, proven: bool) -> set[str]:
    return {reason.code for reason in verdict.reasons if reason.proven is proven}


@pytest.mark.parametrize(
    ("code", "colour", "certainty"),
    [
        ("foreign", "blue_grey", 0),
        ("unknown", "red", 1),
        ("withdrawn", "red", 2),
        ("on_hold", "amber", 2),
        ("not_activated", "red", 1),
        ("suspected_copy", "amber", 2),
        ("expired", "amber", 2),
        ("already_checked", "amber", 2),
        ("first_check", "green", 2),
        ("valid", "green", 2),
    ],
)
def test_each_verdict_has_its_colour_and_certainty(code: str, colour: str, certainty: int):
    verdict = the_verdict(**LAYERS[code])

    assert (verdict.code, verdict.colour, verdict.certainty) == (code, colour, certainty)
    assert verdict.names_authority is (colour in {"red", "amber"})
    assert codes_of(verdict, proven=False), "every verdict says what is not proven"
    assert codes_of(verdict, proven=True)


def test_the_layers_are_all_the_verdicts_a_server_gives_in_their_order():
    assert [*LAYERS, "not_checked"] == [code.value for code in VerdictCode]


@pytest.mark.parametrize(("graver", "lesser"), [*itertools.combinations(LAYERS, 2)])
def test_the_graver_of_two_verdicts_wins(graver: str, lesser: str):
    laid_over = LAYERS[lesser] | LAYERS[graver]

    assert the_verdict(**laid_over).code == graver


def test_with_everything_against_it_a_stamp_gets_the_gravest_verdict_left():
    names = [name for name in LAYERS if name not in {"first_check", "valid"}]
    facts: dict[str, object] = {}
    given_verdicts = []

    for name in reversed(names):
        facts |= LAYERS[name]
        given_verdicts.append(the_verdict(**facts).code.value)

    assert given_verdicts == names[::-1]


@pytest.mark.parametrize("kind", [kind for kind in FlagKind if kind.withdraws])
@pytest.mark.parametrize("state", [StampState.DELIVERED, StampState.ACTIVATED])
def test_a_withdrawing_flag_gives_its_cause_and_the_public_reason(
    kind: FlagKind, state: StampState
):
    verdict = the_verdict(state=state, flag=Flag(kind, "Cuộn tem bị mất trộm"))

    assert (verdict.code, verdict.cause) == ("withdrawn", kind.value)
    assert verdict.public_reason == "Cuộn tem bị mất trộm"
    assert f"withdrawn_{kind}" in codes_of(verdict, proven=True)


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (StampState.STOLEN, Cause.STOLEN),
        (StampState.LOST, Cause.LOST),
        (StampState.VOID, Cause.VOID),
        (StampState.DESTROYED, Cause.DESTROYED),
    ],
)
def test_a_roll_that_is_gone_withdraws_its_stamps(state: StampState, cause: Cause):
    verdict = the_verdict(state=state)

    assert (verdict.code, verdict.cause) == (VerdictCode.WITHDRAWN, cause)


@pytest.mark.parametrize(
    ("overlay", "cause"),
    [(LotOverlay.RECALLED, Cause.RECALLED), (LotOverlay.CANCELLED, Cause.VOID)],
)
def test_a_recalled_or_cancelled_lot_withdraws_its_stamps(overlay: LotOverlay, cause: Cause):
    verdict = the_verdict(lot_overlay=overlay, lot_public_reason="Dư lượng vượt mức")

    assert (verdict.code, verdict.cause) == (VerdictCode.WITHDRAWN, cause)
    assert verdict.public_reason == "Dư lượng vượt mức"


@pytest.mark.parametrize(("state", "certainty"), [("activated", 2), ("delivered", 1)])
def test_a_recall_takes_back_the_goods_and_not_what_is_proven_of_the_stamp(state, certainty):
    verdict = the_verdict(state=StampState(state), lot_overlay=LotOverlay.RECALLED)

    assert verdict.certainty == certainty
    assert "issued_by_us" in codes_of(verdict, proven=True)
    assert ("bound_to_lot" in codes_of(verdict, proven=True)) is (certainty == 2)
    assert ("copy_not_excluded" in codes_of(verdict, proven=False)) is (certainty == 2)


@pytest.mark.parametrize("layer", ["withdrawn", "on_hold", "expired", "valid"])
def test_a_lot_stamp_never_claims_anything_of_one_item(layer: str):
    verdict = the_verdict(proves_lot_only=True, **LAYERS[layer])

    assert "lot_not_item" in codes_of(verdict, proven=False)
    assert "copy_not_excluded" not in codes_of(verdict, proven=False)


def test_what_is_said_of_the_stamp_goes_before_what_is_said_of_its_lot():
    verdict = the_verdict(
        flag=Flag(FlagKind.COUNTERFEIT, "Tem giả"),
        lot_overlay=LotOverlay.RECALLED,
        lot_public_reason="Dư lượng vượt mức",
    )

    assert (verdict.cause, verdict.public_reason) == (Cause.COUNTERFEIT, "Tem giả")


def test_a_hold_of_the_lot_holds_its_stamps():
    verdict = the_verdict(lot_overlay=LotOverlay.ON_HOLD, lot_public_reason="Chờ kiểm nghiệm")

    assert verdict.code is VerdictCode.ON_HOLD
    assert verdict.public_reason == "Chờ kiểm nghiệm"
    assert "lot_on_hold" in codes_of(verdict, proven=True)


def test_a_held_stamp_that_was_never_activated_is_no_valid_record():
    verdict = the_verdict(state=StampState.IN_STOCK, flag=Flag(FlagKind.ON_HOLD, "Đang xác minh"))

    assert (verdict.code, verdict.certainty) == (VerdictCode.ON_HOLD, 1)
    assert verdict.public_reason == "Đang xác minh"


@pytest.mark.parametrize("state", ["not_printed", "in_stock", "delivered"])
def test_a_stamp_bound_to_no_lot_is_not_activated(state: str):
    verdict = the_verdict(state=StampState(state))

    assert verdict.code is VerdictCode.NOT_ACTIVATED


@pytest.mark.parametrize("kind", DisplayKind)
def test_a_registered_display_is_explained_and_stays_green(kind: DisplayKind):
    verdict = the_verdict(display=Display(kind, EARLIER), suspicion=-20)

    assert verdict.code is VerdictCode.FIRST_CHECK
    told = {reason.code: reason.details for reason in verdict.reasons}
    assert told[f"shown_as_{kind.value}"] == {"on": civil_date(EARLIER)}


@pytest.mark.parametrize("suspicion", [None, 0, 999, 1000])
def test_a_score_up_to_its_threshold_is_no_suspicion(suspicion: int | None):
    verdict = the_verdict(suspicion=suspicion, suspicion_reasons=(Sign("far_apart"),))

    assert verdict.code is VerdictCode.FIRST_CHECK


def test_a_suspicion_gives_its_reasons():
    sign = Sign("seen_in_provinces_hours", {"provinces": 4, "within": 6, "phones": 9})
    verdict = the_verdict(suspicion=2500, suspicion_reasons=(sign,))

    told = {reason.code: reason.details for reason in verdict.reasons}
    assert told[sign.code] == {"provinces": 4, "within": 6, "phones": 9}
    assert "suspected_by_authority" not in codes_of(verdict, proven=True)
    assert "copy_not_excluded" in codes_of(verdict, proven=False)


def test_the_word_of_an_inspector_makes_a_suspected_copy_without_any_score():
    verdict = the_verdict(flag=Flag(FlagKind.SUSPECTED_COPY, "Thấy ở hai chợ cùng lúc"))

    assert verdict.code is VerdictCode.SUSPECTED_COPY
    assert "suspected_by_authority" in codes_of(verdict, proven=True)
    assert verdict.public_reason == "Thấy ở hai chợ cùng lúc"


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC), "first_check"),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "expired"),
        (datetime(2026, 11, 21, 17, 0, tzinfo=UTC), "first_check"),
    ],
)
def test_the_last_good_day_ends_at_midnight_in_vietnam(now: datetime, code: str):
    facts = replace(GOOD, expires_on=date(2026, 11, 22))

    assert decide(facts, now).code == code


def test_a_product_without_best_before_does_not_expire():
    assert the_verdict(expires_on=None).code is VerdictCode.FIRST_CHECK


@pytest.mark.parametrize(
    ("layer", "reason", "details"),
    [
        ("expired", "past_best_before", {"on": date(2026, 11, 21)}),
        ("already_checked", "covered_code_used", {"at": EARLIER, "province": "14"}),
        ("valid", "checked_before", {"count": 3, "on": civil_date(EARLIER), "province": "33"}),
    ],
)
def test_a_reason_says_when_and_where(layer: str, reason: str, details: dict[str, object]):
    verdict = the_verdict(**LAYERS[layer])

    assert [found.details for found in verdict.reasons if found.code == reason] == [details]


@pytest.mark.parametrize("earlier_scans", [0, 5])
def test_a_second_factor_makes_a_green_verdict_certain(earlier_scans: int):
    verdict = the_verdict(
        second_factor=True, earlier_scans=earlier_scans, covered_code_checked_at=NOW
    )

    assert (verdict.colour, verdict.certainty) == (Colour.GREEN, 3)
    assert "copy_not_excluded" not in codes_of(verdict, proven=False)
    assert "goods_not_tested" in codes_of(verdict, proven=False)


def test_ones_own_check_minutes_ago_is_told_but_is_no_second_factor_of_another_look():
    verdict = the_verdict(covered_code_checked_at=EARLIER, own_covered_check=True)

    assert (verdict.code, verdict.certainty) == (VerdictCode.FIRST_CHECK, 2)
    assert "covered_code_own" in codes_of(verdict, proven=True)
    assert "copy_not_excluded" in codes_of(verdict, proven=False)


def test_a_right_code_that_was_used_before_is_already_checked_and_says_that_it_matched():
    verdict = the_verdict(covered_code_checked_at=EARLIER, covered_code_matched=True)

    assert (verdict.code, verdict.certainty) == (VerdictCode.ALREADY_CHECKED, 2)
    assert {"covered_code_matched", "covered_code_used"} <= codes_of(verdict, proven=True)


@pytest.mark.parametrize("graver", [name for name in LAYERS if name not in {"valid"}][:7])
def test_no_covered_code_outweighs_what_is_graver(graver: str):
    opened = {"covered_code_checked_at": EARLIER, "second_factor": True, "own_covered_check": True}

    verdict = the_verdict(**(opened | LAYERS[graver]))

    assert verdict.code == graver
    assert verdict.certainty < 3


@pytest.mark.parametrize(
    ("earlier_scans", "own_recent_look", "code", "since"),
    [
        (0, False, "first_check", NOW),
        (1, True, "first_check", NOW - timedelta(minutes=9)),
        (1, False, "valid", None),
        (2, True, "valid", None),
        (40, False, "valid", None),
    ],
)
def test_looking_again_with_the_same_phone_is_still_the_first_check(
    earlier_scans: int, own_recent_look: bool, code: str, since: datetime | None
):
    verdict = the_verdict(
        earlier_scans=earlier_scans,
        own_recent_look=own_recent_look,
        first_scanned_at=NOW - timedelta(minutes=9) if earlier_scans else None,
    )

    first = [reason.details["at"] for reason in verdict.reasons if reason.code == "no_check_before"]
    assert verdict.code == code
    assert first == ([since] if since else [])


def test_what_was_not_checked_is_grey_and_proves_nothing():
    assert (NOT_CHECKED.code, NOT_CHECKED.certainty) == (VerdictCode.NOT_CHECKED, 0)
    assert NOT_CHECKED.colour is Colour.GREY
    assert not NOT_CHECKED.reasons
    assert not NOT_CHECKED.names_authority


flags = st.none() | st.builds(Flag, st.sampled_from(FlagKind))
any_facts = st.builds(
    StampFacts,
    issued=st.booleans(),
    foreign=st.booleans(),
    state=st.sampled_from(StampState),
    flag=flags,
    lot_overlay=st.none() | st.sampled_from(LotOverlay),
    expires_on=st.none() | st.dates(),
    suspicion=st.none() | st.integers(0, 5000),
    display=st.none() | st.builds(Display, st.sampled_from(DisplayKind), st.just(EARLIER)),
    covered_code_checked_at=st.none() | st.just(EARLIER),
    earlier_scans=st.integers(0, 3),
    own_recent_look=st.booleans(),
    second_factor=st.booleans(),
    own_covered_check=st.booleans(),
    covered_code_matched=st.booleans(),
)


@given(any_facts)
def test_green_is_only_for_active_stamps_with_nothing_against_them(facts: StampFacts):
    verdict = decide(facts, NOW)

    if verdict.colour is Colour.GREEN:
        assert facts.issued
        assert not facts.foreign
        assert facts.state is StampState.ACTIVATED
        assert facts.flag is None
        assert facts.lot_overlay is None
        assert facts.covered_code_checked_at is None or (
            facts.second_factor or facts.own_covered_check
        )
    assert (verdict.certainty == 3) is (facts.second_factor and verdict.colour is Colour.GREEN)
    proven, unproven = codes_of(verdict, proven=True), codes_of(verdict, proven=False)
    assert not proven & unproven
    assert not ({"second_factor"} <= proven and {"copy_not_excluded"} <= unproven)
    assert not {"covered_code_used", "covered_code_own"} <= proven
    assert not {"no_check_before", "checked_before"} <= proven
    assert not {"bound_to_lot", "bound_to_no_lot"} <= proven
    # What the level says of issuing and binding is what the reasons say of it.
    assert ("bound_to_lot" in proven) is (verdict.certainty >= 2)
    assert not {"never_issued", "issued_by_us"} <= proven
    assert (verdict.cause is not None) is (verdict.code is VerdictCode.WITHDRAWN)
    assert len({reason.code for reason in verdict.reasons}) == len(verdict.reasons)


def test_a_code_that_we_did_not_print_is_not_said_to_be_issued_by_us():
    verdict = the_verdict(signature=SignatureState.WRONG)

    assert (verdict.code, verdict.colour) == (VerdictCode.SUSPECTED_COPY, Colour.AMBER)
    assert verdict.certainty is Certainty.NO_VALID_RECORD
    proven = [reason.code for reason in verdict.reasons if reason.proven]
    assert proven == ["serial_exists", "signature_wrong"]


@pytest.mark.parametrize("signature", list(SignatureState))
@pytest.mark.parametrize("scans", [0, 40])
def test_a_stamp_of_a_proof_sheet_proves_nothing_whatever_else_is_known(signature, scans):
    facts = StampFacts(issued=True, is_proof=True, signature=signature, earlier_scans=scans)

    verdict = decide(facts, NOW)

    assert (verdict.code, verdict.cause) == (VerdictCode.WITHDRAWN, Cause.PROOF)
    assert (verdict.colour, verdict.certainty) == (Colour.RED, Certainty.NO_VALID_RECORD)
    assert [reason.code for reason in verdict.reasons] == ["withdrawn_proof", "origin_unknown"]
