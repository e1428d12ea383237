"""What print shops may ask for beside the paper: outlines, a line to cut along, marks to lay by."""

import hashlib
import io
import re
import zipfile
from itertools import chain, combinations

import numpy as np
import pytest
import zxingcpp

from scanner.decode import decode
from tests.printed_stamps import joined, label, many, page_of
from webapp.gateways.printing.formats import (
    FORMATS,
    Format,
    NoSuchFormat,
    Wish,
    WishNotGranted,
    format_named,
    print_file,
)
from webapp.gateways.printing.labels import INCH
from webapp.gateways.printing.sheets import proof_sheet
from webapp.routes.wording.catalogue import WORDING

DOTS = 300 / INCH  # a millimetre
CROSS = (5.0, 7.0)  # a point of the mark in the corner, from the page's top left
EDGE = (57.0, 21.5)  # the upper edge of a stamp in the first row of `grid-30`


def wished(name: str) -> list[Format]:
    """A format with every set of wishes that it grants."""
    granted = sorted(FORMATS[name].grants)
    sets = chain.from_iterable(combinations(granted, n) for n in range(len(granted) + 1))
    return [FORMATS[name].with_wishes(it) for it in sets]


def data_of(format_: Format) -> bytes:
    return joined(print_file(format_, many(3)))


def colour_at(data: bytes, x: float, y: float) -> np.ndarray:
    """The darkest of each colour within a sixth of a millimetre."""
    page = np.asarray(page_of(data))
    column, row, near = round(x * DOTS), round(y * DOTS), round(DOTS / 6)
    return page[row - near : row + near, column - near : column + near].min(axis=(0, 1))


@pytest.mark.parametrize("name", ["a4-65", "grid-30", "roll-50x30", "svg-40x25", "csv"])
def test_each_set_of_wishes_gives_a_file_of_its_own_and_the_same_each_time(name: str) -> None:
    formats = wished(name)

    first, second = ([hashlib.sha256(data_of(it)).digest() for it in formats] for _ in range(2))

    assert first == second
    assert len(set(first)) == len(formats) == 2 ** len(FORMATS[name].grants)


def test_only_what_a_format_has_is_granted() -> None:
    def granted(name: str) -> set[Wish]:
        return set(FORMATS[name].grants)

    assert granted("grid-30") == set(Wish)
    assert granted("a4-65") == {Wish.OUTLINES}
    assert granted("roll-50x30") == {Wish.OUTLINES, Wish.CUT_LINE}
    assert granted("svg-40x25") == {Wish.CUT_LINE}
    assert granted("csv") == set()
    with pytest.raises(WishNotGranted) as refused:
        FORMATS["a4-65"].with_wishes([Wish.OUTLINES, Wish.REGISTRATION_MARKS])
    assert refused.value.details == {
        "wish": "print_wish.registration_marks",
        "layout": "layout.a4-65",
    }


@pytest.mark.parametrize("name", FORMATS)
def test_the_name_of_a_format_tells_its_wishes_and_finds_it_again(name: str) -> None:
    for asked in wished(name):
        assert format_named(asked.name) == asked
        assert all(code in WORDING for code in asked.codes)
    assert FORMATS[name].name == name


def test_the_order_of_ticking_makes_no_other_name() -> None:
    asked = FORMATS["grid-30"].with_wishes([Wish.REGISTRATION_MARKS, Wish.OUTLINES])

    assert asked.name == "grid-30+outlines+registration_marks"
    assert format_named("grid-30+registration_marks+outlines").name == asked.name


@pytest.mark.parametrize("name", ["grid-30+gold", "grid-30+", "+outlines"])
def test_an_unheard_of_wish_is_refused_by_name(name: str) -> None:
    with pytest.raises(NoSuchFormat):
        format_named(name)


def test_a_cutting_line_has_an_ink_of_its_own_and_takes_the_place_of_the_crosses() -> None:
    plain, cut = (data_of(format_named(name)) for name in ("grid-30", "grid-30+cut_line"))

    red, green, blue = colour_at(cut, *EDGE)
    assert (red > 150, green < 180, blue > 150) == (True, True, True)
    assert colour_at(plain, *EDGE).min() == 255
    assert b"/Separation/CutContour" in cut
    assert b"CutContour" not in plain
    assert len(zxingcpp.read_barcodes(page_of(cut))) == 3


def test_registration_marks_stand_in_the_corners() -> None:
    marked, plain = (
        data_of(format_named(name)) for name in ("grid-30+registration_marks", "grid-30")
    )

    assert colour_at(marked, *CROSS).max() < 128
    assert colour_at(plain, *CROSS).min() == 255


def test_a_drawing_carries_the_line_by_the_name_that_cutters_know() -> None:
    with zipfile.ZipFile(io.BytesIO(data_of(format_named("svg-40x25+cut_line")))) as file:
        svg = file.read(file.namelist()[0]).decode()

    line = re.search(r'<rect id="CutContour" width="40" height="25" rx="[\d.]+" fill="none"', svg)
    assert line
    assert svg.count("CutContour") == 1


def test_a_proof_is_drawn_with_the_wishes_of_the_run() -> None:
    asked = format_named("grid-30+cut_line+registration_marks")
    layout = asked.drawn()
    assert layout is not None

    proof = joined(proof_sheet(many(5), layout))

    assert colour_at(proof, *CROSS).max() < 128
    assert b"/Separation/CutContour" in proof


def test_outlines_of_a_code_are_read_as_its_picture_is() -> None:
    shown = label(7)
    file = io.BytesIO()
    page_of(joined(print_file(format_named("roll-50x30+outlines+cut_line"), [shown]))).save(
        file, "PNG"
    )

    assert [it.text for it in decode(file.getvalue())] == [shown.payload]
