"""The markets that goods are made for: at home, and abroad, where more may be asked of them.

Data: another market is another line here, limits and checklists name it by its code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from traceability.errors import Conflict, Invalid
from traceability.event_template import Labels


class UnknownMarket(Invalid):
    """A market that is not in the table."""

    code = "market.unknown"


class MarketFixed(Conflict):
    """Stamps of the lot are active: what was printed and sold was made for its market."""

    code = "market.fixed"


@dataclass(frozen=True)
class Market:
    """One market; the code is kept with lots, limits and growing-area codes and never changes."""

    code: str
    labels: Labels

    @property
    def is_export(self) -> bool:
        """Whether the goods leave the country."""
        return self.code != DOMESTIC

    @property
    def word_code(self) -> str:
        """The code whose words name it within a sentence."""
        return f"market.{self.code}"


DOMESTIC: Final = "domestic"
_MARKETS: Final = (
    Market(DOMESTIC, Labels("Trong nước", "Domestic (Viet Nam)")),
    Market("china", Labels("Trung Quốc", "China")),
    Market("eu", Labels("Liên minh châu Âu (EU)", "European Union")),
    Market("usa", Labels("Hoa Kỳ", "United States")),
    Market("japan", Labels("Nhật Bản", "Japan")),
    Market("korea", Labels("Hàn Quốc", "South Korea")),
    Market("australia", Labels("Úc", "Australia")),
    Market("new_zealand", Labels("New Zealand", "New Zealand")),
    Market("uk", Labels("Vương quốc Anh", "United Kingdom")),
    Market("canada", Labels("Canada", "Canada")),
    Market("other_export", Labels("Thị trường xuất khẩu khác", "Another export market")),
)
MARKETS: Final[Mapping[str, Market]] = MappingProxyType({it.code: it for it in _MARKETS})
EXPORT_MARKETS: Final = tuple(it for it in _MARKETS if it.is_export)


def get_market(code: str) -> Market:
    """The market of that code.

    Raises:
        UnknownMarket.
    """
    if code not in MARKETS:
        raise UnknownMarket(market=code)
    return MARKETS[code]


def parse_market(text: str) -> str:
    """The code of a market as it comes from a form, checked.

    Raises:
        UnknownMarket.
    """
    return get_market(text.strip()).code


def read_markets(text: str) -> frozenset[str]:
    """The codes of a column that lists them, parted by blanks; an unknown one is dropped."""
    return frozenset(text.split()) & frozenset(MARKETS)


def write_markets(codes: frozenset[str]) -> str:
    """The same for the column, in the order of the table."""
    return " ".join(code for code in MARKETS if code in codes)
