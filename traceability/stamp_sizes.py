"""How small a stamp may be printed: from its link to the modules of its QR, and to millimetres.

A module is at least 0.4 mm wide, measured with office printers and cheap phones, and the symbol
keeps four modules of white on every side (ISO/IEC 18004, quiet zone).
"""

import re
from typing import Final

from traceability.errors import Invalid

SMALLEST_MODULE_UM: Final = 400
QUIET_ZONE: Final = 4  # modules on every side
MICROMETRES: Final = 1000  # in a millimetre

# What versions 1, 2, 3, ... hold at error correction level M: letters of the small alphabet of
# QR codes, and bytes of any text.
_ALPHANUMERIC: Final = (20, 38, 61, 90, 122, 154, 178, 221, 262, 311)
_BYTES: Final = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
_SMALL_ALPHABET: Final = re.compile(r"[0-9A-Z $%*+\-./:]*")


class LinkTooLong(Invalid):
    """No stamp carries a link as long as this."""

    code = "print.link_too_long"


class StampTooSmall(Invalid):
    """The stamp leaves its symbol less room than the modules need; both in whole millimetres."""

    code = "print.too_small"


def modules_of_link(link: str) -> int:
    """How many modules the symbol of a link has on each side at level M, without quiet zone.

    29 for the default link, 45 for a signed one. A text that mixes digits, capitals and other
    letters may be drawn with fewer, never with more.

    Raises:
        LinkTooLong: beyond version 10 (57 modules).
    """
    is_small = _SMALL_ALPHABET.fullmatch(link) is not None
    length, capacities = (len(link), _ALPHANUMERIC) if is_small else (len(link.encode()), _BYTES)
    for version, capacity in enumerate(capacities, start=1):
        if length <= capacity:
            return 17 + 4 * version
    raise LinkTooLong(length=length, longest=capacities[-1])


def smallest_side_um(modules: int) -> int:
    """The side of the square, in micrometres, that a symbol needs with its quiet zone."""
    return (modules + 2 * QUIET_ZONE) * SMALLEST_MODULE_UM


def smallest_stamp_mm(link: str) -> int:
    """The smallest stamp that can carry a link, in whole millimetres: 15 plain, 22 signed."""
    return _rounded_up(smallest_side_um(modules_of_link(link)))


def check_room(modules: int, room_um: int) -> None:
    """Refuse a square of `room_um` micrometres that is too small for a symbol.

    Raises:
        StampTooSmall: with what it needs and what there is.
    """
    needed = smallest_side_um(modules)
    if room_um < needed:
        raise StampTooSmall(
            needed_mm=_rounded_up(needed), room_mm=max(0, room_um) // MICROMETRES, modules=modules
        )


def _rounded_up(micrometres: int) -> int:
    return -(-micrometres // MICROMETRES)
