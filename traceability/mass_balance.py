"""The mass balance of a lot: nobody packs more than was harvested, bought in, and left by the work.

Amounts are thousandths of the first unit of their measure (kg, litre, fruit); each measure is
balanced by itself, for litres of oil do not weigh the seeds they came from. Where it is known what
a litre of the goods weighs, `traceability.densities` adds the two up. What was never measured is
not judged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from traceability.crop_bounds import ALL_OF_IT, NO_BOUNDS, Bounds
from traceability.event_template import (
    EventKind,
    TemplateEvent,
    Value,
    amount_of,
    lot_quantity,
)
from traceability.growing_seasons import SeasonYield
from traceability.herds import Herd, herd, tells_of_animals
from traceability.quantities import Quantity, get_unit, to_si

PACKING: Final = "packing"
MASS: Final = "kg"
# Scales differ and handfuls are added: so much more than there should be is no fault.
TOLERANCE_PERCENT: Final = 2
_MATERIAL: Final = "material"


class Imbalance(StrEnum):
    """What does not add up; the values are message codes, the numbers are those of the line."""

    MORE_USED_THAN_HAD = "imbalance.more_used_than_had"
    MORE_LEFT_THAN_USED = "imbalance.more_left_than_used"
    MORE_PACKED_THAN_HAD = "imbalance.more_packed_than_had"
    ABOVE_RECOVERY = "imbalance.above_recovery"
    ABOVE_YIELD = "imbalance.above_yield"
    NOTHING_BROUGHT = "imbalance.nothing_brought"
    PACKED_UNMEASURED = "imbalance.packed_unmeasured"
    MORE_ANIMALS_THAN_STOCKED = "imbalance.more_animals_than_stocked"


Work = tuple[TemplateEvent, Mapping[str, Value]]


@dataclass(frozen=True)
class BalanceLine:
    """The sums in one measure: what came in, went through the works, and was packed.

    `packs` are how many there are of each size, the largest first; a size is in millionths of the
    unit, so that half a gram is not nothing. `litre_grams` is what a litre was counted as where
    litres are among the kilograms, else None.
    """

    unit: str
    harvested: int = 0
    brought: int = 0
    used: int = 0
    left: int = 0
    packed: int = 0
    bounds: Bounds = NO_BOUNDS
    packs: tuple[tuple[int, int], ...] = ()
    litre_grams: int | None = None

    @property
    def had(self) -> int:
        """All that came in."""
        return self.harvested + self.brought

    @property
    def available(self) -> int:
        """What there is to pack once every work took its part and gave its rest.

        What was harvested never grows by being worked on; what is cooked may take up water.
        """
        left = min(self.left, self.used) if self.harvested else self.left
        return self.had - self.used + left

    @property
    def is_measured(self) -> bool:
        """Whether it is known what came in: a work alone tells what it took, not what there was."""
        return self.had > 0 or (self.left > 0 and not self.used)

    @property
    def recoverable(self) -> int | None:
        """The most that can be packed of what was harvested, by the crop's recovery, with all that
        was bought in: that may have been dried before it came.
        """
        if self.bounds.recovery is None or self.unit != MASS or not self.harvested:
            return None
        return self.harvested * self.bounds.recovery // ALL_OF_IT + self.brought

    @property
    def packable(self) -> int | None:
        """The most that can lawfully be packed; None where it is not known what came in.

        A yield above the bound does not count here: a good year is lawful, it is only looked at.
        """
        if not self.is_measured:
            return None
        most = [self.available] if self.recoverable is None else [self.available, self.recoverable]
        return max(0, _with_tolerance(min(most)))

    @property
    def unfilled(self) -> int:
        """How many packs the goods leave empty: stamps may go on the largest ones, so these are
        counted first, down to the first that cannot be filled.
        """
        if self.packable is None or self.packed <= self.packable:
            return 0
        rest, filled = self.packable * 1000, 0
        for size, count in self.packs:
            full = min(count, rest // size) if size else count
            rest, filled = rest - full * size, filled + full
            if full < count:
                break
        return sum(count for _, count in self.packs) - filled

    @property
    def imbalances(self) -> tuple[Imbalance, ...]:
        """What does not add up, in the order of the work."""
        found = {
            Imbalance.MORE_USED_THAN_HAD: self._is_overused(),
            Imbalance.MORE_LEFT_THAN_USED: self._is_grown(),
            Imbalance.MORE_PACKED_THAN_HAD: self._is_overpacked(),
            Imbalance.ABOVE_RECOVERY: self._is_above_recovery(),
        }
        return tuple(imbalance for imbalance, holds in found.items() if holds)

    def _is_overused(self) -> bool:
        return self.had > 0 and self.used - self.left > _with_tolerance(self.had)

    def _is_grown(self) -> bool:
        return self.harvested > 0 and self.left > _with_tolerance(self.used)

    def _is_overpacked(self) -> bool:
        return self.is_measured and self.packed > max(0, _with_tolerance(self.available))

    def _is_above_recovery(self) -> bool:
        return self.recoverable is not None and self.packed > _with_tolerance(self.recoverable)


@dataclass(frozen=True)
class Balance:
    """A lot's lines, one a measure, and its animals. `made_of_goods`: of a trade that works on
    what others delivered, whose goods must lead back to a delivery (TT 02/2024, one step back).
    `seasons` are those of its ground, with all lots that took from it.
    """

    lines: tuple[BalanceLine, ...] = ()
    herd: Herd = field(default_factory=Herd)
    made_of_goods: bool = False
    seasons: tuple[SeasonYield, ...] = ()

    @property
    def imbalances(self) -> frozenset[Imbalance]:
        """Everything that does not add up."""
        found = {imbalance for line in self.lines for imbalance in line.imbalances}
        return frozenset(found | set(self.own_imbalances))

    @property
    def own_imbalances(self) -> tuple[Imbalance, ...]:
        """What does not add up whatever the measure."""
        found = {
            Imbalance.ABOVE_YIELD: any(season.is_above for season in self.seasons),
            Imbalance.NOTHING_BROUGHT: self._is_from_nowhere(),
            Imbalance.PACKED_UNMEASURED: self._is_packed_unmeasured(),
            Imbalance.MORE_ANIMALS_THAN_STOCKED: self.herd.is_overdrawn,
        }
        return tuple(imbalance for imbalance, holds in found.items() if holds)

    def _is_from_nowhere(self) -> bool:
        is_made = any(line.harvested or line.left or line.packed for line in self.lines)
        return self.made_of_goods and is_made and not any(line.brought for line in self.lines)

    def _is_packed_unmeasured(self) -> bool:
        """Whether the goods came in by one measure and are packed by another: no sum judges them,
        for what a litre weighs is not known. It is said, and stops nothing.
        """
        is_uncompared = any(line.packed and not line.is_measured for line in self.lines)
        return is_uncompared and any(line.had for line in self.lines)

    def supported_units(self, packed_units: int) -> int:
        """How many of the packs the goods on record can have filled; stamps go on no more."""
        return max(0, packed_units - sum(line.unfilled for line in self.lines))


def harvested_mass(event: TemplateEvent, values: Mapping[str, Value]) -> int:
    """What an entry says was taken, in thousandths of a kilogram; 0 of other work and measures."""
    parts = (to_si(it) for part, it in _parts(event, values) if part == "harvested")
    return sum(it.thousandths for it in parts if it.unit == MASS)


def is_made_of_goods(events: Iterable[TemplateEvent]) -> bool:
    """Whether a trade with these kinds of work makes its goods of what others delivered."""
    known = tuple(events)
    makes = any(event.epcis.kind is EventKind.CYCLE_OUTPUT for event in known)
    return makes and any(map(brings_material, known))


def counts(event: TemplateEvent) -> bool:
    """Whether this kind of work moves goods of the lot, so that the balance changes with it."""
    is_worked = event.epcis.kind in (EventKind.CYCLE_OUTPUT, EventKind.TRANSFORM)
    is_counted = event.code == PACKING or tells_of_animals(event)
    return is_counted or is_worked or brings_material(event)


def balance(
    works: Iterable[Work], bounds: Bounds = NO_BOUNDS, *, made_of_goods: bool = False
) -> Balance:
    """Add up the standing entries of a lot, in any order."""
    sums: dict[str, dict[str, int]] = {}
    packs: dict[str, Counter[int]] = {}
    told = tuple(works)
    for event, values in told:
        for part, amount in _parts(event, values):
            si = to_si(amount)
            line = sums.setdefault(si.unit, {})
            line[part] = line.get(part, 0) + si.thousandths
        if event.code == PACKING:
            _count_packs(packs, event, values)
    lines = tuple(
        BalanceLine(it, **sums[it], bounds=bounds, packs=_largest_first(packs.get(it)))
        for it in sorted(sums)
    )
    return Balance(lines, herd(told), made_of_goods)


def _count_packs(
    packs: dict[str, Counter[int]], event: TemplateEvent, values: Mapping[str, Value]
) -> None:
    """Add a packing's packs to those of its measure."""
    size = amount_of(values, event.epcis.quantity)
    if size is not None:
        unit, times = get_unit(size.unit), event.epcis.times
        count = int(str(values[times])) if times else 1
        packs.setdefault(unit.si, Counter())[size.thousandths * unit.factor] += count


def _largest_first(packs: Counter[int] | None) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((packs or Counter()).items(), reverse=True))


def _parts(event: TemplateEvent, values: Mapping[str, Value]) -> list[tuple[str, Quantity]]:
    """Which sums an entry adds to, with how much."""
    epcis, quantity = event.epcis, lot_quantity(event, values)
    if event.code == PACKING:
        named = {"packed": quantity}
    elif epcis.kind is EventKind.CYCLE_OUTPUT:
        named = {"harvested": quantity}
    elif epcis.kind is EventKind.TRANSFORM:
        named = {"used": amount_of(values, epcis.input_quantity), "left": quantity}
    elif epcis.input is not None and brings_material(event):
        named = {"brought": amount_of(values, epcis.input.quantity)}
    else:
        named = {}
    return [(part, amount) for part, amount in named.items() if amount is not None]


def brings_material(event: TemplateEvent) -> bool:
    """Whether this kind of work takes in what others delivered, to be worked on."""
    return event.epcis.input is not None and event.epcis.input.type == _MATERIAL


def _with_tolerance(amount: int) -> int:
    return amount * (100 + TOLERANCE_PERCENT) // 100 if amount > 0 else amount
