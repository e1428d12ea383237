"""Event templates: what the diary asks of each kind of work, per product group, as versioned data.

The one door to them; their shape, form and checks live in the `event_template_*` and `event_values`
modules.
"""

from collections.abc import Sequence
from typing import Final

from traceability.event_checks import Amount, Value
from traceability.event_template_problems import Problem
from traceability.event_template_reading import BadTemplate, decode_template, read_template
from traceability.event_template_registry import (
    UnknownTemplate,
    current,
    get_template,
    groups,
    known_templates,
    load_templates,
    nearest_template,
    read_templates,
)
from traceability.event_template_shape import (
    LABORATORY_TEST,
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
    CheckError,
    InvalidValues,
    ValueWarning,
    amount_of,
    check_values,
    lot_quantity,
    public_values,
    without_personal,
)

__all__ = [
    "LABORATORY_TEST",
    "Amount",
    "AnimalPart",
    "BadTemplate",
    "Check",
    "CheckError",
    "CheckLevel",
    "CheckedValues",
    "Choice",
    "Crop",
    "EventKind",
    "FieldType",
    "FlowPart",
    "InvalidValues",
    "Labels",
    "Problem",
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
    "decode_template",
    "get_template",
    "groups",
    "known_templates",
    "likely_next",
    "load_templates",
    "lot_quantity",
    "nearest_template",
    "public_values",
    "read_template",
    "read_templates",
    "without_personal",
]

PICTOGRAMS: Final = 6


def likely_next(template: Template, event_codes_done: Sequence[str]) -> tuple[str, ...]:
    """At most six kinds of work, the likeliest first, after what a lot has already seen.

    The last milestone done (an event the template has a list for) decides; the template's own
    order fills what is left.
    """
    stages = (code for code in reversed(event_codes_done) if code in template.likely)
    likely = template.likely[next(stages, "")]
    rest = (code for code in template.events if code not in likely)
    return (*likely, *rest)[:PICTOGRAMS]
