"""The cascade beside zxing alone on the same photos, in one process and one run.

Prints found, wrong and CPU milliseconds of both, their ratio (goal: at most 5 on photos that are
named by a list), then 12-megapixel photos with small codes, then the worst files we know, each with
its CPU seconds (goal: under 2).

The list has a line for each photo: file, expected text (empty: no code), kind, parted by tabs; its
files lie beside it. Without a list only the drawn pictures are measured.
"""

import argparse
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

from scanner.decode import decode
from scanner.picture import open_picture
from tests.scanner.drawing import (
    EAN,
    STAMP,
    claim_size,
    draw_code,
    encode,
    make_photo,
    make_png,
    tile_corners,
)
from traceability.errors import Refusal

Reader = Callable[[bytes], set[str]]
GOAL_RATIO, GOAL_SECONDS = 5.0, 2.0
ESCAPES = {r"\t": "\t", r"\r": "\r", r"\n": "\n", "\\\\": "\\"}


@dataclass
class Score:
    """What one reader did on all photos of a kind."""

    found: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, read: Reader, data: bytes, expected: str) -> None:
        """Read one photo; another text than the expected is wrong unless any will do."""
        begun = time.process_time()
        texts = {folded(text) for text in read(data)}
        self.seconds.append(time.process_time() - begun)
        if expected == "*":
            self.found += bool(texts)
        else:
            self.found += folded(expected) in texts
            self.wrong += len(texts - {folded(expected)})

    def mean(self) -> float:
        """CPU milliseconds a photo."""
        return 1000 * sum(self.seconds) / max(1, len(self.seconds))


def folded(text: str) -> str:
    """One spelling of one code: as 14 digits, without line end and group separators."""
    return text.replace("\x1d", "").rstrip("\r\n").zfill(14)


def unescaped(text: str) -> str:
    """A text as lists spell it: backslash, tab and line ends are written out."""
    return re.sub(r"\\[\\trn]", lambda found: ESCAPES[found[0]], text)


def cascade(data: bytes) -> set[str]:
    """Ours."""
    return {symbol.text for symbol in decode(data)}


def zxing_alone(data: bytes) -> set[str]:
    """The bare engine on the same pixels."""
    grey = open_picture(data).grey
    found = zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain)
    return {code.text for code in found}


def compare(name: str, photos: Iterator[tuple[bytes, str]]) -> None:
    """Both readers on every photo, turn by turn, and one line of figures."""
    ours, bare = Score(), Score()
    for data, expected in photos:
        bare.add(zxing_alone, data, expected)
        ours.add(cascade, data, expected)
    print(
        f"{name:18} of {len(ours.seconds):4}  zxing {bare.found:4} wrong {bare.wrong:2}"
        f" {bare.mean():7.1f} ms   cascade {ours.found:4} wrong {ours.wrong:2}"
        f" {ours.mean():7.1f} ms   ratio {ours.mean() / bare.mean():.2f}"
    )


def listed(list_file: Path) -> Iterator[tuple[bytes, str]]:
    """The photos of a list with one expected text each."""
    rows = [row.split("\t") for row in list_file.read_text().split("\n") if row]
    names = [name for name, _, _ in rows]
    for name, text, kind in rows:
        if names.count(name) == 1 and kind != "UPCE":
            yield (list_file.parent / name).read_bytes(), unescaped(text)


def large(
    text: str, kind: str, share: float, wanted: argparse.Namespace
) -> Iterator[tuple[bytes, str]]:
    """Photos in which a code takes this share of the width."""
    width: int = wanted.width
    code = draw_code(text, kind)
    side = round(width * share)
    small = code.resize((side, side * code.height // code.width), Image.Resampling.LANCZOS)
    for turn in range(wanted.photos):
        photo = make_photo(width, width * 3 // 4)
        at = (width * 3 * turn // 40, width * turn // 16)
        photo.paste(small.rotate(3 * turn, expand=True, fillcolor=255), at)
        yield encode(photo, "JPEG", quality=88), text


def worst(width: int) -> Iterator[tuple[str, bytes]]:
    """Files made to keep the scanner busy."""
    height = width * 3 // 4
    random = np.random.default_rng(3)
    for cell in (1, 2, 3, 5):
        yield f"corner marks of {cell}", encode(tile_corners(width, height, cell))
    noise = random.integers(0, 256, (height, width), dtype=np.uint8)
    yield "noise", encode(Image.fromarray(noise), compress_level=1)
    bars = np.repeat(random.integers(0, 2, (1, width), dtype=np.uint8) * 255, height, axis=0)
    yield "bars", encode(Image.fromarray(bars))
    yield "clear", make_png(width * 5 // 4, width * 5 // 4, colour_type=6)
    yield "strip", make_png(15 * width, width // 10, colour_type=0)
    yield "lying header", claim_size(encode(make_photo(), "JPEG"), 8000, 8000)


def measure_worst(width: int) -> None:
    """A line for each of the worst files."""
    for name, data in worst(width):
        begun = time.process_time()
        try:
            told = f"{len(decode(data))} codes"
        except Refusal as refusal:
            told = refusal.code
        seconds = time.process_time() - begun
        verdict = "ok" if seconds < GOAL_SECONDS else "TOO SLOW"
        print(f"{name:22} {told:24} {seconds:5.2f} s  {verdict}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("list", nargs="?", type=Path)
    parser.add_argument("--photos", type=int, default=8, help="of each kind and size")
    parser.add_argument("--width", type=int, default=4000, help="pixels of the drawn photos")
    wanted = parser.parse_args()
    cascade(encode(draw_code()))
    if wanted.list:
        compare("photos of the list", listed(wanted.list))
    for kind, text, shares in (
        ("QRCode", STAMP, (0.03, 0.04, 0.06)),
        ("EAN13", EAN, (0.06, 0.09, 0.14)),
    ):
        for share in shares:
            compare(f"{kind} {share:.0%} of the width", large(text, kind, share, wanted))
    measure_worst(wanted.width)


if __name__ == "__main__":
    main()
