"""Reading the codes in a photo: a cascade that begins cheap and stops at the first belief.

The order was chosen by measuring on real photos; a pass that added nothing there was left
out. Weakly checked kinds are confirmed at once on their own cut-out, which costs a millisecond.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from scanner.agreement import Agreement
from scanner.budget import Budget
from scanner.confirm import agreeing_read
from scanner.crowding import affordable
from scanner.engines import Engine, read_zbar, read_zxing
from scanner.picture import Picture, PictureTruncated, open_picture
from scanner.symbol import Symbol
from scanner.view import View

SECONDS: Final = 1.3
_ONE_PASS_SECONDS: Final = 0.7
_CONFIRMED_AT_ONCE: Final = 4
# After two passes at full size a large photo goes on smaller: its codes are large as well.
_LATER_PIXELS: Final = 2_500_000


@dataclass(frozen=True)
class Step:
    """One pass: an engine on a prepared view."""

    engine: Engine
    prepare: Callable[[View], View]


FULL_SIZE: Final = (
    Step(read_zxing, lambda view: view),
    Step(read_zbar, lambda view: view),
)
SMALLER: Final = (
    Step(read_zxing, lambda view: view.scaled(2).sharpened(2, 2)),
    Step(read_zbar, lambda view: view.fitted(400)),
    Step(read_zxing, lambda view: view.scaled(2, 1)),
    Step(read_zbar, lambda view: view.sharpened(3, 1.5)),
    Step(read_zxing, lambda view: view.turned(45)),
    Step(read_zxing, lambda view: view.inverted()),
    Step(read_zxing, lambda view: view.levelled()),
    Step(read_zxing, lambda view: view.turned(20)),
)


def decode(data: bytes) -> list[Symbol]:
    """The codes in an uploaded file; a file that is no picture is refused by name."""
    budget = Budget(SECONDS)
    picture = open_picture(data)
    symbols = decode_picture(picture, budget)
    if not symbols and not picture.whole:
        raise PictureTruncated
    return symbols


def decode_picture(picture: Picture, budget: Budget | None = None) -> list[Symbol]:
    """The codes in an opened picture, believed ones only; an empty list is an honest nothing."""
    budget = budget or Budget(SECONDS)
    agreement = Agreement()
    whole = affordable(View.of(picture.grey), _ONE_PASS_SECONDS)
    for engine, view in _passes(whole):
        if not budget.allows(view.grey.size):
            continue
        agreement.add(budget.spend(view.grey.size, lambda: engine(view)))  # noqa: B023
        _confirm(whole, agreement)
        if believed := agreement.believed():
            return believed
    return []


def _passes(whole: View) -> Iterator[tuple[Engine, View]]:
    for step in FULL_SIZE:
        yield step.engine, step.prepare(whole)
    smaller = whole.within(_LATER_PIXELS)
    for step in SMALLER:
        yield step.engine, step.prepare(smaller)


def _confirm(whole: View, agreement: Agreement) -> None:
    for symbol in agreement.awaiting()[:_CONFIRMED_AT_ONCE]:
        agreement.add(agreeing_read(whole, symbol))
