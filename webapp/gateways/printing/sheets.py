"""Sheets and rolls of stamps as a PDF that is sent while it is made; memory stays flat."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from typing import Final

from traceability.errors import Invalid
from webapp.gateways.printing.embedding import EmbeddedFont
from webapp.gateways.printing.face_words import Line, grouped
from webapp.gateways.printing.faces import Face, arrange
from webapp.gateways.printing.fonts import Style
from webapp.gateways.printing.labels import BLACK, INCH, SheetLayout, StampLabel
from webapp.gateways.printing.operators import (
    CUT_RESOURCES,
    border,
    clip,
    covered_field,
    cut_lines,
    cut_marks,
    numbers,
    overprint_place,
    overprint_tint,
    registration_marks,
    symbol,
)
from webapp.gateways.printing.pdf import HEADER, Document, PageTree
from webapp.gateways.printing.symbols import modules_of

POINTS = 72 / INCH
FACES_KEPT = 64
PROOF: Final = "BẢN IN THỬ"


class NothingToPrint(Invalid):
    """There is no label to put on a sheet."""

    code = "print.nothing"


class NoRoomForMarks(Invalid):
    """The labels reach into the corners where registration marks would stand."""

    code = "print.no_room_for_marks"


def stamp_sheet(labels: Iterable[StampLabel], layout: SheetLayout) -> Iterator[bytes]:
    """The PDF piece by piece; the same labels give the same bytes at any time.

    Raises, before the first piece:
        NothingToPrint, NoRoomForMarks, StampTooSmall, NoRoomForWords.
    """
    if layout.registration_marks and not layout.takes_registration_marks:
        raise NoRoomForMarks
    rest = iter(labels)
    first = next(rest, None)
    if first is None:
        raise NothingToPrint
    arrange(first, layout, len(modules_of(first.payload)))
    return _Press(layout).run(chain((first,), rest))


def proof_sheet(labels: Iterable[StampLabel], layout: SheetLayout) -> Iterator[bytes]:
    """One page of a layout as it will be printed, every stamp marked as a proof.

    The mark stands across the words and keeps off the symbol, so that the proof is scanned as the
    run will be. Whoever calls this sees to it that no serial of the labels is ever put on goods.
    """
    one_page = islice(labels, layout.labels_per_page)
    return stamp_sheet(one_page, replace(layout, overprint=PROOF))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What labels of one product share: face, form, and each line of the serial with its groups."""

    face: Face
    form: bytes
    serial: tuple[tuple[int, Line, bytes], ...]


