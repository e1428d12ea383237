"""Which limit a laboratory's result is held against, and whether it keeps to it.

A limit belongs to an indicator, a product group (or all) and a market. Amounts are compared exactly
as whole numbers: milligrams and micrograms, shares and contents by weight; never as fractions, and
never weight with volume, for that needs a density that nobody told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from traceability.errors import Conflict
from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent, Value, amount_of
from traceability.geography import fold
from traceability.quantities import Quantity, get_unit
from traceability.vocab import BizStep

ALL_GROUPS: Final = ""
# Of a laboratory's numbers these have a name of their own in a template; the rest is told by text.
NAMED_FIELDS: Final[Mapping[str, str]] = {"hmf": "HMF", "diastase": "Diastase"}
RESULT: Final = "result_value"
_INDICATOR: Final = "indicator"
_TESTED_ON: Final = "tested_on"
_OF_REPORT: Final = frozenset({"sample_code", "laboratory", "report_number", _TESTED_ON})
_CONTENT, _SHARE = "content", "share"
_MICROGRAMS_A_PERCENT: Final = 10_000_000  # of a kilogram


class Bound(StrEnum):
    """Which side of the limit is good."""

    MOST = "most"
    LEAST = "least"


class Outcome(StrEnum):
    """How a result stands to the limit of a market; the values are message codes."""

    WITHIN = "limit_outcome.within"
    OUTSIDE = "limit_outcome.outside"
    NO_LIMIT = "limit_outcome.no_limit"
    NOT_COMPARABLE = "limit_outcome.not_comparable"


class OutsideLimitStill(Conflict):
    """The latest result of an indicator does not keep to the limit of the lot's market."""

    code = "lot.outside_limit_still"


@dataclass(frozen=True)
class Limit:
    """One line of a version: so much at most (or at least) of an indicator, in a group of goods,
    for a market. `names` are the indicator's own first, then its synonyms.
    """

    names: tuple[str, ...]
    group: str
    market: str
    bound: Bound
    amount: Quantity
    source: str
    id: UUID | None = None
    version: int = 0

    @property
    def indicator(self) -> str:
        """Its own name."""
        return self.names[0]

    @property
    def keys(self) -> frozenset[str]:
        """Its names as they are looked up: without marks and case."""
        return frozenset(map(indicator_key, self.names))


@dataclass(frozen=True)
class Reading:
    """A number that a laboratory found; `field` is where the entry says it."""

    field: str
    indicator: str
    result: Quantity


@dataclass(frozen=True)
class Judgement:
    """A reading held against the limit of a market; `limit` None where none is known."""

    reading: Reading
    market: str
    outcome: Outcome
    limit: Limit | None = None

    @property
    def is_outside(self) -> bool:
        """Whether the goods may not go to that market with this result."""
        return self.outcome is Outcome.OUTSIDE

    @property
    def key(self) -> str:
        """What tells its indicator from others: the limit's own name, whatever name was typed."""
        return indicator_key(self.limit.indicator if self.limit else self.reading.indicator)

    @property
    def told(self) -> dict[str, Any]:
        """As the ledger keeps it; the amounts as thousandths of their units."""
        content = {
            "field": self.reading.field,
            "market": self.market,
            "outcome": self.outcome.value.rpartition(".")[2],
            "indicator": self.reading.indicator,
            "result": _told(self.reading.result),
        }
        if self.limit is None:
            return content
        return content | {
            "bound": self.limit.bound.value,
            "limit": _told(self.limit.amount),
            "limit_id": str(self.limit.id) if self.limit.id else None,
            "limit_indicator": self.limit.indicator,
            "limit_source": self.limit.source,
            "limit_version": self.limit.version,
        }


def indicator_key(name: str) -> str:
    """The name as it is compared: without marks, case and idle blanks."""
    return fold(name.replace("-", " "))


