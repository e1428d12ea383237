import numpy as np
import pytest

from scanner.view import View


def make_view(width: int = 120, height: int = 80) -> View:
    return View.of(np.zeros((height, width), np.uint8))


@pytest.mark.parametrize(
    ("view", "point", "place"),
    [
        (make_view(), (10, 20), (10, 20)),
        (make_view().scaled(2), (20, 40), (10, 20)),
        (make_view().scaled(2, 1), (20, 20), (10, 20)),
        (make_view().fitted(60), (5, 10), (10, 20)),
        (make_view().turned(90), (0, 0), (120, 0)),
        (make_view().scaled(2).turned(180), (240, 160), (0, 0)),
        (make_view().inverted().sharpened(2, 2).levelled().thresholded(), (3, 4), (3, 4)),
    ],
)
def test_a_point_of_any_view_is_found_in_the_picture(
    view: View, point: tuple[float, float], place: tuple[int, int]
) -> None:
    assert view.place([point])[0] == pytest.approx(place, abs=1)


def test_an_aligned_view_shows_the_code_level_in_its_middle() -> None:
    standing = ((60, 20), (60, 60), (50, 60), (50, 20))

    aligned = make_view().aligned(standing, 0.25)

    assert aligned.grey.shape == (60, 60)
    assert aligned.place([(30, 30)])[0] == pytest.approx((55, 40), abs=1)
    assert aligned.place([(10, 25)])[0] == pytest.approx((60, 20), abs=1)


def test_a_view_is_shrunk_only_when_it_is_too_large() -> None:
    view = make_view()

    assert view.within(9600) is view
    assert view.within(2400).grey.shape == (40, 60)


def test_a_long_strip_is_turned_on_a_canvas_of_bounded_size() -> None:
    assert make_view(60_000, 20).turned(45).grey.size < 10_000_000
