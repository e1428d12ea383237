"""EPCIS 2.0 JSON-LD as partners and schemas expect it, made from what the ledger keeps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from traceability.epcis import THOUSANDTHS, Json
from traceability.vocab import namespace

CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SCHEMA_VERSION: Final = "2.0"


def as_json_ld(event: Json) -> Json:
    """The event with JSON numbers where the ledger keeps thousandths."""
    return {key: _exported(value) for key, value in event.items()}


def as_document(events: Iterable[Json], *, host: str, created_at: datetime) -> Json:
    """An EPCISDocument of events as the ledger keeps them."""
    return {
        "@context": [CONTEXT, {"vnt": namespace(host)}],
        "type": "EPCISDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": created_at.isoformat(timespec="milliseconds"),
        "epcisBody": {"eventList": [as_json_ld(event) for event in events]},
    }


def _exported(value: object) -> object:
    if isinstance(value, list):
        return [_exported(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {THOUSANDTHS}:
        return _number(value[THOUSANDTHS])
    return {key: _exported(inner) for key, inner in value.items()}


def _number(thousandths: int) -> int | float:
    """The one place where a fraction becomes binary.

    Amounts have at most fifteen digits, so the shortest decimal of that number, which JSON prints,
    is the exact one.
    """
    whole, rest = divmod(thousandths, 1000)
    return thousandths / 1000 if rest else whole
