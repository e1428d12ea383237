"""Amounts as farmers say them: units, exact thousandths, and how numbers are typed and shown.

An amount is an integer of thousandths of its unit; binary fractions never enter.
"""

import re
from dataclasses import dataclass
from typing import Final

from traceability.errors import Invalid

LARGEST: Final = 10**12 - 1
# Fifteen digits are exact as a number in any JSON reader.
_LARGEST_IN_SI: Final = 10**15 - 1
_LONGEST_TEXT: Final = 40


class AmountNotANumber(Invalid):
    """Not digits with a decimal mark and thousands marks in the right places."""

    code = "amount.not_a_number"


class AmountAmbiguous(Invalid):
    """'1,234' is one and a bit to some and a thousand to others: the person must say which."""

    code = "amount.ambiguous"


class AmountNegative(Invalid):
    """Amounts of goods and inputs start at zero."""

    code = "amount.negative"


class AmountTooLarge(Invalid):
    """A thousand million units or more: a slip in typing."""

    code = "amount.too_large"


class AmountTooFine(Invalid):
    """More than three decimals."""

    code = "amount.too_fine"


class UnknownUnit(Invalid):
    """A unit code that is not in the table."""

    code = "amount.unknown_unit"


@dataclass(frozen=True)
class Unit:
    """One unit. `factor` is how many thousandths of the unit `si` one of it makes.

    `uncefact` is its own UN/CEFACT Rec 20 code, None where the list has none (yến, sào, doses).
    """

    code: str
    dimension: str
    si: str
    factor: int
    uncefact: str | None
    vi: str
    en: str

    def label(self, lang: str) -> str:
        """How people write it."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True)
class Quantity:
    """So many thousandths of a unit."""

    thousandths: int
    unit: str


# Pieces are each their own measure: twenty cartons are not twenty fruits.
_UNITS: Final = (
    Unit("kg", "mass", "kg", 1_000, "KGM", "kg", "kg"),
    Unit("g", "mass", "kg", 1, "GRM", "g", "g"),
    Unit("yen", "mass", "kg", 10_000, None, "yến", "yến of 10 kg"),
    Unit("quintal", "mass", "kg", 100_000, "DTN", "tạ", "tạ of 100 kg"),
    Unit("tonne", "mass", "kg", 1_000_000, "TNE", "tấn", "tonne"),
    Unit("l", "volume", "l", 1_000, "LTR", "lít", "litre"),
    Unit("ml", "volume", "l", 1, "MLT", "ml", "ml"),
    Unit("m3", "volume", "l", 1_000_000, "MTQ", "m³", "m³"),
    Unit("m2", "area", "m2", 1_000, "MTK", "m²", "m²"),
    Unit("ha", "area", "m2", 10_000_000, "HAR", "ha", "ha"),
    Unit("cong", "area", "m2", 1_000_000, "DAA", "công", "công of 1,000 m²"),
    Unit("sao_north", "area", "m2", 360_000, None, "sào Bắc Bộ", "sào of 360 m²"),
    Unit("sao_central", "area", "m2", 500_000, None, "sào Trung Bộ", "sào of 500 m²"),
    Unit("piece", "count", "piece", 1_000, "H87", "cái", "pieces"),
    Unit("head", "count", "head", 1_000, "HEA", "con", "head"),
    Unit("egg", "count", "egg", 1_000, "H87", "quả trứng", "eggs"),
    Unit("plant", "count", "plant", 1_000, "H87", "cây", "plants"),
    Unit("fruit", "count", "fruit", 1_000, "H87", "quả", "fruits"),
    Unit("bunch", "count", "bunch", 1_000, "H87", "bó", "bunches"),
    Unit("sack", "count", "sack", 1_000, "H87", "bao", "sacks"),
    Unit("carton", "count", "carton", 1_000, "H87", "thùng", "cartons"),
    Unit("box", "count", "box", 1_000, "H87", "hộp", "boxes"),
    Unit("bottle", "count", "bottle", 1_000, "H87", "chai", "bottles"),
    Unit("jar", "count", "jar", 1_000, "H87", "hũ", "jars"),
    Unit("packet", "count", "packet", 1_000, "H87", "gói", "packets"),
    Unit("bag", "count", "bag", 1_000, "H87", "túi", "bags"),
    Unit("tablet", "count", "tablet", 1_000, "U2", "viên", "tablets"),
    Unit("tube", "count", "tube", 1_000, "H87", "ống, tuýp", "tubes"),
    Unit("dose", "count", "dose", 1_000, "E27", "liều", "doses"),
    Unit("set", "count", "set", 1_000, "SET", "bộ", "sets"),
    Unit("pair", "count", "pair", 1_000, "PR", "đôi", "pairs"),
    Unit("colony", "count", "colony", 1_000, "H87", "đàn", "colonies"),
    Unit("metre", "length", "metre", 1_000, "MTR", "m", "m"),
    Unit("cm", "length", "metre", 10, "CMT", "cm", "cm"),
    Unit("km", "length", "metre", 1_000_000, "KMT", "km", "km"),
    Unit("celsius", "temperature", "celsius", 1_000, "CEL", "°C", "°C"),
    # Few phones show a minus beside their digits: 18 of these are minus 18 °C.
    Unit("frost", "temperature", "celsius", -1_000, None, "độ âm (−°C)", "°C below zero"),
    Unit("percent", "share", "percent", 1_000, "P1", "%", "%"),
    Unit("permille", "salinity", "permille", 1_000, "NX", "‰", "‰"),
    Unit("mg_per_l", "concentration", "mg_per_l", 1_000, "M1", "mg/l", "mg/l"),
    Unit("ug_per_l", "concentration", "mg_per_l", 1, "H29", "µg/l", "µg/l"),
    Unit("ug_per_kg", "content", "ug_per_kg", 1_000, "J33", "µg/kg", "µg/kg"),
    Unit("mg_per_kg", "content", "ug_per_kg", 1_000_000, "NA", "mg/kg", "mg/kg"),
    Unit("cfu_per_g", "germs", "cfu_per_g", 1_000, None, "CFU/g", "CFU/g"),
    Unit("cfu_per_ml", "germs", "cfu_per_ml", 1_000, None, "CFU/ml", "CFU/ml"),
    Unit("diastase_number", "diastase", "diastase_number", 1_000, None, "DN", "DN"),
    Unit("ph", "acidity", "ph", 1_000, "Q30", "pH", "pH"),
    Unit("minute", "time", "minute", 1_000, "MIN", "phút", "minutes"),
    Unit("hour", "time", "minute", 60_000, "HUR", "giờ", "hours"),
    Unit("day", "time", "minute", 1_440_000, "DAY", "ngày", "days"),
    Unit("ml_per_tank", "dose", "ml_per_tank", 1_000, None, "ml/bình 16 lít", "ml per 16-l tank"),
    Unit("g_per_tank", "dose", "g_per_tank", 1_000, None, "g/bình 16 lít", "g per 16-l tank"),
    Unit("ml_per_ha", "dose", "ml_per_ha", 1_000, None, "ml/ha", "ml/ha"),
    Unit("l_per_ha", "dose", "ml_per_ha", 1_000_000, None, "lít/ha", "l/ha"),
    Unit("g_per_ha", "dose", "g_per_ha", 1_000, None, "g/ha", "g/ha"),
    Unit("kg_per_ha", "dose", "g_per_ha", 1_000_000, None, "kg/ha", "kg/ha"),
    Unit("g_per_m3", "dose", "g_per_m3", 1_000, "A93", "g/m³", "g/m³"),
    Unit("ml_per_m3", "dose", "ml_per_m3", 1_000, None, "ml/m³", "ml/m³"),
    Unit("g_per_kg_feed", "dose", "g_per_kg_feed", 1_000, None, "g/kg thức ăn", "g/kg feed"),
    Unit("ml_per_kg_feed", "dose", "ml_per_kg_feed", 1_000, None, "ml/kg thức ăn", "ml/kg feed"),
    Unit("plants_per_ha", "density", "plants_per_ha", 1_000, None, "cây/ha", "plants/ha"),
    Unit("plants_per_m2", "density", "plants_per_ha", 10_000_000, None, "cây/m²", "plants/m²"),
    Unit("head_per_m2", "stocking", "head_per_m2", 1_000, None, "con/m²", "head/m²"),
    Unit("head_per_m3", "stocking", "head_per_m3", 1_000, None, "con/m³", "head/m³"),
    Unit("head_per_kg", "size", "head_per_kg", 1_000, None, "con/kg", "head/kg"),
)
UNITS: Final = {unit.code: unit for unit in _UNITS}


def get_unit(code: str) -> Unit:
    """The unit of that code."""
    if code not in UNITS:
        raise UnknownUnit(unit=code)
    return UNITS[code]


def to_si(quantity: Quantity) -> Quantity:
    """The same amount in its measure's first unit (kg, litre, m², ...), for sums and comparisons.

    Exact but for fractions of a gram or millilitre, which are rounded half up to one.
    """
    unit = get_unit(quantity.unit)
    thousandths = (quantity.thousandths * unit.factor + 500) // 1000
    if thousandths > _LARGEST_IN_SI:
        raise AmountTooLarge
    return Quantity(thousandths, unit.si)


def is_exact_in_si(quantity: Quantity) -> bool:
    """Whether `to_si` loses nothing."""
    return quantity.thousandths * get_unit(quantity.unit).factor % 1000 == 0


# A group's first digit is not 0, so that '0.500' is a half and not five hundred.
_DOTS = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_COMMAS = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_SPACES = re.compile(r"([1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
_PLAIN = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_ONE_COMMA_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_NEGATIVE = re.compile(r"[-−–]\s?[0-9].*", re.DOTALL)
_SPACE_LIKE = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))


def parse_amount(text: str) -> int:
    """Thousandths of what was typed, by the Vietnamese way of writing numbers.

    - Dots that part groups of three are thousands: '1.234' is 1234, '1.234,5' is 1234 and a half.
    - Any other single mark is the decimal one: '0.5', '12,5', '1234.5', '0,500', '1234,567'.
    - Spaces part thousands too: '1 234,5'. Commas may, where no doubt is left: '1,234.5'.
    - '1,234' is refused: Vietnamese reads a decimal, English a thousand, and both are typed.
    """
    cleaned = text.translate(_SPACE_LIKE).strip()
    if _NEGATIVE.fullmatch(cleaned):
        raise AmountNegative
    if _ONE_COMMA_GROUP.fullmatch(cleaned):
        raise AmountAmbiguous(text=cleaned)
    whole, fraction = _split(cleaned)
    if len(fraction) > 3:
        raise AmountTooFine
    thousandths = int(whole + fraction.ljust(3, "0"))
    if thousandths > LARGEST:
        raise AmountTooLarge
    return thousandths


def _split(cleaned: str) -> tuple[str, str]:
    """Digits before and after the decimal mark, without thousands marks and idle zeros."""
    if len(cleaned) > _LONGEST_TEXT:
        raise AmountNotANumber
    for pattern in (_DOTS, _COMMAS, _SPACES, _PLAIN):
        if match := pattern.fullmatch(cleaned):
            return re.sub("[., ]", "", match[1]), (match[2] or "").rstrip("0")
    raise AmountNotANumber


def format_amount(thousandths: int, lang: str) -> str:
    """'1.234,5' in Vietnamese, '1,234.5' in English; never idle zeros."""
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), 1000)
    grouped = f"{whole:,}"
    decimals = f"{rest:03}".rstrip("0")
    if lang == "en":
        return sign + grouped + (f".{decimals}" if decimals else "")
    return sign + grouped.replace(",", ".") + (f",{decimals}" if decimals else "")
