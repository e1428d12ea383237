"""What the diary itself proves of a checklist, and how the whole counts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from traceability.checklist import Answer, Checklist, Point, Proof, ProofRule

MOST_EVIDENCE: Final = 5  # links shown for one point; the count tells of the rest


class Outcome(StrEnum):
    """How a point stands."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    OPEN = "open"


@dataclass(frozen=True)
class DiaryFact:
    """One entry in force: which fields are filled in, and the values that are not personal."""

    event_id: UUID
    lot_id: UUID
    template_group: str
    template_version: int
    event_code: str
    day: date
    filled: frozenset[str]
    values: Mapping[str, object]
    flags: frozenset[str]


@dataclass(frozen=True)
class Finding:
    """What the diary says to one point, and the entries that say so, the latest first.

    `open` where it holds nothing to judge by: then a person answers.
    """

    outcome: Outcome
    evidence: tuple[DiaryFact, ...] = ()
    count: int = 0


_UNTOLD: Final = Finding(Outcome.OPEN)


def found_in_diary(point: Point, facts: Sequence[DiaryFact], today: date) -> Finding:
    """What the entries of a lot or a place prove of a point on a day."""
    proof = point.proof
    if proof.rule is ProofRule.ANSWER:
        return _UNTOLD
    of_kind = [it for it in facts if _is_meant(proof, it) and it.day <= today]
    if not of_kind:
        return _UNTOLD
    latest_first = sorted(of_kind, key=lambda it: (it.day, it.event_id), reverse=True)
    return _RULES[proof.rule](proof, latest_first, today)


def outcome_of(finding: Finding, answer: Answer | None) -> Outcome:
    """What the diary found stands; where it found nothing, the answer does."""
    if finding.outcome is not Outcome.OPEN or answer is None:
        return finding.outcome
    return _ANSWERED[answer]


def counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many points stand how."""
    counts = Counter(outcomes)
    return {outcome.value: counts[outcome] for outcome in Outcome}


def open_points(checklist: Checklist, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    """The points that nothing and nobody has said anything to."""
    return tuple(it.code for it in checklist.points if outcomes[it.code] is Outcome.OPEN)


def _is_meant(proof: Proof, fact: DiaryFact) -> bool:
    if fact.event_code not in proof.events:
        return False
    return proof.where is None or fact.values.get(proof.where[0]) == proof.where[1]


def _recorded(proof: Proof, facts: Sequence[DiaryFact], today: date) -> Finding:
    if proof.within_days is not None:
        since = today - timedelta(days=proof.within_days)
        late = [it for it in facts if it.day >= since]
        return _told(Outcome.MET, late) if late else _UNTOLD  # what is not written may be done
    return _told(Outcome.MET, facts)


def _complete(proof: Proof, facts: Sequence[DiaryFact], _: date) -> Finding:
    lacking = [it for it in facts if not it.filled.issuperset(proof.fields)]
    return _told(Outcome.NOT_MET, lacking) if lacking else _told(Outcome.MET, facts)


def _recent(proof: Proof, facts: Sequence[DiaryFact], today: date) -> Finding:
    name, since = proof.fields[0], today - timedelta(days=proof.within_days or 0)
    dated = [it for it in facts if it.values.get(name)]
    if not dated:
        return _UNTOLD
    late = [it for it in dated if since <= date.fromisoformat(str(it.values[name])) <= today]
    return _told(Outcome.MET, late) if late else _told(Outcome.NOT_MET, dated)


def _unflagged(proof: Proof, facts: Sequence[DiaryFact], _: date) -> Finding:
    flagged = [it for it in facts if not it.flags.isdisjoint(proof.flags)]
    return _told(Outcome.NOT_MET, flagged) if flagged else _told(Outcome.MET, facts)


def _passed(proof: Proof, facts: Sequence[DiaryFact], _: date) -> Finding:
    passes = facts[0].values.get(proof.fields[0]) == proof.value
    return _told(Outcome.MET if passes else Outcome.NOT_MET, facts[:1])


def _always(proof: Proof, facts: Sequence[DiaryFact], _: date) -> Finding:
    return _judged(facts, proof, lambda value: value == proof.value)


def _never(proof: Proof, facts: Sequence[DiaryFact], _: date) -> Finding:
    return _judged(facts, proof, lambda value: value != proof.value)


def _judged(facts: Sequence[DiaryFact], proof: Proof, holds: Callable[[object], bool]) -> Finding:
    """Against it speaks one entry that says otherwise; for it all of them, and none in silence."""
    name = proof.fields[0]
    said = [it for it in facts if name in it.values]
    against = [it for it in said if not holds(it.values[name])]
    if against:
        return _told(Outcome.NOT_MET, against)
    return _told(Outcome.MET, said) if len(said) == len(facts) else _UNTOLD


def _told(outcome: Outcome, facts: Sequence[DiaryFact]) -> Finding:
    return Finding(outcome, tuple(facts[:MOST_EVIDENCE]), len(facts))


_RULES: Final[Mapping[ProofRule, Callable[[Proof, Sequence[DiaryFact], date], Finding]]] = {
    ProofRule.RECORDED: _recorded,
    ProofRule.COMPLETE: _complete,
    ProofRule.RECENT: _recent,
    ProofRule.UNFLAGGED: _unflagged,
    ProofRule.PASSED: _passed,
    ProofRule.ALWAYS: _always,
    ProofRule.NEVER: _never,
}
_ANSWERED: Final = {
    Answer.YES: Outcome.MET,
    Answer.NO: Outcome.NOT_MET,
    Answer.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
}
