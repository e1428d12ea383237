"""The animals of a lot, counted: nobody sells more than came in and did not die.

What they were fed for each kilogram that was taken is computed beside it (feed conversion ratio).
Weights are thousandths of a kilogram; what was never counted is not judged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from traceability.event_template import AnimalPart, TemplateEvent, Value, amount_of, lot_quantity
from traceability.quantities import Quantity, to_si

_MASS: Final = "kg"
_FEED: Final = "feed"
_HEAD: Final = 1000  # thousandths
# The size of a catch is that of a handful: a count from it may be so much above the true one.
SIZED_TOLERANCE_PERCENT: Final = 10


@dataclass(frozen=True)
class Herd:
    """`sized` is how many of those that left are only known by weight and size; `fed` and `taken`
    are weights in thousandths of a kilogram.
    """

    stocked: int = 0
    dead: int = 0
    left: int = 0
    sized: int = 0
    fed: int = 0
    taken: int = 0

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many there were."""
        return self.stocked > 0

    @property
    def remaining(self) -> int:
        """How many must still be there; below zero where more left than there were."""
        return self.stocked - self.dead - self.left - self.sized

    @property
    def is_overdrawn(self) -> bool:
        """Whether more died and left than came in."""
        allowed = self.sized * SIZED_TOLERANCE_PERCENT // 100
        return self.is_counted and self.remaining < -allowed

    @property
    def feed_ratio(self) -> int | None:
        """Thousandths of a kilogram of feed for each kilogram taken; None if one is not known."""
        return self.fed * 1000 // self.taken if self.fed and self.taken else None


def tells_of_animals(event: TemplateEvent) -> bool:
    """Whether this kind of work changes the number of animals."""
    return event.animals is not None


def herd(works: Iterable[tuple[TemplateEvent, Mapping[str, Value]]]) -> Herd:
    """Add up the standing entries of a lot, in any order."""
    sums = dict.fromkeys(("stocked", "dead", "left", "sized", "fed", "taken"), 0)
    is_kept = False
    for event, values in works:
        for name, amount in _parts(event, values):
            sums[name] += amount
        is_kept = is_kept or tells_of_animals(event)
    return Herd(**sums) if is_kept else Herd()


def _parts(event: TemplateEvent, values: Mapping[str, Value]) -> list[tuple[str, int]]:
    if event.animals is None:
        is_feed = event.epcis.input is not None and event.epcis.input.type == _FEED
        fed = (
            amount_of(values, event.epcis.input.quantity) if is_feed and event.epcis.input else None
        )
        return [("fed", _kilograms(fed))]
    parts = {AnimalPart.IN: "stocked", AnimalPart.DEAD: "dead", AnimalPart.OUT: "left"}
    counted = [(parts[event.animals.part], _counted(event, values))]
    if event.animals.part is AnimalPart.OUT:
        taken = _kilograms(lot_quantity(event, values))
        counted += [("taken", taken), ("sized", _sized(taken, event, values))]
    return counted


def _counted(event: TemplateEvent, values: Mapping[str, Value]) -> int:
    animals = event.animals
    if animals is None:
        return 0
    if heads := amount_of(values, animals.amount):
        return to_si(heads).thousandths // _HEAD
    count = values.get(animals.count or "", 0)
    return count if isinstance(count, int) else 0


def _sized(taken: int, event: TemplateEvent, values: Mapping[str, Value]) -> int:
    """So many of the weight taken, by how many make a kilogram."""
    size = amount_of(values, event.animals.size if event.animals else None)
    return taken * to_si(size).thousandths // 10**6 if size else 0


def _kilograms(amount: Quantity | None) -> int:
    si = to_si(amount) if amount else None
    return si.thousandths if si and si.unit == _MASS else 0
