"""The drawing language of PDF, as far as a stamp needs it."""

import numpy as np

from webapp.gateways.printing.faces import BORDER, Box, Face
from webapp.gateways.printing.labels import Colour, Drawing, SheetLayout
from webapp.gateways.printing.symbols import Modules, dark_runs

CORNER_RADIUS = 1.2
HANDLE = CORNER_RADIUS * (1 - 0.5523)  # what makes a curve a quarter of a circle
MARK_LENGTH, MARK_WIDTH = 1.5, 0.1


def numbers(*values: float) -> bytes:
    """Numbers with three decimals at most and no idle zeros."""
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") or "0" for value in values).encode()


def symbol(modules: Modules, face: Face, drawing: Drawing) -> bytes:
    """The dark modules in black, as one small picture or as outlines."""
    box, count = face.symbol, len(modules)
    if drawing is Drawing.MASK:
        place = numbers(box.width, 0, 0, box.height, box.x, box.y)
        bits = np.packbits(modules, axis=1).tobytes().hex().encode()
        head = b"BI/IM true/W %d/H %d/BPC 1/F/AHx ID" % (count, count)
        return b"0 g q %b cm %b %b> EI Q" % (place, head, bits)
    place = numbers(face.module, 0, 0, -face.module, box.x, box.y + box.height)
    runs = b"".join(b"%d %d %d 1 re\n" % (x, y, length) for x, y, length in dark_runs(modules))
    return b"0 g q %b cm\n%bf Q" % (place, runs)


def border(box: Box, ink: Colour) -> bytes:
    """A frame with rounded corners, from the lower left against the clock."""
    x, y, right, top = box.x, box.y, box.x + box.width, box.y + box.height
    far, near = CORNER_RADIUS, HANDLE
    steps = (
        ((x + far, y), b"m"),
        ((right - far, y), b"l"),
        ((right - near, y, right, y + near, right, y + far), b"c"),
        ((right, top - far), b"l"),
        ((right, top - near, right - near, top, right - far, top), b"c"),
        ((x + far, top), b"l"),
        ((x + near, top, x, top - near, x, top - far), b"c"),
        ((x, y + far), b"l"),
        ((x, y + near, x + near, y, x + far, y), b"c"),
    )
    path = b" ".join(b"%b %b" % (numbers(*values), step) for values, step in steps)
    return b"%b RG %b w %b h S" % (numbers(*ink), numbers(BORDER), path)


def cut_marks(layout: SheetLayout) -> bytes:
    """Small crosses at the corners of all labels, for sheets that are cut by hand."""
    crosses = set()
    for place in range(layout.labels_per_page):
        x, y = layout.corner(place)
        for corner_x in (x, x + layout.label_width):
            crosses.update({(corner_x, y), (corner_x, y + layout.label_height)})
    paths = b" ".join(_cross(x, y) for x, y in sorted(crosses))
    return b"0 G %b w %b S" % (numbers(MARK_WIDTH), paths)


def _cross(x: float, y: float) -> bytes:
    half = MARK_LENGTH / 2
    lines = ((x - half, y), (x + half, y), (x, y - half), (x, y + half))
    return b"%b m %b l %b m %b l" % tuple(numbers(*point) for point in lines)
