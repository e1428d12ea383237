"""What is printed: the label, and the sheet or roll that carries many of them; in millimetres."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

INCH: Final = 25.4
A4_WIDTH, A4_HEIGHT = 210.0, 297.0
FOREST_GREEN = (0.05, 0.32, 0.22)
BLACK = (0.0, 0.0, 0.0)
GRID_MARGIN: Final = 8.0  # no office printer needs more
GRID_GAP: Final = 2.0  # room for the knife between stamps of an own size
ROLL_GAP: Final = 2.0  # between two labels on their liner
_STACKED: Final = 1.35  # labels less wide than so many heights carry their words below the symbol

Colour = tuple[float, float, float]


class Drawing(Enum):
    """How the symbol is drawn: one small picture, or outlines where a print shop asks for them."""

    MASK = "mask"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class StampLabel:
    """One stamp: what its symbol says, and what a person reads beside it.

    `roll_number` and `number` say where it stands: the roll, and its place on it from 1.
    """

    payload: str
    serial_text: str
    host: str
    name: str
    covered_code: str | None = None
    roll_number: int = 1
    number: int = 1


@dataclass(frozen=True, kw_only=True)
class SheetLayout:
    """Where labels sit on a page; the first is `left` and `top` away from the page's corner.

    The captions are Vietnamese whatever language the manager reads: a stamp speaks to the market.
    """

    page_width: float
    page_height: float
    label_width: float
    label_height: float
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    gap_x: float = 0
    gap_y: float = 0
    inset: float = 0.9  # from the label's edge to the border line
    dot: float = INCH / 300  # modules are whole dots where they fit, so that edges stay crisp
    ink: Colour = FOREST_GREEN
    cut_marks: bool = False
    cut_line: bool = False
    registration_marks: bool = False
    drawing: Drawing = Drawing.MASK
    overprint: str = ""  # across the words, never across the symbol
    title: str = "TEM TRUY XUẤT NGUỒN GỐC"  # where there is room for it
    host_caption: str = "KIỂM TRA TẠI"
    serial_caption: str = "MÃ TEM"
    covered_caption: str = "CÀO NHẸ LẤY MÃ"

    @property
    def labels_per_page(self) -> int:
        """How many labels fill one page."""
        return self.columns * self.rows

    @property
    def is_stacked(self) -> bool:
        """Whether the words stand below the symbol instead of beside it."""
        return self.label_width < _STACKED * self.label_height

    @property
    def takes_registration_marks(self) -> bool:
        """Whether the corners of the page are free for them."""
        return min(self.left, self.top) >= GRID_MARGIN

    def corner(self, place: int) -> tuple[float, float]:
        """The lower left corner of the label at `place`, counted along the rows from the top."""
        row, column = divmod(place, self.columns)
        x = self.left + column * (self.label_width + self.gap_x)
        from_top = self.top + row * (self.label_height + self.gap_y) + self.label_height
        return x, self.page_height - from_top


def roll(
    label_width: float = 50, label_height: float = 30, *, gap: float = ROLL_GAP
) -> SheetLayout:
    """One label a page for label printers: black only, dots of 203 to the inch.

    The page is the label with the gap that follows it.
    """
    return SheetLayout(
        page_width=label_width,
        page_height=label_height + gap,
        label_width=label_width,
        label_height=label_height,
        inset=1.0,
        dot=0.125,
        ink=BLACK,
    )


def single(label_width: float, label_height: float) -> SheetLayout:
    """One label by itself, for print shops that lay out their own sheets."""
    return SheetLayout(
        page_width=label_width,
        page_height=label_height,
        label_width=label_width,
        label_height=label_height,
        inset=0.6,
    )


def own_size(label_width: float, label_height: float) -> SheetLayout:
    """As many stamps of an own size as an A4 page holds, with cut marks between them."""
    columns = int((A4_WIDTH - 2 * GRID_MARGIN + GRID_GAP) / (label_width + GRID_GAP))
    rows = int((A4_HEIGHT - 2 * GRID_MARGIN + GRID_GAP) / (label_height + GRID_GAP))
    gaps = {"gap_x": GRID_GAP, "gap_y": GRID_GAP}
    return _a4(columns, rows, (label_width, label_height), inset=0.4, cut_marks=True, **gaps)


def _a4(  # noqa: PLR0913 - what makes one sheet differ from another
    columns: int,
    rows: int,
    size: tuple[float, float],
    *,
    gap_x: float = 0.0,
    gap_y: float = 0.0,
    inset: float = 0.9,
    cut_marks: bool = False,
) -> SheetLayout:
    """An A4 sheet of labels, the grid centred on the page."""
    return SheetLayout(
        page_width=A4_WIDTH,
        page_height=A4_HEIGHT,
        label_width=size[0],
        label_height=size[1],
        columns=columns,
        rows=rows,
        left=(A4_WIDTH - columns * size[0] - (columns - 1) * gap_x) / 2,
        top=(A4_HEIGHT - rows * size[1] - (rows - 1) * gap_y) / 2,
        gap_x=gap_x,
        gap_y=gap_y,
        inset=inset,
        cut_marks=cut_marks,
    )


# Sheets without a margin keep the border as far inside as office printers cannot reach.
# A stamp of 15 mm has its words on a strip below the square: no letter may stand in a quiet zone.
LAYOUTS: Mapping[str, SheetLayout] = MappingProxyType(
    {
        "a4-65": _a4(5, 13, (38.1, 21.2), gap_x=2.5),
        "a4-44": _a4(4, 11, (48.5, 25.4)),
        "a4-40": _a4(4, 10, (52.5, 29.7), inset=4.3),
        "a4-24": _a4(3, 8, (70, 37), inset=4.3),
        "a4-24-gap": _a4(3, 8, (64.6, 33.8), gap_x=2.5),
        "a4-21": _a4(3, 7, (63.5, 38.1), gap_x=2.5),
        "grid-15": own_size(15, 25),
        "grid-20": own_size(20, 20),
        "grid-25": own_size(25, 25),
        "grid-30": own_size(30, 30),
        "roll-25x25": roll(25, 25),
        "roll-30x30": roll(30, 30),
        "roll-40x25": roll(40, 25),
        "roll-50x30": roll(50, 30),
    }
)
