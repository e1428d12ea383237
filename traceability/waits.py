"""Whether goods were taken only after what was sprayed or given had been waited for.

What buyers read of waiting periods; it is judged by the very rules that stop a harvest
(`traceability.pre_harvest`), from the lot's own diary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from traceability.event_template import TemplateEvent, TreatmentFollows
from traceability.pre_harvest import Harvest, Keeper, Work, allowed_from, concerns, is_too_early
from traceability.told_values import waiting_fields


class WaitKind(StrEnum):
    """How it stands: done, broken, still to be waited for, or nothing to wait for."""

    WAITED = "waited"
    TOO_EARLY = "too_early"
    UNTIL = "until"
    NONE = "none"


@dataclass(frozen=True)
class Wait:
    """`days` is what label and register ask for, `until` the first day on which goods may be taken
    where none were taken yet.
    """

    kind: WaitKind
    days: int = 0
    until: date | None = None

    @property
    def told(self) -> dict[str, Any]:
        """As JSON."""
        until = self.until.isoformat() if self.until else None
        return {"kind": self.kind.value, "days": self.days, "until": until}


def tells_wait(event: TemplateEvent) -> bool:
    """Whether buyers are told of the waiting period of this work: the template calls it public."""
    return bool(waiting_fields(event) & event.public_fields)


def wait_after(
    treatment: Work, harvests: Sequence[tuple[Harvest, TreatmentFollows]]
) -> Wait | None:
    """How it stands with what was sprayed or given; None where nobody wrote what is to be waited.

    `harvests` are all of the lot, each with what treatments of its group follow. Those before the
    treatment, and those of other plots, do not speak of it.
    """
    followed = [
        (harvest, follows)
        for harvest, follows in harvests
        if harvest.comes_after(treatment) and concerns(treatment, harvest, follows)
    ]
    allowed = [(it.day, allowed_from([treatment], it, follows)) for it, follows in followed]
    early = [day for taken, day in allowed if day is not None and is_too_early(taken, day)]
    if early:
        return _wait(WaitKind.TOO_EARLY, treatment, max(early))
    days = [day for _, day in allowed if day is not None]
    if days:
        return _wait(WaitKind.WAITED, treatment, max(days))
    until = treatment.keeps_until(None)
    if until is not None and not followed:
        return _wait(WaitKind.UNTIL, treatment, until)
    return Wait(WaitKind.NONE) if _says_days(treatment) else None


def _wait(kind: WaitKind, treatment: Work, until: date) -> Wait:
    days = Keeper(treatment, until).days
    return Wait(kind, days, until if kind is WaitKind.UNTIL else None)


def _says_days(treatment: Work) -> bool:
    return any(name in treatment.values for name in waiting_fields(treatment.event))
