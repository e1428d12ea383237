"""The words of a stamp: which lines, how large, broken or cut short so that they fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from traceability.errors import Invalid
from webapp.gateways.printing.fonts import Style, plain, typeface
from webapp.gateways.printing.labels import SheetLayout, StampLabel

USUAL_TEXT = (16.3, 17.5)  # the text column of the smallest common sheet, for the sizes below
LARGEST_SCALE, SMALLEST_SCALE, SCALE_STEP = 1.7, 0.55, 0.05

NAME, CAPTION, HOST, SERIAL = 2.35, 1.35, 2.2, 2.4
NAME_SHRINKS = (1.0, 0.9, 0.82, 0.75)
ONE_LINE_SERIAL = 2.3  # where the whole serial fits at this size it takes one line
ONE_LINE_BELOW = 1.3  # the same on narrow stamps, which have no room for a second one
SMALLEST_CAPTION = 1.0
SMALLEST_HOST = 1.2  # of the line that names its host after a caption
ROOM_FOR_TITLE = 2.5
THINNEST = 0.1  # no line counts as narrower than this many of its sizes
LEADING = {Style.REGULAR: 1.3, Style.BOLD: 1.22, Style.SERIAL: 1.05}
ASCENT = {Style.REGULAR: 1.0, Style.BOLD: 0.96, Style.SERIAL: 0.8}
FIELD_HEIGHT, FIELD_BASE, FIELD_SIDE = 1.6, 0.45, 0.5  # of the covered code, in sizes
FIELD_TOP, FIELD_LEADING = 0.2, 1.8


class NoRoomForWords(Invalid):
    """The stamp is too small for name, host and serial beside or below its symbol."""

    code = "print.no_room_for_words"


class Role(Enum):
    """What a line is: the same on all labels of a product, the serial, or the covered code."""

    WORDS = auto()
    SERIAL = auto()
    COVERED = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, its base line beginning at x, y."""

    text: str
    style: Style
    size: float
    x: float = 0
    y: float = 0
    coloured: bool = False
    role: Role = Role.WORDS

    @property
    def height(self) -> float:
        """The room it takes with the marks above and below its letters."""
        is_field = self.role is Role.COVERED
        return self.size * (FIELD_LEADING if is_field else LEADING[self.style])

    @property
    def width(self) -> float:
        """How far it reaches, with the frame around a covered code."""
        frame = 2 * FIELD_SIDE * self.size if self.role is Role.COVERED else 0.0
        return typeface(self.style).width(self.text, self.size) + frame


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from its lower left corner."""

    x: float
    y: float
    width: float
    height: float


Blocks = list[list[Line]]
_Make = Callable[[StampLabel, SheetLayout, float, float], Blocks]


def set_words(label: StampLabel, layout: SheetLayout, column: Box) -> list[Line]:
    """All lines at the largest scale at which they fit into the column, from top to foot.

    Raises:
        NoRoomForWords: they do not fit at the smallest readable one.
    """
    if layout.is_stacked:
        blocks = _largest((_below, _below_on_one_line), label, layout, column)
        return [_centred(line, column) for line in _stack(blocks, column)]
    blocks = _titled(_largest((_beside,), label, layout, column), layout, column)
    return _stack(blocks, column)


def grouped(code: str) -> str:
    """A covered code in groups of four, as people read it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _largest(
    makers: Sequence[_Make], label: StampLabel, layout: SheetLayout, column: Box
) -> Blocks:
    """The first way of setting the words that fits, as large as it can be."""
    by_height = (LARGEST_SCALE,) if layout.is_stacked else (column.height / USUAL_TEXT[1],)
    largest = min(LARGEST_SCALE, column.width / USUAL_TEXT[0], *by_height)
    for make in makers:
        scale = max(largest, SMALLEST_SCALE)
        while scale >= SMALLEST_SCALE - SCALE_STEP / 2:
            blocks = make(label, layout, column.width, scale)
            if _height(blocks) <= column.height:
                return blocks
            scale -= SCALE_STEP
    raise NoRoomForWords(height_um=round(column.height * 1000))


def _beside(label: StampLabel, layout: SheetLayout, width: float, scale: float) -> Blocks:
    """What belongs together: the name; where to check; the serial; the covered code."""
    caption = max(CAPTION * scale, SMALLEST_CAPTION)
    name = _name_lines(plain(label.name), width, NAME * scale)
    address = plain(label.host)
    host_size = min(HOST * scale, _fitting_size(address, Style.BOLD, width))
    host = [
        Line(layout.host_caption, Style.REGULAR, caption, coloured=True),
        Line(address, Style.BOLD, host_size, coloured=True),
    ]
    serial = [Line(layout.serial_caption, Style.REGULAR, caption, coloured=True)]
    serial += _serial_lines(label.serial_text, width, SERIAL * scale, ONE_LINE_SERIAL)
    return [name, host, serial, *_covered_block(label, layout, width, scale)]


