"""The ten things the law wants known of a traced product.

Circular 02/2024/TT-BKHCN, article 6(3).
"""

from dataclasses import dataclass
from enum import StrEnum


class KeptIn(StrEnum):
    """Where an item is filled in, and so where it is mended."""

    PRODUCT = "product"
    ORGANISATION = "organisation"
    DIARY = "diary"


@dataclass(frozen=True)
class LegalItem:
    """One of the ten. An item that is asked for only where it exists is never missing."""

    number: int
    name: str
    kept_in: KeptIn
    is_there: bool
    if_any: bool = False

    @property
    def code(self) -> str:
        """The code whose words name the item."""
        return f"legal_item.{self.name}"

    @property
    def is_missing(self) -> bool:
        """Whether the law is not satisfied."""
        return not (self.is_there or self.if_any)

    @property
    def state_code(self) -> str:
        """The code whose words say how it stands."""
        if self.is_there:
            return "legal_item.state.there"
        return "legal_item.state.if_any" if self.if_any else "legal_item.state.missing"

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        if self.is_there:
            return "green"
        return "grey" if self.if_any else "red"

    @property
    def icon(self) -> str:
        """The sign beside the words of its badge."""
        if self.is_there:
            return "check"
        return "circle" if self.if_any else "circle-alert"

    @property
    def fix_code(self) -> str:
        """The code whose words say what to do about it."""
        return f"{self.code}.fix"


@dataclass(frozen=True)
class KnownOfProduct:
    """What is known of a product and the organisation that sells it."""

    name: str
    has_photo: bool
    organisation_name: str
    organisation_address: str
    commune_code: str | None
    has_diary: bool
    trace_code: str
    brand: str | None
    shelf_life_days: int | None
    standards: tuple[str, ...]


def legal_items(known: KnownOfProduct) -> tuple[LegalItem, ...]:
    """The ten items in the order of the circular."""
    address = bool(known.organisation_address.strip() and known.commune_code)
    product, organisation, diary = KeptIn.PRODUCT, KeptIn.ORGANISATION, KeptIn.DIARY
    return (
        LegalItem(1, "name", product, bool(known.name)),
        LegalItem(2, "photo", product, known.has_photo),
        LegalItem(3, "organisation", organisation, bool(known.organisation_name)),
        LegalItem(4, "address", organisation, address),
        LegalItem(5, "stages", diary, known.has_diary),
        LegalItem(6, "production_time", diary, known.has_diary),
        LegalItem(7, "trace_code", product, bool(known.trace_code)),
        LegalItem(8, "brand", product, bool(known.brand), if_any=True),
        LegalItem(9, "shelf_life", product, known.shelf_life_days is not None, if_any=True),
        LegalItem(10, "standards", product, bool(known.standards)),
    )
