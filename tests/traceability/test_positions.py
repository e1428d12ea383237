"""Positions in whole numbers."""

import pytest

from traceability.positions import (
    BadPosition,
    HalfPosition,
    Position,
    PositionOutside,
    metres_between,
    parse_position,
    shown_degrees,
)

SON_LA = Position(209512345, 1037001000)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("20.9512345", "103.7001"),
        ("20,9512345", "103,7001"),
        (" 20.95123450000001 ", "103.7001000"),
    ],
)
def test_degrees_become_whole_numbers(latitude, longitude):
    assert parse_position(latitude, longitude) == SON_LA


def test_nothing_typed_is_no_position():
    assert parse_position("", " ") is None


@pytest.mark.parametrize(("latitude", "longitude"), [("20.9", ""), ("", "103.7")])
def test_half_a_position_is_none(latitude, longitude):
    with pytest.raises(HalfPosition):
        parse_position(latitude, longitude)


@pytest.mark.parametrize("latitude", ["bắc", "20°57'", "1e1", "-20.9", "20.9.5", "nan", "²0"])
def test_what_is_no_number_of_degrees_is_refused(latitude):
    with pytest.raises(BadPosition):
        parse_position(latitude, "103.7")


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("103.7", "20.9"), ("48.8", "2.3"), ("0", "0")]
)
def test_swapped_numbers_lie_outside(latitude, longitude):
    with pytest.raises(PositionOutside):
        parse_position(latitude, longitude)


def test_degrees_are_shown_without_idle_zeros():
    assert shown_degrees(SON_LA.latitude_e7) == "20.9512345"
    assert shown_degrees(SON_LA.longitude_e7) == "103.7001"
    assert shown_degrees(210000000) == "21"


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (SON_LA, SON_LA, 0),
        # Hà Nội and Huế, 538 km apart as the crow flies.
        (Position(210_285_000, 1_058_542_000), Position(164_637_000, 1_075_909_000), 540_000),
    ],
)
def test_how_far_two_positions_are_apart(one, other, metres):
    assert metres_between(one, other) == pytest.approx(metres, rel=0.01)
    assert metres_between(one, other) == metres_between(other, one)
