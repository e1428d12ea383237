"""What all outdoor pictures share: the light of the hour, sky, hills and trees."""

import math
from dataclasses import dataclass
from functools import cache
from random import Random

from webapp.demo.canvas import Canvas, Colour, Gradient, Point, mix
from webapp.demo.chance import seeded
from webapp.demo.shapes import ellipse, ground, inside, ridge, smooth

SIZE = (640, 480)
HORIZON = 46.0
LARGE_TREE = 7.0  # from here on a tree is drawn with its leaves and a soft shadow
LEAF_GREENS: tuple[Colour, ...] = ((66, 122, 56), (86, 144, 60), (54, 108, 62), (104, 156, 68))


@dataclass(frozen=True)
class Light:
    """The hour of the day: sky from above to the horizon, sun, haze, and the shade of greens."""

    sky: tuple[Colour, ...]
    sun: Colour
    haze: Colour
    tint: Colour
    strength: float


NOON = Light(
    sky=((98, 164, 214), (160, 206, 232), (226, 240, 240)),
    sun=(255, 255, 242),
    haze=(206, 230, 238),
    tint=(255, 246, 200),
    strength=0.06,
)
MORNING = Light(
    sky=((126, 186, 226), (190, 222, 238), (238, 243, 232)),
    sun=(255, 252, 232),
    haze=(222, 236, 236),
    tint=(255, 255, 240),
    strength=0.0,
)
EVENING = Light(
    sky=((240, 178, 128), (252, 208, 156), (254, 238, 206)),
    sun=(255, 244, 206),
    haze=(250, 226, 190),
    tint=(250, 190, 110),
    strength=0.16,
)
OVERCAST = Light(
    sky=((158, 190, 204), (198, 214, 216), (230, 232, 224)),
    sun=(246, 246, 238),
    haze=(220, 226, 222),
    tint=(190, 204, 204),
    strength=0.14,
)
LIGHTS = (NOON, MORNING, EVENING, OVERCAST)


def lit(colour: Colour, light: Light) -> Colour:
    """A colour in the light of the hour."""
    return mix(colour, light.tint, light.strength)


def landscape(random: Random, light: Light) -> Canvas:
    """Sky, sun and two ranges of hills fading into the distance."""
    canvas = Canvas(*SIZE, Gradient(light.sky))
    _sun(canvas, random, light)
    for _ in range(3):
        _cloud(canvas, random, light)
    for step, level in enumerate((HORIZON - 13, HORIZON - 6)):
        far = mix((92, 134, 138), light.haze, 0.62 - 0.24 * step)
        line = ridge(canvas.width, level, 5.5 - step, random)
        canvas.area(ground(line, HORIZON + 6), Gradient((far, mix(far, light.haze, 0.75))))
    return canvas


def _sun(canvas: Canvas, random: Random, light: Light) -> None:
    x, y = random.uniform(20, canvas.width - 20), random.uniform(12, 24)
    canvas.veil(ellipse(x, y, 9, 9), light.sun, 0.7, 5)
    if light is not OVERCAST:
        canvas.area(ellipse(x, y, 4.2, 4.2), light.sun)


def _cloud(canvas: Canvas, random: Random, light: Light) -> None:
    x, y, long = random.uniform(0, canvas.width), random.uniform(6, 24), random.uniform(8, 16)
    white = mix((255, 255, 255), light.haze, 0.2)
    canvas.veil(ellipse(x, y, long, 1.5), white, 0.6, 1.1)
    canvas.veil(ellipse(x + random.uniform(-4, 4), y - 1.4, long * 0.5, 1.8), white, 0.7, 1.1)


def tree(
    canvas: Canvas, random: Random, foot: Point, size: float, colours: tuple[Colour, Colour]
) -> None:
    """A round tree, `size` being the radius of its crown; colours of its leaves and its fruit."""
    x, y = foot
    green, fruit = colours
    if size < LARGE_TREE:
        canvas.area(ellipse(x + size * 0.2, y, size, size * 0.14), mix(green, (30, 60, 30), 0.4))
    else:
        shade = ellipse(x + size * 0.3, y, size, size * 0.2)
        canvas.veil(shade, (30, 50, 24), 0.4, size / 14)
    half = size * 0.08
    canvas.area([(x - half, y), (x + half, y), (x, y - 1.4 * size)], (104, 78, 54))
    middle = y - size * 1.15
    for share, shade_by, reach in ((0.0, 0.38, 1.0), (0.16, 0.1, 0.84), (0.36, 0.0, 0.5)):
        part = (x - size * share * 0.45, middle - size * share * 0.6)
        colour = mix(mix(green, (20, 50, 24), shade_by), (235, 245, 150), 0.35 * share)
        canvas.area(_crown(random, part, size * reach), colour)
    for _ in range(14 if size > LARGE_TREE else 6):
        place = inside(random, (x, middle), size * 0.72, size * 0.52)
        dot = ellipse(*place, size / 15, size / 15)
        canvas.area(dot, mix(fruit, (255, 255, 255), random.uniform(0, 0.2)))


def _crown(random: Random, middle: Point, size: float) -> list[Point]:
    """A leafy outline; from afar a plain one does."""
    if size < LARGE_TREE:
        return ellipse(*middle, size, size * 0.78)
    x, y = middle
    return [(x + size * across, y + size * down) for across, down in _leafy(random.randrange(24))]


@cache
def _leafy(variant: int) -> list[Point]:
    """One of a few outlines of a crown, for a radius of one."""
    random = seeded(variant)
    turns = [2 * math.pi * step / 9 for step in range(9)]
    return smooth(
        [
            (random.uniform(0.82, 1.0) * math.cos(turn), random.uniform(0.66, 0.8) * math.sin(turn))
            for turn in turns
        ]
    )
