"""Text that flows over A4 pages as a PDF, page after page; memory holds one page and the fonts.

The number of pages is known only at the end: it is a drawing of its own, which every page names.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from webapp.gateways.printing.embedding import EmbeddedFont
from webapp.gateways.printing.fonts import Style, plain, typeface
from webapp.gateways.printing.labels import INCH
from webapp.gateways.printing.operators import numbers
from webapp.gateways.printing.pdf import HEADER, Document, PageTree

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 280.0, 20.0
POINTS: Final = 72 / INCH
LEADING: Final = 1.42
_STRIKE: Final = 0.3  # of the size, above the base line
_BETWEEN: Final = 2.0  # pictures and their rows
_FOOT: Final = 12.0
_TOTAL_AT: Final = 181.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in one style, broken into lines; `keep` is the room that must follow on its page."""

    text: str
    size: float = 3.3
    style: Style = Style.REGULAR
    indent: float = 0.0
    struck: bool = False
    grey: bool = False
    above: float = 0.0
    keep: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the page."""

    above: float = 2.5


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A small picture in colour; `name` tells the same one from another."""

    name: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures beside one another, each so many millimetres high."""

    images: tuple[Jpeg, ...]
    high: float = 24.0
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stand on one page, if it can hold them."""

    blocks: tuple[Paragraph | Rule | Pictures, ...]


Block = Paragraph | Rule | PageBreak | Pictures | Together


@dataclass(frozen=True)
class Footing:
    """What stands at the foot of every page; `page` is the word before its number."""

    text: str
    page: str
    language: str = "vi"


def flow(blocks: Iterable[Block], footing: Footing) -> Iterator[bytes]:
    """The whole file, piece by piece."""
    return _Press(footing).run(blocks)


@lru_cache(maxsize=256)  # measured when kept together, and again when set
def lines_of(paragraph: Paragraph) -> tuple[str, ...]:
    """The paragraph as lines that fit between the margins."""
    room = RIGHT - LEFT - paragraph.indent
    lines: list[str] = []
    for part in paragraph.text.split("\n"):
        lines += _wrapped(plain(part), paragraph.style, paragraph.size, room)
    return tuple(lines)


def height_of(block: Paragraph | Rule | Pictures) -> float:
    """The room that a block takes, in millimetres."""
    if isinstance(block, Rule):
        return block.above
    if isinstance(block, Pictures):
        rows = _rows_of(block)
        return len(rows) * (block.high + _BETWEEN)
    return block.above + len(lines_of(block)) * block.size * LEADING


def _rows_of(block: Pictures) -> list[list[Jpeg]]:
    """The pictures as rows that fit between the margins."""
    rows: list[list[Jpeg]] = []
    x = RIGHT
    for image in block.images:
        width = block.high * image.width / image.height
        if x + width > RIGHT:
            rows.append([])
            x = LEFT + block.indent
        rows[-1].append(image)
        x += width + _BETWEEN
    return rows


