"""What the path of a stamp's or lot's link asks for: ours, or a correct link of another system.

`traceability.digital_link` reads links that we made; a resolver must also tell a wrong link from a
right one of somebody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from traceability.digital_link import BadLinkSyntax, parse_link_gtin, parse_stamp_path
from traceability.errors import Invalid, NotFound
from traceability.gs1 import BadLot, Gtin, Lot, Serial, parse_lot
from traceability.other_serials import is_gs1_serial
from traceability.serials import normalise

# GS1 Digital Link: the qualifiers of a GTIN, in the only order there is.
QUALIFIERS: Final = ("22", "10", "21")


class ProductOnly(NotFound):
    """A GTIN alone: the bar code of a kind of goods, which proves nothing of any one item."""

    code = "link.product_only"


class BadQualifier(Invalid):
    """A lot number or serial that breaks the rules of GS1: 1 to 20 of its 82 characters."""

    code = "link.bad_qualifier"


@dataclass(frozen=True)
class AskedStampLink:
    """`serial` is None when the text is no serial of our form: no key of ours can have made it."""

    gtin: Gtin | None
    serial: Serial | None
    text: str


@dataclass(frozen=True)
class AskedLotLink:
    """`lot` is None when the text is no lot number of ours."""

    gtin: Gtin
    lot: Lot | None
    text: str


def read_path(segments: Sequence[str]) -> AskedStampLink | AskedLotLink:
    """Read the decoded segments of a path, `["01", gtin, "21", serial]` or `["T", serial]`.

    Raises:
        BadLinkSyntax, BadQualifier, gs1.bad_check_digit: the link is wrong.
        serial.*: the code in the short form is wrong.
        ProductOnly: it is right, but about no item and no lot.
    """
    match segments:
        case ["t" | "T", text]:
            _, serial = parse_stamp_path(None, text)
            return AskedStampLink(None, serial, serial)
        case ["01", gtin_text, *rest]:
            return _read_qualifiers(parse_link_gtin(gtin_text), rest)
    raise BadLinkSyntax(reason="not_a_stamp_or_lot")


def _read_qualifiers(gtin: Gtin, rest: Sequence[str]) -> AskedStampLink | AskedLotLink:
    names, values = tuple(rest[::2]), rest[1::2]
    is_ordered = names == tuple(name for name in QUALIFIERS if name in names)
    if len(names) != len(values) or not is_ordered:
        raise BadLinkSyntax(reason="not_a_stamp_or_lot")
    given = dict(zip(names, values, strict=True))
    for name, value in given.items():
        if not is_gs1_serial(value):  # lots and variants follow the same rule
            raise BadQualifier(qualifier=name, length=len(value))
    if "21" in given:
        return _stamp(gtin, given["21"])
    if "10" in given:
        return AskedLotLink(gtin, _own_lot(given["10"]), given["10"])
    raise ProductOnly


def _stamp(gtin: Gtin, text: str) -> AskedStampLink:
    try:
        return AskedStampLink(gtin, normalise(text), text)
    except Invalid:  # a right serial all the same, of whoever else counts under that GTIN
        return AskedStampLink(gtin, None, text)


def _own_lot(text: str) -> Lot | None:
    try:
        return parse_lot(text)
    except BadLot:
        return None
