"""When a lot stops by itself, and what lets it go on again.

A harvest within a waiting period, a banned input, a failed test and goods that are not fit are
facts: they are recorded, or people would write something else. But the lot is held, and its stamps
with it, until its manager gives a reason and a test that was passed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Final

from traceability.errors import Conflict
from traceability.event_flags import EventFlag
from traceability.event_template import CheckLevel, TemplateEvent, Value
from traceability.vocab import BizStep

FAILED: Final = "non_conformant"
PASSED: Final = "conformant"


class HoldCause(StrEnum):
    """Why a lot is held; the values are message codes that buyers read."""

    WITHIN_INTERVAL = "lot_hold.within_interval"
    FAILED_TEST = "lot_hold.failed_test"
    OUTSIDE_LIMIT = "lot_hold.outside_limit"
    REJECTED = "lot_hold.rejected"
    UNFIT = "lot_hold.unfit"
    BANNED_INPUT = "lot_hold.banned_input"
    UNLISTED_ANTIBIOTIC = "lot_hold.unlisted_antibiotic"


_REPORT: Final = ("laboratory", "report_number")
# The graver first.
_FLAGGED: Final = {
    EventFlag.INPUT_BANNED: HoldCause.BANNED_INPUT,
    EventFlag.DRUG_NOT_LISTED: HoldCause.UNLISTED_ANTIBIOTIC,
    EventFlag.WITHIN_INTERVAL: HoldCause.WITHIN_INTERVAL,
}


class LotNotHeld(Conflict):
    """The lot is not held, or was released meanwhile."""

    code = "lot.not_held"


class HeldByOthers(Conflict):
    """Somebody else than the lot's own diary holds it; they release it."""

    code = "lot.held_by_others"


class NoPassedTest(Conflict):
    """No test of these goods was passed since the lot is held."""

    code = "lot.no_passed_test"


class FailedStill(Conflict):
    """An indicator failed, and no later test says that it passes."""

    code = "lot.failed_still"


class UnnamedTest(Conflict):
    """The test that was passed names neither laboratory nor report: nobody could ask there."""

    code = "lot.unnamed_test"


@dataclass(frozen=True)
class IndicatorResult:
    """What a laboratory concluded about an indicator of a sample of that day, and when that was
    told. `keys` are the names by which it is known, as they are compared.
    """

    indicator: str
    keys: frozenset[str]
    sampled_on: date
    told_at: datetime


def unanswered(
    failed: Iterable[IndicatorResult], passed: Collection[IndicatorResult]
) -> IndicatorResult | None:
    """The first result that failed and that no later one of the same indicator answers.

    That the goods are dry enough says nothing of what was found in them, nor does a sample that was
    taken before the one that failed and whose report came after it.
    """
    return next((it for it in failed if not any(_answers(good, it) for good in passed)), None)


def _answers(good: IndicatorResult, failed: IndicatorResult) -> bool:
    is_later = good.told_at >= failed.told_at and good.sampled_on >= failed.sampled_on
    return is_later and not good.keys.isdisjoint(failed.keys)


def hold_cause(
    event: TemplateEvent, values: Mapping[str, Value], flags: Sequence[str]
) -> HoldCause | None:
    """What of this event holds its lot; None for nearly all of them."""
    flagged = next((cause for flag, cause in _FLAGGED.items() if flag in flags), None)
    if flagged is not None:
        return flagged
    if concluded(event, values) == FAILED:
        is_test = event.epcis.biz_step == BizStep.INSPECTING
        return HoldCause.FAILED_TEST if is_test else HoldCause.REJECTED
    if any(map(partial(_holds, event), flags)):
        return HoldCause.UNFIT
    # Whatever was ticked: the number does not keep to the limit of the lot's market.
    return HoldCause.OUTSIDE_LIMIT if EventFlag.OUTSIDE_LIMIT in flags else None


def holds_over(cause: str, before: str | None) -> bool:
    """Whether a cause takes the place of the one for which the lot is held already.

    A result beyond a limit may be lawful in another market: it never hides what no market allows.
    """
    return before is None or cause != HoldCause.OUTSIDE_LIMIT


def is_passed_test(event: TemplateEvent, values: Mapping[str, Value]) -> bool:
    """Whether this event records a test of the goods with a good conclusion."""
    return concluded(event, values) == PASSED


def names_its_report(event: TemplateEvent, values: Mapping[str, Value]) -> bool:
    """Whether a result says who found it and under which number, as far as its template asks.

    Such a word alone is recorded like any other, but what was held goes on only for a result that
    an inspector can look up.
    """
    asked = (name for name in _REPORT if event.field(name) is not None)
    return all(values.get(name) for name in asked)


def _holds(event: TemplateEvent, flag: str) -> bool:
    check = event.check(flag)
    return check is not None and check.level is CheckLevel.HOLD


def concluded(event: TemplateEvent, values: Mapping[str, Value]) -> str | None:
    """What this work found of the goods, as a disposition; None where it was not to find any."""
    concluded = values.get(event.epcis.disposition_field or "")
    return (event.epcis.dispositions or {}).get(str(concluded))
