"""What the ground and the crop allow: the most of a season and the most to pack of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from traceability.event_template import Crop

ALL_OF_IT: Final = 100_000  # thousandths of a per cent
_OTHER: Final = "other"
_SQUARE_METRES_PER_HECTARE: Final = 10_000


@dataclass(frozen=True)
class Bounds:
    """What the ground and the crop allow: `yield_most` and `recovery` None where nobody said.

    `yield_most` is the most kilograms of the area in a season (thousandths), `recovery` the most
    that can be packed of what was harvested (thousandths of a per cent).
    """

    yield_most: int | None = None
    recovery: int | None = None

    @classmethod
    def of(
        cls, crops: Sequence[Crop], grown: Collection[str], area_thousandths: int | None
    ) -> "Bounds":
        """The widest bounds of the crops that are grown (codes).

        Where they are not known: the most that any crop of the group is said to yield, for that is
        only looked at, and what `_recovery_of_any` gives.
        """
        asked = [crop for crop in crops if crop.code in grown]
        per_hectare = yield_of(crops, grown)
        if asked:
            recovery = _widest(crop.recovery_max for crop in asked)
        else:
            recovery = _recovery_of_any(crops)
        if per_hectare is None or area_thousandths is None:
            return cls(None, recovery)
        return cls(yield_of_area(per_hectare, area_thousandths), recovery)


NO_BOUNDS: Final = Bounds()


def yield_of(crops: Sequence[Crop], grown: Collection[str]) -> int | None:
    """The most that a hectare brings of the crops that are grown, in thousandths of a kilogram; of
    any of the group where they are not known.
    """
    asked = [crop for crop in crops if crop.code in grown]
    if asked:
        return _widest(crop.yield_max for crop in asked)
    return _widest(it.yield_max for it in crops if it.yield_max is not None)


def yield_of_area(per_hectare: int, area_thousandths: int) -> int:
    """The most of an area, in thousandths of a kilogram."""
    return per_hectare * area_thousandths // (_SQUARE_METRES_PER_HECTARE * 1000)


def _recovery_of_any(crops: Sequence[Crop]) -> int | None:
    """What no crop of the group exceeds; also what the template calls other only shrinks where
    every named crop shrinks, as tea and coffee do.
    """
    named = _widest(crop.recovery_max for crop in crops if crop.code != _OTHER)
    others = [crop.recovery_max for crop in crops if crop.code == _OTHER]
    if named is not None and named < ALL_OF_IT:
        return max([named, *(it for it in others if it is not None)])
    return _widest([named, *others])


def _widest(bounds: Iterable[int | None]) -> int | None:
    """The widest of the bounds; none where one of them is open."""
    known = list(bounds)
    return max((it for it in known if it is not None), default=None) if None not in known else None
