"""What is sold and where it grows, in the story of the ledger: added, changed, taken out of use."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from tests.cast import Cast
from tests.makers import GTIN
from traceability.gs1 import parse_gtin
from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.positions import Position
from traceability.quantities import Quantity
from webapp.gateways.storage.fake import MemoryStorage
from webapp.usecases.places import KeepPlace, PlaceFacts, add_place, close_place, edit_place
from webapp.usecases.products import (
    KeepProduct,
    ProductFacts,
    add_product,
    edit_product,
    retire_product,
)

PLOT = {"kind": PlaceKind.PLOT, "name": "Ruộng nhà Lan", "commune_code": "03646"}
PACK = {"name": "Gạo cô Lan", "short_name": "Gạo cô Lan", "group": "rice", "brand": "Cô Lan"}


def tell_of_catalogue(cast: Cast, now: datetime) -> None:
    """Two products and two places of which one each is out of use; Lan's name is on some."""
    _products(cast, now)
    _places(cast, now)


def add_plot(cast: Cast, now: datetime, **given: Any) -> UUID:
    """A plot of Lan's, where it lies and how large it is."""
    facts = PLOT | {"area": Quantity(3_600_000, "m2"), "position": Position(209512345, 1037001000)}
    return add_place(cast.lan, KeepPlace(uuid4(), PlaceFacts(**facts | given)), now=now)


def _products(cast: Cast, now: datetime) -> None:
    storage = MemoryStorage()

    def described(product_id: UUID, **given: Any) -> KeepProduct:
        facts = PACK | {"standards": ("TCCS 01:2026/MV",), "photo": _photo("green")}
        return KeepProduct(product_id, ProductFacts(**facts | given))

    first, second = (
        add_product(cast.minh, described(uuid4(), **given), storage, now=now)
        for given in ({"gtin": parse_gtin(GTIN), "net": Quantity(1000, "kg")}, {})
    )
    changed: dict[str, Any] = {
        "gtin": parse_gtin(GTIN),
        "net": Quantity(500, "kg"),
        "shelf_life_days": 365,
    }
    changed |= {"brand": None}
    edit_product(cast.minh, described(first, photo=_photo("red"), **changed), storage, now=now)
    retire_product(cast.minh, second, now=now)


def _places(cast: Cast, now: datetime) -> None:
    first, second = add_plot(cast, now), add_plot(cast, now, name="Ruộng trên", position=None)
    granted = {"code_scheme": PlaceCodeScheme.GROWING_AREA, "code": "VN-SLOR-0031"}
    moved = {"area": Quantity(2000, "sao_north"), "position": Position(209512399, 1037001000)}
    facts = PLOT | moved | granted
    edit_place(cast.minh, KeepPlace(first, PlaceFacts(**facts)), now=now)
    close_place(cast.minh, second, now=now)


def _photo(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()