def readings(event: TemplateEvent, values: Mapping[str, Value]) -> tuple[Reading, ...]:
    """The numbers of a laboratory's entry; none of any other work."""
    if not _is_test(event):
        return ()
    named = {RESULT: str(values.get(_INDICATOR, "")), **NAMED_FIELDS}
    amounts = {name: amount_of(values, name) for name in named}
    return tuple(
        Reading(name, named[name], amount) for name, amount in amounts.items() if amount is not None
    )


def of_report(values: Mapping[str, str]) -> dict[str, str]:
    """What every indicator of one report shares: its sample, its laboratory, its number and day."""
    return {name: text for name, text in values.items() if name in _OF_REPORT}


def indicator_field(event: TemplateEvent) -> str | None:
    """The name of the field in which a laboratory's entry says what was looked for."""
    return _INDICATOR if _is_test(event) else None


def tested_indicator(event: TemplateEvent, values: Mapping[str, Value]) -> str | None:
    """What a laboratory looked for, with or without a number; None of any other work."""
    return str(values.get(_INDICATOR, "")) if _is_test(event) else None


def day_of_result(values: Mapping[str, Value], otherwise: str) -> str:
    """The ISO date on which the result was found; the day of the entry where it is not said."""
    return str(values.get(_TESTED_ON) or otherwise)


def find_limit(limits: Iterable[Limit], indicator: str, group: str) -> Limit | None:
    """The limit of an indicator for a group, before the one for all groups; None if unknown."""
    key = indicator_key(indicator)
    fitting = [it for it in limits if key in it.keys and it.group in (group, ALL_GROUPS)]
    return max(fitting, key=lambda it: it.group != ALL_GROUPS, default=None)


def judge(reading: Reading, limits: Iterable[Limit], group: str, market: str) -> Judgement:
    """Hold a reading against the limits of a market that are in force on its day."""
    limit = find_limit((it for it in limits if it.market == market), reading.indicator, group)
    if limit is None:
        return Judgement(reading, market, Outcome.NO_LIMIT)
    return Judgement(reading, market, outcome_of(reading.result, limit), limit)


def outcome_of(result: Quantity, limit: Limit) -> Outcome:
    """Whether a result keeps to a limit; the limit itself does."""
    found, allowed = _exact(result), _exact(limit.amount)
    if found[0] != allowed[0]:
        return Outcome.NOT_COMPARABLE
    keeps = found[1] <= allowed[1] if limit.bound is Bound.MOST else found[1] >= allowed[1]
    return Outcome.WITHIN if keeps else Outcome.OUTSIDE


def limit_flags(judged: Sequence[Judgement]) -> tuple[str, ...]:
    """What officers see of an entry, whatever conclusion was ticked."""
    return (EventFlag.OUTSIDE_LIMIT.value,) if any(it.is_outside for it in judged) else ()


def latest_outside(judged: Sequence[Judgement]) -> Judgement | None:
    """The first indicator whose latest reading is outside; `judged` in the order of their days.

    What was found too high and then, in a later sample, low enough stands in nobody's way; a later
    number that could not be compared proves nothing.
    """
    told = [it for it in judged if it.outcome in (Outcome.WITHIN, Outcome.OUTSIDE)]
    latest = {it.key: it for it in told}
    return next((it for it in latest.values() if it.is_outside), None)


def _is_test(event: TemplateEvent) -> bool:
    return event.epcis.biz_step == BizStep.INSPECTING and event.field(_INDICATOR) is not None


def _told(amount: Quantity) -> dict[str, int | str]:
    return {"thousandths": amount.thousandths, "unit": amount.unit}


def _exact(amount: Quantity) -> tuple[str, int]:
    """The measure, and the amount in millionths of its first unit, without any rounding."""
    unit = get_unit(amount.unit)
    exact = amount.thousandths * unit.factor
    if unit.dimension == _SHARE:
        return _CONTENT, exact * _MICROGRAMS_A_PERCENT
    # Doses and counts share a dimension without being the same measure: the first unit tells.
    return (_CONTENT if unit.dimension == _CONTENT else unit.si), exact
