"""What the ledger tells anybody of a public event, taken from the event itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from traceability.event_template import FieldType, TemplateEvent, TemplateField, Value

Json = dict[str, Any]

_PRIMARY: Final = "01"  # GS1 Digital Link: /01/{gtin}/10/{lot}; else /lot/{code}/{lot}
_VALUE: Final = "vnt:"  # before the name of each value, as EPCIS tells it


def public_facts(event: Json, work: TemplateEvent) -> dict[str, str]:
    """Which work, when, on which lot and where, and the values that its template calls public:
    what the entry `public_of` says and proves, each fact as a text that a browser can compare.

    `event` is as `traceability.epcis.build_event` makes it, of the work `work`. No value of a
    personal field is ever among them.
    """
    public = (f.told_name for f in work.fields if f.name in work.public_fields)
    names = (f"{_VALUE}{name}" for name in public)
    return _which(event) | {name: _text(event[name]) for name in names if name in event}


def are_true_of(facts: Mapping[str, str], event: Json) -> bool:
    """Whether a public entry says of an event what the event is; those of before tell no values."""
    told = (name for name in facts if name.startswith(_VALUE) and name in event)
    return dict(facts) == _which(event) | {name: _text(event[name]) for name in told}


def fact_name(field: TemplateField) -> str:
    """The name under which a public entry tells the value of a field."""
    return f"{_VALUE}{field.told_name}"


def read_value(field: TemplateField, text: str) -> Value:
    """A value as it was entered, from what a public entry tells of it."""
    if field.type is FieldType.AMOUNT:
        number, unit = text.split(" ", 1)
        return {"thousandths": int(Decimal(number).scaleb(3)), "unit": unit, "entered": number}
    if field.type is FieldType.BOOLEAN:
        return text == "true"
    return int(text) if field.type is FieldType.INTEGER else text


def _which(event: Json) -> dict[str, str]:
    kind, product_code, *rest = _segments(event["vnt:lot"])
    return {
        "event_code": event["vnt:eventCode"],
        "template": event["vnt:template"],
        "at": event["eventTime"],
        "product_code": product_code,
        "lot": rest[1] if kind == _PRIMARY else rest[0],
        "place_code": _segments(event["readPoint"]["id"])[-1],
    }


def _text(value: Json | str | int) -> str:
    """A value in the words of the entry; an amount as a decimal number and its unit."""
    if isinstance(value, dict):
        amount = Decimal(value["vnt:quantity"]["thousandths"]).scaleb(-3).normalize()
        return f"{amount:f} {value['vnt:unit']}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _segments(uri: str) -> list[str]:
    return [unquote(part) for part in urlsplit(uri).path.split("/")[1:]]
