"""Dried longan: fresh fruit comes in four times, is pitted, dried over night, sorted and packed."""

from random import Random

from webapp.demo.chores import ROOM_CHORES
from webapp.demo.plan import Diary, Work, amount

_PITTED, _DRIED = 520, 190  # of a thousand parts
_DAYS = (0, 2, 4, 6)
_BAG_GRAMS = 300


def dried_longan_diary(dice: Random) -> Diary:
    """The temperature of the dryer is watched as a control point."""
    works: list[Work] = []
    dried = 0
    for day in _DAYS:
        kilograms = dice.randint(34, 38) * 10
        works += _one_batch(day, kilograms, dice)
        dried += kilograms * _PITTED // 1000 * _DRIED
    count = dried // _BAG_GRAMS
    finished = amount("quantity", dried, "kg") | amount("rejected", 1_500, "kg")
    packed = {"pack_count": str(count), "pack_material": "bag", "label_version": "N2"}
    packed |= amount("pack_size", _BAG_GRAMS * 1000, "g")
    works += [
        Work(8, 8, "finishing", finished, picture="packing_table"),
        Work(8, 10, "laboratory_test", _tested(dice)),
        Work(9, 9, "packing", packed, picture="packing_table", indoors=True),
    ]
    return Diary(tuple(works), ROOM_CHORES, 0, 9)


def _one_batch(day: int, kilograms: int, dice: Random) -> tuple[Work, ...]:
    came = {"item": "Nhãn tươi nguyên quả", "supplier": "Nhóm hộ thành viên"}
    came |= {"inspection_result": "passed"} | amount("quantity", kilograms * 10, "quintal")
    flesh = kilograms * _PITTED // 1000
    pitted = {"step": "Xoáy cùi, tách hạt", "machine": "Làm tay"} | _turned(kilograms, _PITTED)
    celsius = dice.randint(62, 67)
    dried = {"step": "Sấy khô", "machine": "Lò sấy hơi nước"} | _turned(flesh, _DRIED)
    dried |= amount("temperature", celsius * 1000, "celsius") | amount("duration", 14_000, "hour")
    watched = {"control_point": "Nhiệt độ lò sấy", "limit": "60 đến 70 °C"}
    watched |= {"value": f"{celsius} °C", "result": "passed"}
    return (
        Work(day, 7, "receiving", came),
        Work(day, 9, "processing", pitted),
        Work(day, 15, "processing", dried, picture="drying_yard"),
        Work(day, 19, "ccp_check", watched),
    )


def _turned(kilograms: int, keeps: int) -> dict[str, str]:
    """So much in, so much of it out, as declared."""
    values = amount("input_quantity", kilograms * 1000, "kg")
    values |= amount("output_quantity", kilograms * keeps, "kg")
    return values | amount("declared_yield", keeps * 100, "percent")


def _tested(dice: Random) -> dict[str, str]:
    return {
        "sample_code": f"M{dice.randint(1000, 9999)}",
        "laboratory": "Phòng thử nghiệm Minh Họa",
        "indicator": "Độ ẩm, vi sinh",
        "result": "Trong mức cho phép",
        "conclusion": "passed",
        **amount("result_value", dice.randint(150, 178) * 100, "percent"),
        **amount("limit_value", 18_000, "percent"),
    }
