"""Diaries of longan orchards, of dragon fruit and of greens under a roof."""

from collections.abc import Iterable
from random import Random

from webapp.demo.chores import FRUIT_CHORES, GREENS_CHORES
from webapp.demo.plan import Chore, Diary, Ground, Work, amount
from webapp.demo.supplies import (
    ABAMECTIN,
    BT,
    COPPER,
    EMAMECTIN,
    FISH,
    MANURE,
    NEEM,
    NPK,
    OIL,
    ORGANIC,
    POTASH,
    Fertiliser,
    Spray,
    bought,
    residues_found,
    sprayed,
    spread,
)

_LONGAN_PER_HECTARE = 7_600
_DRAGON_FRUIT_PER_HECTARE = 6_300
_GREENS_PER_HECTARE = 14_500
_BOX_KG = 5


def longan_diary(ground: Ground, dice: Random) -> Diary:
    """From the winter pruning to the boxes of summer."""
    kilograms = _crop(ground, _LONGAN_PER_HECTARE, dice)
    feeding = ((8, MANURE), (45, NPK), (88, FISH), (120, POTASH), (146, ORGANIC))
    spraying = ((58, ABAMECTIN), (82, COPPER), (112, OIL), (138, COPPER))
    works = (
        Work(1, 8, "weeding", {"method": "pruning"} | ground.values, picture="orchard"),
        Work(24, 9, "input_purchase", bought("Phân NPK", "fertiliser", _kg(100, dice), dice)),
        *_fed(ground, feeding, dice),
        *_sprays(ground, spraying, dice),
        Work(100, 8, "weeding", {"method": "thinning"} | ground.values),
        Work(166, 9, "laboratory_test", residues_found(dice)),
        *_picked(ground, 176, kilograms, dice),
    )
    return _diary(works, FRUIT_CHORES, 3, 172)


def dragon_fruit_diary(ground: Ground, dice: Random) -> Diary:
    """One round from bud to box; the plants stand for years."""
    kilograms = _crop(ground, _DRAGON_FRUIT_PER_HECTARE, dice)
    feeding = ((1, ORGANIC), (18, NPK), (30, FISH), (44, POTASH))
    spraying = ((12, COPPER), (27, ABAMECTIN), (40, BT), (54, NEEM))
    works = (
        Work(0, 8, "weeding", {"method": "pruning"} | ground.values, picture="orchard"),
        Work(3, 9, "input_purchase", bought("Phân hữu cơ", "fertiliser", _kg(300, dice), dice)),
        Work(8, 18, "note", {"text": "Thắp đèn kích hoa từ 18 giờ đến 23 giờ."}),
        *_fed(ground, feeding, dice),
        *_sprays(ground, spraying, dice),
        Work(34, 7, "bagging", {"bag_count": str(kilograms * 2), "bag_type": "Túi lưới"}),
        Work(62, 9, "laboratory_test", residues_found(dice)),
        *_picked(ground, 70, kilograms, dice),
    )
    return _diary(works, FRUIT_CHORES, 2, 68)


def greens_diary(ground: Ground, dice: Random, *, is_hasty: bool) -> Diary:
    """Five weeks under a net roof. The hasty one is cut before the spray's interval is over."""
    kilograms = _crop(ground, _GREENS_PER_HECTARE, dice)
    last_spray = (28, EMAMECTIN) if is_hasty else (24, NEEM)
    seed = amount("quantity", 60_000, "g")
    works = (
        Work(0, 7, "soil_preparation", {"method": "raised_beds"} | ground.values),
        Work(0, 9, "fertilising", spread(ground, MANURE, dice)),
        Work(1, 8, "planting", _sown() | seed | ground.values, picture="orchard"),
        *_fed(ground, ((10, FISH), (18, ORGANIC)), dice),
        *_sprays(ground, ((14, BT), last_spray), dice),
        *(_cut(day, kilograms // 3) for day in (30, 32, 34)),
        *((Work(34, 8, "laboratory_test", residues_found(dice)),) if is_hasty else ()),
        Work(34, 10, "washing", {"water_source": "filtered"}, indoors=True),
        Work(
            34,
            14,
            "packing",
            {"pack_count": str(kilograms // 3 * 6), "pack_material": "tray"}
            | amount("pack_size", 500_000, "g"),
            picture="packing_table",
            indoors=True,
        ),
    )
    return _diary(works, GREENS_CHORES, 2, 28)


def _diary(works: tuple[Work, ...], chores: tuple[Chore, ...], first: int, last: int) -> Diary:
    in_order = tuple(sorted(works, key=lambda work: (work.day, work.hour)))
    return Diary(in_order, chores, first, last)


def _crop(ground: Ground, per_hectare: int, dice: Random) -> int:
    return ground.of(per_hectare * dice.randint(94, 106) // 100) // 1000


def _kg(most: int, dice: Random) -> dict[str, str]:
    return amount("quantity", dice.randint(most // 2, most) * 1000, "kg")


def _fed(ground: Ground, planned: Iterable[tuple[int, Fertiliser]], dice: Random) -> Iterable[Work]:
    return [Work(day, 8, "fertilising", spread(ground, what, dice)) for day, what in planned]


def _sprays(ground: Ground, planned: Iterable[tuple[int, Spray]], dice: Random) -> Iterable[Work]:
    return [Work(day, 16, "spraying", sprayed(ground, what, dice)) for day, what in planned]


def _sown() -> dict[str, str]:
    return {"variety": "Cải ngọt", "seed_source": "Cửa hàng vật tư của hợp tác xã"}


def _cut(day: int, kilograms: int) -> Work:
    values = {"grade": "grade_1", "container": "crate"}
    values |= amount("quantity", kilograms * 1000, "kg")
    return Work(day, 6, "harvesting", values, picture="packing_table")


def _picked(ground: Ground, day: int, kilograms: int, dice: Random) -> tuple[Work, ...]:
    code = {"packing_house_code": ground.packing_code} if ground.packing_code else {}
    weight = amount("quantity", kilograms * 10, "quintal")
    return (
        Work(
            day,
            6,
            "harvesting",
            {"grade": "grade_1", "container": "crate"} | weight,
            picture="orchard",
        ),
        Work(day, 11, "washing", {"water_source": "filtered"} | weight, indoors=True),
        Work(
            day,
            15,
            "cooling",
            amount("temperature", dice.randint(5, 9) * 1000, "celsius")
            | amount("duration", 6_000, "hour"),
            indoors=True,
        ),
        Work(
            day + 1,
            8,
            "packing",
            {"pack_count": str(kilograms // _BOX_KG), "pack_material": "carton"}
            | code
            | amount("pack_size", _BOX_KG * 1000, "kg"),
            picture="packing_table",
            indoors=True,
        ),
    )
