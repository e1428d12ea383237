"""The drawing language of PDF, as far as a stamp needs it."""

import math
from typing import Final

import numpy as np

from webapp.gateways.printing.face_words import Box
from webapp.gateways.printing.faces import BORDER, Face
from webapp.gateways.printing.fonts import Style, typeface
from webapp.gateways.printing.labels import BLACK, Colour, Drawing, SheetLayout
from webapp.gateways.printing.symbols import Modules, dark_runs

CORNER_RADIUS = 1.2
HANDLE = 1 - 0.5523  # of the radius: what makes a curve a quarter of a circle
MARK_LENGTH, MARK_WIDTH = 1.5, 0.1
# The ink by whose name cutting machines know the line, and what screens show for it: magenta.
CUT_INK: Final = "CutContour"
CUT_RADIUS: Final = 1.0  # knives turn; no letter stands so near a corner
CUT_RESOURCES: Final = (
    b"/ColorSpace<</Cut[/Separation/%b/DeviceCMYK"
    b"<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 1 0 0]/N 1>>]>>"
    b"/ExtGState<</Over<</OP true/OPM 1>>>>" % CUT_INK.encode()
)
TARGET, TARGET_AT = 3.0, 5.0  # registration marks: how long, and how far from the page's edges
FIELD_LINE, FIELD_RADIUS = 0.2, 0.5
_RED_TINT, _GREY_TINT = (1.0, 0.5, 0.5), (0.65, 0.65, 0.65)
_OVERPRINT_SHARE: Final = 0.92  # of the diagonal; and no higher than the box


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
    """The frame of a label."""
    return _frame(box, ink, CORNER_RADIUS, BORDER)


def covered_field(box: Box) -> bytes:
    """The frame that a scratch layer covers."""
    return _frame(box, BLACK, FIELD_RADIUS, FIELD_LINE)


def overprint_tint(ink: Colour) -> Colour:
    """Light red, or grey where there is nothing but black."""
    return _GREY_TINT if ink == BLACK else _RED_TINT


def overprint_place(text: str, box: Box) -> tuple[float, tuple[float, ...]]:
    """The size of an overprint along the box's diagonal, and the matrix that turns it there."""
    width = typeface(Style.BOLD).width(text, 1)
    size = min(math.hypot(box.width, box.height) * _OVERPRINT_SHARE / width, box.height)
    angle = math.atan2(box.height, box.width) * (width * size > box.width)
    cosine, sine = math.cos(angle), math.sin(angle)
    along, across = -width * size / 2, -size * 0.36
    x = box.x + box.width / 2 + along * cosine - across * sine
    y = box.y + box.height / 2 + along * sine + across * cosine
    return size, (cosine, sine, -sine, cosine, x, y)


def clip(box: Box) -> bytes:
    """What follows is drawn within the box only."""
    return b"%b re W n" % numbers(box.x, box.y, box.width, box.height)


def cut_lines(layout: SheetLayout) -> bytes:
    """Where a machine cuts each stamp of a page, in an ink of its own that knocks out nothing."""
    size = layout.label_width, layout.label_height
    corners = map(layout.corner, range(layout.labels_per_page))
    paths = b" ".join(b"%b h" % _rounded(Box(*corner, *size), CUT_RADIUS) for corner in corners)
    return b"q /Over gs /Cut CS 1 SCN %b w %b S Q" % (numbers(MARK_WIDTH), paths)


def _frame(box: Box, ink: Colour, radius: float, line: float) -> bytes:
    return b"%b RG %b w %b h S" % (numbers(*ink), numbers(line), _rounded(box, radius))


def _rounded(box: Box, radius: float) -> bytes:
    """A path with rounded corners, from the lower left against the clock."""
    x, y, right, top = box.x, box.y, box.x + box.width, box.y + box.height
    far, near = radius, radius * HANDLE
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
    return b" ".join(b"%b %b" % (numbers(*values), step) for values, step in steps)


def cut_marks(layout: SheetLayout) -> bytes:
    """Small crosses at the corners of all labels, for sheets that are cut by hand."""
    crosses = set()
    for place in range(layout.labels_per_page):
        x, y = layout.corner(place)
        for corner_x in (x, x + layout.label_width):
            crosses.update({(corner_x, y), (corner_x, y + layout.label_height)})
    paths = b" ".join(_cross(x, y, MARK_LENGTH) for x, y in sorted(crosses))
    return b"0 G %b w %b S" % (numbers(MARK_WIDTH), paths)


def registration_marks(layout: SheetLayout) -> bytes:
    """A cross in a square near each corner of the page, to lay one pass over another by."""
    near, right, top = TARGET_AT, layout.page_width - TARGET_AT, layout.page_height - TARGET_AT
    half = TARGET / 2
    paths = b" ".join(
        b"%b %b re" % (_cross(x, y, 2 * TARGET), numbers(x - half, y - half, TARGET, TARGET))
        for x in (near, right)
        for y in (near, top)
    )
    return b"0 G %b w %b S" % (numbers(MARK_WIDTH), paths)


def _cross(x: float, y: float, length: float) -> bytes:
    half = length / 2
    lines = ((x - half, y), (x + half, y), (x, y - half), (x, y + half))
    return b"%b m %b l %b m %b l" % tuple(numbers(*point) for point in lines)
