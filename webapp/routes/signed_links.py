"""The links that a print file carries for signed stamps."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from traceability.gs1 import Gtin, Serial
from traceability.keyring import Keyring
from traceability.stamp_signatures import (
    SignedNumbers,
    SignedStamp,
    SigningKeyCompromised,
    StampSigner,
    signed_link,
)
from webapp.queries.signing_keys import public_signed_numbers
from webapp.routes.kept import kept
from webapp.services import services


def link_of(order_id: UUID, gtin: str | None) -> Callable[[Serial], str] | None:
    """What makes the link of each stamp of an order; None where the order is not signed.

    Raises:
        SigningKeyCompromised: what it would print proves nothing any more.
    """
    numbers = public_signed_numbers(order_id)
    if numbers is None:
        return None
    if numbers.signing_key_id in kept().compromised_keys.current():
        raise SigningKeyCompromised(key_id=numbers.signing_key_id)
    found = services()
    signer = found.signing.signer(numbers.signing_key_id)
    host = (found.config.stamp_host, found.config.scheme)
    return partial(_link, signer, found.keyring, (numbers, Gtin(gtin) if gtin else None, host))


def _link(
    signer: StampSigner,
    keyring: Keyring,
    order: tuple[SignedNumbers, Gtin | None, tuple[str, str]],
    serial: Serial,
) -> str:
    numbers, gtin, (host, scheme) = order
    place = keyring.open(serial)
    if place is None:
        raise ValueError("a serial of another system is not signed")
    number = numbers.signed_first + place.counter - numbers.first
    return signed_link(SignedStamp(host, serial, gtin), signer, number, scheme=scheme)
