"""What may be opened at all, judged from the file's size and header before any decoding."""

import io
from typing import Final

from PIL import Image

from scanner import jpeg
from traceability.errors import Invalid

LARGEST_FILE: Final = 25_000_000
LARGEST_PICTURE: Final = 25_000_000

# Phones make JPEGs of 48 to 64 megapixels; one that is decoded as it streams in can be halved on
# the way, so that only a quarter of it is ever in memory.
LARGEST_STREAMED: Final = 70_000_000
# Their decoders hold several copies of the whole picture.
LARGEST_COPIED: Final = 13_000_000
# A scan costs about the same whether it carries anything or not; ten is usual.
MOST_SCANNED_PIXELS: Final = 280_000_000

JPEG_FORMATS: Final = frozenset({"JPEG", "MPO"})
_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
_COPIED: Final = frozenset({"WEBP", "AVIF"})
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_TIFF_STARTS: Final = (b"II*\0", b"MM\0*")


class PictureEmpty(Invalid):
    """No bytes arrived."""

    code = "picture.empty"


class PictureFileTooLarge(Invalid):
    """More bytes than a photo needs."""

    code = "picture.too_large"


class NotAPicture(Invalid):
    """SVG, HTML, PDF, text, an archive: whatever its name says, it is not a photo."""

    code = "picture.not_an_image"


class PictureFormatUnknown(Invalid):
    """A picture, but of a kind that is not read here; `media_type` names it."""

    code = "picture.unsupported_format"


class PictureTooManyPixels(Invalid):
    """Larger than can be opened safely; a decompression bomb is one of these."""

    code = "picture.too_many_pixels"


class PictureTooComplex(Invalid):
    """A JPEG of so many scans that it can only be meant to keep the server busy."""

    code = "picture.too_complex"


def admit(data: bytes) -> Image.Image:
    """The picture with its header read and nothing decoded; refuses what may not be decoded."""
    if not data:
        raise PictureEmpty
    if len(data) > LARGEST_FILE:
        raise PictureFileTooLarge(size=len(data), limit=LARGEST_FILE)
    image = _identified(data)
    pixels = image.width * image.height
    limit = _pixel_limit(image, data)
    if not 0 < pixels <= limit:
        raise PictureTooManyPixels(width=image.width, height=image.height, limit=limit)
    return image


def is_jpeg(image: Image.Image) -> bool:
    """Also of the kind in which phones put a second picture behind the first."""
    return image.format in JPEG_FORMATS


def _identified(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooManyPixels(limit=LARGEST_PICTURE) from error
    except Exception as error:
        if media_type := _known_but_not_read(data):
            raise PictureFormatUnknown(media_type=media_type) from error
        raise NotAPicture from error


def _known_but_not_read(data: bytes) -> str | None:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if data.startswith(_TIFF_STARTS):
        return "image/tiff"
    return None


def _pixel_limit(image: Image.Image, data: bytes) -> int:
    if image.format in _COPIED:
        return LARGEST_COPIED
    if not is_jpeg(image):
        return LARGEST_PICTURE
    outline = jpeg.outline(data)
    if outline.scans * image.width * image.height > MOST_SCANNED_PIXELS:
        raise PictureTooComplex(scans=outline.scans)
    return LARGEST_STREAMED if outline.streamed else LARGEST_PICTURE
