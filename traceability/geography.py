"""Provinces since 1 July 2025, the demonstration's communes, and names compared without marks."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from traceability.errors import Invalid


class NoSuchCommune(Invalid):
    """Not a commune of the table, or of the province that was named with it."""

    code = "commune.not_found"


class NoSuchProvince(Invalid):
    """Not one of the provinces."""

    code = "province.not_found"


class ProvinceKind(StrEnum):
    """A province, or a city directly under the government."""

    PROVINCE = "province"
    CITY = "city"


class CommuneKind(StrEnum):
    """What a commune-level unit is: xã, phường, đặc khu."""

    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"


@dataclass(frozen=True)
class Province:
    """`formed_from` holds codes of the scheme of 2004 to 2025, where some meant another place."""

    code: str
    name: str
    kind: ProvinceKind
    formed_from: tuple[str, ...]


@dataclass(frozen=True)
class Commune:
    """A commune-level unit of a province; `name` is without its type word."""

    code: str
    name: str
    kind: CommuneKind
    province_code: str


def fold(text: str) -> str:
    """Text as it is searched: no marks, đ as d, small letters, single blanks."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(bare.split())


def _province(code: str, name: str, *formed_from: str) -> Province:
    return Province(code, name, ProvinceKind.PROVINCE, formed_from or (code,))


def _city(code: str, name: str, *formed_from: str) -> Province:
    return Province(code, name, ProvinceKind.CITY, formed_from or (code,))


_ALL: Final = (
    _city("01", "Hà Nội"),
    _province("04", "Cao Bằng"),
    _province("08", "Tuyên Quang", "02", "08"),
    _province("11", "Điện Biên"),
    _province("12", "Lai Châu"),
    _province("14", "Sơn La"),
    _province("15", "Lào Cai", "10", "15"),
    _province("19", "Thái Nguyên", "06", "19"),
    _province("20", "Lạng Sơn"),
    _city("22", "Quảng Ninh"),
    _city("24", "Bắc Ninh", "24", "27"),
    _province("25", "Phú Thọ", "17", "25", "26"),
    _city("31", "Hải Phòng", "30", "31"),
    _province("33", "Hưng Yên", "33", "34"),
    _province("37", "Ninh Bình", "35", "36", "37"),
    _province("38", "Thanh Hóa"),
    _province("40", "Nghệ An"),
    _province("42", "Hà Tĩnh"),
    _province("44", "Quảng Trị", "44", "45"),
    _city("46", "Huế"),
    _city("48", "Đà Nẵng", "48", "49"),
    _province("51", "Quảng Ngãi", "51", "62"),
    _province("52", "Gia Lai", "52", "64"),
    _province("56", "Khánh Hòa", "56", "58"),
    _province("66", "Đắk Lắk", "54", "66"),
    _province("68", "Lâm Đồng", "60", "67", "68"),
    _city("75", "Đồng Nai", "70", "75"),
    _city("79", "Hồ Chí Minh", "74", "77", "79"),
    _province("80", "Tây Ninh", "72", "80"),
    _province("82", "Đồng Tháp", "82", "87"),
    _province("86", "Vĩnh Long", "83", "84", "86"),
    _province("91", "An Giang", "89", "91"),
    _city("92", "Cần Thơ", "92", "93", "94"),
    _province("96", "Cà Mau", "95", "96"),
)

PROVINCES: Final[dict[str, Province]] = {province.code: province for province in _ALL}

_X, _P = CommuneKind.COMMUNE, CommuneKind.WARD

# NOT the official statistical codes: 9, the province, a number of our own. The official ones stay
# far below 90000, so that an imported list and these never meet.
DEMO_COMMUNES: Final = (
    Commune("91401", "Sốp Cộp", _X, "14"),
    Commune("91402", "Mai Sơn", _X, "14"),
    Commune("91403", "Yên Châu", _X, "14"),
    Commune("91404", "Sông Mã", _X, "14"),
    Commune("91405", "Tô Hiệu", _P, "14"),
    Commune("91406", "Mộc Châu", _P, "14"),
    Commune("91901", "Tân Cương", _X, "19"),
    Commune("91902", "La Bằng", _X, "19"),
    Commune("91903", "Đại Từ", _X, "19"),
    Commune("91904", "Ba Bể", _X, "19"),
    Commune("91905", "Phan Đình Phùng", _P, "19"),
    Commune("93301", "Phố Hiến", _P, "33"),
    Commune("93302", "Hồng Châu", _P, "33"),
    Commune("93303", "Sơn Nam", _P, "33"),
    Commune("93304", "Tân Hưng", _X, "33"),
    Commune("93305", "Khoái Châu", _X, "33"),
    Commune("93801", "Hạc Thành", _P, "38"),
    Commune("93802", "Sầm Sơn", _P, "38"),
    Commune("93803", "Thọ Xuân", _X, "38"),
    Commune("93804", "Nga Sơn", _X, "38"),
    Commune("93805", "Ngọc Lặc", _X, "38"),
    Commune("97901", "Sài Gòn", _P, "79"),
    Commune("97902", "Chợ Lớn", _P, "79"),
    Commune("97903", "Thủ Dầu Một", _P, "79"),
    Commune("97904", "Vũng Tàu", _P, "79"),
    Commune("97905", "Củ Chi", _X, "79"),
    Commune("97906", "Dầu Tiếng", _X, "79"),
)
