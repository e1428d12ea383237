"""Every format that can be chosen: its words, its file, its digest, and what it refuses."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest
from PIL import Image, ImageDraw

from scanner.decode import decode
from tests.printed_stamps import HOST, LONG_NAME, joined, label, many
from traceability.keyring import Keyring, SerialPlace
from traceability.serials import normalise
from traceability.stamp_sizes import StampTooSmall
from webapp.gateways.printing import sheets
from webapp.gateways.printing.digests import Digested, digest_of
from webapp.gateways.printing.drawings import (
    MOST_DRAWINGS,
    TooManyDrawings,
    stamp_drawing,
    stamp_drawings,
)
from webapp.gateways.printing.fonts import Style, outline, typeface
from webapp.gateways.printing.formats import (
    FORMATS,
    Kind,
    NoSuchFormat,
    format_named,
    print_file,
)
from webapp.gateways.printing.label_lists import COLUMNS, stamp_list
from webapp.gateways.printing.labels import LAYOUTS, StampLabel, single
from webapp.gateways.printing.roll_sheets import RollToPrint, roll_labels
from webapp.gateways.printing.sheets import NothingToPrint
from webapp.gateways.printing.symbols import modules_of
from webapp.routes.wording.catalogue import WORDING

KEYS = Keyring(b"a secret of the tests, and of nothing else", 1)
ROLL = RollToPrint("tem.sonla.vn", "https", "09520123456788", LONG_NAME, 1, 500, 1000, number=3)


def drawn(svg: str, dots: int = 12) -> Image.Image:
    """The symbol of a single stamp as a picture, at so many dots a millimetre."""
    width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    module, x, y, path = re.search(
        r'matrix\((\S+) 0 0 \S+ (\S+) (\S+)\)" shape-rendering="crispEdges" d="([^"]+)"', svg
    ).groups()
    image = Image.new("L", (round(width * dots), round(height * dots)), 255)
    draw = ImageDraw.Draw(image)
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", path):
        left, top = float(x) + int(column) * float(module), float(y) + int(row) * float(module)
        right, foot = left + int(length) * float(module), top + float(module)
        edges = [round(it * dots) for it in (left, top, right, foot)]
        draw.rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), fill=0)
    return image


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_labels_give_the_same_file_and_digest_at_any_time(name: str) -> None:
    first, second = (print_file(FORMATS[name], many(70)) for _ in range(2))

    data = joined(first)

    assert joined(second) == data
    assert first.sha256 == second.sha256 == hashlib.sha256(data).hexdigest()
    assert first.length == len(data)


@pytest.mark.parametrize("name", FORMATS)
def test_no_file_tells_when_it_was_made(name: str) -> None:
    data = joined(print_file(FORMATS[name], many(2)))

    assert b"CreationDate" not in data
    assert b"ModDate" not in data


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_words_that_count_its_stamps(name: str) -> None:
    found = FORMATS[name]

    words = str(WORDING[found.code])

    if found.kind is Kind.SHEET:
        assert found.layout is not None
        assert f"{found.layout.labels_per_page} tem" in words


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_format_refuses_it_refuses_before_anything_is_recorded(name: str) -> None:
    found, signed = FORMATS[name], label(1, signed=True)
    try:
        found.check(signed, 10)
    except StampTooSmall:
        with pytest.raises(StampTooSmall):
            print_file(found, [signed])
    else:
        assert joined(print_file(found, [signed]))


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_makes_a_file_of_nothing(name: str) -> None:
    with pytest.raises(NothingToPrint):
        print_file(FORMATS[name], [])


def test_an_unheard_of_format_is_refused_by_name() -> None:
    assert format_named("a4-65").layout is LAYOUTS["a4-65"]
    with pytest.raises(NoSuchFormat):
        format_named("a3-7")


def test_a_digest_is_not_told_before_the_end() -> None:
    pieces = Digested([b"one", b"two"])
    next(pieces)

    with pytest.raises(RuntimeError):
        assert pieces.sha256
    assert digest_of([b"one", b"two"]).sha256 == hashlib.sha256(b"onetwo").hexdigest()


class TestRolls:
    """Labels follow from the order's key and counters, and from nothing that was stored."""

    def test_every_label_is_the_serial_of_its_place(self) -> None:
        labels = list(roll_labels(ROLL, KEYS))

        for number, made in enumerate(labels, start=1):
            serial = normalise(made.serial_text)
            assert KEYS.open(serial) == SerialPlace(1, 499 + number)
            assert made.payload == f"HTTPS://TEM.SONLA.VN/01/09520123456788/21/{serial}"
            assert (made.roll_number, made.number, made.covered_code) == (3, number, None)
        assert len({made.payload for made in labels}) == 500

    def test_links_and_covered_codes_may_come_from_elsewhere(self) -> None:
        roll = replace(
            ROLL, last=510, link_of=lambda it: f"LINK/{it}", covered_code_of=lambda it: it[:8]
        )

        for made in roll_labels(roll, KEYS):
            serial = normalise(made.serial_text)
            assert (made.payload, made.covered_code) == (f"LINK/{serial}", serial[:8])


