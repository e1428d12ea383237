"""What the ledger tells anybody of a public event, taken from the event itself."""

from typing import Any, Final
from urllib.parse import unquote, urlsplit

Json = dict[str, Any]

_PRIMARY: Final = "01"  # GS1 Digital Link: /01/{gtin}/10/{lot}; else /lot/{code}/{lot}


def public_facts(event: Json) -> Json:
    """Which work, when, on which lot and where: what the entry `public_of` says and proves.

    `event` is as `traceability.epcis.build_event` makes it. No quantity, name or value of a field:
    those that a stop of the public story shows (`traceability.told_values`) are in no public entry;
    the audit holds them against the diary.
    """
    kind, product_code, *rest = _segments(event["vnt:lot"])
    return {
        "event_code": event["vnt:eventCode"],
        "template": event["vnt:template"],
        "at": event["eventTime"],
        "product_code": product_code,
        "lot": rest[1] if kind == _PRIMARY else rest[0],
        "place_code": _segments(event["readPoint"]["id"])[-1],
    }


def _segments(uri: str) -> list[str]:
    return [unquote(part) for part in urlsplit(uri).path.split("/")[1:]]
