"""What the demonstration's farmers spread and spray, with believable rates and intervals.

Named by active ingredient: no brand is meant.
"""

from dataclasses import dataclass
from random import Random

from webapp.demo.plan import Ground, amount

_TANKS_PER_HECTARE = 25  # knapsacks of 16 litres: 400 litres of water
_SHOPS = ("Cửa hàng vật tư của hợp tác xã", "Đại lý vật tư xã", "Cửa hàng vật tư chợ xã")
_WEATHER = ("sunny", "cloudy", "light_wind")


@dataclass(frozen=True)
class Fertiliser:
    """`rate` in kilograms (of leaf feed: litres) per hectare."""

    name: str
    kind: str
    rate: int
    method: str
    composition: str | None = None
    unit: str = "kg"


@dataclass(frozen=True)
class Spray:
    """`dose` goes into one 16-litre tank; `days` is the pre-harvest interval of its label."""

    name: str
    ingredient: str
    pest: str
    dose: int
    unit: str
    days: int


MANURE = Fertiliser("Phân chuồng ủ hoai", "composted_manure", 8_000, "basal")
ORGANIC = Fertiliser("Phân hữu cơ vi sinh", "microbial", 1_500, "side_dressing")
NPK = Fertiliser("NPK 16-16-8", "inorganic", 260, "side_dressing", "16-16-8")
POTASH = Fertiliser("Kali clorua", "inorganic", 110, "side_dressing", "K2O 60%")
FISH = Fertiliser("Đạm cá pha loãng", "foliar", 6, "foliar", None, "l")

VALIDAMYCIN = Spray("Validamycin 5SL", "Validamycin", "Khô vằn", 30, "ml_per_tank", 14)
BT = Spray("Bacillus thuringiensis 16WP", "Bt", "Sâu cuốn lá, sâu tơ", 25, "g_per_tank", 3)
ABAMECTIN = Spray("Abamectin 1.8EC", "Abamectin", "Nhện, bọ trĩ", 10, "ml_per_tank", 7)
COPPER = Spray("Đồng hydroxit 77WP", "Copper hydroxide", "Thán thư", 30, "g_per_tank", 14)
OIL = Spray("Dầu khoáng 99EC", "Petroleum oil", "Rệp sáp", 80, "ml_per_tank", 3)
NEEM = Spray("Azadirachtin 0.3EC", "Azadirachtin", "Rệp, bọ nhảy", 20, "ml_per_tank", 3)
EMAMECTIN = Spray(
    "Emamectin benzoate 1.9EC", "Emamectin benzoate", "Sâu xanh", 10, "ml_per_tank", 7
)


def spread(ground: Ground, what: Fertiliser, dice: Random) -> dict[str, str]:
    """The values of a `fertilising` entry."""
    rate = what.rate * dice.randint(85, 110) // 100
    values = amount("amount", max(1_000, ground.of(rate)), what.unit) | ground.values
    values |= {"fertiliser_name": what.name, "type": what.kind, "method": what.method}
    values["supplier"] = dice.choice(_SHOPS)
    return values | ({"composition": what.composition} if what.composition else {})


def sprayed(ground: Ground, what: Spray, dice: Random) -> dict[str, str]:
    """The values of a `spraying` entry."""
    tanks = max(1_000, ground.of(_TANKS_PER_HECTARE))
    used_unit = what.unit.removesuffix("_per_tank")
    return {
        "trade_name": what.name,
        "active_ingredient": what.ingredient,
        "target_pest": what.pest,
        "phi_days": str(what.days),
        "sprayer_name": ground.farmer,
        "weather": dice.choice(_WEATHER),
        "protective_gear": "true",
        "supplier": dice.choice(_SHOPS),
        **amount("dose", what.dose * 1_000, what.unit),
        **amount("amount_used", what.dose * tanks, used_unit),
        **amount("water_volume", 16 * tanks, "l"),
        **ground.values,
    }


def bought(item: str, kind: str, quantity: dict[str, str], dice: Random) -> dict[str, str]:
    """The values of an `input_purchase` entry."""
    values = {"item": item, "item_type": kind, "supplier": dice.choice(_SHOPS)}
    return values | quantity | {"invoice_number": f"HD{dice.randint(1000, 9999)}"}


def residues_found(dice: Random) -> dict[str, str]:
    """The values of a `laboratory_test` entry: nothing above its limit."""
    return {
        "sample_code": f"M{dice.randint(1000, 9999)}",
        "laboratory": "Phòng thử nghiệm Minh Họa",
        "report_number": "KN-MINH-HOA",
        "indicator": "Dư lượng thuốc bảo vệ thực vật",
        "result": "Dưới mức cho phép",
        "conclusion": "passed",
    }
