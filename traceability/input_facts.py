"""What is kept with a diary entry of the input it used: what the register said on that day.

It stands in the entry itself, so that neither a later version nor a later look changes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from traceability.event_template import TemplateEvent, Value
from traceability.input_register import Finding, InputKind, InputStatus
from traceability.stops import name_of_input

_INGREDIENT_FIELD: Final = "active_ingredient"


@dataclass(frozen=True)
class UsedInput:
    """A pesticide or a drug as an entry names it; `days` are those of its label."""

    kind: InputKind
    name: str
    ingredients: str
    days: int

    @classmethod
    def of(cls, event: TemplateEvent, values: Mapping[str, Value]) -> Self | None:
        """What the work used; None where no register speaks of it."""
        took = event.epcis.input
        if took is None or took.type not in set(InputKind):
            return None
        days = values.get(event.epcis.interval_field or "")
        return cls(
            kind=InputKind(took.type),
            name=name_of_input(event, values),
            ingredients=str(values.get(_INGREDIENT_FIELD, "")),
            days=days if isinstance(days, int) else 0,
        )


@dataclass(frozen=True)
class RegisterFacts:
    """What version `version` of the register, in force since a day, said of the input."""

    version: int
    effective_from: date
    finding: Finding

    def as_json(self) -> dict[str, Any]:
        """As the entry keeps it, in canonical JSON."""
        found = self.finding
        return {
            "version": self.version,
            "effective_from": self.effective_from.isoformat(),
            "status": found.status.value if found.status else None,
            "registered_days": found.registered_days,
            "for_crop": found.is_for_crop,
            "because": found.because,
            "unlisted_antibiotic": found.is_unlisted_antibiotic,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The inverse."""
        finding = Finding(
            status=InputStatus(told["status"]) if told["status"] else None,
            registered_days=told["registered_days"],
            is_for_crop=told["for_crop"],
            because=told["because"],
            is_unlisted_antibiotic=told["unlisted_antibiotic"],
        )
        return cls(told["version"], date.fromisoformat(told["effective_from"]), finding)
