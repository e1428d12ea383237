"""The mass balance of a lot as people read it: one sum a measure, with what does not add up."""

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.mass_balance import Balance, BalanceLine
from traceability.quantities import get_unit
from webapp.queries.verdict_goods import Message


@dataclass(frozen=True)
class BalanceSum:
    """One measure's sum; amounts are thousandths of the unit, None where there is no bound."""

    unit: Mapping[str, str]
    harvested: int
    brought: int
    used: int
    left: int
    available: int
    packed: int
    most_yield: int | None
    most_packed: int | None
    warnings: tuple[Message, ...]
    is_measured: bool


def balance_sums(balance: Balance) -> tuple[BalanceSum, ...]:
    """A sum for each measure in which anything was harvested, worked on or packed."""
    return tuple(_sum(line) for line in balance.lines)


def _sum(line: BalanceLine) -> BalanceSum:
    unit = get_unit(line.unit)
    return BalanceSum(
        unit={"vi": unit.vi, "en": unit.en},
        harvested=line.harvested,
        brought=line.brought,
        used=line.used,
        left=line.left,
        available=max(0, line.available),
        packed=line.packed,
        most_yield=line.bounds.yield_most if line.harvested else None,
        most_packed=line.packable,
        warnings=tuple(Message(imbalance.value) for imbalance in line.imbalances),
        is_measured=line.is_measured,
    )
