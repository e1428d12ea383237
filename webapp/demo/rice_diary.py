"""A season of sticky rice as its diary tells it, from ploughing to the pack."""

from dataclasses import dataclass
from random import Random

from webapp.demo.chores import RICE_CHORES
from webapp.demo.plan import Diary, Ground, Work, amount
from webapp.demo.supplies import BT, FISH, MANURE, NPK, POTASH, VALIDAMYCIN, bought, sprayed, spread

_DRIED_PERCENT = 86  # of the fresh paddy's weight
_MILLED_PERCENT = 62  # of the dried paddy's weight
_PACK_KG = 2
HARVEST_DAY, PACKING_DAY = 128, 150


@dataclass(frozen=True)
class Paddy:
    """What grows, what seed costs nobody, how much comes of a hectare."""

    variety: str
    fresh_per_hectare: int
    season: str


@dataclass(frozen=True)
class _Yield:
    """Weights on the way from the field to the pack, in whole kilograms."""

    fresh: int

    @property
    def dried(self) -> int:
        return self.fresh * _DRIED_PERCENT // 100

    @property
    def milled(self) -> int:
        return self.dried * _MILLED_PERCENT // 100

    @property
    def packs(self) -> int:
        return self.milled // _PACK_KG


def rice_diary(ground: Ground, paddy: Paddy, dice: Random) -> Diary:
    """The works of one season on one field."""
    fresh = ground.of(paddy.fresh_per_hectare * dice.randint(94, 106) // 100) // 1000
    came = _Yield(fresh // 10 * 10)
    works = (
        *_prepared(ground, paddy, dice),
        *_tended(ground, dice),
        *_protected(ground, dice),
        *_brought_in(came, dice),
        *_finished(came, dice),
    )
    in_order = tuple(sorted(works, key=lambda work: (work.day, work.hour)))
    return Diary(in_order, RICE_CHORES, 28, HARVEST_DAY - 4)


def _prepared(ground: Ground, paddy: Paddy, dice: Random) -> tuple[Work, ...]:
    seed = amount("quantity", ground.of(dice.randint(64, 78)), "kg")
    return (
        Work(0, 7, "soil_preparation", {"method": "ploughing"} | ground.values),
        Work(1, 9, "input_purchase", bought(f"Thóc giống {paddy.variety}", "seed", seed, dice)),
        Work(3, 7, "soil_preparation", {"method": "harrowing"} | ground.values),
        Work(4, 8, "fertilising", spread(ground, MANURE, dice)),
        Work(
            6,
            7,
            "planting",
            {
                "variety": paddy.variety,
                "season": paddy.season,
                "seed_source": "Giống hợp tác xã tự để",
                "seed_treatment": "Ngâm nước ấm 54 °C, ủ 36 giờ",
                **seed,
                **ground.values,
            },
            picture="paddy",
        ),
        Work(
            26,
            7,
            "transplanting",
            {"method": "hand", "hills_per_m2": "30", "seedling_days": "20"} | ground.values,
        ),
    )


def _tended(ground: Ground, dice: Random) -> tuple[Work, ...]:
    return (
        Work(33, 8, "fertilising", spread(ground, NPK, dice)),
        Work(42, 7, "weeding", {"method": "hand"} | ground.values),
        Work(58, 8, "fertilising", spread(ground, POTASH, dice)),
        Work(66, 8, "fertilising", spread(ground, FISH, dice)),
        Work(
            97,
            8,
            "roguing",
            {"removed": "Lúa khác giống, lúa cỏ", "count": str(dice.randint(8, 60))},
        ),
    )


def _protected(ground: Ground, dice: Random) -> tuple[Work, ...]:
    late = dice.randint(92, 104)  # well before the harvest, whatever the interval
    return (
        Work(48, 16, "spraying", sprayed(ground, BT, dice)),
        Work(76, 16, "spraying", sprayed(ground, VALIDAMYCIN, dice), picture="paddy"),
        Work(78, 9, "waste_collection", {"kind": "pesticide_packaging", "disposal": "Bể chứa"}),
        Work(late, 16, "spraying", sprayed(ground, VALIDAMYCIN, dice)),
    )


def _brought_in(came: _Yield, dice: Random) -> tuple[Work, ...]:
    fresh = amount("quantity", came.fresh * 10, "quintal")
    dried = amount("quantity_out", came.dried * 1000, "kg")
    moisture = amount("moisture_out", dice.randint(130, 143) * 100, "percent")
    return (
        Work(
            HARVEST_DAY,
            7,
            "harvesting",
            {"grade": "grade_1", "container": "sack", "harvesters": "Nhóm đổi công"}
            | fresh
            | amount("moisture", dice.randint(220, 260) * 100, "percent"),
            picture="paddy",
        ),
        Work(
            HARVEST_DAY + 3,
            16,
            "drying",
            {"method": "sun"} | moisture | dried | amount("duration", 3_000, "day"),
            picture="drying_yard",
        ),
        Work(
            HARVEST_DAY + 5,
            9,
            "storing",
            {"store": "warehouse", "pest_control": "Kệ cao, bẫy chuột"}
            | amount("quantity", came.dried * 1000, "kg"),
            indoors=True,
        ),
    )


def _finished(came: _Yield, dice: Random) -> tuple[Work, ...]:
    weights = amount("paddy_in", came.dried * 1000, "kg")
    weights |= amount("milled_out", came.milled * 1000, "kg")
    return (
        Work(HARVEST_DAY + 14, 8, "milling", weights | {"rice_kind": "white"}, indoors=True),
        Work(
            HARVEST_DAY + 18,
            10,
            "laboratory_test",
            {
                "sample_code": f"M{dice.randint(1000, 9999)}",
                "laboratory": "Phòng thử nghiệm Minh Họa",
                "indicator": "Dư lượng thuốc, aflatoxin",
                "result": "Không phát hiện",
                "conclusion": "passed",
            },
            indoors=True,
        ),
        Work(
            PACKING_DAY,
            9,
            "packing",
            {"pack_count": str(came.packs), "pack_material": "vacuum"}
            | amount("pack_size", _PACK_KG * 1000, "kg"),
            picture="packing_table",
            indoors=True,
        ),
    )
