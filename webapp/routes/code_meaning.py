"""What a code is that somebody scanned or typed: a stamp or lot of ours, or somebody else's."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from traceability.asked_link import AskedLotLink, read_path
from traceability.digital_link import LONGEST_LINK, host_of
from traceability.errors import Refusal
from traceability.serials import normalise

_RETAIL: Final = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_LINK_START: Final = re.compile(r"https?://", re.IGNORECASE)
_BARE_LINK: Final = re.compile(r"[\w.-]+(:[0-9]+)?/\S+")


@dataclass(frozen=True)
class OwnCode:
    """A stamp or lot of this system; `path` may be opened."""

    path: str


@dataclass(frozen=True)
class ForeignCode:
    """An address of somebody else: shown, and never opened."""

    host: str


@dataclass(frozen=True)
class WrongCode:
    """A link of this system that cannot be right; the refusal says why."""

    refusal: Refusal


@dataclass(frozen=True)
class RetailCode:
    """The bar code of a kind of goods (GTIN)."""


@dataclass(frozen=True)
class OtherCode:
    """Any other text."""


Meaning = OwnCode | WrongCode | ForeignCode | RetailCode | OtherCode


def meaning_of_scan(text: str, own_hosts: AbstractSet[str]) -> Meaning:
    """What the text of a symbol is; it is never opened to find out."""
    host = host_of(text) if len(text) <= LONGEST_LINK else None
    if host is not None:
        return _own(text) if host in own_hosts else ForeignCode(host)
    return RetailCode() if _RETAIL.fullmatch(text.strip()) else OtherCode()


def meaning_of_typed(text: str, own_hosts: AbstractSet[str]) -> Meaning:
    """What a person typed: the code under the stamp, or a link that was copied.

    Raises:
        serial.*: it is neither, and no code of a stamp.
    """
    link = f"https://{text}" if _BARE_LINK.fullmatch(text) else text
    if _LINK_START.match(link):
        return meaning_of_scan(link, own_hosts)
    if _RETAIL.fullmatch(text):
        return RetailCode()
    return OwnCode(f"/T/{normalise(text)}")


def _own(text: str) -> Meaning:
    """Only a path that was read and written anew is ever led to: never what stood in the code."""
    path = urlsplit(text.strip()).path.removesuffix("/")
    try:
        asked = read_path([unquote(part) for part in path.split("/")[1:]])
    except Refusal as refusal:
        return WrongCode(refusal)
    if isinstance(asked, AskedLotLink):
        return OwnCode(f"/01/{asked.gtin}/10/{quote(asked.lot or asked.text, safe='')}")
    code = quote(asked.serial or asked.text, safe="")
    return OwnCode(f"/01/{asked.gtin}/21/{code}" if asked.gtin else f"/T/{code}")
