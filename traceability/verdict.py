"""The verdict on one look at a stamp: what is known of it, weighed in a fixed order of precedence.

Codes and facts only; the words are the catalogue's, and finding the facts is the caller's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Final

from traceability.calendar import civil_date
from traceability.lots import LotOverlay
from traceability.stamp_facts import Display as Display
from traceability.stamp_facts import Flag as Flag
from traceability.stamp_facts import StampFacts as StampFacts
from traceability.stamp_ledger import StampState
from traceability.stamp_signatures import SignatureState
from traceability.stamps import FlagKind
from traceability.suspicion import ALARM_AT

ReasonDetail = str | int | date | datetime | None


class VerdictCode(StrEnum):
    """The answers there are, in order of precedence; `not_checked` is the scanner page's own."""

    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on_hold"
    NOT_ACTIVATED = "not_activated"
    SUSPECTED_COPY = "suspected_copy"
    EXPIRED = "expired"
    ALREADY_CHECKED = "already_checked"
    FIRST_CHECK = "first_check"
    VALID = "valid"
    NOT_CHECKED = "not_checked"


class Colour(StrEnum):
    """The colour of the verdict band; never the only sign."""

    BLUE_GREY = "blue_grey"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


class Certainty(IntEnum):
    """How sure it is that the stamp is what it says; not whether the goods may be used."""

    NOT_CHECKED = 0
    NO_VALID_RECORD = 1
    ISSUED_AND_ACTIVE = 2
    SECOND_FACTOR = 3


class Cause(StrEnum):
    """Why a stamp is withdrawn."""

    COUNTERFEIT = "counterfeit"
    STOLEN = "stolen"
    LOST = "lost"
    VOID = "void"
    DESTROYED = "destroyed"
    RECALLED = "recalled"
    PROOF = "proof"


@dataclass(frozen=True)
class Reason:
    """One line of "how we know": proven (a tick) or expressly not proven (a question mark)."""

    code: str
    proven: bool
    details: Mapping[str, ReasonDetail] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The answer. `public_reason` is what the authority or producer said about it, if anything."""

    code: VerdictCode
    certainty: Certainty
    reasons: tuple[Reason, ...] = ()
    cause: Cause | None = None
    public_reason: str = ""

    @property
    def colour(self) -> Colour:
        """The colour of its band."""
        return _COLOURS[self.code]

    @property
    def tells_lot_only(self) -> bool:
        """Whether the stamp is one of a whole lot and tells no pack of it from another."""
        return _LOT_ONLY in self.reasons

    @property
    def names_authority(self) -> bool:
        """Whether the responsible body and its hotline are shown with it."""
        return self.colour in {Colour.RED, Colour.AMBER}


_C = VerdictCode
_COLOURS: Final = {
    _C.FOREIGN: Colour.BLUE_GREY,
    _C.UNKNOWN: Colour.RED,
    _C.WITHDRAWN: Colour.RED,
    _C.ON_HOLD: Colour.AMBER,
    _C.NOT_ACTIVATED: Colour.RED,
    _C.SUSPECTED_COPY: Colour.AMBER,
    _C.EXPIRED: Colour.AMBER,
    _C.ALREADY_CHECKED: Colour.AMBER,
    _C.FIRST_CHECK: Colour.GREEN,
    _C.VALID: Colour.GREEN,
    _C.NOT_CHECKED: Colour.GREY,
}
_NO_VALID_RECORD: Final = {_C.UNKNOWN, _C.WITHDRAWN, _C.NOT_ACTIVATED}

_WITHDRAWN_STATES: Final = {
    StampState.STOLEN: Cause.STOLEN,
    StampState.LOST: Cause.LOST,
    StampState.VOID: Cause.VOID,
    StampState.DESTROYED: Cause.DESTROYED,
}
# A cancelled lot has no goods, so its stamps are void.
_WITHDRAWN_LOTS: Final = {
    LotOverlay.RECALLED: Cause.RECALLED,
    LotOverlay.CANCELLED: Cause.VOID,
}

NOT_CHECKED: Final = Verdict(_C.NOT_CHECKED, Certainty.NOT_CHECKED)


def decide(facts: StampFacts, now: datetime) -> Verdict:
    """The first verdict of the order of precedence whose condition holds."""
    found = (rule(facts, now) for rule in _RULES)
    verdict = next((it for it in found if it is not None), None) or _valid(facts)
    if facts.signature is not SignatureState.RIGHT:
        return verdict
    reasons = (_ISSUED_AND_SIGNED if it is _ISSUED else it for it in verdict.reasons)
    return replace(verdict, reasons=tuple(reasons))


def _foreign(facts: StampFacts, _now: datetime) -> Verdict | None:
    if not facts.foreign:
        return None
    reasons = (_proven("not_of_this_system"), _not_proven("not_looked_up"))
    return Verdict(_C.FOREIGN, Certainty.NOT_CHECKED, reasons)


def _unknown(facts: StampFacts, _now: datetime) -> Verdict | None:
    if facts.issued:
        return None
    return _verdict(_C.UNKNOWN, _proven("never_issued"), _not_proven("origin_unknown"))


def _proof(facts: StampFacts, _now: datetime) -> Verdict | None:
    """A stamp of a proof sheet never counted for anything; of whose order is nobody's business."""
    if not facts.is_proof:
        return None
    verdict = _verdict(_C.WITHDRAWN, _proven("withdrawn_proof"), _not_proven("origin_unknown"))
    return replace(verdict, cause=Cause.PROOF)


