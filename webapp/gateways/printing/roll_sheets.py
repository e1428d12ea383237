"""The labels of one roll, made one after the other as the printer asks for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from traceability.digital_link import stamp_uri
from traceability.gs1 import Gtin
from traceability.keyring import Keyring
from traceability.serials import issue_many, printed
from webapp.gateways.printing.labels import StampLabel


@dataclass(frozen=True)
class RollToPrint:
    """What the labels of a roll need to know: whose host, which product, which serials."""

    host: str
    scheme: str
    gtin: str | None
    name: str
    key_id: int
    first: int
    last: int


def roll_labels(roll: RollToPrint, keyring: Keyring) -> Iterator[StampLabel]:
    """One label per serial; the code carries 16 characters, the text a 17th that checks them."""
    gtin = Gtin(roll.gtin) if roll.gtin else None
    serials = issue_many(keyring.key(roll.key_id), roll.first, roll.last - roll.first)
    for serial in serials:
        uri = stamp_uri(roll.host, serial, gtin, scheme=roll.scheme)
        yield StampLabel(
            payload=uri, serial_text=printed(serial), host=roll.host.lower(), name=roll.name
        )
