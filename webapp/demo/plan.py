"""The words in which the demonstration is planned: people, plots, goods, seasons and works.

All of it is made up. Codes lie under the GS1 demonstration prefix 952.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid5

from traceability.geography import PROVINCES
from traceability.gs1 import Gln, Gtin, check_digit, parse_gtin
from traceability.markets import DOMESTIC
from traceability.phone import Phone
from traceability.places import PlaceCodeScheme, PlaceKind
from traceability.quantities import Quantity, format_amount, to_si
from traceability.roles import Role

_NAMES = UUID("9520a5ee-0000-4000-8000-0000000952de")


def named_id(*parts: object) -> UUID:
    """The same id for the same thing on every machine."""
    return uuid5(_NAMES, " ".join(map(str, parts)))


def amount(name: str, thousandths: int, unit: str) -> dict[str, str]:
    """A field of a diary form and its unit, typed as people at home type numbers."""
    tenths = max(1, round(thousandths / 100))  # three decimals would read as thousands
    return {name: format_amount(tenths * 100, "vi"), f"{name}_unit": unit}


@dataclass(frozen=True)
class Person:
    """`number` ends the phone number, after the province; nobody has these numbers."""

    province: str
    number: int
    name: str
    role: Role

    @property
    def phone(self) -> Phone:
        """Ten digits at home, all beginning with 0900 00."""
        return Phone(f"+8490000{self.province}{self.number:02d}")


@dataclass(frozen=True)
class Agency:
    """An office with the one person of it who signs in."""

    short_code: str
    name: str
    person: Person


@dataclass(frozen=True)
class Plot:
    """Where work is done; `code` where somebody else granted it."""

    name: str
    commune: str
    kind: PlaceKind
    area: Quantity | None = None
    code: str | None = None
    scheme: PlaceCodeScheme = PlaceCodeScheme.INTERNAL


@dataclass(frozen=True)
class Farm:
    """A farmer with plots in the cooperative."""

    farmer: Person
    plots: tuple[Plot, ...]


@dataclass(frozen=True)
class Goods:
    """`item` is the product's number under the GS1 prefix; without one it has no GTIN."""

    key: str
    name: str
    short_name: str
    group: str
    net: Quantity
    shelf_life_days: int
    standards: tuple[str, ...]
    brand: str | None = None
    picture: str | None = None
    item: int | None = None


@dataclass(frozen=True)
class Cooperative:
    """`prefix` is its GS1 company prefix; `packing_code` what the plant authority gave."""

    province: str
    short_code: str
    name: str
    commune: str
    address: str
    prefix: str
    manager: Person
    clerk: Person
    farms: tuple[Farm, ...]
    goods: tuple[Goods, ...]
    packing_code: str | None = None

    @property
    def province_name(self) -> str:
        """As on the map."""
        return PROVINCES[self.province].name

    @property
    def packing_house(self) -> Plot:
        """Where goods are packed, with a GLN of its own."""
        body = f"{self.prefix}90001"
        gln = Gln(body + check_digit(body))
        return Plot("Nhà sơ chế, đóng gói", self.commune, PlaceKind.PACKING_HOUSE, None, gln, _GLN)

    def gtin(self, goods: Goods) -> Gtin | None:
        """The GTIN of one of its goods."""
        if goods.item is None:
            return None
        body = f"{self.prefix}{goods.item:05d}"
        return parse_gtin(body + check_digit(body))


_GLN = PlaceCodeScheme.GLN


@dataclass(frozen=True)
class Season:
    """One lot: on which plot of which farm, what of, begun and closed how many days ago."""

    farm: int
    plot: int
    goods: str
    begun: int
    is_stamped: bool = False
    closed: int | None = None
    packed_after: int = 0
    is_hasty: bool = False
    market: str = DOMESTIC


@dataclass(frozen=True)
class Ground:
    """What a diary is written about: so much ground, worked by whom."""

    area: Quantity
    farmer: str
    packing_code: str | None = None

    def of(self, per_hectare: int) -> int:
        """Thousandths of what so much per hectare comes to here."""
        return per_hectare * to_si(self.area).thousandths // 10_000

    @property
    def values(self) -> dict[str, str]:
        """The area as the farmer enters it."""
        return amount("area", self.area.thousandths, self.area.unit)


@dataclass(frozen=True)
class Work:
    """One entry of a diary, so many days after its lot began."""

    day: int
    hour: int
    code: str
    values: Mapping[str, str]
    picture: str | None = None
    indoors: bool = False


Chore = Callable[[Ground, Random], tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class Diary:
    """The works of a lot in their order, and what is done over and over in between."""

    works: tuple[Work, ...]
    chores: tuple[Chore, ...]
    chores_from: int
    chores_to: int
