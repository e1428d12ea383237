import io
from dataclasses import replace
from itertools import islice

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from webapp.gateways.printing.labels import LAYOUTS, Drawing, StampLabel, roll
from webapp.gateways.printing.sheets import NothingToPrint, stamp_sheet
from webapp.gateways.printing.symbols import SymbolTooSmall

HOST = "tem.sonla.vn"
NAMES = ("Nếp tan Mường Và", "Mật ong hoa nhãn Hưng Yên", "Chè Tân Cương", "Ổi lê Đỗ Xá ẫặỡữ")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def label(number, name=NAMES[0], host=HOST):
    mixed = (number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**85
    serial = "".join(ALPHABET[mixed >> shift & 31] for shift in range(0, 85, 5))
    return StampLabel(
        payload=f"HTTPS://{host.upper()}/01/09520123456788/21/{serial[:16]}",
        serial_text=" ".join(serial[at : at + 4] for at in range(0, 17, 4)),
        host=host,
        name=name,
    )


def many(count):
    return [label(number, NAMES[number % len(NAMES)]) for number in range(count)]


def pdf(labels, layout):
    return b"".join(stamp_sheet(labels, layout))


def rasterised(data, page=0, dots_per_inch=300):
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=dots_per_inch / 72).to_pil()


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

    image = rasterised(pdf(labels, layout))

    assert sorted(read(image)) == sorted(each.payload for each in labels)


def test_the_last_page_holds_what_is_left():
    labels = many(70)

    data = pdf(labels, LAYOUTS["a4-65"])

    assert page_count(data) == 2
    assert sorted(read(rasterised(data, page=1))) == sorted(each.payload for each in labels[65:])


@pytest.mark.parametrize("turn", [-7, 0, 7])
def test_a_blurred_noisy_turned_look_at_one_small_stamp_still_reads(turn):
    shown = label(5)
    image = rasterised(pdf([shown], LAYOUTS["a4-65"]), dots_per_inch=254)
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
    with_mark, without = (
        rasterised(pdf([label(1, name)], LAYOUTS["a4-24"])) for name in ("Ổi", "Ôi")
    )

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
        assert read(rasterised(data, page)) == [labels[page].payload]


def test_pages_are_printed_at_their_true_size():
    with pypdfium2.PdfDocument(pdf(many(1), LAYOUTS["a4-65"])) as document:
        size = document[0].get_size()

    assert [round(side / 72 * 25.4, 1) for side in size] == [210.0, 297.0]


def test_cut_marks_leave_the_symbols_readable():
    labels = many(40)

    image = rasterised(pdf(labels, replace(LAYOUTS["a4-40"], cut_marks=True)))

    assert len(read(image)) == 40
    assert image.convert("L").getpixel((620, 351)) < 128


def test_a_label_without_room_for_its_symbol_is_refused_before_the_first_byte():
    small = roll(label_width=30, label_height=15)

    with pytest.raises(SymbolTooSmall) as refusal:
        stamp_sheet([label(1)], small)

    assert refusal.value.code == "print.too_small"
    assert refusal.value.details["needed_um"] == 14_800


def test_nothing_to_print_is_refused():
    with pytest.raises(NothingToPrint):
        stamp_sheet([], LAYOUTS["a4-65"])


def test_a_name_that_is_far_too_long_ends_in_an_ellipsis_and_stays_on_its_label():
    long = "Long nhãn sấy khô loại đặc biệt thượng hạng Phố Hiến Hưng Yên vụ mùa thu"

    data = pdf([label(1, long)], LAYOUTS["a4-65"])

    assert "…" in text_of(data)
    gap = np.asarray(rasterised(data).convert("L"))[127:370, 508:534]
    assert gap.min() == 255


@pytest.mark.parametrize("name", ["", "   ", "龙眼 🍯", "X" * 200])
def test_odd_names_print_a_stamp_that_still_reads(name):
    shown = label(1, name)

    image = rasterised(pdf([shown], LAYOUTS["a4-65"]))

    assert read(image) == [shown.payload]


def test_the_file_ends_as_a_pdf_does_with_a_table_that_finds_its_objects():
    data = pdf(many(3), LAYOUTS["roll-40x25"])

    table = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    lines = io.BytesIO(data[table:]).readlines()
    count = int(lines[1].split()[1])

    for number, line in enumerate(lines[3 : 2 + count], start=1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)
