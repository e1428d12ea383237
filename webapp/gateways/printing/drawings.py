"""Single stamps as SVG in millimetres, for print shops that lay out their own sheets.

Letters are outlines, so that no font need be there and every mark of a name is drawn.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final
from xml.sax.saxutils import escape

from traceability.errors import Invalid
from webapp.gateways.printing.face_words import Box, Line, grouped
from webapp.gateways.printing.faces import BORDER, Face, arrange
from webapp.gateways.printing.fonts import UNITS_PER_EM, Style, outline, typeface
from webapp.gateways.printing.labels import BLACK, Colour, SheetLayout, StampLabel
from webapp.gateways.printing.operators import (
    CORNER_RADIUS,
    CUT_INK,
    CUT_RADIUS,
    FIELD_LINE,
    FIELD_RADIUS,
    MARK_WIDTH,
    overprint_place,
    overprint_tint,
)
from webapp.gateways.printing.sheets import NothingToPrint
from webapp.gateways.printing.symbols import Modules, dark_runs, modules_of

MOST_DRAWINGS: Final = 5000  # in one archive: its list of files is held in memory
_STAMP: Final = (1980, 1, 1, 0, 0, 0)


class TooManyDrawings(Invalid):
    """Single drawings are for some thousands of stamps; a CSV has no limit."""

    code = "print.too_many_drawings"


def stamp_drawing(label: StampLabel, layout: SheetLayout) -> str:
    """One stamp as a whole SVG document.

    Raises:
        StampTooSmall, NoRoomForWords.
    """
    modules = modules_of(label.payload)
    face = arrange(label, layout, len(modules))
    width, height = _number(layout.label_width), _number(layout.label_height)
    size = f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
        f"<title>{escape(label.serial_text)}</title>",
        f'<path fill="#fff" d="M0 0H{width}V{height}H0z"/>',
        # All that follows is drawn upwards from the lower left corner.
        f'<g transform="matrix(1 0 0 -1 0 {height})">',
        *_frames(face, layout),
        *(_text(line, line.text, _ink(line, layout)) for line in face.words),
        *_serial(face, label),
        "</g>",
        _symbol(face, layout, modules),
        _cut_line(layout) if layout.cut_line else "",
        "</svg>\n",
    ]
    return "".join(parts)


def stamp_drawings(labels: Iterable[StampLabel], layout: SheetLayout) -> Iterator[bytes]:
    """A ZIP with one SVG a stamp, named by roll and number, piece by piece.

    Raises, before the first piece:
        NothingToPrint, StampTooSmall, NoRoomForWords.
    Raises, on the way:
        TooManyDrawings: more than `MOST_DRAWINGS`; check the count before.
    """
    rest = iter(labels)
    first = next(rest, None)
    if first is None:
        raise NothingToPrint
    stamp_drawing(first, layout)
    return _archived(chain((first,), rest), layout)


def check_count(count: int) -> None:
    """Refuse more single drawings than one archive may hold."""
    if count > MOST_DRAWINGS:
        raise TooManyDrawings(count=count, most=MOST_DRAWINGS)


def _archived(labels: Iterator[StampLabel], layout: SheetLayout) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for count, label in enumerate(labels, start=1):
            check_count(count)
            name = f"{label.roll_number:03d}-{label.number:05d}.svg"
            data = stamp_drawing(label, layout).encode()
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
            yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """What an archive writes to that is sent on and never read again."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """Yes; and it cannot be sought in, so that the archive never goes back."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep it until it is taken."""
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since it was taken last."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def _frames(face: Face, layout: SheetLayout) -> Iterator[str]:
    if face.is_framed:
        yield _frame(face.border, CORNER_RADIUS, BORDER, layout.ink)
    if layout.overprint:
        yield _overprint(layout.overprint, face.words_box, overprint_tint(layout.ink))
    if face.field:
        yield _frame(face.field, FIELD_RADIUS, FIELD_LINE, BLACK)


def _frame(box: Box, radius: float, line: float, ink: Colour) -> str:
    x, y, width, height = map(_number, (box.x, box.y, box.width, box.height))
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{_number(radius)}"'
        f' fill="none" stroke="{_colour(ink)}" stroke-width="{_number(line)}"/>'
    )


def _cut_line(layout: SheetLayout) -> str:
    """Where a machine cuts, named as cutting machines know it."""
    width, height = _number(layout.label_width), _number(layout.label_height)
    return (
        f'<rect id="{CUT_INK}" width="{width}" height="{height}" rx="{_number(CUT_RADIUS)}"'
        f' fill="none" stroke="#f0f" stroke-width="{_number(MARK_WIDTH)}"/>'
    )


def _overprint(text: str, box: Box, ink: Colour) -> str:
    size, matrix = overprint_place(text, box)
    place = " ".join(map(_number, matrix))
    line = Line(text, Style.BOLD, size)
    return f'<g transform="matrix({place})">{_text(line, text, ink)}</g>'


def _serial(face: Face, label: StampLabel) -> Iterator[str]:
    groups = label.serial_text.split()
    for line in face.serial:
        count = line.text.count(" ") + 1
        yield _text(line, " ".join(groups[:count]), BLACK)
        del groups[:count]
    if face.covered:
        yield _text(face.covered, grouped(label.covered_code or ""), BLACK)


def _text(line: Line, text: str, ink: Colour) -> str:
    """A line as the outlines of its letters."""
    scale = f"{line.size / UNITS_PER_EM:.6f}"
    place = f"matrix({scale} 0 0 {scale} {_number(line.x)} {_number(line.y)})"
    return f'<g fill="{_colour(ink)}" transform="{place}">{_letters(line.style, text)}</g>'


@lru_cache(maxsize=512)
def _letters(style: Style, text: str) -> str:
    face, x, parts = typeface(style), 0, []
    for glyph in face.glyphs_of(text):
        if path := outline(style, glyph):
            parts.append(f'<path transform="translate({x})" d="{path}"/>')
        x += face.advances[glyph]
    return "".join(parts)


def _symbol(face: Face, layout: SheetLayout, modules: Modules) -> str:
    box, module = face.symbol, f"{face.module:.6f}"
    path = "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in dark_runs(modules))
    top = layout.label_height - box.y - box.height
    place = f"matrix({module} 0 0 {module} {_number(box.x)} {_number(top)})"
    return f'<path transform="{place}" shape-rendering="crispEdges" d="{path}"/>'


def _ink(line: Line, layout: SheetLayout) -> Colour:
    return layout.ink if line.coloured else BLACK


def _colour(ink: Colour) -> str:
    return "#" + "".join(f"{round(255 * share):02x}" for share in ink)


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"
