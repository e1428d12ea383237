import io
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from scanner.decode import decode
from tests.printed_stamps import (
    LONG_NAME,
    NAMES,
    badly_photographed,
    cut_out,
    joined,
    label,
    many,
    page_of,
)
from traceability.stamp_sizes import StampTooSmall
from webapp.gateways.printing.face_words import NoRoomForWords
from webapp.gateways.printing.labels import LAYOUTS, Drawing, own_size, roll
from webapp.gateways.printing.sheets import (
    NoRoomForMarks,
    NothingToPrint,
    proof_sheet,
    stamp_sheet,
)

TOO_SMALL_FOR_SIGNED = ("a4-65", "a4-40", "grid-15", "grid-20", "grid-25", "roll-25x25")


def pdf(labels, layout):
    return joined(stamp_sheet(labels, layout))


def text_of(data, page=0):
    with pypdfium2.PdfDocument(data) as document:
        return document[page].get_textpage().get_text_range().replace("\r\n", "\n")


def page_count(data):
    with pypdfium2.PdfDocument(data) as document:
        return len(document)


def read(image):
    return [symbol.text for symbol in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("drawing", Drawing)
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_label_of_a_full_page_reads_back_at_300_dots_to_the_inch(name, drawing):
    layout = replace(LAYOUTS[name], drawing=drawing)
    labels = many(layout.labels_per_page)

    image = page_of(pdf(labels, layout))

    assert sorted(read(image)) == sorted(each.payload for each in labels)


def test_the_last_page_holds_what_is_left():
    labels = many(70)

    data = pdf(labels, LAYOUTS["a4-65"])

    assert page_count(data) == 2
    assert sorted(read(page_of(data, page=1))) == sorted(each.payload for each in labels[65:])


@pytest.mark.parametrize("turn", [-7, 0, 7])
def test_a_blurred_noisy_turned_look_at_one_small_stamp_still_reads(turn):
    shown = label(5)
    image = page_of(pdf([shown], LAYOUTS["a4-65"]), dots_per_inch=254)
    stamp = image.crop((40, 100, 440, 330)).convert("L")

    degraded = stamp.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    degraded = degraded.filter(ImageFilter.GaussianBlur(1))
    grain = np.random.default_rng(turn + 10).normal(0, 12, (degraded.height, degraded.width))
    noisy = np.clip(np.asarray(degraded, dtype=float) + grain, 0, 255).astype(np.uint8)

    assert read(Image.fromarray(noisy)) == [shown.payload]


@pytest.mark.parametrize("name", NAMES)
def test_vietnamese_names_with_stacked_marks_are_real_text(name):
    data = pdf([label(1, name)], LAYOUTS["a4-24"])

    printed = " ".join(text_of(data).split())

    assert name in printed
    assert "KIỂM TRA TẠI tem.sonla.vn" in printed


def test_marks_typed_apart_from_their_letters_are_joined():
    apart = label(1, "Ne\u0302\u0301p  tan")

    data = pdf([apart], LAYOUTS["a4-24"])

    assert "Nếp tan" in text_of(data)


def test_the_serial_stands_on_the_stamp_as_people_type_it():
    shown = label(9)

    data = pdf([shown], LAYOUTS["a4-65"])

    assert shown.serial_text in " ".join(text_of(data).split())


def test_names_differ_on_paper_when_only_a_mark_differs():
    with_mark, without = (page_of(pdf([label(1, name)], LAYOUTS["a4-24"])) for name in ("Ổi", "Ôi"))

    assert with_mark.tobytes() != without.tobytes()


def test_the_same_labels_give_the_same_bytes():
    first, second = (pdf(many(30), LAYOUTS["a4-24"]) for _ in range(2))

    assert first == second


def test_labels_are_taken_page_by_page_while_the_file_is_sent():
    taken = []
    endless = (taken.append(number) or label(number) for number in range(10**9))

    pieces = stamp_sheet(endless, LAYOUTS["a4-65"])
    sent = [len(piece) for piece in islice(pieces, 40)]

    assert len(taken) <= 65 * (len(sent) / 2 + 1)
    assert max(sent) < 65 * 300


def test_a_label_takes_at_most_300_bytes_on_sheets():
    count = 65 * 30

    size = len(pdf((label(number) for number in range(count)), LAYOUTS["a4-65"]))

    assert size / count < 200


def test_a_long_roll_has_one_label_on_every_page():
    labels = many(600)

    data = pdf(labels, roll(50, 30))

    assert page_count(data) == 600
    for page in (0, 255, 256, 599):
        assert read(page_of(data, page)) == [labels[page].payload]


def test_pages_are_printed_at_their_true_size():
    with pypdfium2.PdfDocument(pdf(many(1), LAYOUTS["a4-65"])) as document:
        size = document[0].get_size()

    assert [round(side / 72 * 25.4, 1) for side in size] == [210.0, 297.0]


def test_cut_marks_leave_the_symbols_readable():
    labels = many(40)

    image = page_of(pdf(labels, replace(LAYOUTS["a4-40"], cut_marks=True)))

    assert len(read(image)) == 40
    assert image.convert("L").getpixel((620, 351)) < 128


def test_a_label_without_room_for_its_symbol_is_refused_before_the_first_byte():
    small = roll(label_width=30, label_height=15)

    with pytest.raises(StampTooSmall) as refusal:
        stamp_sheet([label(1)], small)

    assert refusal.value.code == "print.too_small"
    assert (refusal.value.details["needed_mm"], refusal.value.details["room_mm"]) == (15, 12)


@pytest.mark.parametrize("name", TOO_SMALL_FOR_SIGNED)
def test_a_signed_link_is_refused_below_22_millimetres(name):
    with pytest.raises(StampTooSmall) as refusal:
        stamp_sheet([label(1, signed=True)], LAYOUTS[name])

    assert refusal.value.details["needed_mm"] == 22


def test_a_stamp_with_room_for_its_symbol_alone_is_refused():
    with pytest.raises(NoRoomForWords):
        stamp_sheet([label(1)], own_size(15, 20))


def test_nothing_to_print_is_refused():
    with pytest.raises(NothingToPrint):
        stamp_sheet([], LAYOUTS["a4-65"])


def test_a_name_that_is_far_too_long_ends_in_an_ellipsis_and_stays_on_its_label():
    long = "Long nhãn sấy khô loại đặc biệt thượng hạng Phố Hiến Hưng Yên vụ mùa thu"

    data = pdf([label(1, long)], LAYOUTS["a4-65"])

    assert "…" in text_of(data)
    gap = np.asarray(page_of(data).convert("L"))[127:370, 508:534]
    assert gap.min() == 255


@pytest.mark.parametrize("name", ["", "   ", "龙眼 🍯", "X" * 200])
def test_odd_names_print_a_stamp_that_still_reads(name):
    shown = label(1, name)

    image = page_of(pdf([shown], LAYOUTS["a4-65"]))

    assert read(image) == [shown.payload]


def test_the_file_ends_as_a_pdf_does_with_a_table_that_finds_its_objects():
    data = pdf(many(3), LAYOUTS["roll-40x25"])

    table = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    lines = io.BytesIO(data[table:]).readlines()
    count = int(lines[1].split()[1])

    for number, line in enumerate(lines[3 : 2 + count], start=1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)


PRINTABLE = [(name, False) for name in LAYOUTS] + [
    (name, True) for name in LAYOUTS if name not in TOO_SMALL_FOR_SIGNED
]


@pytest.mark.parametrize(("name", "signed"), PRINTABLE)
def test_bad_photos_of_stamps_are_read_by_our_own_scanner(name, signed):
    """One off the first page, one off a middle one, one off the last; each turned another way."""
    layout = LAYOUTS[name]
    full = layout.labels_per_page
    labels = many(2 * full + 1, signed=signed)
    data = pdf(labels, layout)

    for page, place, turn in ((0, 0, -7), (1, full // 2, 0), (2, 0, 7)):
        stamp = cut_out(page_of(data, page), layout, place)
        symbols = decode(badly_photographed(stamp, turn, seed=page))

        assert [it.text for it in symbols] == [labels[page * full + place].payload], page


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_stamp_shows_name_host_and_serial_in_groups(name):
    shown = label(3, LONG_NAME)

    printed = " ".join(text_of(pdf([shown], LAYOUTS[name])).split())

    # The smallest square has room for most of it, a millimetre from the cut on both sides.
    assert (LONG_NAME[:24] if name == "grid-20" else LONG_NAME) in printed
    assert shown.host in printed
    assert shown.serial_text in printed


@pytest.mark.parametrize("name", [it for it in LAYOUTS if it != "grid-20"])
def test_a_covered_code_stands_in_a_field_of_its_own(name):
    layout, shown = LAYOUTS[name], label(3, LONG_NAME, covered_code="7K2M9XQ4")

    data = pdf([shown], layout)

    printed = " ".join(text_of(data).split())
    assert "CÀO NHẸ LẤY MÃ" in printed
    assert "7K2M 9XQ4" in printed
    assert shown.serial_text in printed
    assert read(page_of(data)) == [shown.payload]


def test_covered_codes_change_from_stamp_to_stamp():
    labels = [label(n, covered_code=f"ABCD{n:04d}") for n in range(130)]

    data = pdf(labels, LAYOUTS["a4-65"])

    for page in (0, 1):
        printed = text_of(data, page)
        assert all(f"ABCD {n:04d}" in printed for n in range(65 * page, 65 * page + 65))


@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_stands_in_the_quiet_zone_of_a_symbol(name):
    """Ink is allowed on the symbol and outside its quiet zone, which is white all around."""
    layout = LAYOUTS[name]
    shown = label(3, LONG_NAME)
    stamp = np.asarray(
        cut_out(page_of(pdf([shown], layout), dots_per_inch=600), layout, 0, 600).convert("L")
    )
    (symbol,) = zxingcpp.read_barcodes(np.pad(stamp, 100, constant_values=255))
    corner, opposite = symbol.position.top_left, symbol.position.bottom_right
    left, top = corner.x - 100, corner.y - 100
    right, bottom = opposite.x - 100, opposite.y - 100
    quiet = round((right - left) / 29 * 4) - 3

    low, high = max(0, top - quiet), bottom + quiet
    assert stamp[top:bottom, max(0, left - quiet) : left - 3].min() == 255
    assert stamp[top:bottom, right + 4 : right + quiet].min() == 255
    assert stamp[bottom + 4 : high, left:right].min() == 255
    assert stamp[low : top - 3, left:right].min() == 255


@pytest.mark.parametrize("name", ["a4-65", "grid-25", "roll-40x25"])
def test_a_proof_is_one_page_of_the_layout_marked_on_every_stamp(name):
    layout = LAYOUTS[name]
    labels = many(layout.labels_per_page + 5)

    data = joined(proof_sheet(labels, layout))

    assert page_count(data) == 1
    page = page_of(data)
    assert sorted(read(page)) == sorted(it.payload for it in labels[: layout.labels_per_page])
    unmarked = np.asarray(page_of(pdf(labels, layout)).convert("L"), dtype=int)
    marked = np.asarray(page.convert("L"), dtype=int)
    assert (np.abs(marked - unmarked) > 40).mean() > 0.01
    assert "BẢN IN THỬ" in " ".join(text_of(data).split())


def test_a_sheet_to_be_sold_says_nothing_of_a_proof():
    assert "BẢN IN THỬ" not in text_of(pdf(many(3), LAYOUTS["a4-65"]))


def test_registration_marks_stand_in_free_corners_only():
    layout = LAYOUTS["grid-30"]

    data = pdf(many(48), replace(layout, registration_marks=True))

    page = np.asarray(page_of(data).convert("L"))
    assert page[50:70, 50:70].min() < 128
    assert len(read(page_of(data))) == 48
    with pytest.raises(NoRoomForMarks):
        stamp_sheet(many(1), replace(LAYOUTS["a4-24"], registration_marks=True))


def test_a_page_of_a_roll_is_the_label_with_its_gap():
    with pypdfium2.PdfDocument(pdf(many(1), LAYOUTS["roll-40x25"])) as document:
        size = document[0].get_size()

    assert [round(side / 72 * 25.4, 1) for side in size] == [40.0, 27.0]


@pytest.mark.parametrize("name", LAYOUTS)
def test_all_labels_lie_on_their_page_and_none_on_another(name):
    layout = LAYOUTS[name]
    corners = [layout.corner(place) for place in range(layout.labels_per_page)]

    for x, y in corners:
        assert -1e-6 <= x <= layout.page_width - layout.label_width + 1e-6
        assert -1e-6 <= y <= layout.page_height - layout.label_height + 1e-6
    columns = sorted({round(x, 3) for x, _ in corners})
    rows = sorted({round(y, 3) for _, y in corners})
    for ends, side in ((columns, layout.label_width), (rows, layout.label_height)):
        assert all(b - a >= side - 0.002 for a, b in pairwise(ends))
