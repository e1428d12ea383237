"""The values of an entry as pages show them: to its people from the template that asked for them,
to buyers from what was told of them in the public story.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from traceability.event_template import FieldType, TemplateEvent, TemplateField, Value
from traceability.quantities import get_unit

YES: Final = "value.yes"
NO: Final = "value.no"


@dataclass(frozen=True)
class ShownValue:
    """One value of an entry, in the one form that suits it: an amount where there is a `unit`.

    `answer` is the message code of yes or no.
    """

    label: Mapping[str, str]
    text: str = ""
    choice: Mapping[str, str] | None = None
    unit: Mapping[str, str] | None = None
    thousandths: int = 0
    day: date | None = None
    whole: int | None = None
    answer: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number, which may be nought."""
        return self.whole is not None


def shown_values(template: TemplateEvent, values: Mapping[str, Value]) -> Iterable[ShownValue]:
    """The values in the order in which the template asks for them."""
    for asked in template.fields:
        if asked.name in values:
            yield shown_value(asked, values[asked.name])


def shown_told(told: Mapping[str, Any]) -> ShownValue:
    """A value as the public story keeps it (`traceability.told_values`)."""
    label: Mapping[str, str] = told["labels"]
    if "unit" in told:
        return ShownValue(label, unit=_unit(told["unit"]), thousandths=told["thousandths"])
    if "answer" in told:
        return ShownValue(label, answer=_answer(said=told["answer"]))
    if "day" in told:
        return ShownValue(label, day=date.fromisoformat(told["day"]))
    return ShownValue(
        label, told.get("text", ""), choice=told.get("choice"), whole=told.get("whole")
    )


def shown_value(asked: TemplateField, value: Value) -> ShownValue:
    """One value, under the label of its field."""
    label = asked.labels.both
    if isinstance(value, dict):
        unit = _unit(str(value["unit"]))
        return ShownValue(label, unit=unit, thousandths=int(value["thousandths"]))
    if isinstance(value, bool):
        return ShownValue(label, answer=_answer(said=value))
    if isinstance(value, int):
        return ShownValue(label, whole=value)
    return _shown_text(asked, value)


def _shown_text(asked: TemplateField, value: str) -> ShownValue:
    label = asked.labels.both
    if asked.type is FieldType.DATE:
        return ShownValue(label, day=date.fromisoformat(value))
    chosen = asked.choice(value)
    return ShownValue(label, choice=chosen.labels.both) if chosen else ShownValue(label, value)


def _unit(code: str) -> dict[str, str]:
    unit = get_unit(code)
    return {"vi": unit.vi, "en": unit.en}


def _answer(*, said: bool) -> str:
    return YES if said else NO
