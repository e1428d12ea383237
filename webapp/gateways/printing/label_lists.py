"""A CSV of labels for print shops that set the stamps themselves, sent while it is made.

One line a stamp, UTF-8 with a byte order mark, lines ended by CR LF:

roll          number of the roll, from 1
number        place of the stamp on its roll, from 1
serial        17 characters in groups, to be printed as they stand
link          what the QR says, in capitals, at error correction level M; a signature is part of it
name          short name of the product
host          the address in words
covered_code  8 characters in two groups, to be printed under the scratch layer; often empty

Serials and codes have a blank inside, so that no office program takes one for a number.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from webapp.gateways.archiving.archive import safe_cell
from webapp.gateways.printing.face_words import grouped
from webapp.gateways.printing.fonts import plain
from webapp.gateways.printing.labels import StampLabel
from webapp.gateways.printing.sheets import NothingToPrint

COLUMNS: Final = ("roll", "number", "serial", "link", "name", "host", "covered_code")
LINES_AT_ONCE: Final = 1000
_BYTE_ORDER_MARK: Final = "\ufeff"


def stamp_list(labels: Iterable[StampLabel]) -> Iterator[bytes]:
    """The file piece by piece.

    Raises, before the first piece:
        NothingToPrint: there is no label.
    """
    rest = iter(labels)
    first = next(rest, None)
    if first is None:
        raise NothingToPrint
    return _written(chain((first,), rest))


def _written(labels: Iterator[StampLabel]) -> Iterator[bytes]:
    yield (_BYTE_ORDER_MARK + ",".join(COLUMNS) + "\r\n").encode()
    while some := list(islice(labels, LINES_AT_ONCE)):
        text = io.StringIO(newline="")
        csv.writer(text).writerows(map(_line, some))
        yield text.getvalue().encode()


def _line(label: StampLabel) -> tuple[str | int | None, ...]:
    return (
        label.roll_number,
        label.number,
        label.serial_text,
        label.payload,
        _name(label.name),
        label.host,
        grouped(label.covered_code or ""),
    )


@lru_cache(maxsize=64)
def _name(name: str) -> str:
    return safe_cell(plain(name))
