"""The mass balance of a lot as people read it: one sum a measure, with what does not add up."""

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.herds import Herd
from traceability.mass_balance import Balance, BalanceLine
from traceability.quantities import get_unit
from webapp.queries.verdict_goods import Message


@dataclass(frozen=True)
class BalanceSum:
    """One measure's sum; amounts are thousandths of the unit, None where there is no bound.

    `litre_grams`, where litres are among the kilograms, is what each was counted as.
    """

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
    litre_grams: int | None


@dataclass(frozen=True)
class HerdSum:
    """Animals counted; `sized` were only weighed, `feed_ratio` is in thousandths."""

    stocked: int
    dead: int
    left: int
    sized: int
    remaining: int
    fed: int
    taken: int
    feed_ratio: int | None


@dataclass(frozen=True)
class BalanceView:
    """All sums of a lot; `warnings` are of no single measure."""

    sums: tuple[BalanceSum, ...]
    herd: HerdSum | None
    warnings: tuple[Message, ...]

    @property
    def is_shown(self) -> bool:
        """Whether anything was measured or counted yet."""
        return bool(self.sums) or self.herd is not None

    @property
    def has_warnings(self) -> bool:
        """Whether something does not add up."""
        return bool(self.warnings) or any(line.warnings for line in self.sums)


def balance_view(balance: Balance) -> BalanceView:
    """A sum for each measure in which anything was harvested, worked on or packed."""
    herd = balance.herd
    return BalanceView(
        sums=tuple(_sum(line) for line in balance.lines),
        herd=_herd(herd) if herd.is_counted or herd.feed_ratio else None,
        warnings=tuple(Message(it.value) for it in balance.own_imbalances),
    )


def _herd(herd: Herd) -> HerdSum:
    return HerdSum(
        stocked=herd.stocked,
        dead=herd.dead,
        left=herd.left,
        sized=herd.sized,
        remaining=max(0, herd.remaining),
        fed=herd.fed,
        taken=herd.taken,
        feed_ratio=herd.feed_ratio,
    )


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
        litre_grams=line.litre_grams,
    )
