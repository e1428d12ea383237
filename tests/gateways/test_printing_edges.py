"""Letters keep off the line along which a stamp is cut."""

import pytest

from traceability.errors import Invalid
from traceability.stamp_sizes import modules_of_link
from webapp.gateways.printing.faces import arrange
from webapp.gateways.printing.formats import FORMATS
from webapp.gateways.printing.labels import StampLabel

FROM_CUT = 1.0  # mm
DRAWN = [name for name, it in FORMATS.items() if it.layout is not None]
NAMES = ("Chè", "Gạo nếp tan Mường Và", "Mật ong hoa nhãn Hưng Yên hộp quà hai lọ 500 g")
SQUARES = {"grid-20", "grid-25", "grid-30", "roll-25x25", "roll-30x30", "svg-30x30"}


def face_of(layout, name, covered, host="tem.example.vn"):
    link = f"HTTPS://{host.upper()}/01/09520123456788/21/0123456789ABCDEF"
    code = "ABCD2345" if covered else None
    label = StampLabel(link, "0123 4567 89AB CDEF G", host, name, code)
    return arrange(label, layout, modules_of_link(link))


@pytest.mark.parametrize("covered", [False, True])
@pytest.mark.parametrize("format_", DRAWN)
def test_letters_stand_a_millimetre_from_the_cut_or_nothing_is_printed(format_, covered):
    layout = FORMATS[format_].layout

    for name in NAMES:
        try:
            face = face_of(layout, name, covered)
        except Invalid:
            continue  # refused in words: the page says that the paper is too small
        lines = [*face.words, *face.serial, *([face.covered] if face.covered else [])]
        for line in lines:
            right = layout.label_width - line.x - line.width
            assert min(line.x, line.y, right) >= FROM_CUT - 1e-6, (name, line)


@pytest.mark.parametrize("format_", sorted(SQUARES))
def test_no_square_is_lost_by_it(format_):
    assert face_of(FORMATS[format_].layout, NAMES[1], covered=False)
