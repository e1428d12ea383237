"""Where harvests are worked on: trays in the sun and the packing table."""

from random import Random

from webapp.demo.canvas import Canvas, Colour, Gradient, Point, mix
from webapp.demo.scenery import HORIZON, LEAF_GREENS, SIZE, Light, lit, tree
from webapp.demo.shapes import block, ellipse, inside, leaf

FRUITS: tuple[Colour, ...] = ((196, 148, 84), (238, 178, 56), (214, 62, 98), (126, 164, 62))
ROOM = (890, 668)  # all of it; the picture shows the table and what is around it
CARDBOARD: Colour = (206, 168, 118)
SMALL_TRAY = 10.0
BAMBOO: Colour = (216, 184, 122)


def drying_yard(canvas: Canvas, random: Random, light: Light) -> None:
    """Round bamboo trays of dried fruit on racks before the garden."""
    for x in range(-2, 142, 8):
        foot = (x + random.uniform(-2, 2), HORIZON + 4)
        leaves = lit(random.choice(LEAF_GREENS), light)
        tree(
            canvas,
            random,
            foot,
            random.uniform(5, 6.9),
            (leaves, mix(leaves, (255, 255, 180), 0.4)),
        )
    yard = lit((208, 190, 158), light)
    shades = (mix(yard, light.haze, 0.35), yard, mix(yard, (120, 90, 60), 0.25))
    canvas.area(block(-1, HORIZON + 3, canvas.width + 2, 60), Gradient(shades))
    dried = lit(random.choice(((150, 92, 48), (178, 112, 52), (132, 76, 44))), light)
    for row in range(3):
        size = 8.5 * 1.5**row
        y = HORIZON + 9 + row * 6 + size * 0.75
        _rack(canvas, y + size * 0.18, size)
        for place in range(int(canvas.width / size / 2.3) + 2):
            _tray(canvas, random, (place * size * 2.3 - row * 5, y), size, dried)


def _rack(canvas: Canvas, y: float, size: float) -> None:
    for x in range(0, int(canvas.width) + 20, max(8, round(size * 1.7))):
        canvas.area(block(x, y, size * 0.09, size * 0.75), (132, 104, 66))
    canvas.area(block(-1, y, canvas.width + 2, size * 0.1), (164, 130, 82))


def _tray(canvas: Canvas, random: Random, middle: Point, size: float, dried: Colour) -> None:
    x, y = middle
    canvas.veil(
        ellipse(x + size * 0.1, y + size * 0.55, size, size * 0.22), (70, 50, 30), 0.3, size / 14
    )
    canvas.area(ellipse(x, y + size * 0.07, size, size * 0.42), mix(BAMBOO, (90, 60, 30), 0.4))
    canvas.area(
        ellipse(x, y, size, size * 0.42), Gradient((mix(BAMBOO, (255, 255, 230), 0.35), BAMBOO))
    )
    bed = (mix(dried, (60, 30, 10), 0.35), dried)
    canvas.area(ellipse(x, y + size * 0.01, size * 0.88, size * 0.35), Gradient(bed))
    for _ in range(26 if size > SMALL_TRAY else 14):
        spot = inside(random, (x, y), size * 0.82, size * 0.31)
        shade = mix(dried, (255, 214, 150), random.uniform(0, 0.5))
        canvas.area(ellipse(*spot, size * 0.05, size * 0.036), shade)


def packing_table(random: Random) -> Canvas:
    """Inside the packing house: crates of fruit, cartons, a scale and a roll of stamps."""
    wall = random.choice(((226, 234, 230), (234, 230, 218), (220, 230, 238)))
    shades = (mix(wall, (255, 255, 255), 0.5), wall, mix(wall, (120, 130, 130), 0.2))
    canvas = Canvas(*ROOM, Gradient(shades))
    _window(canvas, random.uniform(26, 72))
    _shelf(canvas, random)
    top = Gradient(((238, 240, 240), (206, 212, 214), (188, 196, 198)))
    canvas.veil(block(0, 60, canvas.width, 5), (60, 70, 70), 0.35, 3)
    canvas.area([(6, 62), (canvas.width - 6, 62), (canvas.width + 4, 88), (-4, 88)], top)
    canvas.area(block(-4, 88, canvas.width + 8, 3), (150, 160, 164))
    canvas.area(block(-4, 91, canvas.width + 8, 12), Gradient(((96, 106, 110), (70, 80, 84))))
    fruit = random.choice(FRUITS)
    places = [(14.0, 78.0), (46.0, 75.0), (78.0, 79.0), (108.0, 76.0)]
    random.shuffle(places)
    _crate(canvas, random, places[0], fruit)
    _crate(canvas, random, places[1], fruit)
    _carton(canvas, places[2])
    _scale(canvas, random, places[3])
    canvas.closer((random.uniform(8, 20), 27.5), *SIZE)
    return canvas


