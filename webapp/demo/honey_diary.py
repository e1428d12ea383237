"""The flow of the longan bloom: hives moved to the orchards, and no sugar from then on."""

from random import Random

from webapp.demo.chores import APIARY_CHORES
from webapp.demo.plan import Diary, Ground, Work, amount

_COLONIES = "40"
# Before the hives wait for extraction: no yard of the apiary is fed while another one is in flow.
_LAST_FEEDING_DAY, _WAIT_DAYS = 4, 7
_EXTRACTED = (16, 19, 22, 25)
_BOTTLE_ML = 500


def honey_diary(ground: Ground, dice: Random, packed_after: int) -> Diary:
    """Extracted four times, filtered once, bottled when it is asked for."""
    harvests = [dice.randint(54, 58) for _ in _EXTRACTED]
    flow = tuple(
        Work(day, 8, "extracting", _extracted(ground, litres, dice), picture="apiary")
        for day, litres in zip(_EXTRACTED, harvests, strict=True)
    )
    came = sum(harvests) * 1000
    strained, ripened = came * 990 // 1000, came * 970 // 1000
    bottled = {"pack_count": str(ripened // _BOTTLE_ML), "pack_material": "glass"}
    bottled |= amount("pack_size", _BOTTLE_ML * 1000, "ml")
    works = (
        *_begun(),
        *flow,
        Work(27, 8, "filtering", _filtered("straining", came, strained), indoors=True),
        Work(27, 14, "filtering", _dehydrated(strained, ripened, dice), indoors=True),
        Work(29, 9, "laboratory_test", _tested(dice), indoors=True),
        Work(packed_after, 9, "packing", bottled, picture="packing_table", indoors=True),
    )
    return Diary(works, APIARY_CHORES, 5, 26)


def _begun() -> tuple[Work, ...]:
    hives = {"hive_type": "standard", "bee_kind": "mellifera", "colony_count": _COLONIES}
    moved = {"from_place": "Đồi keo ven sông", "to_place": "Vườn nhãn Khoái Châu"}
    sugar = {"feed": "sugar", "wait_days": str(_WAIT_DAYS)} | amount("quantity", 20_000, "kg")
    longan = {"flower": "longan"} | amount("area", 12_000, "ha")
    return (
        Work(0, 9, "moving", moved | {"colony_count": _COLONIES}),
        Work(1, 8, "apiary_setup", hives | {"free_of_disease": "true"}, picture="apiary"),
        Work(_LAST_FEEDING_DAY, 17, "feeding", sugar),
        Work(10, 8, "blooming", longan, picture="orchard"),
        Work(13, 8, "health_check", {"result": "healthy", "decision": "Đặt thêm tầng kế"}),
    )


def _extracted(ground: Ground, litres: int, dice: Random) -> dict[str, str]:
    values = {"hive_count": _COLONIES, "harvesters": ground.farmer}
    values |= amount("quantity", litres * 1000, "l")
    values |= amount("capping", dice.randint(80, 92) * 1000, "percent")
    return values | amount("water", dice.randint(198, 208) * 100, "percent")


def _filtered(method: str, into: int, out: int) -> dict[str, str]:
    values = {"method": method} | amount("quantity_in", into, "l")
    return values | amount("quantity_out", out, "l")


def _dehydrated(into: int, out: int, dice: Random) -> dict[str, str]:
    values = _filtered("dehydrating", into, out) | amount("temperature", 42_000, "celsius")
    return values | amount("water_out", dice.randint(184, 190) * 100, "percent")


def _tested(dice: Random) -> dict[str, str]:
    values = {
        "sample_code": f"M{dice.randint(1000, 9999)}",
        "laboratory": "Phòng thử nghiệm Minh Họa",
        "indicator": "HMF, kháng sinh",
        "antibiotics": "not_found",
        "conclusion": "passed",
    }
    values |= amount("hmf", dice.randint(40, 120) * 100, "mg_per_kg")
    return values | amount("diastase", dice.randint(10, 16) * 1000, "diastase_number")
