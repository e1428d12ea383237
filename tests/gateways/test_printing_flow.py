"""Text that flows over pages: nothing is lost, what belongs together stays together."""

import io

import pypdfium2
import pytest
from PIL import Image

from tests.pdfs import pages_of
from webapp.gateways.printing.flow import (
    BOTTOM,
    LEADING,
    LEFT,
    RIGHT,
    TOP,
    Footing,
    Jpeg,
    PageBreak,
    Paragraph,
    Pictures,
    Rule,
    Together,
    flow,
    height_of,
    lines_of,
)
from webapp.gateways.printing.fonts import Style, typeface

VIETNAMESE = "Thuốc trừ sâu ẫặỡữ ĐƯỜNG Ẵ Ệ Ỗ Ữ Ỵ đường kẻ"
FOOT = Footing("Hợp tác xã Mường Và", "trang")


def printed(*blocks) -> list[str]:
    return pages_of(b"".join(flow(blocks, FOOT)))


def jpeg(name: str, width: int = 40, height: int = 30) -> Jpeg:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "JPEG")
    return Jpeg(name, out.getvalue(), width, height)


@pytest.mark.parametrize("style", [Style.REGULAR, Style.BOLD])
def test_every_mark_of_vietnamese_is_printed(style: Style):
    (page,) = printed(Paragraph(VIETNAMESE, style=style))

    assert VIETNAMESE in page


def test_each_page_has_its_number_and_the_number_of_all():
    pages = printed(*(Paragraph(f"Dòng {n}") for n in range(200)))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"trang {number}/" in page
        assert FOOT.text in page


def test_no_line_is_lost_between_pages():
    pages = printed(*(Paragraph(f"[{n}]") for n in range(300)))

    assert all(f"[{n}]" in " ".join(pages) for n in range(300))


def test_lines_fit_between_the_margins_whatever_is_written():
    words = "Phun thuốc trừ rầy nâu " * 40 + "không" * 80
    paragraph = Paragraph(words, indent=6)

    for line in lines_of(paragraph):
        assert typeface(paragraph.style).width(line, paragraph.size) <= RIGHT - LEFT - 6
    assert "".join(lines_of(paragraph)).replace(" ", "") == words.replace(" ", "")


def test_what_belongs_together_moves_to_the_next_page_as_a_whole():
    lines = int((TOP - BOTTOM) / (3.3 * LEADING)) - 3
    entry = Together(tuple(Paragraph(f"[entry {n}]") for n in range(6)))

    first, second = printed(*(Paragraph("x") for _ in range(lines)), entry)

    assert "[entry" not in first
    assert all(f"[entry {n}]" in second for n in range(6))


def test_what_is_longer_than_a_page_is_broken_all_the_same():
    pages = printed(Paragraph("x"), Together(tuple(Paragraph(f"[{n}]") for n in range(100))))

    assert len(pages) == 2
    assert "[0]" in pages[0]
    assert "[99]" in pages[1]


def test_a_break_begins_a_page_and_two_of_them_leave_none_empty():
    assert len(printed(Paragraph("a"), PageBreak(), PageBreak(), Paragraph("b"))) == 2


def test_every_picture_is_printed_in_as_many_rows_as_it_takes():
    images = tuple(jpeg(f"{n}") for n in range(9))
    block = Pictures(images, indent=6)

    data = b"".join(flow([block], FOOT))

    with pypdfium2.PdfDocument(data) as document:
        kinds = [it.type for it in document[0].get_objects(max_depth=3)]
    assert kinds.count(3) == 9  # FPDF_PAGEOBJ_IMAGE
    assert height_of(block) == 3 * 26  # four of 32 mm fit into a row


def test_the_same_picture_is_stored_once():
    image = jpeg("one", 300, 200)
    once = len(b"".join(flow([Pictures((image,))], FOOT)))
    often = len(b"".join(flow([Pictures((image,)) for _ in range(20)], FOOT)))

    assert often < once + 20 * len(image.data)


def test_heights_are_those_that_are_used():
    assert height_of(Rule(above=7)) == 7
    assert height_of(Paragraph("a\nb", 3.0, above=1)) == pytest.approx(1 + 2 * 3.0 * LEADING)
