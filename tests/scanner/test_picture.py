import io

import numpy as np
import pytest
from PIL import Image

from scanner.decode import decode
from scanner.intake import (
    LARGEST_FILE,
    NotAPicture,
    PictureEmpty,
    PictureFileTooLarge,
    PictureFormatUnknown,
    PictureTooComplex,
    PictureTooManyPixels,
)
from scanner.picture import PictureBroken, PictureTruncated, open_picture, public_copy
from tests.scanner.drawing import (
    STAMP,
    claim_size,
    draw_code,
    encode,
    make_photo,
    make_png,
    repeat_last_scan,
)
from traceability.errors import Invalid, Refusal

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
ORIENTATION = 0x0112


def with_orientation(upright: Image.Image, value: int) -> bytes:
    """A JPEG stored as a phone held that way would store it."""
    stored = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[value]
    exif = Image.Exif()
    exif[ORIENTATION] = value
    image = upright if stored is None else upright.transpose(stored)
    return encode(image, "JPEG", quality=95, exif=exif)


def test_a_picture_tells_its_size_and_media_type() -> None:
    picture = open_picture(encode(make_photo(64, 40), "JPEG"))

    assert (picture.width, picture.height, picture.media_type) == (64, 40, "image/jpeg")
    assert picture.grey.shape == (40, 64)
    assert picture.grey.dtype == np.uint8
    assert picture.whole


@pytest.mark.parametrize(
    "data",
    [SVG, b"<!doctype html><script>", b"%PDF-1.7\n", b"PK\3\4", b"plain words", b"\0" * 5000],
    ids=["svg", "html", "pdf", "zip", "text", "zeros"],
)
def test_what_is_no_picture_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        open_picture(data)


def test_an_empty_file_is_refused_as_empty() -> None:
    with pytest.raises(PictureEmpty):
        open_picture(b"")


def test_a_file_of_thirty_megabytes_is_refused() -> None:
    data = encode(make_photo(), "JPEG").ljust(30_000_000, b"\0")

    with pytest.raises(PictureFileTooLarge) as refused:
        open_picture(data)

    assert refused.value.details == {"size": 30_000_000, "limit": LARGEST_FILE}


def test_a_heic_photo_is_refused_by_its_name() -> None:
    with pytest.raises(PictureFormatUnknown) as refused:
        open_picture(b"\0\0\0\x18ftypheic" + bytes(100))

    assert refused.value.details["media_type"] == "image/heic"


@pytest.mark.parametrize(
    ("width", "height", "colour_type"), [(30_000, 30_000, 0), (12_000, 12_000, 2), (9400, 9400, 6)]
)
def test_a_decompression_bomb_is_refused_by_its_header(
    width: int, height: int, colour_type: int
) -> None:
    header = make_png(1, 1, colour_type=colour_type)
    bomb = header[:16] + width.to_bytes(4) + height.to_bytes(4) + header[24:]

    with pytest.raises(Refusal) as refused:
        open_picture(bomb)

    # The header's checksum no longer holds, which Pillow may notice first.
    assert refused.value.code in {"picture.too_many_pixels", "picture.not_an_image"}


def test_a_picture_over_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(PictureTooManyPixels) as refused:
        open_picture(make_png(6000, 5000, colour_type=0, depth=1))

    assert refused.value.details == {"width": 6000, "height": 5000, "limit": 25_000_000}


def test_a_jpeg_of_forty_eight_megapixels_is_opened_at_half_its_size() -> None:
    data = encode(Image.new("L", (8000, 6000), 90), "JPEG")

    picture = open_picture(data)

    assert (picture.width, picture.height) == (4000, 3000)


def test_a_very_large_jpeg_that_needs_all_its_memory_at_once_is_refused() -> None:
    data = encode(Image.new("L", (8000, 6000), 90), "JPEG", progressive=True)

    with pytest.raises(Refusal) as refused:
        open_picture(data)

    assert refused.value.code in {"picture.too_many_pixels", "picture.too_complex"}


def test_a_jpeg_of_thousands_of_scans_is_refused() -> None:
    data = repeat_last_scan(encode(Image.new("L", (2000, 1500)), "JPEG", progressive=True), 3000)

    with pytest.raises(PictureTooComplex):
        open_picture(data)


def test_a_jpeg_whose_header_lies_about_its_size_is_refused() -> None:
    data = claim_size(encode(make_photo(), "JPEG"), 6000, 4000)

    with pytest.raises(PictureBroken):
        open_picture(data)


def test_a_jpeg_that_claims_the_largest_size_of_all_is_refused() -> None:
    with pytest.raises(PictureTooManyPixels):
        open_picture(claim_size(encode(make_photo(), "JPEG"), 65_500, 65_500))


