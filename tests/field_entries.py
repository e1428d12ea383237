"""How the facts of the field are written down: the same goods in one unit or another."""

from datetime import date, timedelta

from tests.diary import values_of
from tests.field_oracle import Fact

EPOCH = date(1970, 1, 1)
KILOGRAMS = {"kg": 1, "yen": 10, "quintal": 100}
ITEMS = {"Trừ Rầy 10WP": "Imidacloprid", "Sạch Sâu 5SC": "Buprofezin"}
CODES = {
    "treat": "spraying",
    "harvest": "harvesting",
    "mill": "milling",
    "pack": "packing",
    "test": "laboratory_test",
}


def values_of_fact(fact: Fact, code: str) -> dict[str, str]:
    unit = sorted(KILOGRAMS)[fact.number % 3]  # the same goods, weighed in one unit or another
    told = {
        "treat": {
            "trade_name": fact.item,
            "active_ingredient": ITEMS.get(fact.item, ""),
            "phi_days": str(fact.label),
        },
        "harvest": {
            "quantity": _typed(fact.grams, KILOGRAMS[unit]),
            "quantity_unit": unit,
            "harvest_date": (EPOCH + timedelta(days=fact.day)).isoformat(),
        },
        "mill": {
            "paddy_in": _typed(fact.used, KILOGRAMS[unit]),
            "paddy_in_unit": unit,
            "milled_out": _typed(fact.grams, 1),
        },
        "pack": _packs(fact),
        "test": {
            "sample_code": "M1",
            "indicator": "Dư lượng",
            "conclusion": "passed" if fact.passed else "failed",
        },
    }[fact.kind]
    return values_of(code, **told)


def _packs(fact: Fact) -> dict[str, str]:
    size = fact.grams // (fact.packs or 1)
    is_grams = fact.number % 2 == 0
    return {
        "pack_count": str(fact.packs),
        "pack_size": str(size) if is_grams else _typed(size, 1),
        "pack_size_unit": "g" if is_grams else "kg",
    }


def _typed(grams: int, kilograms: int) -> str:
    whole, rest = divmod(grams, kilograms * 1000)
    digits = len(str(kilograms)) + 2
    return f"{whole},{rest:0{digits}d}".rstrip("0").rstrip(",")
