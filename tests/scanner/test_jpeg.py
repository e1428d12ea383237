import numpy as np
import pytest

from scanner.jpeg import outline, share_present
from tests.scanner.drawing import encode, make_photo, repeat_last_scan


def test_a_plain_jpeg_has_one_scan_and_streams() -> None:
    told = outline(encode(make_photo(), "JPEG"))

    assert (told.scans, told.streamed) == (1, True)


def test_a_progressive_jpeg_has_many_scans_and_does_not_stream() -> None:
    told = outline(encode(make_photo(), "JPEG", progressive=True))

    assert told.scans > 4
    assert not told.streamed


def test_every_repeated_scan_is_counted() -> None:
    data = encode(make_photo(), "JPEG", progressive=True)

    assert outline(repeat_last_scan(data, 25)).scans == outline(data).scans + 25


def test_an_end_hidden_in_a_comment_ends_nothing() -> None:
    data = encode(make_photo(), "JPEG", progressive=True)
    first = data.index(b"\xff\xda")
    comment = b"\xff\xfe\x00\x04\xff\xd9"

    assert outline(data[:first] + comment + data[first:]).scans == outline(data).scans


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xff\xd8\xff\xc0", b"\xff\xd8\xff\xda\x00"])
def test_the_beginning_of_a_jpeg_is_walked_without_falling_off(data: bytes) -> None:
    assert outline(data).scans <= 1


@pytest.mark.parametrize(("rows", "share"), [(0, 1.0), (25, 0.75), (100, 0.0)])
def test_the_grey_below_is_what_is_missing(rows: int, share: float) -> None:
    grey = np.full((100, 50), 30, np.uint8)
    grey[100 - rows :] = 128

    assert share_present(grey) == pytest.approx(share)
