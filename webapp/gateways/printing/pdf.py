"""A PDF file written from front to back: nothing is kept but where each object begins."""

import zlib
from array import array
from collections.abc import Iterator

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
ENTRIES_AT_ONCE = 4096
PAGES_PER_BRANCH = 256


class Document:
    """Numbers the objects of a file and remembers their places, eight bytes each."""

    def __init__(self) -> None:
        self._places = array("Q", [0])
        self._length = len(HEADER)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._places.append(0)
        return len(self._places) - 1

    def write(self, number: int, body: bytes) -> bytes:
        """The bytes of an object, to be sent on at once."""
        self._places[number] = self._length
        written = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self._length += len(written)
        return written

    def write_stream(self, number: int, data: bytes, entries: bytes = b"") -> bytes:
        """The same for data that is packed."""
        packed = zlib.compress(data)
        head = b"<</Length %d/Filter/FlateDecode%b>>" % (len(packed), entries)
        return self.write(number, b"%b\nstream\n%b\nendstream" % (head, packed))

    def end(self, root: int) -> Iterator[bytes]:
        """The table of places and the trailer; `root` is the catalogue."""
        count = len(self._places)
        yield b"xref\n0 %d\n0000000000 65535 f \n" % count
        for first in range(1, count, ENTRIES_AT_ONCE):
            places = self._places[first : first + ENTRIES_AT_ONCE]
            yield b"".join(b"%010d 00000 n \n" % place for place in places)
        yield b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
            count,
            root,
            self._length,
        )


class PageTree:
    """The pages of a document in two levels, so that a long roll never holds all its pages."""

    def __init__(self, document: Document, shared: bytes) -> None:
        self.number = document.reserve()
        self.pages = 0
        self._document = document
        self._shared = shared  # what every page inherits: size and fonts
        self._branches: list[int] = []
        self._branch = 0
        self._open: list[int] = []

    def add(self, content: bytes) -> Iterator[bytes]:
        """One page with its drawing."""
        if not self._open:
            self._branch = self._document.reserve()
        page, drawing = self._document.reserve(), self._document.reserve()
        self._open.append(page)
        self.pages += 1
        body = b"<</Type/Page/Parent %d 0 R/Contents %d 0 R>>" % (self._branch, drawing)
        yield self._document.write_stream(drawing, content)
        yield self._document.write(page, body)
        if len(self._open) == PAGES_PER_BRANCH:
            yield from self._close_branch()

    def end(self) -> Iterator[bytes]:
        """The root of the tree, once all pages are written."""
        if self._open:
            yield from self._close_branch()
        yield self._document.write(
            self.number,
            b"<</Type/Pages/Count %d/Kids[%b]%b>>"
            % (self.pages, references(self._branches), self._shared),
        )

    def _close_branch(self) -> Iterator[bytes]:
        yield self._document.write(
            self._branch,
            b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>"
            % (self.number, len(self._open), references(self._open)),
        )
        self._branches.append(self._branch)
        self._open = []


def references(numbers: list[int]) -> bytes:
    """A list of objects as a PDF array holds it."""
    return b" ".join(b"%d 0 R" % number for number in numbers)
