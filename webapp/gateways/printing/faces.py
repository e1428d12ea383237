"""The face of a stamp: where symbol, name, host and serial stand, whatever it is drawn on.

Millimetres from the label's lower left corner, upwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webapp.gateways.printing.fonts import Style, plain, typeface
from webapp.gateways.printing.labels import SheetLayout, StampLabel
from webapp.gateways.printing.symbols import QUIET_ZONE, SymbolTooSmall, module_size

BORDER = 0.25
MARGIN = 0.045  # between border and letters, in heights of the label
NARROWEST_TEXT = 12.0
USUAL_TEXT = (16.3, 17.5)  # the text column of the smallest common sheet, for the sizes below
LARGEST_SCALE, SMALLEST_SCALE, SCALE_STEP = 1.7, 0.6, 0.05

NAME, CAPTION, HOST, SERIAL = 2.35, 1.35, 2.2, 2.4
NAME_SHRINKS = (1.0, 0.9, 0.82, 0.75)
ONE_LINE_SERIAL = 2.3  # where the whole serial fits at this size it takes one line
ROOM_FOR_TITLE = 2.5
THINNEST = 0.1  # no line counts as narrower than this many of its sizes
LEADING = {Style.REGULAR: 1.3, Style.BOLD: 1.22, Style.SERIAL: 1.05}
ASCENT = {Style.REGULAR: 1.0, Style.BOLD: 0.96, Style.SERIAL: 0.8}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, its base line beginning at x, y."""

    text: str
    style: Style
    size: float
    x: float = 0
    y: float = 0
    coloured: bool = False

    @property
    def height(self) -> float:
        """The room it takes with the marks above and below its letters."""
        return self.size * LEADING[self.style]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from its lower left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Face:
    """Everything on one label. `serial` are the lines of the serial, group after group."""

    border: Box
    symbol: Box
    module: float
    words: tuple[Line, ...]
    serial: tuple[Line, ...]


def arrange(label: StampLabel, layout: SheetLayout, modules: int) -> Face:
    """Symbol on the left as large as it can be, words on the right as large as they fit."""
    edge = layout.inset
    border = Box(edge, edge, layout.label_width - 2 * edge, layout.label_height - 2 * edge)
    margin = MARGIN * layout.label_height
    room = min(border.height - BORDER, border.width - BORDER - NARROWEST_TEXT - margin)
    module = module_size(modules, room, layout.dot)
    side, quiet = modules * module, QUIET_ZONE * module
    symbol = Box(edge + BORDER / 2 + quiet, (layout.label_height - side) / 2, side, side)
    left = symbol.x + side + quiet
    width = edge + border.width - margin - left
    column = Box(left, edge + margin, width, border.height - 2 * margin)
    blocks = _titled(_largest_blocks(label, layout, column), layout, column)
    lines = _stack(blocks, column)
    serial = [line for line in lines if line.style is Style.SERIAL]
    words = [line for line in lines if line.style is not Style.SERIAL]
    return Face(border, symbol, module, tuple(words), tuple(serial))


def _largest_blocks(label: StampLabel, layout: SheetLayout, column: Box) -> list[list[Line]]:
    """The words at the largest scale at which all of them fit into the column."""
    scale = min(LARGEST_SCALE, column.width / USUAL_TEXT[0], column.height / USUAL_TEXT[1])
    while scale >= SMALLEST_SCALE:
        blocks = _blocks(label, layout, column.width, scale)
        if _height(blocks) <= column.height:
            return blocks
        scale -= SCALE_STEP
    raise SymbolTooSmall(room_um=round(column.height * 1000))


def _blocks(label: StampLabel, layout: SheetLayout, width: float, scale: float) -> list[list[Line]]:
    """What belongs together: the name; where to check; the serial."""
    name = _name_lines(plain(label.name), width, NAME * scale)
    address = plain(label.host)
    host_size = min(HOST * scale, _fitting_size(address, Style.BOLD, width))
    host = [
        Line(layout.host_caption, Style.REGULAR, CAPTION * scale, coloured=True),
        Line(address, Style.BOLD, host_size, coloured=True),
    ]
    texts = _serial_lines(label.serial_text, width)
    size = min(SERIAL * scale, *(_fitting_size(text, Style.SERIAL, width) for text in texts))
    serial = [Line(layout.serial_caption, Style.REGULAR, CAPTION * scale, coloured=True)]
    serial += [Line(text, Style.SERIAL, size) for text in texts]
    return [name, host, serial]


def _titled(blocks: list[list[Line]], layout: SheetLayout, column: Box) -> list[list[Line]]:
    """With a title above where the label is roomy enough for one."""
    size = max(line.size for line in blocks[1] if line.style is Style.REGULAR)
    title = Line(layout.title, Style.BOLD, size, coloured=True)
    roomy = column.height - _height(blocks) >= ROOM_FOR_TITLE * title.height
    return [[title], *blocks] if roomy and _fits(title, column.width) else blocks


def _stack(blocks: Sequence[Sequence[Line]], column: Box) -> list[Line]:
    """From the top of the column to its foot, the room left over shared between the blocks."""
    gap = (column.height - _height(blocks)) / (len(blocks) - 1)
    top = column.y + column.height
    placed = []
    for block in blocks:
        for line in block:
            base = top - line.size * ASCENT[line.style]
            placed.append(replace(line, x=column.x, y=base))
            top -= line.height
        top -= gap
    return placed


def _name_lines(name: str, width: float, size: float) -> list[Line]:
    """The name on two lines, set a little smaller if need be; beyond that it is cut short."""
    for shrink in NAME_SHRINKS:
        lines = [Line(text, Style.BOLD, size * shrink) for text in _halves(name, width, size)]
        if all(_fits(line, width) for line in lines):
            return lines
    return _cut_short(name, width, size * NAME_SHRINKS[-1])


def _halves(name: str, width: float, size: float) -> list[str]:
    """The name as it is where it fits, else broken where the longer half is shortest."""
    face, words = typeface(Style.BOLD), name.split()
    if len(words) == 1 or face.width(name, size) <= width:
        return [name]
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(breaks, key=lambda halves: max(face.width(half, size) for half in halves)))


def _cut_short(name: str, width: float, size: float) -> list[Line]:
    """As many words as the first line holds, and as many letters of the rest as the second."""
    first, rest = "", name.split()
    while rest and _fits(Line(f"{first} {rest[0]}".strip(), Style.BOLD, size), width):
        first = f"{first} {rest.pop(0)}".strip()
    second = Line(" ".join(rest), Style.BOLD, size)
    while not _fits(second, width):
        second = replace(second, text=second.text[:-2].rstrip() + "…")
    return [line for line in (Line(first, Style.BOLD, size), second) if line.text]


def _serial_lines(text: str, width: float) -> list[str]:
    """The groups on one line where they stay readable, else on two."""
    groups = text.split()
    if _fitting_size(text, Style.SERIAL, width) >= ONE_LINE_SERIAL:
        return [" ".join(groups)]
    half = len(groups) // 2
    return [" ".join(part) for part in (groups[:half], groups[half:]) if part]


def _fitting_size(text: str, style: Style, width: float) -> float:
    """The size at which the line fills the width."""
    return width / max(typeface(style).width(text, 1), THINNEST)


def _fits(line: Line, width: float) -> bool:
    return line.size <= _fitting_size(line.text, line.style, width)


def _height(blocks: Sequence[Sequence[Line]]) -> float:
    return sum(line.height for block in blocks for line in block)