def _withdrawn(facts: StampFacts, _now: datetime) -> Verdict | None:
    found = _cause(facts)
    if found is None:
        return None
    cause, public_reason = found
    withdrawn = _proven(f"withdrawn_{cause}")
    if cause is Cause.RECALLED and _is_active(facts):
        # The goods are refused, not the stamp: all that was proven of it before still is.
        known = (*_bound(facts), withdrawn, _single_out(facts), _GOODS_UNTESTED)
        verdict = replace(_verdict(_C.WITHDRAWN, *known), certainty=Certainty.ISSUED_AND_ACTIVE)
    else:
        verdict = _verdict(_C.WITHDRAWN, _ISSUED, withdrawn, _GOODS_UNTESTED)
    return replace(verdict, cause=cause, public_reason=public_reason)


def _cause(facts: StampFacts) -> tuple[Cause, str] | None:
    if facts.flag and facts.flag.kind.withdraws:
        return Cause(facts.flag.kind), facts.flag.public_reason
    if facts.state in _WITHDRAWN_STATES:
        return _WITHDRAWN_STATES[facts.state], ""
    if facts.lot_overlay in _WITHDRAWN_LOTS:
        return _WITHDRAWN_LOTS[facts.lot_overlay], facts.lot_public_reason
    return None


def _on_hold(facts: StampFacts, _now: datetime) -> Verdict | None:
    flag = _flagged(facts, FlagKind.ON_HOLD)
    if flag is None and facts.lot_overlay is not LotOverlay.ON_HOLD:
        return None
    held = _proven("stamp_on_hold" if flag else "lot_on_hold")
    issued = _bound(facts) if _is_active(facts) else (_ISSUED,)
    verdict = _verdict(_C.ON_HOLD, *issued, held, _single_out(facts), _GOODS_UNTESTED)
    return replace(
        verdict,
        certainty=verdict.certainty if _is_active(facts) else Certainty.NO_VALID_RECORD,
        public_reason=flag.public_reason if flag else facts.lot_public_reason,
    )


def _not_activated(facts: StampFacts, _now: datetime) -> Verdict | None:
    if _is_active(facts):
        return None
    return _verdict(
        _C.NOT_ACTIVATED, _ISSUED, _proven("bound_to_no_lot"), _not_proven("origin_unknown")
    )


def _wrong_signature(facts: StampFacts, _now: datetime) -> Verdict | None:
    """The serial is a genuine stamp's, but this link was never printed by us."""
    if facts.signature is not SignatureState.WRONG:
        return None
    known = (_proven("serial_exists"), _proven("signature_wrong"), _COPY_POSSIBLE)
    # What is in the hand is not what we issued, so that nothing of the stamp speaks for it.
    return replace(_verdict(_C.SUSPECTED_COPY, *known), certainty=Certainty.NO_VALID_RECORD)


def _suspected_copy(facts: StampFacts, _now: datetime) -> Verdict | None:
    flag = _flagged(facts, FlagKind.SUSPECTED_COPY)
    # One lot stamp is on many packs: to be seen in many places is what it is for.
    counted = 0 if facts.proves_lot_only else facts.suspicion or 0
    if flag is None and counted <= ALARM_AT:
        return None
    source = [_proven("suspected_by_authority")] if flag else []
    signs = [_proven(sign.code, **sign.details) for sign in facts.suspicion_reasons]
    verdict = _verdict(_C.SUSPECTED_COPY, *_bound(facts), *source, *signs, _COPY_POSSIBLE)
    return replace(verdict, public_reason=flag.public_reason if flag else "")


