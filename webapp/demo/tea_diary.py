"""A round of tea: three weeks of care, three mornings of picking, each worked up the same day."""

from random import Random

from webapp.demo.chores import TEA_CHORES
from webapp.demo.plan import Diary, Ground, Work, amount
from webapp.demo.supplies import ABAMECTIN, ORGANIC, bought, residues_found, sprayed, spread

_PICKED_FROM, _MORNINGS = 21, 3
_BOX_GRAMS = 200
_FRESH_TO_DRY = 220  # of a thousand parts


def tea_diary(ground: Ground, dice: Random) -> Diary:
    """The spray's seven waiting days are over almost a week before the first bud is picked."""
    bags = amount("quantity", dice.randint(26, 30) * 25_000, "kg")
    garden = (
        Work(0, 7, "weeding", {"method": "pruning"} | ground.values, picture="tea_hills"),
        Work(1, 9, "input_purchase", bought("Phân hữu cơ vi sinh", "fertiliser", bags, dice)),
        Work(2, 8, "fertilising", spread(ground, ORGANIC, dice)),
        Work(8, 16, "spraying", sprayed(ground, ABAMECTIN, dice)),
    )
    leaves = [dice.randint(102, 117) for _ in range(_MORNINGS)]
    made = [
        work
        for day, fresh in enumerate(leaves, start=_PICKED_FROM)
        for work in _worked_up(day, fresh, dice)
    ]
    dry = sum(fresh * _FRESH_TO_DRY for fresh in leaves)
    tested = _PICKED_FROM + _MORNINGS
    packed = {"pack_count": str(dry // _BOX_GRAMS), "pack_material": "tin"}
    packed |= amount("pack_size", _BOX_GRAMS * 1000, "g")
    last = (
        Work(tested, 9, "laboratory_test", residues_found(dice), indoors=True),
        Work(tested + 1, 9, "packing", packed, picture="packing_table", indoors=True),
    )
    return Diary((*garden, *made, *last), TEA_CHORES, 3, _PICKED_FROM - 1)


def _worked_up(day: int, fresh: int, dice: Random) -> tuple[Work, ...]:
    """What one morning's leaves go through until night."""
    dry = amount("quantity_out", fresh * _FRESH_TO_DRY, "kg")
    picked = {"picking_standard": "bud_two_leaves", "method": "hand", "container": "basket"}
    withered = {"method": "trays"} | amount("duration", dice.randint(3, 4) * 1000, "hour")
    fixed = {"method": "drum"} | amount("temperature", dice.randint(230, 250) * 1000, "celsius")
    rolled = {"method": "machine", "rounds": "2"} | amount("duration", 25_000, "minute")
    dried = {"method": "drum"} | amount("moisture_out", dice.randint(50, 68) * 100, "percent")
    return (
        Work(day, 7, "harvesting", picked | amount("quantity", fresh * 1000, "kg"), "tea_hills"),
        Work(day, 11, "withering", withered, indoors=True),
        Work(day, 15, "fixing", fixed | amount("duration", 6_000, "minute"), indoors=True),
        Work(day, 16, "rolling", rolled, indoors=True),
        Work(
            day,
            18,
            "drying",
            dried | dry | amount("fresh_in", fresh * 1000, "kg"),
            picture="drying_yard",
            indoors=True,
        ),
    )
