"""More packs: the tea tin, and fruit in cartons that name their growing area."""

from collections.abc import Callable
from random import Random

from webapp.demo.canvas import Canvas, Colour, Gradient, mix
from webapp.demo.packs import BLACK, MIDDLE, WHITE, Wording, cast_shadow, print_name, shine
from webapp.demo.shapes import block, ellipse, leaf, smooth
from webapp.gateways.printing.fonts import Style

CARDBOARD: Colour = (214, 178, 128)
Fruit = Callable[[Canvas, float, float, float, float], None]


def tea_tin(canvas: Canvas, random: Random, words: Wording) -> None:
    """A dark green tin, a cup of tea and loose leaves."""
    cast_shadow(canvas, 21)
    green, gold = (24, 74, 56), (218, 182, 98)
    shades = (
        mix(green, BLACK, 0.45),
        green,
        mix(green, WHITE, 0.3),
        green,
        mix(green, BLACK, 0.2),
        mix(green, BLACK, 0.5),
    )
    canvas.area(block(30, 26, 40, 62, 2.4), Gradient(shades, across=True))
    canvas.area(ellipse(MIDDLE, 87, 20, 1.8), mix(green, BLACK, 0.4))
    golden = Gradient(
        (mix(gold, BLACK, 0.4), gold, mix(gold, WHITE, 0.5), gold, mix(gold, BLACK, 0.35)),
        across=True,
    )
    canvas.area(block(29.4, 14, 41.2, 13, 1.6), golden)
    canvas.area(ellipse(MIDDLE, 14.4, 20.4, 1.6), mix(gold, WHITE, 0.4))
    for y in (31.5, 82.5):
        canvas.area(block(30, y, 40, 0.7), golden)
    canvas.area(ellipse(MIDDLE, 42, 7.6, 7.6), gold)
    canvas.area(ellipse(MIDDLE, 42, 6.9, 6.9), green)
    for turn in (55, 90, 125):
        canvas.area(
            leaf(MIDDLE, 46.6, 8.4, turn, 0.24), mix((132, 186, 92), WHITE, (turn - 55) / 200)
        )
    print_name(canvas, words, 56.5, WHITE, gold)
    canvas.words(words.amount, (MIDDLE, 78.6), 2.7, gold, Style.REGULAR.value)
    shine(canvas, [(33.4, 29), (36, 29), (36, 86), (33.4, 86)])
    _cup(canvas)
    for _ in range(16):
        x, y = random.uniform(6, 24), random.uniform(89, 95)
        canvas.area(
            leaf(x, y, random.uniform(2, 3.4), random.uniform(0, 360), 0.2),
            mix((44, 66, 40), (86, 110, 60), random.random()),
        )


def _cup(canvas: Canvas) -> None:
    canvas.veil(ellipse(85, 94, 11, 1.8), (60, 50, 36), 0.4, 1)
    canvas.area(
        smooth([(75, 82), (95, 82), (92.6, 91), (88, 94), (82, 94), (77.4, 91)]),
        Gradient(((226, 230, 226), WHITE, (206, 212, 208)), across=True),
    )
    canvas.area(ellipse(85, 82.2, 10, 2.5), (250, 252, 250))
    canvas.area(ellipse(85, 82.5, 8.9, 2.0), Gradient(((172, 162, 44), (206, 192, 78))))
    for x, y in ((82, 74), (87, 72)):
        canvas.veil(
            smooth(
                [
                    (x, y + 6),
                    (x + 1.4, y + 2),
                    (x - 1.2, y - 2),
                    (x + 0.6, y - 6),
                    (x + 1.8, y - 2),
                    (x + 2.6, y + 2),
                ]
            ),
            WHITE,
            0.5,
            0.9,
        )


