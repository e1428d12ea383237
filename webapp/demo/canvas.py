"""A drawing surface for the demonstration's pictures: smooth areas, gradients, soft shadows, words.

Coordinates are per cent of the picture's height, from the upper left corner.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FINEST = 160  # steps of a gradient; more cannot be told apart
OVERSAMPLING = 2  # drawn twice as large, so that edges come out smooth

Point = tuple[float, float]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Gradient:
    """Colours at even steps, from top to bottom or from left to right."""

    stops: tuple[Colour, ...]
    across: bool = False


Paint = Colour | Gradient


class Canvas:
    """One picture in the making."""

    def __init__(self, width: int, height: int, background: Paint) -> None:
        self._unit = height * OVERSAMPLING / 100
        self.width = 100 * width / height
        size = (width * OVERSAMPLING, height * OVERSAMPLING)
        self.image = _painted(size, background)
        self._draw = ImageDraw.Draw(self.image)

    def area(self, points: Sequence[Point], paint: Paint) -> None:
        """A closed area in one colour or a gradient."""
        dots = self._dots(points)
        if not isinstance(paint, Gradient):
            self._draw.polygon(dots, fill=paint)
            return
        left, top, right, bottom = _bounds(dots)
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in dots], fill=255)
        self.image.paste(_painted(mask.size, paint), (left, top), mask)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A thin stroke; a broad one is better drawn as an area."""
        self._draw.line(self._dots(points), colour, max(1, round(width * self._unit)))

    def veil(self, points: Sequence[Point], colour: Colour, strength: float, blur: float) -> None:
        """A soft see-through area: a shadow, a shine, a haze. Drawn small, as it has no edges."""
        coarse = max(2.0, blur * self._unit / 3)
        dots = [(x / coarse, y / coarse) for x, y in self._dots(points)]
        spread = round(3 * blur * self._unit / coarse) + 1
        left, top, right, bottom = _bounds(dots)
        size = (right - left + 2 * spread, bottom - top + 2 * spread)
        mask = Image.new("L", size)
        moved = [(x - left + spread, y - top + spread) for x, y in dots]
        ImageDraw.Draw(mask).polygon(moved, fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self._unit / coarse))
        mask = mask.resize(
            (round(size[0] * coarse), round(size[1] * coarse)), Image.Resampling.BILINEAR
        )
        corner = (round((left - spread) * coarse), round((top - spread) * coarse))
        self.image.paste(colour, (*corner, corner[0] + mask.width, corner[1] + mask.height), mask)

    def words(self, text: str, middle: Point, size: float, colour: Colour, font: Path) -> None:
        """A centred line of text, `size` being its height in per cent."""
        face = _font(font, round(size * self._unit))
        self._draw.text(self._dots([middle])[0], text, colour, face, anchor="mm")

    def closer(self, corner: Point, width: int, height: int) -> None:
        """Keep only a part, so many pixels of the finished picture, and end the drawing."""
        left, top = (round(value * self._unit) for value in corner)
        size = (width * OVERSAMPLING, height * OVERSAMPLING)
        self.image = self.image.crop((left, top, left + size[0], top + size[1]))

    def finished(self) -> Image.Image:
        """The picture at its final size."""
        return self.image.reduce(OVERSAMPLING)

    def _dots(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._unit, y * self._unit) for x, y in points]


def jpeg(image: Image.Image, quality: int = 80) -> bytes:
    """The picture as a JPEG without metadata."""
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality, optimize=True)
    return data.getvalue()


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two, `share` of the way to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


@lru_cache(maxsize=32)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _bounds(dots: Sequence[Point]) -> tuple[int, int, int, int]:
    across, down = zip(*dots, strict=True)
    return int(min(across)), int(min(down)), int(max(across)) + 1, int(max(down)) + 1


def _painted(size: tuple[int, int], paint: Paint) -> Image.Image:
    if not isinstance(paint, Gradient):
        return Image.new("RGB", size, paint)
    width, height = size
    length = width if paint.across else height
    steps = min(length, FINEST)
    stops = np.array(paint.stops, dtype=np.float32)
    places = np.linspace(0, len(stops) - 1, steps)
    channels = [np.interp(places, range(len(stops)), stops[:, band]) for band in range(3)]
    ramp = np.stack(channels, axis=-1).round().astype(int).tolist()
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    for step, colour in enumerate(ramp):
        start, end = step * length // steps, (step + 1) * length // steps
        band = (start, 0, end, height) if paint.across else (0, start, width, end)
        draw.rectangle(band, tuple(colour))
    return image
