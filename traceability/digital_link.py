"""GS1 Digital Links of our stamps and lots: writing them, and reading what a scanner saw.

Reading is strict about form and says what is wrong; whose host it is, is for the caller to judge.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote

from traceability.errors import Invalid
from traceability.gs1 import Gtin, Lot, Serial, parse_gtin, parse_lot
from traceability.serials import normalise

LONGEST_LINK: Final = 2000
# No application identifier, which are all digits, and none of the words that GS1 keeps for itself:
# readers of Digital Links must pass over it.
SIGNATURE_PARAMETER: Final = "S"

_LINK = re.compile(
    r"https?://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?)"
    r"(?P<path>/[^?#\s]*)?(?:\?(?P<query>[^#\s]*))?(?:#\S*)?",
    re.IGNORECASE | re.ASCII,
)


class BadLinkSyntax(Invalid):
    """Not the address of a stamp or lot; `reason` says which part is at fault."""

    code = "link.bad_syntax"


@dataclass(frozen=True)
class StampLink:
    """What a link says, of a stamp (serial), a lot, or both; the query is kept as it was."""

    host: str
    gtin: Gtin | None
    serial: Serial | None
    lot: Lot | None = None
    query: str = ""

    @property
    def signature(self) -> str | None:
        """What the link has for a signature, for `traceability.stamp_signatures` to read."""
        return signature_in(parse_qsl(self.query, keep_blank_values=True))


def stamp_uri(host: str, serial: Serial, gtin: Gtin | None, *, scheme: str = "https") -> str:
    """The stamp's address as printed: upper case keeps the QR in its smaller alphanumeric mode."""
    path = f"01/{gtin}/21/{serial}" if gtin else f"T/{serial}"
    return f"{scheme}://{host}/{path}".upper()


def signature_in(query: Iterable[tuple[str, str]]) -> str | None:
    """The text of the signature among a query's parameters, whose name may be in either case."""
    return next((value for name, value in query if name.upper() == SIGNATURE_PARAMETER), None)


def lot_uri(host: str, gtin: Gtin, lot: Lot, *, scheme: str = "https") -> str:
    """The lot's address as shown on pages and in EPCIS: scheme and host in lower case."""
    return f"{scheme}://{host}".lower() + f"/01/{gtin}/10/{lot}"


def parse_stamp_link(text: str) -> StampLink:
    """Read a link of a stamp or a lot, in either case of letters."""
    if len(text) > LONGEST_LINK:
        raise BadLinkSyntax(reason="too_long")
    link = _LINK.fullmatch(text.strip())
    if link is None:
        raise BadLinkSyntax(reason="not_a_link")
    gtin, serial, lot = _parse_path(link["path"] or "")
    return StampLink(link["host"].lower(), gtin, serial, lot, link["query"] or "")


def read_serial(text: str) -> Serial | None:
    """The serial meant by a typed code or a pasted link; None for the link of a lot.

    Raises:
        link.*, gs1.*: it has a slash, and the link is wrong.
        serial.*: the code, or the code in the link, is wrong.
    """
    return parse_stamp_link(text).serial if "/" in text else normalise(text)


def parse_stamp_path(gtin_text: str | None, serial_text: str) -> tuple[Gtin | None, Serial]:
    """The two variable parts of a stamp's path; `None` for the form without a GTIN.

    The serial may stand as people type it off the stamp: in groups, with the check character.

    Raises:
        BadLinkSyntax, gs1.*, serial.*: which part is wrong, and how.
    """
    gtin = None if gtin_text is None else parse_link_gtin(gtin_text)
    return gtin, normalise(serial_text)


def parse_lot_path(gtin_text: str, lot_text: str) -> tuple[Gtin, Lot]:
    """The two variable parts of a lot's path."""
    return parse_link_gtin(gtin_text), parse_lot(lot_text)


def parse_link_gtin(text: str) -> Gtin:
    """The GTIN in a link: all 14 digits, for GS1 Digital Link knows no shortened one."""
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        raise BadLinkSyntax(reason="gtin_not_14_digits")
    return parse_gtin(text)


def _parse_path(path: str) -> tuple[Gtin | None, Serial | None, Lot | None]:
    segments = [unquote(segment) for segment in path.removesuffix("/").split("/")[1:]]
    match segments:
        case ["t" | "T", serial]:
            return (*parse_stamp_path(None, serial), None)
        case ["01", gtin, "21", serial]:
            return (*parse_stamp_path(gtin, serial), None)
        case ["01", gtin, "10", lot]:
            parsed, of_lot = parse_lot_path(gtin, lot)
            return parsed, None, of_lot
        case ["01", gtin, "10", lot, "21", serial]:
            return (*parse_stamp_path(gtin, serial), parse_lot(lot))
    raise BadLinkSyntax(reason="not_a_stamp_or_lot")