def fruit_box(canvas: Canvas, random: Random, words: Wording, fruit: Fruit) -> None:
    """An open carton full of fruit; the label on its front names the growing area."""
    canvas.veil(ellipse(MIDDLE + 2, 88.5, 44, 4.4), (60, 50, 36), 0.45, 2.4)
    inside = [(16, 40), (84, 40), (90, 54), (10, 54)]
    canvas.area(inside, Gradient((mix(CARDBOARD, BLACK, 0.5), mix(CARDBOARD, BLACK, 0.3))))
    for row in range(3):
        for place in range(6 - row % 2):
            x = 19.5 + place * 12.2 + row % 2 * 6 + random.uniform(-0.7, 0.7)
            fruit(
                canvas, x, 38 + row * 6.4 + random.uniform(-0.6, 0.6), 6.6, random.uniform(-16, 16)
            )
    front = [(8.6, 54), (91.4, 54), (89, 89), (11, 89)]
    canvas.area(
        front, Gradient((mix(CARDBOARD, WHITE, 0.24), CARDBOARD, mix(CARDBOARD, BLACK, 0.1)))
    )
    canvas.area([(8.6, 54), (91.4, 54), (91.2, 56), (8.8, 56)], mix(CARDBOARD, WHITE, 0.4))
    for x in (14, 78):
        canvas.area(block(x, 60.5, 8, 3.4, 1.7), mix(CARDBOARD, BLACK, 0.42))
    canvas.area(block(25, 59.5, 50, 24, 1.4), Gradient((WHITE, (246, 248, 242))))
    canvas.area(block(25, 59.5, 50, 2.2, 1), (54, 122, 66))
    print_name(canvas, words, 66.6, (34, 88, 48), (90, 100, 90))
    canvas.words(words.amount, (MIDDLE, 79.6), 2.6, (90, 100, 90), Style.REGULAR.value)


def mango(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    """A ripe mango with a red cheek."""
    lean = turn / 90
    outline = smooth(
        [
            (x - size, y + lean),
            (x - size * 0.3, y - size * 0.86),
            (x + size * 0.8, y - size * 0.5),
            (x + size * 1.05, y + size * 0.35),
            (x + size * 0.2, y + size * 0.8),
            (x - size * 0.7, y + size * 0.6),
        ]
    )
    canvas.area(outline, Gradient(((252, 206, 84), (242, 166, 48), (214, 122, 34))))
    canvas.veil(
        ellipse(x + size * 0.45, y - size * 0.05, size * 0.4, size * 0.36), (222, 78, 44), 0.55, 1.1
    )
    canvas.veil(ellipse(x - size * 0.3, y - size * 0.35, size * 0.26, size * 0.14), WHITE, 0.6, 0.5)


def dragon_fruit(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    """A dragon fruit with its green-tipped scales."""
    for step in range(8):
        angle = turn + step * 45
        canvas.area(leaf(x, y, size * 1.32, angle, 0.2), (128, 176, 84))
        canvas.area(leaf(x, y, size * 1.08, angle, 0.26), (226, 72, 126))
    canvas.area(
        ellipse(x, y, size * 0.86, size * 0.82),
        Gradient(((240, 96, 146), (216, 44, 104), (176, 30, 86))),
    )
    for step in range(6):
        scale = leaf(
            x + size * (step % 3 - 1) * 0.4,
            y + size * (step // 3 - 0.2) * 0.5,
            size * 0.46,
            70 + turn,
            0.26,
        )
        canvas.area(scale, (244, 132, 160))
    canvas.veil(ellipse(x - size * 0.3, y - size * 0.4, size * 0.2, size * 0.14), WHITE, 0.5, 0.5)


def longan_bunch(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    """A few longans on their twig."""
    canvas.line(
        [(x - size * 0.6, y - size * 0.9), (x, y), (x + size * 0.7, y - size * 0.4)],
        0.5,
        (112, 86, 52),
    )
    canvas.area(leaf(x, y - size * 0.5, size * 1.1, 60 + turn, 0.24), (78, 128, 62))
    for step, (across, down) in enumerate(
        ((-0.55, -0.2), (0.5, -0.3), (0, 0.15), (-0.4, 0.6), (0.5, 0.55))
    ):
        colour = mix((212, 168, 98), (186, 136, 72), step / 5)
        middle = (x + size * across, y + size * down)
        canvas.area(ellipse(*middle, size * 0.52, size * 0.5), mix(colour, (80, 44, 16), 0.34))
        canvas.area(ellipse(middle[0] - 0.2, middle[1] - 0.3, size * 0.46, size * 0.43), colour)
        canvas.area(
            ellipse(middle[0] - 1, middle[1] - 1.2, size * 0.13, size * 0.1),
            mix(colour, WHITE, 0.5),
        )


def mustard_greens(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    """A head of leaf mustard: pale stalks below, broad leaves above."""
    for step, angle in enumerate((150, 30, 120, 60, 90)):
        green = mix((58, 128, 52), (150, 204, 92), step / 5)
        tilt = angle + turn
        canvas.area(leaf(x, y + size * 0.7, size * 1.9, tilt, 0.27), mix(green, BLACK, 0.12))
        canvas.area(leaf(x, y + size * 0.7, size * 1.8, tilt, 0.22), green)
        canvas.area(leaf(x, y + size * 0.8, size * 1.15, tilt, 0.05), (222, 238, 196))
