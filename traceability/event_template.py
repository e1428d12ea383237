"""Event templates: what the diary asks of each kind of work, per product group, as versioned data.

The one door to them; their shape, form and checks live in the `event_template_*` and `event_values`
modules.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

from traceability.errors import NotFound
from traceability.event_checks import Amount, Value
from traceability.event_template_reading import BadTemplate, read_template
from traceability.event_template_shape import (
    AnimalPart,
    Check,
    CheckLevel,
    Choice,
    Crop,
    EventKind,
    FieldType,
    FlowPart,
    Labels,
    Template,
    TemplateEvent,
    TemplateField,
    TreatmentFollows,
    UnknownEventCode,
)
from traceability.event_values import (
    CheckedValues,
    InvalidValues,
    ValueWarning,
    amount_of,
    check_values,
    lot_quantity,
    public_values,
    without_personal,
)

__all__ = [
    "Amount",
    "AnimalPart",
    "BadTemplate",
    "Check",
    "CheckLevel",
    "CheckedValues",
    "Choice",
    "Crop",
    "EventKind",
    "FieldType",
    "FlowPart",
    "InvalidValues",
    "Labels",
    "Template",
    "TemplateEvent",
    "TemplateField",
    "TreatmentFollows",
    "UnknownEventCode",
    "UnknownTemplate",
    "Value",
    "ValueWarning",
    "amount_of",
    "check_values",
    "current",
    "get_template",
    "groups",
    "likely_next",
    "load_templates",
    "lot_quantity",
    "public_values",
    "read_template",
    "read_templates",
    "without_personal",
]

PICTOGRAMS: Final = 6


class UnknownTemplate(NotFound):
    """No template of that group and version."""

    code = "template.unknown"


@cache
def load_templates() -> Mapping[tuple[str, int], Template]:
    """All templates that come with the package, by group and version; read and checked once."""
    return read_templates(files("traceability").joinpath("event_templates"))


def read_templates(folder: Traversable) -> Mapping[tuple[str, int], Template]:
    """The templates of a folder, each at `<group>/v<version>.json`."""
    found: dict[tuple[str, int], Template] = {}
    for group in folder.iterdir():
        for file in group.iterdir():
            template = read_template(file.read_text(encoding="utf-8"))
            if (group.name, file.name) != (template.group, f"v{template.version}.json"):
                raise BadTemplate((f"{group.name}/{file.name}: names another group or version",))
            found[template.group, template.version] = template
    return MappingProxyType(found)


def get_template(group: str, version: int) -> Template:
    """The template an event was recorded with."""
    template = load_templates().get((group, version))
    if template is None:
        raise UnknownTemplate(group=group, version=version)
    return template


def current(group: str) -> Template:
    """The newest template of a group: new events are recorded with it."""
    versions = [version for known, version in load_templates() if known == group]
    if not versions:
        raise UnknownTemplate(group=group)
    return get_template(group, max(versions))


def groups() -> tuple[str, ...]:
    """The product groups there are templates for."""
    return tuple(sorted({group for group, _ in load_templates()}))


def likely_next(template: Template, event_codes_done: Sequence[str]) -> tuple[str, ...]:
    """At most six kinds of work, the likeliest first, after what a lot has already seen.

    The last milestone done (an event the template has a list for) decides; the template's own
    order fills what is left.
    """
    stages = (code for code in reversed(event_codes_done) if code in template.likely)
    likely = template.likely[next(stages, "")]
    rest = (code for code in template.events if code not in likely)
    return (*likely, *rest)[:PICTOGRAMS]
