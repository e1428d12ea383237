"""Outlines to draw with: lists of points in per cent of the picture's height."""

import math
from collections.abc import Sequence
from functools import cache
from random import Random

import numpy as np

from webapp.demo.canvas import Point

STEPS = 12
SMALL = 1.2  # below it a few corners look round


@cache
def _circle(count: int) -> tuple[Point, ...]:
    turns = [2 * math.pi * step / count for step in range(count)]
    return tuple((math.cos(turn), math.sin(turn)) for turn in turns)


def ellipse(x: float, y: float, across: float, down: float) -> list[Point]:
    """Around a middle, with its two half axes."""
    circle = _circle(8 if across < SMALL else 36)
    return [(x + across * cos, y + down * sin) for cos, sin in circle]


def inside(random: Random, middle: Point, across: float, down: float) -> Point:
    """Any point within an ellipse, all equally likely."""
    away, turn = random.random() ** 0.5, random.uniform(0, 2 * math.pi)
    return middle[0] + across * away * math.cos(turn), middle[1] + down * away * math.sin(turn)


def block(x: float, y: float, width: float, height: float, round_by: float = 0) -> list[Point]:
    """A rectangle from its upper left corner, its corners rounded."""
    if not round_by:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    corners = (
        (x + width - round_by, y + height - round_by, 0),
        (x + round_by, y + height - round_by, 1),
        (x + round_by, y + round_by, 2),
        (x + width - round_by, y + round_by, 3),
    )
    return [
        (
            middle_x + round_by * math.cos((quarter + step / 6) * math.pi / 2),
            middle_y + round_by * math.sin((quarter + step / 6) * math.pi / 2),
        )
        for middle_x, middle_y, quarter in corners
        for step in range(7)
    ]


def smooth(points: Sequence[Point]) -> list[Point]:
    """A closed curve through all points (Catmull-Rom)."""
    given = np.array(points)
    before, after, next_but_one = (np.roll(given, shift, axis=0) for shift in (1, -1, -2))
    along = np.linspace(0, 1, STEPS, endpoint=False)[:, None, None]
    curve = 0.5 * (
        2 * given
        + (after - before) * along
        + (2 * before - 5 * given + 4 * after - next_but_one) * along**2
        + (3 * given - before - 3 * after + next_but_one) * along**3
    )
    return [(x, y) for x, y in curve.transpose(1, 0, 2).reshape(-1, 2).tolist()]


def leaf(x: float, y: float, length: float, turn: float, slim: float = 0.2) -> list[Point]:
    """A pointed leaf from its stalk, `turn` in degrees from the right against the clock."""
    half = slim * length
    outline = [(0.0, 0.0), (0.3, 0.8), (0.6, 0.85), (1.0, 0.0), (0.6, -0.85), (0.3, -0.8)]
    cos, sin = math.cos(math.radians(turn)), -math.sin(math.radians(turn))
    along = [(a * length, b * half) for a, b in outline]
    return smooth([(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in along])


def ridge(width: float, level: float, swell: float, random: Random) -> list[Point]:
    """A line of hills from the left edge to the right."""
    waves = [(random.uniform(0.6, 2.4), random.uniform(0, 6.3), swell / n) for n in (1, 2, 3)]
    places = [width * step / 40 for step in range(41)]
    return [
        (
            x,
            level
            + sum(
                rise * math.sin(n * wave * x / width * 3 + start)
                for n, (wave, start, rise) in enumerate(waves, 1)
            ),
        )
        for x in places
    ]


def ground(line: Sequence[Point], bottom: float = 101) -> list[Point]:
    """Everything below a line."""
    return [*line, (line[-1][0], bottom), (line[0][0], bottom)]


def band(line: Sequence[Point], height: float) -> list[Point]:
    """A strip that hangs down from a line."""
    return [*line, *((x, y + height) for x, y in reversed(line))]


def moved(line: Sequence[Point], down: float) -> list[Point]:
    """The same line further down."""
    return [(x, y + down) for x, y in line]
