import re

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from traceability.stamp_sizes import StampTooSmall
from webapp.gateways.printing.symbols import dark_runs, module_size, modules_of, symbol_svg

PAYLOAD = "HTTPS://TEM.SONLA.VN/01/09520123456788/21/ABCDEFGHJKMNPQRS"


def drawn(svg):
    """The modules that an SVG of ours draws, as a picture."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    pixels = np.full((side, side), 255, dtype=np.uint8)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-", svg):
        pixels[int(y), int(x) : int(x) + int(length)] = 0
    return Image.fromarray(pixels).resize((side * 6, side * 6), Image.Resampling.NEAREST)


@pytest.mark.parametrize("host", ["TEM.SONLA.VN", "TEMTHAT.GOV.VN"])
def test_the_default_payload_needs_29_modules(host):
    payload = f"HTTPS://{host}/01/09520123456788/21/ABCDEFGHJKMNPQRS"

    assert modules_of(payload).shape == (29, 29)
    assert 'viewBox="0 0 37 37"' in symbol_svg(payload)


def test_modules_are_whole_printer_dots_where_these_are_large_enough():
    dot = 25.4 / 300

    assert module_size(29, 19.0, dot) == pytest.approx(6 * dot)
    assert module_size(29, 15.0, dot) == pytest.approx(15.0 / 37)


def test_modules_below_four_tenths_of_a_millimetre_are_refused():
    with pytest.raises(StampTooSmall):
        module_size(29, 14.7, 0.125)


def test_the_dark_runs_are_the_symbol():
    modules = modules_of(PAYLOAD)
    again = np.full_like(modules, 255)

    for column, row, length in dark_runs(modules):
        again[row, column : column + length] = 0

    assert (again == modules).all()


def test_the_symbol_for_screens_reads_back_with_its_quiet_zone():
    symbols = zxingcpp.read_barcodes(drawn(symbol_svg(PAYLOAD)))

    assert [symbol.text for symbol in symbols] == [PAYLOAD]


def test_the_symbol_for_screens_is_small_and_carries_no_style_or_script():
    svg = symbol_svg(PAYLOAD)

    assert len(svg) < 4000
    assert svg.startswith("<svg ")
    assert "style" not in svg
    assert "<script" not in svg


def test_a_payload_cannot_break_out_of_the_svg():
    svg = symbol_svg('"><script>alert(1)</script>')

    assert "script" not in svg
    assert zxingcpp.read_barcodes(drawn(svg))[0].text == '"><script>alert(1)</script>'
