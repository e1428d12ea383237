"""What kinds of places there are, and who gave a place its code."""

from enum import StrEnum

from traceability.errors import NotFound


class PlaceKind(StrEnum):
    """Where work is done, goods are kept or sold."""

    PLOT = "plot"
    ORCHARD = "orchard"
    POND = "pond"
    APIARY = "apiary"
    BARN = "barn"
    COLLECTION_POINT = "collection_point"
    PACKING_HOUSE = "packing_house"
    FACTORY = "factory"
    WAREHOUSE = "warehouse"
    SHOP = "shop"


GROWING = frozenset({PlaceKind.PLOT, PlaceKind.ORCHARD})


class PlaceCodeScheme(StrEnum):
    """Who gave the place its code: GS1, the plant protection authority, or we ourselves."""

    GLN = "gln"
    GROWING_AREA = "growing_area"
    PACKING_HOUSE = "packing_house"
    INTERNAL = "internal"


class NoSuchPlace(NotFound):
    """No such place, or one of another organisation."""

    code = "place.not_found"
