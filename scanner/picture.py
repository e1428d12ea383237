"""Opening an uploaded file as pixels: read or refused by name, within bounds of time and memory.

It does not look for codes, and it never hands the uploaded bytes on.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from PIL import Image

from scanner.intake import LARGEST_PICTURE, admit, is_jpeg
from scanner.jpeg import END, share_present
from scanner.pixels import to_colour, to_grey
from scanner.view import Grey
from traceability.errors import Invalid

Pixels = TypeVar("Pixels")

_SAVED_AT_LEAST: Final = 0.3
_QUALITY: Final = 82
_CUT_OFF: Final = ("truncated", "eof", "end of")


class PictureTruncated(Invalid):
    """The end of the file is missing, and too little could be saved."""

    code = "picture.truncated"


class PictureBroken(Invalid):
    """It begins like a picture, but its content is damaged or contradicts its header."""

    code = "picture.broken"


@dataclass(frozen=True, eq=False)
class Picture:
    """Upright grey pixels of the first frame; not `whole` where the end had to be given up."""

    grey: Grey
    width: int
    height: int
    media_type: str
    whole: bool = True


def open_picture(data: bytes) -> Picture:
    """The pixels to look for codes in; a very large JPEG comes at half its size."""
    image, whole = _load(data, _prepare_grey)
    grey = _converted(lambda: to_grey(image))
    if is_jpeg(image) and 0 < share_present(grey) < _SAVED_AT_LEAST:
        raise PictureBroken if whole else PictureTruncated
    height, width = grey.shape
    return Picture(grey, width, height, Image.MIME[image.format or "JPEG"], whole)


def public_copy(data: bytes, long_side: int = 1280) -> bytes:
    """A JPEG to show to anybody: upright, on white, no longer than asked, without metadata."""
    image, _ = _load(data, lambda image: image.draft("RGB", (long_side, long_side)))
    colour = _converted(lambda: to_colour(image, long_side))
    copy = io.BytesIO()
    colour.save(copy, "JPEG", quality=_QUALITY, optimize=True)
    return copy.getvalue()


def _prepare_grey(image: Image.Image) -> None:
    """Let a JPEG's decoder give grey, and a quarter of the pixels where all would be too many."""
    part = 2 if image.width * image.height > LARGEST_PICTURE else 1
    image.draft("L", (image.width // part, image.height // part))


def _load(data: bytes, prepare: Callable[[Image.Image], object]) -> tuple[Image.Image, bool]:
    image = admit(data)
    try:
        prepare(image)
        image.load()
    except Exception as error:
        if not is_jpeg(image):
            raise _damage(error) from error
    else:
        return image, True
    return _load_cut_off(data, prepare), False


def _load_cut_off(data: bytes, prepare: Callable[[Image.Image], object]) -> Image.Image:
    # With an end put behind it, the decoder gives what is there and leaves the rest grey. Pillow's
    # own switch for this holds for the whole process, and so for other threads' pictures.
    image = admit(data + END)
    try:
        prepare(image)
        image.load()
    except Exception as error:
        raise _damage(error) from error
    return image


def _converted(convert: Callable[[], Pixels]) -> Pixels:
    try:
        return convert()
    except Exception as error:
        raise PictureBroken from error


def _damage(error: Exception) -> Invalid:
    cut_off = any(word in str(error).lower() for word in _CUT_OFF)
    return PictureTruncated() if cut_off else PictureBroken()
