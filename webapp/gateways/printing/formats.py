"""What a download page or the command line can offer: formats by their codes, and their files.

The words of a format are those of its `code` in the catalogue (`layout.*`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from traceability.errors import Invalid
from traceability.stamp_sizes import modules_of_link
from webapp.gateways.printing.digests import Digested
from webapp.gateways.printing.drawings import check_count, stamp_drawings
from webapp.gateways.printing.faces import arrange
from webapp.gateways.printing.label_lists import stamp_list
from webapp.gateways.printing.labels import LAYOUTS, Drawing, SheetLayout, StampLabel, single
from webapp.gateways.printing.sheets import stamp_sheet


class Kind(StrEnum):
    """What a file is good for: an office printer, a label printer, or a print shop."""

    SHEET = "sheet"
    ROLL = "roll"
    DRAWINGS = "drawings"
    LIST = "list"


class NoSuchFormat(Invalid):
    """There is no format of that code."""

    code = "print.no_such_format"


@dataclass(frozen=True)
class Format:
    """One way to take stamps out; `layout` is None for the list, which has no size."""

    name: str
    kind: Kind
    media_type: str
    extension: str
    layout: SheetLayout | None = None

    @property
    def code(self) -> str:
        """The code whose words name it."""
        return f"layout.{self.name}"

    @property
    def has_marks(self) -> bool:
        """Whether registration marks can be asked for."""
        return self.layout is not None and self.layout.takes_registration_marks

    def check(self, label: StampLabel, count: int) -> None:
        """Refuse what this format cannot print, before anything of it is recorded.

        Raises:
            StampTooSmall, NoRoomForWords: the label.
            TooManyDrawings: as many of them.
        """
        if self.layout is not None:
            arrange(label, self.layout, modules_of_link(label.payload))
        if self.kind is Kind.DRAWINGS:
            check_count(count)

    def pieces(self, labels: Iterable[StampLabel], wishes: "Wishes") -> Iterator[bytes]:
        """The file piece by piece; what cannot be printed is refused before the first."""
        if self.layout is None:
            return stamp_list(labels)
        layout = replace(
            self.layout,
            drawing=Drawing.OUTLINE if wishes.outlines else Drawing.MASK,
            registration_marks=wishes.registration_marks,
        )
        if self.kind is Kind.DRAWINGS:
            return stamp_drawings(labels, layout)
        return stamp_sheet(labels, layout)


@dataclass(frozen=True)
class Wishes:
    """What a print shop may ask for beyond the format."""

    outlines: bool = False
    registration_marks: bool = False


_PDF = ("application/pdf", "pdf")
_ZIP = ("application/zip", "zip")
_CSV = ("text/csv", "csv")


def _formats() -> Iterator[Format]:
    for name, layout in LAYOUTS.items():
        kind = Kind.ROLL if name.startswith("roll-") else Kind.SHEET
        yield Format(name, kind, *_PDF, layout)
    for width, height in ((50, 30), (40, 25), (30, 30), (20, 20)):
        yield Format(f"svg-{width}x{height}", Kind.DRAWINGS, *_ZIP, single(width, height))
    yield Format("csv", Kind.LIST, *_CSV)


FORMATS: Mapping[str, Format] = MappingProxyType({it.name: it for it in _formats()})
PLAIN = Wishes()


def format_named(name: str) -> Format:
    """The format of a code from a form.

    Raises:
        NoSuchFormat.
    """
    found = FORMATS.get(name)
    if found is None:
        raise NoSuchFormat(name=name)
    return found


def print_file(format_: Format, labels: Iterable[StampLabel], wishes: Wishes = PLAIN) -> Digested:
    """The file, to be sent while it is made, with its SHA-256 once the last piece has passed.

    The same labels, format and wishes give the same bytes at any time.
    """
    return Digested(format_.pieces(labels, wishes))
