"""The two reading engines behind one shape: a view in, symbols in the picture's pixels out."""

from collections.abc import Callable
from typing import Final

import numpy as np
import zxingcpp
from pyzbar import pyzbar

from scanner.symbol import Symbol
from scanner.view import View

Engine = Callable[[View], list[Symbol]]

# Left out: film edges, MaxiCode, Telepen, pharmacy codes. None is on goods here, and each is one
# more chance of a phantom.
_FORMATS: Final = zxingcpp.barcode_formats_from_str(
    "QRCode,MicroQRCode,rMQRCode,DataMatrix,Aztec,PDF417,EAN13,EAN8,UPCA,UPCE,"
    "Code128,Code39,Code93,ITF,DataBar,DataBarLtd,DataBarExp"
)

_SPELLINGS: Final = {
    "CODE39EXT": "CODE39",
    "CODE39STD": "CODE39",
    "QRCODEMODEL1": "QRCODE",
    "QRCODEMODEL2": "QRCODE",
    "AZTECCODE": "AZTEC",
}

# Always named: with all of zbar's symbols, its DataBar takes seconds on a line of 60,000 pixels.
_SYMBOLS: Final = (
    pyzbar.ZBarSymbol.QRCODE,
    pyzbar.ZBarSymbol.EAN13,
    pyzbar.ZBarSymbol.EAN8,
    pyzbar.ZBarSymbol.UPCA,
    pyzbar.ZBarSymbol.CODE128,
)


def read_zxing(view: View) -> list[Symbol]:
    """Every kind of code; turned and inverted ones too."""
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(view.grey), formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain
    )
    return [_from_zxing(view, code) for code in found]


def read_zbar(view: View) -> list[Symbol]:
    """QR, EAN, UPC-A and Code 128: another reading of the bars, strong where zxing is weak."""
    return [
        Symbol(
            text=code.data.decode("utf-8", "replace"),
            symbology=code.type,
            corners=view.place([(point.x, point.y) for point in _outline(code)]),
        )
        for code in pyzbar.decode(view.grey, symbols=_SYMBOLS)
    ]


def _from_zxing(view: View, code: zxingcpp.Barcode) -> Symbol:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    name = code.format.name.upper()
    return Symbol(
        text=code.text,
        symbology=_SPELLINGS.get(name, name),
        corners=view.place([(corner.x, corner.y) for corner in corners]),
    )


def _outline(code: pyzbar.Decoded) -> list[pyzbar.Point]:
    if len(code.polygon) == 4:
        return list(code.polygon)
    left, top, width, height = code.rect
    right, bottom = left + width, top + height
    return [
        pyzbar.Point(x, y) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]
