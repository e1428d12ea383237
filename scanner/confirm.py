"""A second read of one code, on its cut-out alone, brought to a size the engines like."""

from collections.abc import Iterator
from typing import Final

from scanner.engines import Engine, read_zxing
from scanner.symbol import Symbol
from scanner.view import View

_MARGIN: Final = 0.2
_PIXELS: Final = 1_000_000


def agreeing_read(whole: View, symbol: Symbol) -> list[Symbol]:
    """The symbol as another read of its place gives it; empty when none agrees."""
    part = whole.aligned(symbol.corners, _MARGIN).within(_PIXELS)
    for engine, view in _attempts(part):
        agreeing = [found for found in engine(view) if found.same_code == symbol.same_code]
        if agreeing:
            return agreeing[:1]
    return []


def _attempts(part: View) -> Iterator[tuple[Engine, View]]:
    yield read_zxing, part.levelled()
    yield read_zxing, part.scaled(1.37)
    yield read_zxing, part.thresholded()
    yield read_zxing, part.scaled(1.37).inverted()
    yield read_zxing, part.scaled(2).levelled().sharpened(2, 2)
