"""What is printed: the label, and the sheet or roll that carries many of them; in millimetres."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

INCH = 25.4
FOREST_GREEN = (0.05, 0.32, 0.22)
BLACK = (0.0, 0.0, 0.0)

Colour = tuple[float, float, float]


class Drawing(Enum):
    """How the symbol is drawn: one small picture, or outlines where a print shop asks for them."""

    MASK = "mask"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class StampLabel:
    """One stamp: what its symbol says, and what a person reads beside it."""

    payload: str
    serial_text: str
    host: str
    name: str


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
    inset: float = 0.9  # from the label's edge to the border line
    dot: float = INCH / 300  # modules are whole dots where they fit, so that edges stay crisp
    ink: Colour = FOREST_GREEN
    cut_marks: bool = False
    drawing: Drawing = Drawing.MASK
    title: str = "TEM TRUY XUẤT NGUỒN GỐC"  # where there is room for it
    host_caption: str = "KIỂM TRA TẠI"
    serial_caption: str = "MÃ TEM"

    @property
    def labels_per_page(self) -> int:
        """How many labels fill one page."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The lower left corner of the label at `place`, counted along the rows from the top."""
        row, column = divmod(place, self.columns)
        x = self.left + column * (self.label_width + self.gap_x)
        return x, self.page_height - self.top - (row + 1) * self.label_height


def roll(label_width: float = 50, label_height: float = 30) -> SheetLayout:
    """One label a page for label printers: black only, dots of 203 to the inch."""
    return SheetLayout(
        page_width=label_width,
        page_height=label_height,
        label_width=label_width,
        label_height=label_height,
        inset=1.0,
        dot=0.125,
        ink=BLACK,
    )


def _a4(columns: int, rows: int, size: tuple[float, float], **rest: float) -> SheetLayout:
    """An A4 sheet of labels, the grid centred on the page."""
    gap_x = rest.get("gap_x", 0.0)
    return SheetLayout(
        page_width=210,
        page_height=297,
        label_width=size[0],
        label_height=size[1],
        columns=columns,
        rows=rows,
        left=(210 - columns * size[0] - (columns - 1) * gap_x) / 2,
        top=(297 - rows * size[1]) / 2,
        gap_x=gap_x,
        inset=rest.get("inset", 0.9),
    )


# Sheets without a margin keep the border as far inside as office printers cannot reach.
LAYOUTS: Mapping[str, SheetLayout] = MappingProxyType(
    {
        "a4-65": _a4(5, 13, (38.1, 21.2), gap_x=2.5),
        "a4-40": _a4(4, 10, (52.5, 29.7), inset=4.3),
        "a4-24": _a4(3, 8, (70, 37), inset=4.3),
        "roll-50x30": roll(),
        "roll-40x25": roll(40, 25),
    }
)
