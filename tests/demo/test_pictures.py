import io

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from webapp.demo.pictures import FIELDS, PRODUCTS, field_picture, product_picture, stamp_photo

PAYLOAD = "HTTPS://TEM.SONLA.VN/01/09520123456788/21/ABCDEFGHJKMNPQRS"


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", PRODUCTS)
def test_a_product_picture_is_a_small_square_jpeg(kind):
    data = product_picture(kind, 1)

    image = opened(data)

    assert (image.format, image.size) == ("JPEG", (800, 800))
    assert len(data) <= 60_000


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_picture_is_a_small_jpeg_without_metadata(kind):
    data = field_picture(kind, 1)

    image = opened(data)

    assert image.format == "JPEG"
    assert len(data) <= 80_000
    assert not image.getexif()


@pytest.mark.parametrize("kind", FIELDS)
def test_seeds_give_other_pictures_and_one_seed_always_the_same(kind):
    first, again, other = (field_picture(kind, seed) for seed in (3, 3, 4))

    assert first == again
    assert first != other


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_picture_shows_something_everywhere(kind):
    rows = np.asarray(opened(field_picture(kind, 2)).convert("L"), dtype=float)

    for part in np.array_split(rows, 3):
        assert part.std() > 3


@pytest.mark.parametrize("seed", range(8))
def test_a_phone_photo_of_a_stamp_reads_back(seed):
    data = stamp_photo(PAYLOAD, "ABCD EFGH JKMN PQRS T", "Nếp tan Mường Và", seed)

    symbols = zxingcpp.read_barcodes(opened(data))

    assert [symbol.text for symbol in symbols] == [PAYLOAD]


def test_a_kind_that_nobody_drew_is_an_error():
    with pytest.raises(KeyError):
        product_picture("durian", 1)
