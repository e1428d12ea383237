"""What is stopped before it is written down, and how a fact is written down all the same.

A harvest within a waiting period should not be done: whoever is about to write it down is told the
day and the reason. If it has been done it is a fact, and stays recordable as one: who could not
write it down would write another date.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import ClassVar, Self

from traceability.errors import Invalid
from traceability.event_flags import EventFlag
from traceability.event_template import TemplateEvent, Value
from traceability.input_register import Finding
from traceability.pre_harvest import Harvest, Keeper, Work, is_too_early


class Stopped(Invalid):
    """This should not be done; who has done it says so, and the lot is held."""

    code = "event.stopped"
    # What marks the entry once it is told as a fact.
    flag: ClassVar[EventFlag]

    @property
    def facts(self) -> dict[str, str | int]:
        """What a program is told beside the sentence; days as ISO dates."""
        told = {k: it.isoformat() if isinstance(it, date) else it for k, it in self.details.items()}
        return {name: value for name, value in told.items() if value is not None}


class HarvestTooEarly(Stopped):
    """The goods are within a waiting period (TCVN 11892-1:2017; withdrawal of veterinary drugs)."""

    code = "event.harvest_too_early"
    flag = EventFlag.WITHIN_INTERVAL

    @classmethod
    def of(cls, harvest: Harvest, keeper: Keeper | None) -> Self | None:
        """The stop of a harvest that a treatment keeps; None for a lawful one."""
        if keeper is None or not is_too_early(harvest.day, keeper.until):
            return None
        return cls(
            allowed_from=keeper.until,
            treatment=name_of_treatment(keeper.treatment),
            treated_on=keeper.treatment.day,
            days=keeper.days,
        )


class BannedInput(Stopped):
    """The product, or an active ingredient of it, is banned."""

    code = "event.banned_input"
    flag = EventFlag.INPUT_BANNED


class UnlistedAntibiotic(Stopped):
    """An antibiotic that is not on the list of those that may be given."""

    code = "event.unlisted_antibiotic"
    flag = EventFlag.DRUG_NOT_LISTED


def input_stop(name: str, finding: Finding, effective_from: date) -> Stopped | None:
    """The stop of an input that must not be used; None for any other."""
    if not finding.is_stopped:
        return None
    kind = UnlistedAntibiotic if finding.is_unlisted_antibiotic else BannedInput
    return kind(treatment=name, because=finding.because, effective_from=effective_from)


def refuse_stops(
    stops: Iterable[Stopped], *, as_fact: bool, told_before: Collection[str] = ()
) -> None:
    """Refuse what should not be done, unless it is told as a fact.

    `told_before` are the flags of the entry that is corrected: what is a fact already cannot be
    prevented by asking again.

    Raises:
        Stopped: the first of the stops that nobody has confirmed.
    """
    for stop in stops:
        if not as_fact and stop.flag not in told_before:
            raise stop


def name_of_treatment(work: Work) -> str:
    """What was sprayed, spread or given, as it was written down; else what kind of work it was."""
    return name_of_input(work.event, work.values) or work.event.labels.vi


def name_of_input(event: TemplateEvent, values: Mapping[str, Value]) -> str:
    """The name of what the work took in, empty when it takes in nothing."""
    took = event.epcis.input
    if took is None:
        return ""
    written = str(values.get(took.name, ""))
    asked = event.field(took.name)
    chosen = asked.choice(written) if asked else None
    return chosen.labels.vi if chosen else written