def _expired(facts: StampFacts, now: datetime) -> Verdict | None:
    # The day printed on the pack is the last good one, in the buyer's calendar and not in UTC.
    if facts.expires_on is None or civil_date(now) <= facts.expires_on:
        return None
    past = _proven("past_best_before", on=facts.expires_on)
    return _verdict(_C.EXPIRED, *_bound(facts), past, _single_out(facts))


def _already_checked(facts: StampFacts, _now: datetime) -> Verdict | None:
    if facts.covered_code_checked_at is None or facts.second_factor or facts.own_covered_check:
        return None
    used = _proven(
        "covered_code_used",
        at=facts.covered_code_checked_at,
        province=facts.covered_code_province,
    )
    matched = [_proven("covered_code_matched")] if facts.covered_code_matched else []
    known = (*_bound(facts), *matched, used)
    return _verdict(_C.ALREADY_CHECKED, *known, _COPY_POSSIBLE, _GOODS_UNTESTED)


def _first_check(facts: StampFacts, now: datetime) -> Verdict | None:
    if facts.proves_lot_only or facts.earlier_scans - int(facts.own_recent_look) > 0:
        return None
    began = facts.first_scanned_at if facts.own_recent_look else None
    return _green(_C.FIRST_CHECK, facts, _proven("no_check_before", at=began or now))


def _valid(facts: StampFacts) -> Verdict:
    if facts.proves_lot_only:
        return _verdict(_C.VALID, *_bound(facts), _LOT_ONLY, _DECLARED, _GOODS_UNTESTED)
    earlier = _proven(
        "checked_before",
        count=facts.earlier_scans,
        on=civil_date(facts.first_scanned_at) if facts.first_scanned_at else None,
        province=facts.first_scan_province,
    )
    return _green(_C.VALID, facts, earlier)


_RULES: Final[tuple[Callable[[StampFacts, datetime], Verdict | None], ...]] = (
    _foreign,
    _unknown,
    _proof,
    _withdrawn,
    _on_hold,
    _not_activated,
    _wrong_signature,
    _suspected_copy,
    _expired,
    _already_checked,
    _first_check,
)


def _green(code: VerdictCode, facts: StampFacts, history: Reason) -> Verdict:
    second = [_proven("second_factor") if facts.second_factor else _COPY_POSSIBLE]
    if facts.own_covered_check and facts.covered_code_checked_at is not None:
        second.insert(0, _proven("covered_code_own", at=facts.covered_code_checked_at))
    known = (history, *_explained(facts), *second, _DECLARED, _GOODS_UNTESTED)
    verdict = _verdict(code, *_bound(facts), *known)
    return replace(verdict, certainty=Certainty.SECOND_FACTOR) if facts.second_factor else verdict


def _verdict(code: VerdictCode, *reasons: Reason) -> Verdict:
    none = code in _NO_VALID_RECORD
    return Verdict(
        code, Certainty.NO_VALID_RECORD if none else Certainty.ISSUED_AND_ACTIVE, reasons
    )


def _bound(facts: StampFacts) -> tuple[Reason, Reason]:
    """Issued by us and bound to a lot: what every look at an active stamp proves."""
    return _ISSUED, _proven("bound_to_lot", at=facts.activated_at)


def _single_out(facts: StampFacts) -> Reason:
    """Why the stamp does not tell this very item from another."""
    return _LOT_ONLY if facts.proves_lot_only else _COPY_POSSIBLE


def _explained(facts: StampFacts) -> tuple[Reason, ...]:
    """Why many look at this stamp, where somebody who must know has said so."""
    display = facts.display
    return (_proven(f"shown_as_{display.kind}", on=civil_date(display.since)),) if display else ()


def _is_active(facts: StampFacts) -> bool:
    return facts.state is StampState.ACTIVATED


def _flagged(facts: StampFacts, kind: FlagKind) -> Flag | None:
    return facts.flag if facts.flag and facts.flag.kind is kind else None


def _proven(code: str, **details: ReasonDetail) -> Reason:
    return Reason(code, proven=True, details=details)


def _not_proven(code: str) -> Reason:
    return Reason(code, proven=False)


_ISSUED: Final = _proven("issued_by_us")
_ISSUED_AND_SIGNED: Final = _proven("issued_and_signed")
_COPY_POSSIBLE: Final = _not_proven("copy_not_excluded")
_LOT_ONLY: Final = _not_proven("lot_not_item")
_GOODS_UNTESTED: Final = _not_proven("goods_not_tested")
_DECLARED: Final = _not_proven("diary_as_declared")
