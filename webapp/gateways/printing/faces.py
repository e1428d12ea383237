"""The face of a stamp: where symbol, name, host and serial stand, whatever it is drawn on.

Millimetres from the label's lower left corner, upwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from traceability.stamp_sizes import QUIET_ZONE, check_room, smallest_side_um
from webapp.gateways.printing.face_words import (
    FIELD_BASE,
    FIELD_HEIGHT,
    FIELD_SIDE,
    Box,
    Line,
    NoRoomForWords,
    Role,
    set_words,
)
from webapp.gateways.printing.labels import SheetLayout, StampLabel
from webapp.gateways.printing.symbols import SMALLEST_MODULE, module_size

BORDER = 0.25
MARGIN = 0.045  # between border and letters, in heights of the label
NARROWEST_TEXT = 12.0
LOWEST_STRIP, COVERED_STRIP = 4.9, 8.4  # below the symbol, without and with a covered code
SHARE_OF_STRIP = 0.22  # of the label's height, where the symbol would take more
# Letters stay a millimetre from the edge, for knives and label printers stray by half of that.
# Below the base line of the last ones stands nothing: serials have no letter that goes deeper.
SIDE_OF_STRIP, FOOT_OF_STRIP = 1.0, 0.7


@dataclass(frozen=True, slots=True)
class Face:
    """Everything on one label; `serial` and `covered` change from one label to the next.

    `serial` are the lines of the serial, group after group. `field` is the frame of the covered
    code; `words_box` is where an overprint may stand without touching the symbol.
    """

    border: Box
    is_framed: bool
    symbol: Box
    module: float
    words_box: Box
    words: tuple[Line, ...]
    serial: tuple[Line, ...]
    covered: Line | None
    field: Box | None


@dataclass(frozen=True, slots=True)
class _Placed:
    symbol: Box
    module: float
    words_box: Box


def arrange(label: StampLabel, layout: SheetLayout, modules: int) -> Face:
    """The symbol as large as it can be, beside or above words as large as they fit.

    Raises:
        StampTooSmall: the symbol's modules would be too small to read.
        NoRoomForWords: the words would.
    """
    place = _above if layout.is_stacked else _on_the_left
    problem: NoRoomForWords | None = None
    for placed in place(label, layout, modules):
        try:
            return _face(label, layout, placed)
        except NoRoomForWords as refusal:  # a smaller symbol leaves more room
            problem = refusal
    raise problem or NoRoomForWords


def _face(label: StampLabel, layout: SheetLayout, placed: _Placed) -> Face:
    lines = set_words(label, layout, placed.words_box)
    covered = next((line for line in lines if line.role is Role.COVERED), None)
    return Face(
        border=_border(layout),
        is_framed=not layout.is_stacked,
        symbol=placed.symbol,
        module=placed.module,
        words_box=placed.words_box,
        words=tuple(line for line in lines if line.role is Role.WORDS),
        serial=tuple(line for line in lines if line.role is Role.SERIAL),
        covered=covered,
        field=_field_around(covered) if covered else None,
    )


def _border(layout: SheetLayout) -> Box:
    edge = layout.inset
    return Box(edge, edge, layout.label_width - 2 * edge, layout.label_height - 2 * edge)


def _on_the_left(_label: StampLabel, layout: SheetLayout, modules: int) -> Iterator[_Placed]:
    """The symbol on the left, the words in a column on its right."""
    border, margin = _border(layout), MARGIN * layout.label_height
    room = min(border.height - BORDER, border.width - BORDER - NARROWEST_TEXT - margin)
    module = module_size(modules, room, layout.dot)
    side, quiet = modules * module, QUIET_ZONE * module
    x = border.x + BORDER / 2 + quiet
    symbol = Box(x, (layout.label_height - side) / 2, side, side)
    left = symbol.x + side + quiet
    width = border.x + border.width - margin - left
    column = Box(left, border.y + margin, width, border.height - 2 * margin)
    yield _Placed(symbol, module, column)


def _above(label: StampLabel, layout: SheetLayout, modules: int) -> Iterator[_Placed]:
    """The symbol in the middle above, the words on a strip below its quiet zone."""
    strip = COVERED_STRIP if label.covered_code else LOWEST_STRIP
    high = layout.label_height - strip
    check_room(modules, round(min(layout.label_width, high) * 1000))
    usual = layout.label_height * (1 - SHARE_OF_STRIP)
    room = max(min(layout.label_width, high, usual), smallest_side_um(modules) / 1000)
    module = module_size(modules, room, layout.dot)
    while module >= SMALLEST_MODULE:
        yield _below_quiet_zone(layout, modules, module)
        module -= layout.dot
    yield _below_quiet_zone(layout, modules, SMALLEST_MODULE)


def _below_quiet_zone(layout: SheetLayout, modules: int, module: float) -> _Placed:
    side, quiet = modules * module, QUIET_ZONE * module
    foot = layout.label_height - quiet - side
    symbol = Box((layout.label_width - side) / 2, foot, side, side)
    width = layout.label_width - 2 * SIDE_OF_STRIP
    column = Box(SIDE_OF_STRIP, FOOT_OF_STRIP, width, foot - quiet - FOOT_OF_STRIP)
    return _Placed(symbol, module, column)


def _field_around(covered: Line) -> Box:
    """The frame that the scratch layer covers."""
    side = FIELD_SIDE * covered.size
    foot = covered.y - FIELD_BASE * covered.size
    return Box(covered.x - side, foot, covered.width, FIELD_HEIGHT * covered.size)
