"""What a JPEG file says of itself before it is decoded, and how much of a cut-off one is left.

Pillow decodes what it is given: a file of thousands of scans, or one whose coefficients must all be
held in memory, has to be noticed beforehand.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from scanner.view import Grey

END: Final = b"\xff\xd9"

_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_START: Final = 0xD8
_STOP: Final = 0xD9
_SCAN: Final = 0xDA
_TABLES: Final = {0xC4, 0xC8, 0xCC}
_PROGRESSIVE: Final = {0xC2, 0xC6, 0xCA, 0xCE}

# What the decoder leaves of blocks that never came: zero coefficients, the middle grey.
_MISSING: Final = 128


@dataclass(frozen=True)
class JpegOutline:
    """`streamed`: one pass in file order, so that memory does not grow with all coefficients."""

    scans: int
    streamed: bool


def outline(data: bytes) -> JpegOutline:
    """Walk the markers of the first picture in the file."""
    scans = components = in_first_scan = 0
    progressive = False
    at = 0
    while found := _MARKER.search(data, at):
        marker, at = found[1][0], found.end()
        if marker == _STOP:
            break
        if marker == _START:
            continue
        if marker == _SCAN:
            scans += 1
            in_first_scan = in_first_scan or _byte(data, at + 2)
        elif _is_frame(marker):
            components = _byte(data, at + 7)
            progressive = marker in _PROGRESSIVE
        at += max(2, int.from_bytes(data[at : at + 2]))
    return JpegOutline(scans, streamed=not progressive and in_first_scan == components)


def share_present(grey: Grey) -> float:
    """The share of rows above the plain grey that stands for what was cut off."""
    missing = np.all(np.abs(grey[::-1].astype(np.int16) - _MISSING) <= 1, axis=1)
    rows = len(missing) if missing.all() else int(np.argmin(missing))
    return 1 - rows / len(grey)


def _is_frame(marker: int) -> bool:
    return 0xC0 <= marker <= 0xCF and marker not in _TABLES


def _byte(data: bytes, at: int) -> int:
    return data[at] if at < len(data) else 0
