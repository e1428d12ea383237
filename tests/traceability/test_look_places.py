"""Places are coarse, far apart where the country is wide, and tell less where many people are."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.look_places import LookPlace, nearness

# A main town of each of the 34 provinces and cities of 2025.
PROVINCES = {
    "Hà Nội": (21.03, 105.85),
    "Cao Bằng": (22.67, 106.26),
    "Tuyên Quang": (21.82, 105.21),
    "Điện Biên": (21.39, 103.02),
    "Lai Châu": (22.40, 103.46),
    "Sơn La": (21.33, 103.91),
    "Lào Cai": (21.70, 104.87),
    "Thái Nguyên": (21.59, 105.84),
    "Lạng Sơn": (21.85, 106.76),
    "Quảng Ninh": (20.95, 107.08),
    "Bắc Ninh": (21.27, 106.19),
    "Phú Thọ": (21.32, 105.40),
    "Hải Phòng": (20.86, 106.68),
    "Hưng Yên": (20.65, 106.05),
    "Ninh Bình": (20.25, 105.97),
    "Thanh Hóa": (19.81, 105.78),
    "Nghệ An": (18.68, 105.68),
    "Hà Tĩnh": (18.34, 105.91),
    "Quảng Trị": (17.47, 106.60),
    "Huế": (16.46, 107.59),
    "Đà Nẵng": (16.06, 108.21),
    "Quảng Ngãi": (15.12, 108.80),
    "Gia Lai": (13.78, 109.22),
    "Khánh Hòa": (12.24, 109.19),
    "Đắk Lắk": (12.67, 108.05),
    "Lâm Đồng": (11.94, 108.44),
    "Đồng Nai": (10.95, 106.82),
    "Thành phố Hồ Chí Minh": (10.78, 106.70),
    "Tây Ninh": (10.54, 106.41),
    "Đồng Tháp": (10.36, 106.36),
    "Vĩnh Long": (10.25, 105.97),
    "An Giang": (10.01, 105.08),
    "Cần Thơ": (10.03, 105.78),
    "Cà Mau": (9.18, 105.15),
}
PLACES = {name: LookPlace.around(*middle) for name, middle in PROVINCES.items()}

latitudes, longitudes = st.floats(8.5, 23.4), st.floats(102.1, 109.5)
places = st.builds(LookPlace.around, latitudes, longitudes)


@given(latitudes, longitudes)
def test_a_cell_keeps_no_more_of_a_position_than_a_tenth_of_a_degree(
    latitude: float, longitude: float
) -> None:
    north, east = LookPlace.around(latitude, longitude).middle

    assert abs(north - latitude) <= 0.05 + 1e-9
    assert abs(east - longitude) <= 0.05 + 1e-9


def test_a_cell_is_some_eleven_kilometres_wide() -> None:
    cell = PLACES["Sơn La"]

    assert cell.km_to(LookPlace(cell.latitude_tenths + 1, cell.longitude_tenths)) == pytest.approx(
        11.1, abs=0.1
    )
    assert cell.km_to(LookPlace(cell.latitude_tenths, cell.longitude_tenths + 1)) == pytest.approx(
        10.4, abs=0.2
    )


@given(places, places)
def test_distances_are_those_on_the_globe(one: LookPlace, two: LookPlace) -> None:
    (north, east), (other_north, other_east) = (
        tuple(map(math.radians, place.middle)) for place in (one, two)
    )
    half = math.sin((other_north - north) / 2) ** 2 + math.cos(north) * math.cos(other_north) * (
        math.sin((other_east - east) / 2) ** 2
    )
    globe = 2 * 6371.0 * math.asin(math.sqrt(half))

    assert one.km_to(two) == pytest.approx(globe, rel=0.01, abs=0.1)


@given(places, places, places)
def test_distances_behave_as_distances(one: LookPlace, two: LookPlace, three: LookPlace) -> None:
    assert one.km_to(one) == 0
    assert one.km_to(two) == pytest.approx(two.km_to(one))
    assert one.km_to(three) <= (one.km_to(two) + two.km_to(three)) * 1.01


def test_each_of_the_34_provinces_is_a_place_of_its_own() -> None:
    assert len(PLACES) == 34
    assert all(one.km_to(two) > 10 for one, two in combinations(PLACES.values(), 2))


@pytest.mark.parametrize("name", ["Hà Nội", "Thành phố Hồ Chí Minh", "Đà Nẵng"])
def test_where_carriers_meet_the_world_looks_are_often_wrongly_placed(name: str) -> None:
    assert PLACES[name].is_gateway


@pytest.mark.parametrize("name", ["Sơn La", "Hải Phòng", "Cần Thơ", "Huế", "Tây Ninh", "Bắc Ninh"])
def test_elsewhere_they_are_not(name: str) -> None:
    assert not PLACES[name].is_gateway


@pytest.mark.parametrize("name", PLACES)
def test_two_looks_from_one_province_are_likelier_than_by_chance(name: str) -> None:
    home = PLACES[name]
    elsewhere = [
        place for place in PLACES.values() if place.km_to(home) > 150 and not place.is_gateway
    ]

    assert nearness(home, home, 7) > 2
    assert all(nearness(place, home, 7) < 1 for place in elsewhere)


def test_two_from_one_valley_say_more_than_two_from_the_largest_city() -> None:
    valley, city = PLACES["Sơn La"], PLACES["Thành phố Hồ Chí Minh"]

    assert nearness(valley, valley, 7) > 10 * nearness(city, city, 7)


def test_a_look_that_seems_far_off_in_a_gateway_may_have_been_made_at_home() -> None:
    home = PLACES["Sơn La"]

    assert nearness(PLACES["Đà Nẵng"], home, 7) > 5 * nearness(PLACES["Huế"], home, 7)


@given(places, places, places, st.sampled_from([7.0, 60.0]))
def test_the_nearer_a_look_the_likelier_it_is_of_there(
    home: LookPlace, one: LookPlace, two: LookPlace, reach_km: float
) -> None:
    nearer, farther = sorted((one, two), key=home.km_to)
    if not farther.is_gateway:
        assert nearness(nearer, home, reach_km) >= nearness(farther, home, reach_km)
    assert nearness(farther, home, reach_km) > 0
