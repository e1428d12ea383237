"""Where provinces are: the towns that were capitals until 2025, each with the province of today.

A named province stands for its main town; a cell is told as the province of the nearest town. Both
are coarse, as everything about the place of a look is.
"""

from functools import lru_cache
from typing import Final

from traceability.look_places import LookPlace

# Province of today, latitude and longitude of the town; a province's main town comes first.
_TOWNS: Final = (
    ("01", 21.03, 105.85),  # Hà Nội
    ("04", 22.67, 106.26),  # Cao Bằng
    ("08", 21.82, 105.21),  # Tuyên Quang
    ("08", 22.83, 104.98),  # Hà Giang
    ("11", 21.39, 103.02),  # Điện Biên Phủ
    ("12", 22.40, 103.46),  # Lai Châu
    ("14", 21.33, 103.91),  # Sơn La
    ("15", 21.70, 104.87),  # Yên Bái
    ("15", 22.48, 103.97),  # Lào Cai
    ("19", 21.59, 105.84),  # Thái Nguyên
    ("19", 22.15, 105.83),  # Bắc Kạn
    ("20", 21.85, 106.76),  # Lạng Sơn
    ("22", 20.95, 107.08),  # Hạ Long
    ("22", 21.52, 107.97),  # Móng Cái
    ("24", 21.27, 106.19),  # Bắc Giang
    ("24", 21.18, 106.06),  # Bắc Ninh
    ("25", 21.32, 105.40),  # Việt Trì
    ("25", 21.31, 105.60),  # Vĩnh Yên
    ("25", 20.82, 105.34),  # Hòa Bình
    ("31", 20.86, 106.68),  # Hải Phòng
    ("31", 20.94, 106.33),  # Hải Dương
    ("33", 20.65, 106.05),  # Hưng Yên
    ("33", 20.45, 106.34),  # Thái Bình
    ("37", 20.25, 105.97),  # Ninh Bình
    ("37", 20.54, 105.91),  # Phủ Lý
    ("37", 20.43, 106.18),  # Nam Định
    ("38", 19.81, 105.78),  # Thanh Hóa
    ("40", 18.68, 105.68),  # Vinh
    ("42", 18.34, 105.91),  # Hà Tĩnh
    ("44", 17.47, 106.60),  # Đồng Hới
    ("44", 16.82, 107.10),  # Đông Hà
    ("46", 16.46, 107.59),  # Huế
    ("48", 16.06, 108.21),  # Đà Nẵng
    ("48", 15.57, 108.47),  # Tam Kỳ
    ("51", 15.12, 108.80),  # Quảng Ngãi
    ("51", 14.35, 108.00),  # Kon Tum
    ("52", 13.78, 109.22),  # Quy Nhơn
    ("52", 13.98, 108.00),  # Pleiku
    ("56", 12.24, 109.19),  # Nha Trang
    ("56", 11.57, 108.99),  # Phan Rang
    ("66", 12.67, 108.05),  # Buôn Ma Thuột
    ("66", 13.10, 109.30),  # Tuy Hòa
    ("68", 11.94, 108.44),  # Đà Lạt
    ("68", 10.93, 108.10),  # Phan Thiết
    ("68", 12.00, 107.69),  # Gia Nghĩa
    ("75", 10.95, 106.82),  # Biên Hòa
    ("75", 11.54, 106.89),  # Đồng Xoài
    ("79", 10.78, 106.70),  # Thành phố Hồ Chí Minh
    ("79", 10.98, 106.65),  # Thủ Dầu Một
    ("79", 10.35, 107.08),  # Vũng Tàu
    ("80", 10.54, 106.41),  # Tân An
    ("80", 11.31, 106.10),  # Tây Ninh
    ("82", 10.36, 106.36),  # Mỹ Tho
    ("82", 10.46, 105.63),  # Cao Lãnh
    ("86", 10.25, 105.97),  # Vĩnh Long
    ("86", 10.24, 106.38),  # Bến Tre
    ("86", 9.93, 106.34),  # Trà Vinh
    ("91", 10.01, 105.08),  # Rạch Giá
    ("91", 10.38, 105.43),  # Long Xuyên
    ("91", 10.22, 103.96),  # Phú Quốc
    ("92", 10.03, 105.78),  # Cần Thơ
    ("92", 9.60, 105.97),  # Sóc Trăng
    ("92", 9.78, 105.47),  # Vị Thanh
    ("96", 9.18, 105.15),  # Cà Mau
    ("96", 9.29, 105.72),  # Bạc Liêu
)
_PLACES: Final = tuple((code, LookPlace.around(north, east)) for code, north, east in _TOWNS)
# Beyond this from every town one is at sea or abroad.
_FARTHEST_KM: Final = 130.0
# Where most people look at stamps; offered first.
MOST_PEOPLE: Final = ("01", "79", "31", "48", "92")


def place_of_province(code: str | None) -> LookPlace | None:
    """The cell of its main town; None for a code of none."""
    return next((place for known, place in _PLACES if known == code), None)


@lru_cache(maxsize=4_096)
def province_of_place(place: LookPlace) -> str | None:
    """The province of the nearest town; None far from all of them."""
    far, code = min((place.km_to(town), code) for code, town in _PLACES)
    return code if far <= _FARTHEST_KM else None


def in_likely_order(codes: tuple[str, ...], *likely: str | None) -> tuple[str, ...]:
    """The codes with the likely ones first, then where most people are, then as they were."""
    first = [code for code in dict.fromkeys((*likely, *MOST_PEOPLE)) if code in codes]
    return (*first, *(code for code in codes if code not in first))
