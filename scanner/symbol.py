"""What a reader found: one code with its text, kind and place; and when two finds are the same."""

from dataclasses import dataclass
from typing import Final

Point = tuple[int, int]

RETAIL: Final = frozenset({"EAN13", "EAN8", "UPCA", "UPCE", "ISBN"})

# Their checksum is one digit or none: a single read is wrong too often (measured on real photos).
NEEDS_SECOND_READ: Final = RETAIL | {
    "CODABAR",
    "CODE39",
    "DATABAR",
    "DATABARLIMITED",
    "ITF",
    "ITF14",
}


@dataclass(frozen=True)
class Symbol:
    """One code in a picture; corners clockwise from the code's own top left, in its pixels."""

    text: str
    symbology: str
    corners: tuple[Point, ...]

    @property
    def same_code(self) -> tuple[str, str]:
        """Equal for two reads of one code, also as EAN-13 by one engine and UPC-A by the other."""
        if self.symbology in RETAIL:
            return "RETAIL", self.text.zfill(14)
        return self.symbology, self.text

    @property
    def needs_second_read(self) -> bool:
        """Whether one read alone is not to be believed."""
        return self.symbology in NEEDS_SECOND_READ

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the upright box around the corners."""
        across, down = zip(*self.corners, strict=True)
        return min(across), min(down), max(across), max(down)