def _window(canvas: Canvas, x: float) -> None:
    canvas.area(block(x, 10, 40, 30, 1), (250, 252, 252))
    canvas.area(
        block(x + 1.2, 11.2, 37.6, 27.6),
        Gradient(((150, 200, 232), (214, 234, 240), (150, 186, 120))),
    )
    canvas.area(block(x + 19.4, 11, 1.2, 28), (250, 252, 252))
    canvas.veil([(x, 44), (x + 40, 44), (x + 58, 66), (x + 14, 66)], (255, 255, 240), 0.45, 3)


def _shelf(canvas: Canvas, random: Random) -> None:
    canvas.area(block(0, 52, canvas.width, 1.4), (176, 150, 116))
    x = random.uniform(-4, 4)
    while x < canvas.width:
        width, height = random.uniform(7, 12), random.uniform(5, 9)
        box = mix(CARDBOARD, (255, 255, 255), random.uniform(0, 0.25))
        canvas.area(
            block(x, 52 - height, width, height, 0.3), Gradient((box, mix(box, (110, 80, 50), 0.2)))
        )
        canvas.area(
            block(x + width * 0.42, 52 - height, width * 0.16, height),
            mix(box, (150, 110, 70), 0.3),
        )
        x += width + random.uniform(0.4, 6)


def _crate(canvas: Canvas, random: Random, foot: Point, fruit: Colour) -> None:
    x, y = foot[0] - 12, foot[1]
    canvas.veil(ellipse(x + 12, y + 0.4, 13.5, 1.8), (50, 60, 64), 0.5, 1)
    for row in range(3):
        for place in range(8):
            middle = (
                x + 2.2 + place * 2.8 + random.uniform(-0.4, 0.4),
                y - 10.5 - row * 1.5 + abs(place - 3.5) * 0.3 * row,
            )
            _fruit(canvas, middle, 2.0, mix(fruit, (255, 230, 120), random.uniform(0, 0.25)))
    plastic = random.choice(((54, 122, 176), (206, 84, 60), (62, 140, 98)))
    for step in range(3):
        slat = block(x, y - 10.2 + step * 3.5, 24, 2.9, 0.5)
        canvas.area(slat, Gradient((mix(plastic, (255, 255, 255), 0.22), plastic)))
    for post in (x, x + 22.2):
        canvas.area(block(post, y - 10.8, 1.8, 10.9, 0.5), mix(plastic, (20, 30, 40), 0.2))


def _fruit(canvas: Canvas, middle: Point, size: float, colour: Colour) -> None:
    x, y = middle
    canvas.area(ellipse(x, y, size, size), mix(colour, (80, 40, 20), 0.3))
    canvas.area(ellipse(x - size * 0.1, y - size * 0.12, size * 0.86, size * 0.84), colour)
    canvas.area(
        ellipse(x - size * 0.35, y - size * 0.4, size * 0.28, size * 0.2),
        mix(colour, (255, 255, 255), 0.5),
    )


def _carton(canvas: Canvas, foot: Point) -> None:
    x, y = foot[0] - 10, foot[1]
    canvas.veil(ellipse(x + 10, y + 0.4, 11.5, 1.8), (50, 60, 64), 0.5, 1)
    canvas.area(
        block(x, y - 14, 20, 14, 0.4), Gradient((mix(CARDBOARD, (255, 255, 255), 0.15), CARDBOARD))
    )
    flap = [(x, y - 14), (x + 20, y - 14), (x + 17.5, y - 17), (x + 2.5, y - 17)]
    canvas.area(flap, mix(CARDBOARD, (110, 80, 50), 0.3))
    canvas.area(block(x + 8.6, y - 14, 2.8, 14), mix(CARDBOARD, (150, 110, 70), 0.3))
    canvas.area(block(x + 12.2, y - 8, 6, 4, 0.4), (250, 252, 250))
    canvas.area(block(x + 12.8, y - 7.4, 2.8, 2.8), (40, 44, 44))
    canvas.area(leaf(x + 2, y - 4, 4.4, 40, 0.26), (74, 132, 76))


def _scale(canvas: Canvas, random: Random, foot: Point) -> None:
    x, y = foot[0] - 10, foot[1]
    canvas.veil(ellipse(x + 10, y + 0.4, 11.5, 1.6), (50, 60, 64), 0.5, 1)
    canvas.area(block(x + 1, y - 4.6, 18, 4.6, 1), Gradient(((244, 246, 246), (190, 198, 202))))
    canvas.area(block(x + 4, y - 3.6, 8, 2.4, 0.3), (44, 60, 52))
    for digit in range(4):
        canvas.area(block(x + 4.8 + digit * 1.7, y - 3.1, 1.0, 1.4, 0.2), (132, 226, 160))
    canvas.area(block(x - 1, y - 6, 22, 1.4, 0.6), Gradient(((226, 230, 232), (160, 168, 172))))
    roll = random.uniform(5, 15)
    canvas.area(ellipse(x + roll, y - 9.6, 3.6, 3.6), (246, 246, 242))
    canvas.area(ellipse(x + roll, y - 9.6, 3.6, 3.6)[:19], (226, 228, 224))
    canvas.area(ellipse(x + roll, y - 9.6, 1.3, 1.3), (180, 150, 110))
