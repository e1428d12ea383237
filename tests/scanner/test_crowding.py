import numpy as np
import pytest

from scanner.crowding import affordable, workload
from scanner.view import View
from tests.scanner.drawing import draw_code, make_photo, tile_corners


def test_a_field_of_corner_marks_is_dearer_by_far_than_a_photo_of_its_size() -> None:
    photo = np.array(make_photo(2000, 1500).convert("L"))
    marks = np.array(tile_corners(2000, 1500))

    assert workload(marks) > 20 * workload(photo)


@pytest.mark.parametrize("cell", [1, 2, 3, 5])
def test_a_crowded_picture_is_shrunk_until_a_pass_is_affordable(cell: int) -> None:
    marks = View.of(np.array(tile_corners(4000, 3000, cell)))

    shrunk = affordable(marks, 0.7)

    assert workload(shrunk.grey) <= 0.7
    assert shrunk.grey.size < marks.grey.size


def test_a_photo_of_twelve_megapixels_keeps_every_pixel() -> None:
    photo = make_photo(4000, 3000).convert("L")
    photo.paste(draw_code(), (300, 300))
    view = View.of(np.array(photo))

    assert affordable(view, 0.7) is view


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 3)])
def test_the_smallest_pictures_have_a_price_too(shape: tuple[int, int]) -> None:
    assert workload(np.zeros(shape, np.uint8)) < 0.01
