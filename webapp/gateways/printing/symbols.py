"""The square symbol: its modules, and the smallest size at which a phone still reads it."""

from functools import lru_cache

import numpy as np
import qrcode
import zxingcpp
from numpy.typing import NDArray
from qrcode.constants import ERROR_CORRECT_M

from traceability.stamp_sizes import QUIET_ZONE, SMALLEST_MODULE_UM, check_room

THRESHOLD = 128
SMALLEST_MODULE = SMALLEST_MODULE_UM / 1000  # millimetres

Modules = NDArray[np.uint8]


def modules_of(payload: str) -> Modules:
    """The symbol at level M without its quiet zone: 0 where it is dark, 255 where it is light."""
    symbol = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return np.asarray(symbol.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)


@lru_cache(maxsize=64)
def module_size(modules: int, room: float, dot: float) -> float:
    """The largest module that fits into `room` millimetres, in whole printer dots if it can be.

    Raises:
        StampTooSmall: it would be smaller than the smallest that can be read.
    """
    check_room(modules, round(room * 1000))
    module = room / (modules + 2 * QUIET_ZONE)
    in_dots = int(module / dot + 1e-9) * dot
    return in_dots if in_dots >= SMALLEST_MODULE else module


def dark_runs(modules: Modules) -> list[tuple[int, int, int]]:
    """The dark stretches of every row: column, row and length, in modules."""
    width = len(modules) + 2  # a light module on either side, so that every stretch has two ends
    dark = np.pad(modules < THRESHOLD, 1).ravel()
    starts, ends = np.flatnonzero(np.diff(dark)).reshape(-1, 2).T
    rows, columns = np.divmod(starts, width)
    return list(zip(columns.tolist(), (rows - 1).tolist(), (ends - starts).tolist(), strict=True))


def symbol_svg(payload: str) -> str:
    """One symbol for a screen, as an SVG element that scales with its surroundings.

    The payload stands in it as dark squares only, so that nothing of it can be markup.
    """
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    symbol.add_data(payload)
    light = np.where(np.array(symbol.get_matrix()), 0, 255).astype(np.uint8)
    path = "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in dark_runs(light))
    side = len(light)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{path}"/></svg>'
    )
