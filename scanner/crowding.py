"""How much work a picture would be for the engines, told before they are let loose on it.

Their search cannot be stopped half-way, and grows with the square of what looks like a corner of a
QR: 12 megapixels full of such corners take zxing 40 s and zbar 120 s. No honest photo comes near.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.view import Grey, View

# Seconds on one slow core, fitted to pictures of noise, bars, chequers and finder patterns.
_PER_PIXEL: Final = 25e-9
_PER_EDGE: Final = 170e-9
_PER_CORNER: Final = 100e-6

_EVERY: Final = 4
_LOOKED_AT: Final = 1_000_000
_NEIGHBOURHOOD: Final = 63
_FAINT: Final = np.uint8(8)  # grain of a sensor on a plain surface is not an edge


def workload(grey: Grey) -> float:
    """About how many seconds one pass of one engine takes."""
    step = max(_EVERY, grey.size // _LOOKED_AT)
    rows = np.ascontiguousarray(grey[::step])
    level = np.asarray(cv2.blur(rows, (_NEIGHBOURHOOD, 1)))
    light = (rows > level - np.minimum(level, _FAINT)).ravel().view(np.int8)
    edges = np.flatnonzero(np.diff(light))
    corners = _corner_patterns(np.diff(edges).astype(np.float32))
    return _PER_PIXEL * grey.size + step * (_PER_EDGE * len(edges) + _PER_CORNER * corners)


def affordable(view: View, seconds: float) -> View:
    """The view itself, or shrunk until one pass over it is within the time."""
    while workload(view.grey) > seconds:
        view = view.scaled(0.7)
    return view


def _corner_patterns(runs: NDArray[np.float32]) -> float:
    """How many runs are 1:1:3:1:1, each by the share of its pattern's rows it stands for."""
    if len(runs) < 5:
        return 0.0
    parts = [runs[place : len(runs) - 4 + place] for place in range(5)]
    module = sum(parts[1:], start=parts[0]) / 7
    fits = np.abs(parts[2] - 3 * module) < 1.5 * module
    for place in (0, 1, 3, 4):
        fits &= np.abs(parts[place] - module) < 0.5 * module
    return float((1 / (3 * module[fits])).sum())
