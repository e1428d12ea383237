"""The cascade on real photos of which the text is known, where such photos lie at hand."""

import os
from collections import Counter
from pathlib import Path

import pytest

from scanner.symbol import RETAIL
from tests.judges import scan

BESIDE = Path(__file__).parents[3] / "shared" / "check" / "barcodes"
PHOTOS = Path(os.environ.get("BARCODE_PHOTOS", BESIDE))
LIST = "dev.txt"

# The least that must be read of each set; one or two below what was measured.
FLOORS = {
    "zxing-code128": 7,
    "zxing-code39": 7,
    "zxing-datamatrix": 29,
    "zxing-ean13": 40,
    "zxing-itf": 17,
    "zxing-qrcode": 100,
    "zxing-upcean": 42,
    "jsqr-e2e": 37,
}
NO_CODE = "natural-negative"

pytestmark = pytest.mark.skipif(not (PHOTOS / LIST).exists(), reason="no photos at hand")


def photos_of(*sets: str) -> list[tuple[str, str]]:
    """Name and expected text (empty: no code) of the photos of these sets.

    Without UPC-E, whose eight digits stand for twelve others.
    """
    rows = [row.split("\t") for row in (PHOTOS / LIST).read_text().split("\n") if row]
    return [
        (name, text) for name, text, kind in rows if name.split("/")[0] in sets and kind != "UPCE"
    ]


def texts_in(name: str) -> set[str]:
    found = scan((PHOTOS / name).read_bytes())
    return {folded(text) if kind in RETAIL else text for text, kind in found}


def folded(text: str) -> str:
    return text.zfill(14)


def spellings_of(expected: str) -> set[str]:
    plain = expected.replace(r"\r", "\r").replace(r"\n", "\n").replace("\\\\", "\\")
    return {plain, folded(plain)}


@pytest.mark.parametrize("photos", FLOORS)
def test_as_many_are_read_as_ever(photos: str) -> None:
    read = Counter(bool(texts_in(name) & spellings_of(text)) for name, text in photos_of(photos))

    assert read[True] >= FLOORS[photos]


def test_no_code_is_seen_where_there_is_none() -> None:
    seen = {name: found for name, _ in photos_of(NO_CODE)[::3] if (found := texts_in(name))}

    assert seen == {}