class _Press:
    """One document in the making."""

    def __init__(self, layout: SheetLayout) -> None:
        self._layout = layout
        self._document = Document()
        self._fonts = {style: EmbeddedFont(self._document, style) for style in Style}
        self._resources = self._document.reserve()
        size = numbers(layout.page_width * POINTS, layout.page_height * POINTS)
        shared = b"/MediaBox[0 0 %b]/Resources %d 0 R" % (size, self._resources)
        self._pages = PageTree(self._document, shared)
        self._faces: dict[tuple[object, ...], _Kept] = {}
        self._forms: list[int] = []
        self._waiting: list[bytes] = []

    def run(self, labels: Iterator[StampLabel]) -> Iterator[bytes]:
        """The whole file: page after page, then what all pages share."""
        yield HEADER
        for page in _pages(labels, self._layout.labels_per_page):
            drawing = self._page(page)
            yield from self._waiting
            self._waiting.clear()
            yield from self._pages.add(drawing)
        for font in self._fonts.values():
            yield from font.end()
        yield self._document.write(self._resources, self._named_resources())
        yield from self._pages.end()
        catalogue = self._document.reserve()
        entries = b"/Lang(vi)/ViewerPreferences<</PrintScaling/None>>"  # never "fit to page"
        body = b"<</Type/Catalog/Pages %d 0 R%b>>" % (self._pages.number, entries)
        yield self._document.write(catalogue, body)
        yield from self._document.end(catalogue)

    def _named_resources(self) -> bytes:
        fonts = (b"/%b %d 0 R" % (_name(style), font.number) for style, font in self._fonts.items())
        forms = (b"/%b %d 0 R" % (_form_name(number), number) for number in self._forms)
        more = CUT_RESOURCES if self._layout.cut_line else b""
        return b"<</Font<<%b>>/XObject<<%b>>%b>>" % (b"".join(fonts), b"".join(forms), more)

    def _page(self, labels: Sequence[StampLabel]) -> bytes:
        """A page's drawing, in millimetres."""
        parts = [b"%.6f 0 0 %.6f 0 0 cm" % (POINTS, POINTS)]
        for place, label in enumerate(labels):
            corner = numbers(*self._layout.corner(place))
            parts.append(b"q 1 0 0 1 %b cm %b Q" % (corner, self._label(label)))
        if self._layout.cut_marks:
            parts.append(cut_marks(self._layout))
        if self._layout.cut_line:
            parts.append(cut_lines(self._layout))
        if self._layout.registration_marks:
            parts.append(registration_marks(self._layout))
        return b"\n".join(parts)

    def _label(self, label: StampLabel) -> bytes:
        modules = modules_of(label.payload)
        groups = label.serial_text.split()
        code = grouped(label.covered_code or "")
        kept = self._kept(label, len(modules), (*map(len, groups), -len(code)))
        parts = [kept.form]
        for count, line, head in kept.serial:
            parts += (head, self._fonts[line.style].encode(" ".join(groups[:count])), b"Tj ET")
            del groups[:count]
        if kept.face.covered:
            parts.append(self._line(kept.face.covered, code))
        parts.append(symbol(modules, kept.face, self._layout.drawing))
        return b" ".join(parts)

    def _kept(self, label: StampLabel, modules: int, groups: tuple[int, ...]) -> _Kept:
        """What labels of one product have in common is arranged and written once."""
        key = (label.name, label.host, modules, groups)  # a covered code's length is negative
        if key not in self._faces:
            if len(self._faces) == FACES_KEPT:
                self._faces.clear()
            face = arrange(label, self._layout, modules)
            form = b"/%b Do" % _form_name(self._write_form(face))
            lines = ((line.text.count(" ") + 1, line, self._head(line)) for line in face.serial)
            self._faces[key] = _Kept(face, form, tuple(lines))
        return self._faces[key]

    def _write_form(self, face: Face) -> int:
        """Border and words as a drawing of its own, which labels then only name."""
        number, layout = self._document.reserve(), self._layout
        parts = [border(face.border, layout.ink)] if face.is_framed else []
        if layout.overprint:
            parts.append(self._overprint(face))
        parts += [self._line(line, line.text) for line in face.words]
        if face.field:
            parts.append(covered_field(face.field))
        drawing = b"\n".join(parts)
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 %b]/Resources %d 0 R" % (
            numbers(layout.label_width, layout.label_height),
            self._resources,
        )
        self._waiting.append(self._document.write_stream(number, drawing, entries))
        self._forms.append(number)
        return number

    def _overprint(self, face: Face) -> bytes:
        """The mark of a proof, below the words and kept off the symbol."""
        text, box = self._layout.overprint, face.words_box
        size, matrix = overprint_place(text, box)
        return b"q %b %b rg BT /%b %b Tf %b Tm %bTj ET Q" % (
            clip(box),
            numbers(*overprint_tint(self._layout.ink)),
            _name(Style.BOLD),
            numbers(size),
            numbers(*matrix),
            self._fonts[Style.BOLD].encode(text),
        )

    def _line(self, line: Line, text: str) -> bytes:
        return b"%b %bTj ET" % (self._head(line), self._fonts[line.style].encode(text))

    def _head(self, line: Line) -> bytes:
        """All that is said of a line before its letters."""
        return b"%b rg BT /%b %b Tf %b Td" % (
            numbers(*(self._layout.ink if line.coloured else BLACK)),
            _name(line.style),
            numbers(line.size),
            numbers(line.x, line.y),
        )


def _pages(labels: Iterable[StampLabel], size: int) -> Iterator[list[StampLabel]]:
    """Each roll begins on a page of its own: it is cut, packed and reported by itself."""
    for _, roll in groupby(labels, key=lambda label: label.roll_number):
        while page := list(islice(roll, size)):
            yield page


def _name(style: Style) -> bytes:
    return style.name.encode()


def _form_name(number: int) -> bytes:
    return b"F%d" % number
