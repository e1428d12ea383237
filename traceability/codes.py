"""Internal codes for those who hold no GS1 numbers: products, places and lots."""

import re
from datetime import date
from typing import Final

from traceability.errors import Invalid
from traceability.gs1 import Lot, parse_lot

# The letters of a lot: no I, O or U, because the short name begins every lot of its holder.
_SHORT: Final = re.compile(r"[A-HJ-NP-TV-Z][A-HJ-NP-TV-Z0-9]{1,5}")
_PRODUCT: Final = re.compile(r"PRD-[0-9]{2}-[0-9]{4,7}")
_PLACE: Final = re.compile(r"LOC-[0-9]{5}-[0-9]{4,7}")
_LOT: Final = re.compile(rf"{_SHORT.pattern}-[0-9]{{6}}-[0-9]{{2,4}}")


GTIN_DIGITS: Final = 14
GLN_DIGITS: Final = 13


class BadShortName(Invalid):
    """Not 2 to 6 capital letters and digits, a letter first, without I, O, U."""

    code = "code.bad_short_name"


def product_code(province: str, sequence: int) -> str:
    """Such as PRD-14-0001: the province it was registered in and a running number."""
    return _checked(_PRODUCT, f"PRD-{province}-{sequence:04d}")


def place_code(commune: str, sequence: int) -> str:
    """Such as LOC-03646-0001: the commune it lies in and a running number."""
    return _checked(_PLACE, f"LOC-{commune}-{sequence:04d}")


def lot_code(short_name: str, day: date, sequence: int) -> Lot:
    """Such as MVA-261122-01: its holder's short name, the day it began and the number that day."""
    return parse_lot(_checked(_LOT, f"{short_name}-{day:%y%m%d}-{sequence:02d}"))


def trace_code(product: str, place: str, lot: str, day: date) -> str:
    """The traceability code: product, place, lot and time of the event in one string.

    Circular 02/2024/TT-BKHCN, article 3, names the four parts. With a GTIN and a GLN they are
    written as GS1 element strings, else parted by dots.
    """
    if len(product) == GTIN_DIGITS and len(place) == GLN_DIGITS and (product + place).isdecimal():
        return f"(01){product}(414){place}(10){lot}(11){day:%y%m%d}"
    return f"{product}.{place}.{lot}.{day:%Y%m%d}"


def parse_short_name(text: str) -> str:
    """The short name an organisation chose for its lots."""
    stripped = text.strip()
    short_name = stripped.upper() if stripped.isascii() else stripped
    if not _SHORT.fullmatch(short_name):
        raise BadShortName(length=len(short_name))
    return short_name


def is_internal_code(text: str) -> bool:
    """Whether the text has the form of one of these codes; never true of a GTIN or GLN."""
    return any(form.fullmatch(text) for form in (_PRODUCT, _PLACE, _LOT))


def _checked(form: re.Pattern[str], code: str) -> str:
    if not form.fullmatch(code):
        raise ValueError(f"not an internal code: {code}")
    return code
