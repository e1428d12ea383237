"""What a litre of the goods weighs, where it is known well enough to add litres to kilograms.

Honey is: by its water it weighs 1.45 kg a litre at 14 per cent and 1.38 at 23 (about 1.42 at 18,
all at 20 °C), and what is lawful lies between. A beekeeper weighs what was extracted and bottles it
by the litre, or the reverse. What counts is the weight between the two that is best for whoever
made the goods, so nothing lawful is stopped; what adds up at none of them does not add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from traceability.event_template import Template
from traceability.geography import fold
from traceability.grown import is_named
from traceability.mass_balance import MASS, Balance, BalanceLine

VOLUME: Final = "l"


@dataclass(frozen=True)
class Density:
    """Grams of a litre, of the lightest goods of their kind and of the heaviest."""

    least: int
    most: int


@dataclass(frozen=True)
class _Goods:
    """Goods by the word with which their product's name begins in Vietnamese, or ends in English;
    `but` names what is made with them, or is not them alone.
    """

    density: Density
    first: str
    last: str
    but: tuple[str, ...]

    def are_meant(self, product_name: str) -> bool:
        """Whether a product of this name is nothing but these goods."""
        words = fold(product_name).split()
        is_called = words[:1] == [fold(self.first)] or words[-1:] == [self.last]
        is_so_spelt = is_named(product_name, (self.first, self.last))
        return is_called and is_so_spelt and not is_named(product_name, self.but)


_GOODS: Final[Mapping[str, _Goods]] = {
    "honey": _Goods(
        Density(1380, 1450),
        first="mật",
        last="honey",
        but=(
            *("sữa ong chúa", "sữa chúa", "phấn hoa", "phấn ong", "sáp", "keo ong", "bánh tổ"),
            *("ngâm", "trộn", "pha", "với", "lên men", "giấm", "rượu", "nước", "chanh", "gừng"),
            *("tỏi", "nghệ", "sâm", "đông trùng", "royal jelly", "pollen", "propolis", "wax"),
            *("comb", "fermented", "lemon", "ginger", "garlic", "turmeric", "ginseng"),
        ),
    ),
}


def density_of(template: Template, product_name: str) -> Density | None:
    """What a litre of a product weighs; None where nobody can tell."""
    goods = _GOODS.get(template.group)
    return goods.density if goods and goods.are_meant(product_name) else None


def weighed(balance: Balance, density: Density | None) -> Balance:
    """The balance with what was told in litres added to what was told in kilograms.

    Where all was told in one measure it stays as it is: no density is needed then.
    """
    told = {line.unit: line for line in balance.lines}
    if density is None or not {MASS, VOLUME} <= told.keys():
        return balance
    possible = range(density.least, density.most + 1)
    together = (_together(told[MASS], told[VOLUME], grams) for grams in possible)
    others = (line for line in balance.lines if line.unit not in (MASS, VOLUME))
    lines = sorted([min(together, key=_burden), *others], key=lambda it: it.unit)
    return replace(balance, lines=tuple(lines))


def _burden(line: BalanceLine) -> tuple[int, int, int]:
    """How ill it stands with the goods: packs without any, what is said of them, what is left."""
    return line.unfilled, len(line.imbalances), line.packed - (line.packable or 0)


def _together(weight: BalanceLine, volume: BalanceLine, grams: int) -> BalanceLine:
    return replace(
        weight,
        harvested=weight.harvested + _weighs(volume.harvested, grams),
        brought=weight.brought + _weighs(volume.brought, grams),
        used=weight.used + _weighs(volume.used, grams),
        left=weight.left + _weighs(volume.left, grams),
        packed=weight.packed + _weighs(volume.packed, grams),
        packs=_packs(weight, volume, grams),
        litre_grams=grams,
    )


def _packs(weight: BalanceLine, volume: BalanceLine, grams: int) -> tuple[tuple[int, int], ...]:
    filled = ((_weighs(size, grams), count) for size, count in volume.packs)
    return tuple(sorted([*weight.packs, *filled], reverse=True))


def _weighs(amount: int, grams: int) -> int:
    return amount * grams // 1000
