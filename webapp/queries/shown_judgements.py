"""What the numbers of diary entries were found to be, as people read it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from traceability.event_template import Labels
from traceability.laboratory_limits import Bound, Judgement, Limit, Outcome, Reading
from traceability.markets import MARKETS
from traceability.quantities import Quantity, get_unit
from webapp.models.laboratory_limit import LaboratoryJudgement, judgement_of, select_judgements

_TONES = {Outcome.WITHIN: "green", Outcome.OUTSIDE: "red"}


@dataclass(frozen=True)
class ShownJudgement:
    """A number beside the limit of a market; amounts are thousandths of their units."""

    indicator: str
    market_labels: Mapping[str, str]
    outcome_code: str
    tone: str
    result_thousandths: int
    result_unit: Mapping[str, str]
    bound_code: str
    limit_thousandths: int
    limit_unit: Mapping[str, str] | None
    version: int
    source: str

    @property
    def has_limit(self) -> bool:
        """Whether a limit was known."""
        return self.limit_unit is not None


def judgements_by_event(
    connection: Connection, event_ids: Sequence[UUID]
) -> Mapping[UUID, list[ShownJudgement]]:
    """The judgements of entries, the latest market last."""
    query = (
        select_judgements()
        .where(LaboratoryJudgement.event_id.in_(event_ids))
        .order_by(LaboratoryJudgement.judged_at, LaboratoryJudgement.field)
    )
    found = defaultdict(list)
    for row in connection.execute(query):
        found[row.event_id].append(_shown(judgement_of(row)))
    return found


def judgement_told(content: Mapping[str, Any]) -> ShownJudgement:
    """A judgement as a ledger entry tells it (`Judgement.told`)."""
    limit = None
    if "limit" in content:
        limit = Limit(
            names=(content["limit_indicator"],),
            group="",
            market=content["market"],
            bound=Bound(content["bound"]),
            amount=_amount(content["limit"]),
            source=content["limit_source"],
            version=content["limit_version"],
        )
    reading = Reading(content["field"], content["indicator"], _amount(content["result"]))
    outcome = Outcome(f"limit_outcome.{content['outcome']}")
    return _shown(Judgement(reading, content["market"], outcome, limit))


def _amount(told: Mapping[str, Any]) -> Quantity:
    return Quantity(int(told["thousandths"]), str(told["unit"]))


def _shown(judgement: Judgement) -> ShownJudgement:
    limit, result = judgement.limit, judgement.reading.result
    return ShownJudgement(
        indicator=judgement.reading.indicator,
        market_labels=_pair(MARKETS[judgement.market].labels),
        outcome_code=judgement.outcome.value,
        tone=_TONES.get(judgement.outcome, "grey"),
        result_thousandths=result.thousandths,
        result_unit=_unit(result),
        bound_code=f"limit_bound.{limit.bound.value}" if limit else "",
        limit_thousandths=limit.amount.thousandths if limit else 0,
        limit_unit=_unit(limit.amount) if limit else None,
        version=limit.version if limit else 0,
        source=limit.source if limit else "",
    )


def _unit(amount: Quantity) -> Mapping[str, str]:
    unit = get_unit(amount.unit)
    return _pair(Labels(unit.vi, unit.en))


def _pair(labels: Labels) -> dict[str, str]:
    return {"vi": labels.vi, "en": labels.en}
