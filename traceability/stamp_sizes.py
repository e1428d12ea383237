"""How small a stamp may be printed: from its link to the modules of its QR, and to millimetres.

A module is at least 0.4 mm wide, measured with office printers and cheap phones, and the symbol
keeps four modules of white on every side (ISO/IEC 18004, quiet zone).
"""

from typing import Final

from traceability.errors import Invalid

SMALLEST_MODULE_UM: Final = 400
QUIET_ZONE: Final = 4  # modules on every side
MICROMETRES: Final = 1000  # in a millimetre

# Bytes of data that versions 1, 2, 3, ... hold at error correction level M.
_DATA_BYTES: Final = (16, 28, 44, 64, 86, 108, 124, 154, 182, 216)
_LAST_OF_SHORT_COUNTS: Final = 9  # beyond this version the length of a stretch takes more bits
_SMALL_ALPHABET: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_NEVER: Final = 1 << 30


class LinkTooLong(Invalid):
    """No stamp carries a link as long as this."""

    code = "print.link_too_long"


class StampTooSmall(Invalid):
    """The stamp leaves its symbol less room than the modules need; both in whole millimetres."""

    code = "print.too_small"


def modules_of_link(link: str) -> int:
    """How many modules the symbol of a link has on each side at level M, without quiet zone.

    29 for the default link, 45 for a signed one. A text with long stretches of digits may be drawn
    with fewer, never with more.

    Raises:
        LinkTooLong: beyond version 10 (57 modules).
    """
    for version, data_bytes in enumerate(_DATA_BYTES, start=1):
        if _bits(link, version) <= 8 * data_bytes:
            return 17 + 4 * version
    raise LinkTooLong(length=len(link))


def _bits(link: str, version: int) -> int:
    """The fewest bits in which the link is written, stretch by stretch, in bytes or in letters of
    the small alphabet, two of which take 11 bits and a last one 6.
    """
    is_short = version <= _LAST_OF_SHORT_COUNTS
    begin_bytes, begin_letters = (12, 13) if is_short else (20, 15)
    in_bytes, after_pair, after_one = begin_bytes, begin_letters, _NEVER
    for letter in link:
        least = min(in_bytes, after_pair, after_one)
        in_bytes = min(in_bytes, least + begin_bytes) + 8 * len(letter.encode())
        if letter in _SMALL_ALPHABET:
            begun = min(after_pair, least + begin_letters)
            after_pair, after_one = after_one + 5, begun + 6
        else:
            after_pair = after_one = _NEVER
    return min(in_bytes, after_pair, after_one)


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