class TestLists:
    """CSV for print shops that set the stamps themselves."""

    def test_a_line_says_all_that_is_printed(self) -> None:
        shown = label(41, LONG_NAME, signed=True, covered_code="12345678")

        text = joined(stamp_list([shown])).decode("utf-8-sig")
        (line,) = csv.DictReader(io.StringIO(text, newline=""))

        assert tuple(line) == COLUMNS
        assert line == {
            "roll": "1",
            "number": "42",
            "serial": shown.serial_text,
            "link": shown.payload,
            "name": LONG_NAME,
            "host": HOST,
            "covered_code": "1234 5678",
        }

    @pytest.mark.parametrize("name", ["=1+1", "+84", "@SUM(A1)", "-2"])
    def test_no_name_is_computed_by_an_office_program(self, name: str) -> None:
        text = joined(stamp_list([label(1, name)])).decode("utf-8-sig")
        (line,) = csv.DictReader(io.StringIO(text, newline=""))

        assert line["name"] == f"'{name}"

    def test_all_lines_are_there_and_end_alike(self) -> None:
        text = joined(stamp_list(many(2500))).decode("utf-8-sig")

        lines = text.split("\r\n")
        assert len(lines) == 2502
        assert lines[-1] == ""
        assert "\n" not in text.replace("\r\n", "")


class TestDrawings:
    """Single stamps as SVG."""

    @pytest.mark.parametrize("size", [(50, 30), (40, 25), (30, 30), (20, 20)])
    def test_a_drawn_stamp_reads_back(self, size: tuple[float, float]) -> None:
        shown = label(7, LONG_NAME)
        file = io.BytesIO()

        drawn(stamp_drawing(shown, single(*size))).save(file, "PNG")

        assert [it.text for it in decode(file.getvalue())] == [shown.payload]

    def test_it_is_drawn_in_millimetres_without_font_script_or_reference(self) -> None:
        svg = stamp_drawing(label(7, 'x"><script>&'), single(50, 30))

        assert 'width="50mm" height="30mm"' in svg
        for foreign in ("script", "href", "font", "style", "<text", "url("):
            assert foreign not in svg

    def test_every_letter_of_a_name_is_an_outline_of_our_typeface(self) -> None:
        svg = stamp_drawing(label(7, LONG_NAME), single(50, 30))

        face = typeface(Style.BOLD)
        for letter in LONG_NAME.replace(" ", ""):
            path = outline(Style.BOLD, face.glyphs[letter])
            assert len(path) > 20
            assert path in svg

    def test_a_covered_code_and_its_frame_are_drawn(self) -> None:
        without, covered = (
            stamp_drawing(label(7, covered_code=code), single(50, 30))
            for code in (None, "7K2M9XQ4")
        )

        assert without.count("<rect") == 1
        assert covered.count("<rect") == 2

    def test_a_proof_is_marked(self) -> None:
        layout = replace(single(50, 30), overprint="BẢN IN THỬ")

        assert "#ff8080" in stamp_drawing(label(7), layout)
        assert "#ff8080" not in stamp_drawing(label(7), single(50, 30))

    def test_the_archive_holds_one_file_a_stamp_named_by_its_place(self) -> None:
        labels = list(roll_labels(replace(ROLL, last=520), KEYS))

        with zipfile.ZipFile(io.BytesIO(joined(stamp_drawings(labels, single(40, 25))))) as file:
            assert file.testzip() is None
            assert file.namelist() == [f"003-{number:05d}.svg" for number in range(1, 21)]
            assert file.read("003-00005.svg").decode() == stamp_drawing(labels[4], single(40, 25))

    def test_more_than_some_thousands_are_refused(self) -> None:
        with pytest.raises(TooManyDrawings):
            FORMATS["svg-40x25"].check(label(1), MOST_DRAWINGS + 1)
        FORMATS["svg-40x25"].check(label(1), MOST_DRAWINGS)
        FORMATS["csv"].check(label(1), 1_000_000)


@pytest.mark.parametrize("name", ["csv", "a4-65"])
def test_a_hundred_thousand_stamps_take_no_more_memory_than_ten_thousand(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Serials and links are real ones; only the drawing of the symbol is not waited for."""
    drawn_once = modules_of(label(0).payload)
    monkeypatch.setattr(sheets, "modules_of", lambda _payload: drawn_once)
    process, held = psutil.Process(), []
    labels = roll_labels(replace(ROLL, first=0, last=100_000), KEYS)

    def watched() -> Iterator[StampLabel]:
        for made in labels:
            if made.number % 10_000 == 0:
                held.append(process.memory_info().rss)
            yield made

    digested = digest_of(FORMATS[name].pieces(watched()))

    assert digested.length > 1_000_000
    assert len(held) == 10
    assert held[-1] - held[0] < 12_000_000
