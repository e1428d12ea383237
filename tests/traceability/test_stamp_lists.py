"""Stamps named line by line."""

import pytest

from traceability.serials import SerialKey, issue, printed
from traceability.stamp_lists import StampLineUnclear, read_stamp_lines

KEY = SerialKey.derive(b"a secret of the tests, long enough", 1)
A, B = issue(KEY, 7), issue(KEY, 12)
LINK = "HTTPS://TEM.EXAMPLE.VN/T/"


def named(text):
    return [(it.line, it.first, it.last) for it in read_stamp_lines(text)]


@pytest.mark.parametrize("one", [printed(A), printed(A).lower(), A, printed(A).replace(" ", "-")])
def test_a_line_is_one_stamp(one):
    assert named(f"\n  {one} \n") == [(2, A, A)]


@pytest.mark.parametrize(
    "words",
    [
        f"{printed(A)} – {printed(B)}",
        f"{printed(A)} - {printed(B)}",
        f"{printed(A)} đến {printed(B)}",
        f"{A} {B}",
        f"{A}-{printed(B)}",
        f"{printed(A)}\t{B}",
        f"{LINK}{A} - {LINK}{B}",
    ],
)
def test_a_line_is_a_first_and_a_last(words):
    assert named(words) == [(1, A, B)]


def test_lines_commas_and_scanned_links_stand_beside_each_other():
    assert named(f"{printed(A)}, {printed(B)}\n{LINK}{A}") == [(1, A, A), (1, B, B), (2, A, A)]


@pytest.mark.parametrize(
    "words", ["hai tem", f"{A}{A}{A}", f"{A[:-1]}U", f"{LINK}{A} {LINK}{A} {LINK}{B}", f"{LINK}x"]
)
def test_a_line_that_is_no_code_is_told_by_its_number(words):
    with pytest.raises(StampLineUnclear) as refused:
        read_stamp_lines(f"{A}\n{words}")

    assert refused.value.details == {"line": 2}
