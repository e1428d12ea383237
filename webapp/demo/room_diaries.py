"""Diaries of tea, dried longan and honey: what came in, what was done to it, what was packed."""

from dataclasses import dataclass
from random import Random

from webapp.demo.chores import ROOM_CHORES
from webapp.demo.plan import Diary, Work, amount


@dataclass(frozen=True)
class Stage:
    """A step of the work: `keeps` of a thousand parts are left after it."""

    name: str
    keeps: int
    machine: str
    minutes: int
    celsius: int | None = None


_TEA = (
    Stage("Làm héo", 800, "Nong tre, giàn héo", 240),
    Stage("Diệt men", 760, "Tôn quay", 6, 240),
    Stage("Vò chè", 980, "Máy vò", 25),
    Stage("Sấy và sao lấy hương", 370, "Tôn quay", 60, 95),
)
_LONGAN = (
    Stage("Xoáy cùi, tách hạt", 520, "Làm tay", 300),
    Stage("Sấy khô", 190, "Lò sấy hơi nước", 1_320, 65),
)
_HONEY = (
    Stage("Lọc thô", 990, "Lưới lọc hai lớp", 120),
    Stage("Hạ thủy phần", 980, "Máy chân không", 360, 42),
)


def tea_diary(dice: Random) -> Diary:
    """Three mornings of picking, each worked up the same day."""
    works, dried = [], 0
    for day in range(3):
        leaves = 0
        for hour in (8, 10, 14):
            kilograms = dice.randint(34, 39)
            leaves += kilograms
            item = "Chè búp tươi, một tôm hai lá"
            works.append(_received(day, hour, item, amount("quantity", kilograms * 1000, "kg")))
        made, left = _worked(day, leaves * 1000, "kg", _TEA)
        works += made
        dried += left
    boxes = dried // 200
    works.append(_packed(4, boxes, amount("pack_size", 200_000, "g"), "tin"))
    return Diary(tuple(works), ROOM_CHORES, 0, 4)


def dried_longan_diary(dice: Random) -> Diary:
    """Four days of buying fresh fruit, drying it over night, sorting and packing."""
    works, dried = [], 0
    for day in (0, 2, 4, 6):
        kilograms = dice.randint(34, 38) * 10
        item = "Nhãn tươi nguyên quả"
        works.append(_received(day, 7, item, amount("quantity", kilograms * 10, "quintal")))
        made, left = _worked(day, kilograms * 1000, "kg", _LONGAN)
        works += made
        dried += left
    packs = dried // 300
    works.append(_packed(9, packs, amount("pack_size", 300_000, "g"), "bag"))
    return Diary(tuple(works), ROOM_CHORES, 0, 9)


def honey_diary(dice: Random, packed_after: int) -> Diary:
    """The flow of the longan bloom, kept in tanks and bottled when it is asked for."""
    works, litres = [], 0
    for day in (0, 2, 4, 7, 9, 12):
        came = dice.randint(35, 40)
        litres += came
        item = "Mật quay từ thùng, hoa nhãn"
        works.append(_received(day, 9, item, amount("quantity", came * 1000, "l")))
    made, left = _worked(15, litres * 1000, "l", _HONEY)
    bottles = left // 500
    works += made
    works.append(_packed(packed_after, bottles, amount("pack_size", 500_000, "ml"), "bottle"))
    return Diary(tuple(works), ROOM_CHORES, 1, _HONEY_IS_WATCHED_DAYS)


def _received(day: int, hour: int, item: str, quantity: dict[str, str]) -> Work:
    values = {"item": item, "supplier": "Nhóm hộ thành viên", "inspection_result": "passed"}
    return Work(day, hour, "receiving", values | quantity)


def _worked(
    day: int, thousandths: int, unit: str, stages: tuple[Stage, ...]
) -> tuple[list[Work], int]:
    """The steps of one batch on one day, and how much is left of it."""
    works = []
    for hour, stage in enumerate(stages, start=15):
        left = thousandths * stage.keeps // 1000
        values = {"step": stage.name, "machine": stage.machine}
        values |= amount("input_quantity", thousandths, unit)
        values |= amount("output_quantity", left, unit)
        values |= amount("duration", stage.minutes * 1000, "minute")
        if stage.celsius:
            values |= amount("temperature", stage.celsius * 1000, "celsius")
        works.append(Work(day, hour, "processing", values, picture=_PICTURES.get(stage.name)))
        thousandths = left
    return works, thousandths


def _packed(day: int, count: int, size: dict[str, str], material: str) -> Work:
    values = {"pack_count": str(count), "pack_material": material}
    return Work(day, 9, "packing", values | size, picture="packing_table", indoors=True)


_HONEY_IS_WATCHED_DAYS = 24
_PICTURES = {"Làm héo": "tea_hills", "Sấy khô": "drying_yard", "Lọc thô": "apiary"}
