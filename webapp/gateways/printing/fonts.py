"""The typefaces of stamps: one with every Vietnamese mark, one of even width for serials."""

import io
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path

import fontpkg_be_vietnam_pro
import fontpkg_ibm_plex_mono
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

UNITS_PER_EM = 1000
DRAWING_TABLES = {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}


class Style(Enum):
    """A typeface and weight, named by its file."""

    REGULAR = fontpkg_be_vietnam_pro.ROOT / "files/BeVietnamPro-Medium.ttf"
    BOLD = fontpkg_be_vietnam_pro.ROOT / "files/BeVietnamPro-Bold.ttf"
    SERIAL = fontpkg_ibm_plex_mono.ROOT / "files/IBMPlexMono-SemiBold.ttf"


@dataclass(frozen=True)
class Typeface:
    """What setting a line needs to know of a font: its glyphs and how far each one advances."""

    path: Path
    glyphs: Mapping[str, int] = field(repr=False)
    advances: tuple[int, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The name that PDF readers show."""
        return self.path.stem

    def glyphs_of(self, text: str) -> list[int]:
        """The glyphs of a line; a letter that the font lacks becomes the empty box."""
        return [self.glyphs.get(letter, 0) for letter in text]

    def width(self, text: str, size: float) -> float:
        """How wide the line is when set at `size`."""
        return sum(self.advances[glyph] for glyph in self.glyphs_of(text)) * size / UNITS_PER_EM


@cache
def typeface(style: Style) -> Typeface:
    """Read a typeface once per process."""
    with TTFont(style.value) as font:
        numbers = font.getReverseGlyphMap()
        widths = font["hmtx"].metrics
        return Typeface(
            path=style.value,
            glyphs={chr(code): numbers[name] for code, name in font.getBestCmap().items()},
            advances=tuple(widths[name][0] for name in font.getGlyphOrder()),
        )


@cache
def outline(style: Style, glyph: int) -> str:
    """The outline of a glyph as an SVG path, in units of the font, upwards."""
    with TTFont(style.value) as font:
        glyphs = font.getGlyphSet()
        pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.0f}")
        glyphs[font.getGlyphName(glyph)].draw(pen)
        return str(pen.getCommands())


def plain(text: str) -> str:
    """Text as it is set: marks joined to their letters, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def subset(face: Typeface, glyphs: Collection[int]) -> bytes:
    """The font file with the outlines of these glyphs alone, their numbers kept."""
    options = Options(retain_gids=True, notdef_outline=True, hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(gids=sorted(glyphs))
    result = io.BytesIO()
    with TTFont(face.path, recalcTimestamp=False) as font:
        for table in set(font.keys()) - DRAWING_TABLES - {"GlyphOrder"}:
            del font[table]
        subsetter.subset(font)
        font.save(result)
    return result.getvalue()