class _Press:
    """One document in the making."""

    def __init__(self, footing: Footing) -> None:
        self._footing = footing
        self._document = Document()
        self._fonts = {style: EmbeddedFont(self._document, style) for style in Style}
        self._resources, self._total = self._document.reserve(), self._document.reserve()
        size = numbers(WIDTH * POINTS, HEIGHT * POINTS)
        shared = b"/MediaBox[0 0 %b]/Resources %d 0 R" % (size, self._resources)
        self._pages = PageTree(self._document, shared)
        self._images: dict[str, int] = {}
        self._page: list[bytes] = []
        self._y = TOP

    def run(self, blocks: Iterable[Block]) -> Iterator[bytes]:
        """Page after page, then what all pages share."""
        yield HEADER
        for block in blocks:
            yield from self._set(block)
        yield from self._turn()
        yield self._write_total()
        for font in self._fonts.values():
            yield from font.end()
        yield self._document.write(self._resources, self._named_resources())
        yield from self._pages.end()
        catalogue = self._document.reserve()
        language = self._footing.language.encode()
        body = b"<</Type/Catalog/Pages %d 0 R/Lang(%b)>>" % (self._pages.number, language)
        yield self._document.write(catalogue, body)
        yield from self._document.end(catalogue)

    def _set(self, block: Block) -> Iterator[bytes]:
        if isinstance(block, PageBreak):
            yield from self._turn()
        elif isinstance(block, Rule):
            yield from self._room_for(block.above)
            self._y -= block.above
            self._page.append(_line(LEFT, self._y, RIGHT, self._y))
        elif isinstance(block, Pictures):
            for row in _rows_of(block):
                yield from self._set_pictures(row, block)
        elif isinstance(block, Together):
            height = sum(map(height_of, block.blocks))
            yield from self._room_for(height if height <= TOP - BOTTOM else 0)
            for part in block.blocks:
                yield from self._set(part)
        else:
            yield from self._set_paragraph(block)

    def _set_paragraph(self, block: Paragraph) -> Iterator[bytes]:
        height = block.size * LEADING
        yield from self._room_for(block.above + height + block.keep)
        self._y -= block.above if self._y < TOP else 0
        for line in lines_of(block):
            yield from self._room_for(height)
            self._y -= height
            self._write_line(block, line)

    def _write_line(self, block: Paragraph, line: str) -> None:
        x, y = LEFT + block.indent, self._y + block.size * (LEADING - 1)
        self._page.append(self._text(line, block.style, block.size, (x, y), grey=block.grey))
        if block.struck:
            end = x + typeface(block.style).width(line, block.size)
            middle = y + _STRIKE * block.size
            self._page.append(_line(x, middle, end, middle))

    def _set_pictures(self, images: Sequence[Jpeg], block: Pictures) -> Iterator[bytes]:
        x = LEFT + block.indent
        yield from self._room_for(block.high + _BETWEEN)
        self._y -= block.high + _BETWEEN
        for image in images:
            width = block.high * image.width / image.height
            if image.name not in self._images:
                yield self._write_image(image)
            place = numbers(width, 0, 0, block.high, x, self._y)
            self._page.append(b"q %b cm /I%d Do Q" % (place, self._images[image.name]))
            x += width + _BETWEEN

    def _write_image(self, image: Jpeg) -> bytes:
        number = self._document.reserve()
        self._images[image.name] = number
        head = (
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
            b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>"
            % (image.width, image.height, len(image.data))
        )
        return self._document.write(number, b"%b\nstream\n%b\nendstream" % (head, image.data))

    def _room_for(self, height: float) -> Iterator[bytes]:
        if self._y - height < BOTTOM and self._page:
            yield from self._turn()

    def _turn(self) -> Iterator[bytes]:
        """Finish the page; an empty one is none."""
        if not self._page:
            return
        scale = b"%.6f 0 0 %.6f 0 0 cm" % (POINTS, POINTS)
        drawing = b"\n".join((scale, *self._page, *self._foot(self._pages.pages + 1)))
        self._page, self._y = [], TOP
        yield from self._pages.add(drawing)

    def _foot(self, number: int) -> Iterator[bytes]:
        yield _line(LEFT, _FOOT + 4.5, RIGHT, _FOOT + 4.5)
        yield self._text(
            _cut(self._footing.text, 130), Style.REGULAR, 2.8, (LEFT, _FOOT), grey=True
        )
        counted = f"{self._footing.page} {number}/"
        start = _TOTAL_AT - typeface(Style.REGULAR).width(counted, 2.8)
        yield self._text(counted, Style.REGULAR, 2.8, (start, _FOOT), grey=True)
        yield b"q 1 0 0 1 %b cm /Total Do Q" % numbers(_TOTAL_AT, _FOOT)

    def _write_total(self) -> bytes:
        """How many pages there are, drawn once and named by each of them."""
        text = self._text(str(self._pages.pages), Style.REGULAR, 2.8, (0, 0), grey=True)
        entries = b"/Type/XObject/Subtype/Form/BBox[0 -1 20 4]/Resources %d 0 R" % self._resources
        return self._document.write_stream(self._total, text, entries)

    def _text(
        self, text: str, style: Style, size: float, at: tuple[float, float], *, grey: bool
    ) -> bytes:
        return b"%b g BT /%b %b Tf %b Td %bTj ET" % (
            b"0.35" if grey else b"0",
            style.name.encode(),
            numbers(size),
            numbers(*at),
            self._fonts[style].encode(text),
        )

    def _named_resources(self) -> bytes:
        fonts = (
            b"/%b %d 0 R" % (it.name.encode(), font.number) for it, font in self._fonts.items()
        )
        images = (b"/I%d %d 0 R" % (number, number) for number in self._images.values())
        forms = b"/Total %d 0 R%b" % (self._total, b"".join(images))
        return b"<</Font<<%b>>/XObject<<%b>>>>" % (b"".join(fonts), forms)


def _wrapped(text: str, style: Style, size: float, room: float) -> list[str]:
    face, lines, line, used = typeface(style), [], "", 0.0
    space = face.width(" ", size)
    for word in _breakable(text.split(" "), style, size, room):
        width = face.width(word, size)
        if line and used + space + width > room:
            lines.append(line)
            line, used = word, width
        else:
            used += width + (space if line else 0)
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines


def _breakable(words: Sequence[str], style: Style, size: float, room: float) -> Iterator[str]:
    """The words; one that is wider than the page is cut into pieces that are not."""
    face = typeface(style)
    for word in words:
        rest = word
        while face.width(rest, size) > room:
            end = len(rest) - 1
            while end > 1 and face.width(rest[:end], size) > room:
                end -= 1
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _cut(text: str, room: float) -> str:
    face, cut = typeface(Style.REGULAR), plain(text)
    while face.width(cut, 2.8) > room:
        cut = cut[:-2].rstrip() + "…"
    return cut


def _line(x: float, y: float, to_x: float, to_y: float) -> bytes:
    return b"0.35 G 0.2 w %b m %b l S" % (numbers(x, y), numbers(to_x, to_y))
