"""The labels of rolls, made one after the other as the printer asks for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from traceability.digital_link import stamp_uri
from traceability.gs1 import Gtin, Serial
from traceability.keyring import Keyring
from traceability.serials import issue_many, printed
from webapp.gateways.printing.labels import StampLabel


@dataclass(frozen=True)
class RollToPrint:
    """What the labels of a roll need to know: whose host, which product, which serials.

    `link_of` gives another link than the plain one (a signed one), `covered_code_of` the code under
    the scratch layer; both are asked for one serial at a time.
    """

    host: str
    scheme: str
    gtin: str | None
    name: str
    key_id: int
    first: int
    last: int
    number: int = 1
    link_of: Callable[[Serial], str] | None = None
    covered_code_of: Callable[[Serial], str] | None = None


def roll_labels(roll: RollToPrint, keyring: Keyring) -> Iterator[StampLabel]:
    """One label per serial; the code carries 16 characters, the text a 17th that checks them."""
    gtin = Gtin(roll.gtin) if roll.gtin else None
    host = roll.host.lower()
    serials = issue_many(keyring.key(roll.key_id), roll.first, roll.last - roll.first)
    for number, serial in enumerate(serials, start=1):
        plain = stamp_uri(roll.host, serial, gtin, scheme=roll.scheme)
        yield StampLabel(
            payload=roll.link_of(serial) if roll.link_of else plain,
            serial_text=printed(serial),
            host=host,
            name=roll.name,
            covered_code=roll.covered_code_of(serial) if roll.covered_code_of else None,
            roll_number=roll.number,
            number=number,
        )
