"""From whatever mode a picture is stored in to plain grey or colour: on white, and upright."""

from typing import Final

import numpy as np
from PIL import Image

from scanner.view import Grey

_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def to_grey(image: Image.Image) -> Grey:
    """Upright grey pixels of a loaded picture."""
    return np.array(_upright(_on_white(_eight_bits(image), "L"), _orientation(image)))


def to_colour(image: Image.Image, long_side: int) -> Image.Image:
    """Upright colour of a loaded picture, no longer than asked; free of everything but pixels."""
    plain = _mixable(_eight_bits(image))
    # Shrunk before anything else: every further step at full size would copy all of it.
    small = plain.reduce(max(1, max(plain.size) // long_side))
    colour = _upright(_on_white(small, "RGB"), _orientation(image))
    colour.thumbnail((long_side, long_side))
    return Image.frombytes("RGB", colour.size, colour.tobytes())


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits stretched over eight: cut off instead, a dark picture would be all black."""
    if not image.mode.startswith("I;16"):
        return image
    values = np.asarray(image)
    low, high = int(values.min()), int(values.max())
    steps = np.arange(65536, dtype=np.int64) - low
    return Image.fromarray(
        np.clip(steps * 255 // max(1, high - low), 0, 255).astype(np.uint8)[values]
    )


def _mixable(image: Image.Image) -> Image.Image:
    """In a mode whose neighbouring pixels can be averaged, unlike numbers of a palette."""
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _on_white(image: Image.Image, mode: str) -> Image.Image:
    if not image.has_transparency_data:
        return image if image.mode == mode else image.convert(mode)
    # A black code on a transparent ground would otherwise be black on black.
    clear = image if image.mode in {"RGBA", "LA"} else image.convert("RGBA")
    white = Image.new(mode, image.size, "white")
    return Image.composite(clear.convert(mode), white, clear.getchannel("A"))


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    way = _UPRIGHT.get(orientation)
    return image if way is None else image.transpose(way)


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  broken metadata is no reason to refuse good pixels
        return 1
    return value if isinstance(value, int) else 1
