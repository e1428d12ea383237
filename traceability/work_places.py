"""Where a kind of work is likely done: in the field where the lot grows, or under a roof."""

from collections.abc import Mapping
from typing import Final, TypeVar

from traceability.places import PlaceKind
from traceability.vocab import BizStep, FarmStep

Id = TypeVar("Id")
_K = PlaceKind
_WORKSHOPS: Final = (_K.FACTORY, _K.PACKING_HOUSE)
_PACKING: Final = (_K.PACKING_HOUSE, _K.FACTORY, _K.WAREHOUSE, _K.COLLECTION_POINT)
_KEEPING: Final = (_K.WAREHOUSE, _K.PACKING_HOUSE, _K.FACTORY, _K.COLLECTION_POINT)

# Kinds of places, the likeliest first. What is not named is done where the lot grows or is made.
_INDOORS: Final[Mapping[str, tuple[PlaceKind, ...]]] = {
    BizStep.PACKING: _PACKING,
    BizStep.STORING: _KEEPING,
    FarmStep.COOLING: _PACKING,
    FarmStep.WASHING: _PACKING,
    **dict.fromkeys(
        (
            FarmStep.CUTTING,
            FarmStep.DRYING,
            FarmStep.FERMENTING,
            FarmStep.FILTERING,
            FarmStep.FIXING,
            FarmStep.FREEZING,
            FarmStep.GRINDING,
            FarmStep.HULLING,
            FarmStep.MILLING,
            FarmStep.PROCESSING,
            FarmStep.ROASTING,
            FarmStep.ROLLING,
            FarmStep.SCENTING,
            FarmStep.WITHERING,
        ),
        _WORKSHOPS,
    ),
}
# Goods are grown or kept alive here: where another lot was packed says nothing of this one.
_LIVING: Final = frozenset({_K.PLOT, _K.ORCHARD, _K.POND, _K.APIARY, _K.BARN})


def is_indoors(biz_step: str) -> bool:
    """Whether the work is likely done elsewhere than in the field."""
    return biz_step in _INDOORS


def likely_place(
    biz_step: str, lot_place: Id, places: Mapping[Id, PlaceKind], last: Id | None = None
) -> Id:
    """The place to offer first for a business step: of the open `places` of an organisation by
    their kinds, where this work was written `last`; else the lot's own, where it is of a kind that
    suits; else one of the likeliest kind there is. Work in the field stays with the lot.
    """
    kinds = _INDOORS.get(biz_step, ())
    if kinds and last is not None and places.get(last, PlaceKind.PLOT) not in _LIVING:
        return last
    if places.get(lot_place) in kinds:
        return lot_place
    return next((place for it in kinds for place, kind in places.items() if kind is it), lot_place)
