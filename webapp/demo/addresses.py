"""Addresses of stamps as people open them here."""

from traceability.gs1 import Gtin
from traceability.keyring import SerialPlace
from webapp.services import Services


def stamp_address(services: Services, place: SerialPlace, gtin: Gtin | None) -> str:
    """The link of a stamp of ours, on the host that answers for it."""
    return address_of(services, services.keyring.serial(place), gtin)


def address_of(services: Services, serial: str, gtin: Gtin | None) -> str:
    """The link of any serial; the code need not be one of ours."""
    path = f"01/{gtin}/21/{serial}" if gtin else f"T/{serial}"
    return f"{services.config.scheme}://{services.config.stamp_host}/{path}"
