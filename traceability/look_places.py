"""Where looks at stamps come from, coarsely, and how telling it is that two come from near.

Two looks from one valley are hardly a coincidence; two from the largest city are one. So nearness
is always weighed against how many of all looks come from there anyway.
"""

import math
from functools import lru_cache
from typing import Final, NamedTuple, Self

_KM_A_DEGREE: Final = 111.2
# Half the width of a cell.
_SLACK_KM: Final = 6.0
_LEAST_SHARE: Final = 0.004

# A place that is taken from the network is that of the nearest town, give or take some kilometres:
# looks made at one shop are then told from two places, of which neither may be the shop.
_BY_TOWN: Final = 0.5
_TOWN_KM: Final = 12.0
_TOWN_REACH_KM: Final = 60.0
# And often it seems to be where the carrier's network meets the world, wherever the phone is.
_WRONG: Final = 0.10
_ANYWHERE: Final = 0.01
_GATEWAY_KM: Final = 25.0

# Latitude, longitude, people in and around the town in hundred thousands (censuses, rounded).
_TOWNS: Final = (
    (21.03, 105.85, 85),  # Hà Nội
    (10.78, 106.70, 100),  # Thành phố Hồ Chí Minh
    (16.06, 108.21, 13),  # Đà Nẵng
    (20.86, 106.68, 21),  # Hải Phòng
    (10.03, 105.78, 13),  # Cần Thơ
    (10.95, 106.82, 12),  # Biên Hòa
    (10.98, 106.65, 25),  # Thủ Dầu Một
    (12.24, 109.19, 6),  # Nha Trang
    (16.46, 107.59, 7),  # Huế
    (18.68, 105.68, 6),  # Vinh
    (19.81, 105.78, 6),  # Thanh Hóa
    (20.43, 106.18, 6),  # Nam Định
    (21.18, 106.06, 9),  # Bắc Ninh
    (21.59, 105.84, 5),  # Thái Nguyên
    (20.95, 107.08, 6),  # Hạ Long
    (11.94, 108.44, 4),  # Đà Lạt
    (12.67, 108.05, 5),  # Buôn Ma Thuột
    (13.98, 108.00, 4),  # Pleiku
    (13.78, 109.22, 5),  # Quy Nhơn
    (10.35, 107.08, 6),  # Vũng Tàu
    (10.38, 105.43, 5),  # Long Xuyên
    (10.01, 105.08, 4),  # Rạch Giá
    (9.18, 105.15, 3),  # Cà Mau
    (10.36, 106.36, 4),  # Mỹ Tho
    (21.33, 103.91, 2),  # Sơn La
    (22.48, 103.97, 2),  # Lào Cai
    (17.47, 106.60, 3),  # Đồng Hới
    (10.93, 108.10, 4),  # Phan Thiết
    (11.31, 106.10, 4),  # Tây Ninh
    (21.27, 106.19, 5),  # Bắc Giang
    (21.31, 105.60, 5),  # Vĩnh Yên
    (20.65, 106.05, 5),  # Hưng Yên
    (20.94, 106.33, 6),  # Hải Dương
    (20.45, 106.34, 6),  # Thái Bình
    (15.12, 108.80, 4),  # Quảng Ngãi
    (9.60, 105.97, 4),  # Sóc Trăng
)
_PEOPLE: Final = sum(people for _, _, people in _TOWNS)


class LookPlace(NamedTuple):
    """A cell of a tenth of a degree, some 11 km wide: nothing finer is ever kept of a look."""

    latitude_tenths: int
    longitude_tenths: int

    @classmethod
    def around(cls, latitude: float, longitude: float) -> Self:
        """The cell of a position in degrees."""
        return cls(round(latitude * 10), round(longitude * 10))

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.latitude_tenths / 10, self.longitude_tenths / 10

    @property
    def is_gateway(self) -> bool:
        """Whether looks are often wrongly placed here."""
        return _is_gateway(self)

    def km_to(self, other: "LookPlace") -> float:
        """Between the middles of the cells; a plane is exact enough within the country."""
        return _km(self.middle, other.middle)


# Where the carriers' networks meet the world: the three largest exchanges.
_GATEWAYS: Final = tuple((latitude, longitude) for latitude, longitude, _ in _TOWNS[:3])


@lru_cache(maxsize=16_384)
def _is_gateway(place: LookPlace) -> bool:
    return any(_km(place.middle, gateway) < _GATEWAY_KM for gateway in _GATEWAYS)


@lru_cache(maxsize=65_536)
def nearness(seen: LookPlace, home: LookPlace, reach_km: float) -> float:
    """How many times likelier a look is seen at `seen` when it is made within about `reach_km` of
    `home` than when it is made by anybody anywhere.
    """
    near = _within(seen, home, reach_km)
    if reach_km < _TOWN_REACH_KM:
        near = (1 - _BY_TOWN) * near + _BY_TOWN * _in_town_of(seen, home)
    return (1 - _WRONG) * near + _WRONG * _misplaced(seen) + _ANYWHERE


def _within(seen: LookPlace, home: LookPlace, reach_km: float) -> float:
    beyond = max(0.0, seen.km_to(home) - _SLACK_KM)
    return math.exp(-beyond / reach_km) / _share(home, reach_km)


def _in_town_of(seen: LookPlace, home: LookPlace) -> float:
    """The same for looks that are told from the town next to `home`, where there is one."""
    town = _nearest_town(home)
    return _within(seen, town, _TOWN_KM) if home.km_to(town) < _TOWN_REACH_KM else 0.0


@lru_cache(maxsize=16_384)
def _nearest_town(place: LookPlace) -> LookPlace:
    towns = (LookPlace.around(latitude, longitude) for latitude, longitude, _ in _TOWNS)
    return min(towns, key=place.km_to)


@lru_cache(maxsize=65_536)
def _share(place: LookPlace, reach_km: float) -> float:
    """The share of all looks that is made there anyway."""
    near = (
        people * math.exp(-_km(place.middle, (latitude, longitude)) / reach_km)
        for latitude, longitude, people in _TOWNS
    )
    return max(_LEAST_SHARE, sum(near) / _PEOPLE)


def _misplaced(seen: LookPlace) -> float:
    """How many times likelier a look is seen there when its place is wrong than otherwise: those
    that seem to come from there anyway are wrong in part as well.
    """
    if not seen.is_gateway:
        return 0.0
    wrong = 1 / len(_GATEWAYS)
    return wrong / ((1 - _WRONG) * _share(seen, 2 * _SLACK_KM) + _WRONG * wrong)


def _km(here: tuple[float, float], there: tuple[float, float]) -> float:
    middle = math.radians((here[0] + there[0]) / 2)
    east = (there[1] - here[1]) * math.cos(middle)
    return _KM_A_DEGREE * math.hypot(east, there[0] - here[0])
