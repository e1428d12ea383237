"""What a download page or the command line can offer: formats by their codes, and their files.

The words of a format are those of its `codes` in the catalogue (`layout.*`, `print_wish.*`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from traceability.errors import Invalid
from traceability.stamp_sizes import modules_of_link
from webapp.gateways.printing.digests import Digested
from webapp.gateways.printing.drawings import check_count, stamp_drawings
from webapp.gateways.printing.faces import arrange
from webapp.gateways.printing.label_lists import stamp_list
from webapp.gateways.printing.labels import LAYOUTS, Drawing, SheetLayout, StampLabel, single
from webapp.gateways.printing.sheets import proof_sheet, stamp_sheet

MOST_LABELS: Final = 50_000  # on the sheets or rolls of one PDF


class Kind(StrEnum):
    """What a file is good for: an office printer, a label printer, or a print shop."""

    SHEET = "sheet"
    ROLL = "roll"
    DRAWINGS = "drawings"
    LIST = "list"


class Wish(StrEnum):
    """What a print shop may ask for beyond the format."""

    OUTLINES = "outlines"
    CUT_LINE = "cut_line"
    REGISTRATION_MARKS = "registration_marks"

    @property
    def code(self) -> str:
        """The code whose words name it."""
        return f"print_wish.{self.value}"


class NoSuchFormat(Invalid):
    """There is no format of that code."""

    code = "print.no_such_format"


class WishNotGranted(Invalid):
    """This format has nothing of the kind that was asked for."""

    code = "print.wish_not_granted"


class TooManyLabels(Invalid):
    """A PDF of more labels would keep who asked for it waiting for minutes; a CSV has no limit."""

    code = "print.too_many_labels"


class NoProofSheet(Invalid):
    """This format has no page of which a proof could be printed."""

    code = "print.no_proof_sheet"


@dataclass(frozen=True)
class Format:
    """One way to take stamps out; `layout` is None for the list, which has no size."""

    base: str
    kind: Kind
    media_type: str
    extension: str
    layout: SheetLayout | None = None
    wishes: frozenset[Wish] = frozenset()

    @property
    def name(self) -> str:
        """All that the bytes of a file depend on beside its stamps: `grid-30+cut_line`."""
        return _JOINT.join((self.base, *self._granted))

    @property
    def code(self) -> str:
        """The code whose words name the paper."""
        return f"layout.{self.base}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes whose words name it: the paper, then what was wished for."""
        return (self.code, *(wish.code for wish in self._granted))

    @property
    def grants(self) -> frozenset[Wish]:
        """What can be asked for: label sheets are cut already, and drawings are outlines anyway."""
        if self.layout is None:
            return frozenset()
        granted = {Wish.OUTLINES} if self.kind in (Kind.SHEET, Kind.ROLL) else set()
        if self.kind is not Kind.SHEET or self.layout.cut_marks:
            granted.add(Wish.CUT_LINE)
        if self.layout.takes_registration_marks:
            granted.add(Wish.REGISTRATION_MARKS)
        return frozenset(granted)

    def with_wishes(self, wishes: Iterable[Wish]) -> "Format":
        """The same format with these wishes and no others.

        Raises:
            WishNotGranted: the first of them that it has nothing for.
        """
        asked = frozenset(wishes)
        for wish in Wish:
            if wish in asked - self.grants:
                raise WishNotGranted(wish=wish.code, layout=self.code)
        return replace(self, wishes=asked)

    def drawn(self) -> SheetLayout | None:
        """The layout as it is drawn with the wishes."""
        if self.layout is None:
            return None
        return replace(
            self.layout,
            drawing=Drawing.OUTLINE if Wish.OUTLINES in self.wishes else Drawing.MASK,
            cut_line=Wish.CUT_LINE in self.wishes,
            # Crosses for the knife would be left on the edges that a machine cuts.
            cut_marks=self.layout.cut_marks and Wish.CUT_LINE not in self.wishes,
            registration_marks=Wish.REGISTRATION_MARKS in self.wishes,
        )

    @property
    def has_proof(self) -> bool:
        """Whether there is a proof sheet of it: print shops that lay out themselves make theirs."""
        return self.kind in (Kind.SHEET, Kind.ROLL)

    def proof(self, labels: Iterable[StampLabel]) -> Iterator[bytes]:
        """Its proof sheet; what cannot be printed is refused before the first piece.

        Raises:
            NoProofSheet.
        """
        layout = self.drawn()
        if layout is None or not self.has_proof:
            raise NoProofSheet(layout=self.code)
        return proof_sheet(labels, layout)

    def check(self, label: StampLabel, count: int) -> None:
        """Refuse what this format cannot print, before anything of it is recorded.

        Raises:
            StampTooSmall, NoRoomForWords: the label.
            TooManyDrawings, TooManyLabels: as many of them.
        """
        if self.layout is not None:
            arrange(label, self.layout, modules_of_link(label.payload))
        if self.kind is Kind.DRAWINGS:
            check_count(count)
        elif self.layout is not None and count > MOST_LABELS:
            raise TooManyLabels(count=count, most=MOST_LABELS)

    def pieces(self, labels: Iterable[StampLabel]) -> Iterator[bytes]:
        """The file piece by piece; what cannot be printed is refused before the first."""
        layout = self.drawn()
        if layout is None:
            return stamp_list(labels)
        if self.kind is Kind.DRAWINGS:
            return stamp_drawings(labels, layout)
        return stamp_sheet(labels, layout)

    @property
    def _granted(self) -> Iterator[Wish]:
        return (wish for wish in Wish if wish in self.wishes)


_JOINT: Final = "+"
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


WISHES: Final = tuple((wish.value, wish.code) for wish in Wish)
FORMATS: Mapping[str, Format] = MappingProxyType({it.name: it for it in _formats()})


def format_named(name: str) -> Format:
    """The format of a name, with the wishes that the name tells.

    Raises:
        NoSuchFormat.
        WishNotGranted: the format has nothing of the kind.
    """
    base, *wishes = name.split(_JOINT)
    if base not in FORMATS or not set(wishes) <= set(Wish):
        raise NoSuchFormat(name=name)
    return FORMATS[base].with_wishes(map(Wish, wishes))


def print_file(format_: Format, labels: Iterable[StampLabel]) -> Digested:
    """The file, to be sent while it is made, with its SHA-256 once the last piece has passed.

    The same labels and the same format with its wishes give the same bytes at any time.
    """
    return Digested(format_.pieces(labels))
