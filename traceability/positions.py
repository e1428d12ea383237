"""Positions as whole numbers of 1e-7 degrees, the way phones and people write them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Final

from traceability.errors import Invalid

_TYPED: Final = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,20})?")
_UNITS: Final = 10_000_000
_EARTH: Final = 6_371_009  # metres, the mean radius
# The mainland and the islands; whoever swaps the two numbers lands outside.
_SOUTH, _NORTH = 6 * _UNITS, 24 * _UNITS
_WEST, _EAST = 102 * _UNITS, 118 * _UNITS


class BadPosition(Invalid):
    """Not a number of degrees such as 20,9512."""

    code = "position.bad"


class HalfPosition(Invalid):
    """Latitude without longitude, or the other way round."""

    code = "position.half"


class PositionOutside(Invalid):
    """Not in Vietnam; most often the two numbers were swapped."""

    code = "position.outside"


@dataclass(frozen=True)
class Position:
    """Where something is, in units of 1e-7 degrees."""

    latitude_e7: int
    longitude_e7: int


def parse_position(latitude: str, longitude: str) -> Position | None:
    """Both as typed or as a phone sent them; None when both are empty."""
    if not latitude.strip() and not longitude.strip():
        return None
    if not latitude.strip() or not longitude.strip():
        raise HalfPosition
    position = Position(_degrees(latitude), _degrees(longitude))
    inside = _SOUTH <= position.latitude_e7 <= _NORTH and _WEST <= position.longitude_e7 <= _EAST
    if not inside:
        raise PositionOutside
    return position


def metres_between(one: Position, other: Position) -> int:
    """How far two positions are apart, on a sphere of the Earth's mean radius; off by less than
    1 % (haversine).
    """
    south, north = (radians(it.latitude_e7 / _UNITS) for it in (one, other))
    east = radians((other.longitude_e7 - one.longitude_e7) / _UNITS)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return round(2 * _EARTH * asin(min(1, sqrt(half))))


def shown_degrees(e7: int) -> str:
    """`209512300` -> `20.95123`, as maps take it."""
    return f"{Decimal(e7) / _UNITS:.7f}".rstrip("0").rstrip(".")


def _degrees(text: str) -> int:
    if not _TYPED.fullmatch(text.strip()):
        raise BadPosition
    return int((Decimal(text.strip().replace(",", ".")) * _UNITS).to_integral_value())
