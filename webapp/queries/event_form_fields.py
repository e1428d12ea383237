"""What a form of a diary entry asks, field by field, as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from traceability.event_template import FieldType, Labels, TemplateEvent, TemplateField
from traceability.quantities import get_unit
from webapp.queries.events import as_pair
from webapp.queries.inputs import Suggestion

# So many choices are seen at one glance; more are looked up in a list.
CARDS_AT_MOST: Final = 4


@dataclass(frozen=True)
class Choice:
    """One choice: its code and its words in both languages."""

    code: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class FormField:
    """One thing asked, under the name by which it is sent."""

    name: str
    type: FieldType
    labels: Mapping[str, str]
    hint: Mapping[str, str] | None
    is_optional: bool
    is_multiline: bool
    choices: tuple[Choice, ...]
    units: tuple[Choice, ...]
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def unit_name(self) -> str:
        """The name under which an amount's unit is sent."""
        return f"{self.name}_unit"

    @property
    def is_amount(self) -> bool:
        """An amount with a choice of units."""
        return len(self.units) > 1

    @property
    def only_unit(self) -> Mapping[str, str] | None:
        """The unit of an amount that has no choice."""
        return self.units[0].labels if len(self.units) == 1 else None

    @property
    def is_date(self) -> bool:
        """A civil date."""
        return self.type is FieldType.DATE

    @property
    def is_number(self) -> bool:
        """A whole number."""
        return self.type is FieldType.INTEGER

    @property
    def is_yes_or_no(self) -> bool:
        """Something that is so or not."""
        return self.type is FieldType.BOOLEAN

    @property
    def has_cards(self) -> bool:
        """Few choices, all shown."""
        return 0 < len(self.choices) <= CARDS_AT_MOST

    @property
    def has_list(self) -> bool:
        """Many choices, in a list."""
        return len(self.choices) > CARDS_AT_MOST


def form_fields(
    template: TemplateEvent, offered: Mapping[str, tuple[Suggestion, ...]] = MappingProxyType({})
) -> tuple[FormField, ...]:
    """What the form of one kind of work asks, in the template's order; `offered` by field."""
    return tuple(_field(field, offered) for field in template.fields)


def _field(field: TemplateField, offered: Mapping[str, tuple[Suggestion, ...]]) -> FormField:
    units = (get_unit(code) for code in field.units)
    return FormField(
        name=f"values.{field.name}",
        type=field.type,
        labels=as_pair(field.labels),
        hint=as_pair(field.hint) if field.hint else None,
        is_optional=not field.required,
        is_multiline=field.multiline,
        choices=tuple(Choice(it.code, as_pair(it.labels)) for it in field.choices),
        units=tuple(Choice(it.code, as_pair(Labels(it.vi, it.en))) for it in units),
        suggestions=offered.get(field.name, ()),
    )