def test_a_jpeg_cut_off_near_its_end_is_opened_and_said_not_to_be_whole() -> None:
    whole = encode(make_photo(), "JPEG", quality=90)

    picture = open_picture(whole[: len(whole) * 8 // 10])

    assert not picture.whole
    assert (picture.width, picture.height) == (640, 480)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.25])
def test_a_jpeg_of_which_little_arrived_is_refused_as_cut_off(share: float) -> None:
    whole = encode(make_photo(), "JPEG", quality=90)

    with pytest.raises(Refusal) as refused:
        open_picture(whole[: int(len(whole) * share)])

    assert refused.value.code in {"picture.truncated", "picture.not_an_image"}


def test_a_png_that_is_cut_off_is_refused_as_cut_off() -> None:
    whole = encode(make_photo())

    with pytest.raises(PictureTruncated):
        open_picture(whole[: len(whole) // 2])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF"])
def test_a_file_damaged_anywhere_is_read_or_refused_by_name(kind: str) -> None:
    whole = bytearray(encode(make_photo(64, 48), kind))
    random = np.random.default_rng(11)

    for _ in range(60):
        damaged = whole.copy()
        for at in random.integers(0, len(whole), 4):
            damaged[at] = random.integers(0, 256)
        _opened_or_refused(bytes(damaged[: random.integers(1, len(whole) + 1)]))


def _opened_or_refused(data: bytes) -> None:
    for look in (open_picture, public_copy):
        try:
            look(data)
        except Invalid as refusal:
            assert refusal.code.startswith("picture.")  # noqa: PT017


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("P", "PNG"),
        ("P", "GIF"),
        ("I;16", "PNG"),
        ("RGB", "BMP"),
        ("RGB", "WEBP"),
        ("RGB", "AVIF"),
        ("RGB", "JPEG"),
        ("CMYK", "JPEG"),
    ],
)
def test_a_code_is_read_in_every_mode_and_format(mode: str, kind: str) -> None:
    data = encode(draw_code().convert("L").convert(mode), kind)

    assert [symbol.text for symbol in decode(data)] == [STAMP]


def test_a_dark_picture_of_sixteen_bits_is_not_cut_to_black() -> None:
    dark = np.array(draw_code()).astype(np.uint16)

    symbols = decode(encode(Image.fromarray(dark)))

    assert [symbol.text for symbol in symbols] == [STAMP]


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_black_code_on_transparent_ground_is_laid_on_white(mode: str) -> None:
    ink = draw_code()
    clear = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    clear.putalpha(ink.point([255 - value for value in range(256)]))

    symbols = decode(encode(clear.convert(mode)))

    assert [symbol.text for symbol in symbols] == [STAMP]


def test_of_an_animation_the_first_frame_is_read() -> None:
    first, second = draw_code(), Image.new("L", (50, 50), 255)
    data = encode(first, "GIF", save_all=True, append_images=[second, second])

    assert [symbol.text for symbol in decode(data)] == [STAMP]


def test_a_jpeg_with_a_web_page_behind_it_is_only_a_jpeg() -> None:
    data = encode(draw_code(), "JPEG") + b"<html><script>alert(1)</script>"

    assert [symbol.text for symbol in decode(data)] == [STAMP]
    assert b"<script>" not in public_copy(data)


@pytest.mark.parametrize("value", range(1, 9))
def test_a_picture_is_turned_upright_by_its_orientation(value: int) -> None:
    upright = Image.new("L", (80, 40), 0)
    upright.paste(255, (40, 0, 80, 20))

    data = with_orientation(upright, value)

    assert open_picture(data).grey[10, 60] > 200
    assert open_picture(data).grey.shape == (40, 80)
    with Image.open(io.BytesIO(public_copy(data))) as copy:
        assert copy.size == (80, 40)
        assert copy.getpixel((60, 10)) > (200, 200, 200)


def test_a_public_copy_carries_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Nguyễn Văn A"
    exif.get_ifd(0x8825)[1] = "N"
    data = encode(make_photo(), "JPEG", exif=exif, comment=b"secret", icc_profile=b"profile")

    copy = public_copy(data)

    with Image.open(io.BytesIO(copy)) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert dict(image.getexif()) == {}
    assert b"secret" not in copy


@pytest.mark.parametrize(
    ("size", "expected"),
    [((4000, 3000), (1280, 960)), ((640, 480), (640, 480)), ((900, 2600), (443, 1280))],
)
def test_a_public_copy_is_no_longer_than_asked(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    with Image.open(io.BytesIO(public_copy(encode(make_photo(*size), "JPEG")))) as copy:
        assert copy.format == "JPEG"
        assert copy.size == pytest.approx(expected, abs=1)


def test_a_public_copy_of_a_clear_picture_is_on_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))

    with Image.open(io.BytesIO(public_copy(encode(clear)))) as copy:
        assert copy.getpixel((20, 20)) == (255, 255, 255)
