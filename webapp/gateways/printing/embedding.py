"""A font inside a PDF: remembers what was set in it and embeds those glyphs alone, at the end."""

import hashlib
from collections.abc import Iterator

from webapp.gateways.printing.fonts import Style, Typeface, subset, typeface
from webapp.gateways.printing.pdf import Document

MAPPINGS_AT_ONCE = 100  # the format allows no more in one block

UNICODE_MAP = b"""/CIDInit/ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000><FFFF>
endcodespacerange
%b
endcmap
CMapName currentdict/CMap defineresource pop
end
end"""


class EmbeddedFont:
    """One typeface of one document."""

    def __init__(self, document: Document, style: Style) -> None:
        self.number = document.reserve()
        self._document = document
        self._face: Typeface = typeface(style)
        self._letters: dict[int, str] = {}
        self._codes: dict[str, bytes] = {}

    def encode(self, text: str) -> bytes:
        """A line as a PDF string of glyph numbers."""
        for letter in text:
            if letter not in self._codes:
                (glyph,) = self._face.glyphs_of(letter)
                self._letters[glyph] = letter
                self._codes[letter] = b"%04X" % glyph
        return b"<%b>" % b"".join(map(self._codes.__getitem__, text))

    def end(self) -> Iterator[bytes]:
        """The font's objects, once the last line is set."""
        document = self._document
        child, descriptor, file, letters = (document.reserve() for _ in range(4))
        name = self._name()
        data = subset(self._face, self._letters)
        yield document.write_stream(file, data, b"/Length1 %d" % len(data))
        yield document.write_stream(letters, UNICODE_MAP % self._unicode_map())
        yield document.write(
            descriptor,
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[-500 -400 1500 1200]"
            b"/ItalicAngle 0/Ascent 1000/Descent -265/CapHeight 740/StemV 100/FontFile2 %d 0 R>>"
            % (name, file),
        )
        yield document.write(
            child,
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDToGIDMap/Identity/W[%b]"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            b"/FontDescriptor %d 0 R>>" % (name, self._widths(), descriptor),
        )
        yield document.write(
            self.number,
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H"
            b"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (name, child, letters),
        )

    def _name(self) -> bytes:
        """A subset's name begins with six letters that stand for what it holds."""
        digest = hashlib.sha256(repr(sorted(self._letters)).encode()).digest()
        letters = bytes(ord("A") + byte % 26 for byte in digest[:6])
        return b"%b+%b" % (letters, self._face.name.encode())

    def _widths(self) -> bytes:
        advances = self._face.advances
        return b"".join(b"%d[%d]" % (glyph, advances[glyph]) for glyph in sorted(self._letters))

    def _unicode_map(self) -> bytes:
        pairs = [
            b"<%04X><%b>" % (glyph, letter.encode("utf-16-be").hex().encode())
            for glyph, letter in sorted(self._letters.items())
        ]
        blocks = (
            pairs[first : first + MAPPINGS_AT_ONCE]
            for first in range(0, len(pairs), MAPPINGS_AT_ONCE)
        )
        return b"\n".join(
            b"%d beginbfchar\n%b\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks
        )