def _below(label: StampLabel, layout: SheetLayout, width: float, scale: float) -> Blocks:
    """The same below the symbol: no captions but one, and the name on up to two lines."""
    name = _name_lines(plain(label.name), width, NAME * scale)
    serial = _serial_lines(label.serial_text, width, SERIAL * scale, ONE_LINE_BELOW)
    return [
        name,
        [_host_line(label.host, layout, width, HOST * scale)],
        serial,
        *_covered_block(label, layout, width, scale),
    ]


def _below_on_one_line(
    label: StampLabel, layout: SheetLayout, width: float, scale: float
) -> Blocks:
    """Where even that is too high the name takes one line, cut short if need be."""
    blocks = _below(label, layout, width, scale)
    size = NAME * scale * NAME_SHRINKS[1]
    return [[_ending_in_dots(Line(plain(label.name), Style.BOLD, size), width)], *blocks[1:]]


def _host_line(host: str, layout: SheetLayout, width: float, size: float) -> Line:
    """The caption before the host where both fit, else the host alone."""
    both = f"{layout.host_caption.capitalize()}: {plain(host)}"
    fitting = _fitting_size(both, Style.BOLD, width)
    if fitting >= SMALLEST_HOST:
        return Line(both, Style.BOLD, min(size, fitting), coloured=True)
    alone = plain(host)
    fitting = _fitting_size(alone, Style.BOLD, width)
    return Line(alone, Style.BOLD, min(size, fitting), coloured=True)


def _covered_block(
    label: StampLabel, layout: SheetLayout, width: float, scale: float
) -> list[list[Line]]:
    """The field that the scratch layer covers, named above it where it stays readable."""
    if not label.covered_code:
        return []
    code = grouped(label.covered_code)
    framed = _fitting_size(code, Style.SERIAL, width - FIELD_SIDE * SERIAL * scale)
    caption_size = max(CAPTION * scale, SMALLEST_CAPTION)
    caption = Line(layout.covered_caption, Style.REGULAR, caption_size, coloured=True)
    size = min(SERIAL * scale, framed)
    return [[_shrunk(caption, width), Line(code, Style.SERIAL, size, role=Role.COVERED)]]


def _titled(blocks: Blocks, layout: SheetLayout, column: Box) -> Blocks:
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
            placed.append(_placed(line, column.x, top))
            top -= line.height
        top -= gap
    return placed


def _placed(line: Line, x: float, top: float) -> Line:
    if line.role is Role.COVERED:
        foot = top - line.height + (FIELD_LEADING - FIELD_HEIGHT - FIELD_TOP) * line.size
        return replace(line, x=x + FIELD_SIDE * line.size, y=foot + FIELD_BASE * line.size)
    return replace(line, x=x, y=top - line.size * ASCENT[line.style])


def _centred(line: Line, column: Box) -> Line:
    return replace(line, x=line.x + (column.width - line.width) / 2)


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
    second = _ending_in_dots(Line(" ".join(rest), Style.BOLD, size), width)
    return [line for line in (Line(first, Style.BOLD, size), second) if line.text]


def _ending_in_dots(line: Line, width: float) -> Line:
    """As much of the line as fits, with an ellipsis where something is left out."""
    while not _fits(line, width):
        line = replace(line, text=line.text.removesuffix("…")[:-1].rstrip() + "…")
    return line


def _serial_lines(text: str, width: float, size: float, one_line: float) -> list[Line]:
    """The groups on one line where they stay readable, else on two."""
    groups = text.split()
    half = len(groups) // 2
    is_one = _fitting_size(text, Style.SERIAL, width) >= one_line
    parts = [groups] if is_one else [groups[:half], groups[half:]]
    texts = [" ".join(part) for part in parts if part]
    fitting = min(size, *(_fitting_size(text, Style.SERIAL, width) for text in texts))
    return [Line(text, Style.SERIAL, fitting, role=Role.SERIAL) for text in texts]


def _shrunk(line: Line, width: float) -> Line:
    return replace(line, size=min(line.size, _fitting_size(line.text, line.style, width)))


def _fitting_size(text: str, style: Style, width: float) -> float:
    """The size at which the line fills the width."""
    return width / max(typeface(style).width(text, 1), THINNEST)


def _fits(line: Line, width: float) -> bool:
    return line.size <= _fitting_size(line.text, line.style, width)


def _height(blocks: Sequence[Sequence[Line]]) -> float:
    return sum(line.height for block in blocks for line in block)
