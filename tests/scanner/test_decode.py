import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from scanner.budget import Budget
from scanner.decode import decode, decode_picture
from scanner.picture import PictureTruncated, open_picture
from tests.judges import scan
from tests.scanner.drawing import EAN, STAMP, draw_code, encode, make_photo, tile_corners


def texts_in(image: Image.Image) -> list[str]:
    return [symbol.text for symbol in decode(encode(image))]


@pytest.mark.parametrize(
    ("kind", "text", "symbology"),
    [
        ("QRCode", STAMP, "QRCODE"),
        ("DataMatrix", STAMP, "DATAMATRIX"),
        ("Aztec", STAMP, "AZTEC"),
        ("PDF417", STAMP, "PDF417"),
        ("Code128", "MVA-261122-01", "CODE128"),
        ("EAN13", EAN, "EAN13"),
        ("EAN8", "95200002", "EAN8"),
        ("ITF", "19520000000001", "ITF"),
        ("Code39", "MVA-261122-01", "CODE39"),
    ],
)
def test_each_kind_of_code_is_read(kind: str, text: str, symbology: str) -> None:
    picture = draw_code(text, kind)

    assert scan(encode(picture)) == [(text, symbology)]


def test_a_upc_a_is_told_as_the_ean_that_it_is() -> None:
    picture = draw_code("036000291452", "UPCA")

    assert texts_in(picture) == ["0036000291452"]


@pytest.mark.parametrize("degrees", [7, 30, 45, 90, 133, 180, 270])
@pytest.mark.parametrize(("kind", "text"), [("QRCode", STAMP), ("EAN13", EAN)])
def test_a_turned_code_is_read(kind: str, text: str, degrees: int) -> None:
    picture = draw_code(text, kind).rotate(degrees, expand=True, fillcolor=255)

    assert texts_in(picture) == [text]


@pytest.mark.parametrize(("kind", "text"), [("QRCode", STAMP), ("EAN13", EAN)])
def test_a_blurred_code_is_read(kind: str, text: str) -> None:
    picture = draw_code(text, kind).filter(ImageFilter.GaussianBlur(2))

    assert texts_in(picture) == [text]


def test_a_light_code_on_dark_ground_is_read() -> None:
    assert texts_in(ImageOps.invert(draw_code())) == [STAMP]


def test_a_code_in_deep_shade_is_read() -> None:
    assert texts_in(draw_code().point([12 + value // 16 for value in range(256)])) == [STAMP]


def test_all_codes_of_a_picture_are_told_with_their_kinds() -> None:
    paper = Image.new("L", (900, 900), 255)
    paper.paste(draw_code(), (20, 20))
    paper.paste(draw_code(EAN, "EAN13"), (20, 500))

    assert sorted(scan(encode(paper))) == [(EAN, "EAN13"), (STAMP, "QRCODE")]


def test_two_stickers_with_one_text_are_two_symbols() -> None:
    paper = Image.new("L", (900, 400), 255)
    paper.paste(draw_code(), (20, 20))
    paper.paste(draw_code(), (460, 20))

    assert texts_in(paper) == [STAMP, STAMP]


def test_the_corners_are_where_the_code_is() -> None:
    paper = Image.new("L", (800, 600), 255)
    code = draw_code()
    paper.paste(code, (300, 200))

    (symbol,) = decode(encode(paper))

    left, top, right, bottom = symbol.bounds
    margin = 40 + 4 * 4  # the paper, and the code's own quiet zone of four modules
    assert (left, top) == pytest.approx((300 + margin, 200 + margin), abs=4)
    assert right == pytest.approx(300 + code.width - margin, abs=4)
    assert bottom == pytest.approx(200 + code.height - margin, abs=4)


def test_a_small_code_in_a_photo_of_twelve_megapixels_is_read() -> None:
    photo = make_photo(4000, 3000)
    photo.paste(draw_code(scale=3).convert("RGB"), (2600, 1900))

    symbols = decode(encode(photo, "JPEG", quality=88))

    assert [symbol.text for symbol in symbols] == [STAMP]


def test_a_picture_without_a_code_is_an_honest_nothing() -> None:
    assert texts_in(make_photo()) == []


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (60_000, 2), (7, 7)])
def test_a_picture_of_any_shape_is_looked_at(size: tuple[int, int]) -> None:
    assert texts_in(Image.new("L", size, 200)) == []


def test_a_field_of_corner_marks_ends() -> None:
    assert texts_in(tile_corners(1500, 1100)) == []


def test_when_time_is_up_no_further_pass_begins() -> None:
    readings = iter(range(0, 1000, 10))
    picture = open_picture(encode(make_photo(200, 200)))

    symbols = decode_picture(picture, Budget(15, clock=lambda: next(readings)))

    assert symbols == []
    assert next(readings) < 150


def test_a_code_in_what_is_left_of_a_cut_off_photo_is_read() -> None:
    photo = make_photo(800, 900)
    photo.paste(draw_code().convert("RGB"), (20, 20))
    whole = encode(photo, "JPEG", quality=90)

    symbols = decode(whole[: len(whole) * 9 // 10])

    assert [symbol.text for symbol in symbols] == [STAMP]


def test_a_cut_off_photo_with_nothing_readable_left_is_refused_as_cut_off() -> None:
    whole = encode(make_photo(), "JPEG", quality=90)

    with pytest.raises(PictureTruncated):
        decode(whole[: len(whole) * 9 // 10])


def test_noise_gives_nothing() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (700, 900), dtype=np.uint8)

    assert texts_in(Image.fromarray(noise)) == []
