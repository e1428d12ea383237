"""Products as a shop would show them: bags, jars, tins and boxes before a plain ground."""

from dataclasses import dataclass
from random import Random

from webapp.demo.canvas import Canvas, Colour, Gradient, Point, mix
from webapp.demo.shapes import block, ellipse, inside, leaf, smooth
from webapp.gateways.printing.fonts import Style

SIZE = (800, 800)
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (24, 28, 26)
MIDDLE = 50.0


@dataclass(frozen=True)
class Wording:
    """What is printed on a pack."""

    name: tuple[str, ...]
    origin: str
    amount: str


def studio(random: Random, tone: Colour) -> Canvas:
    """A bright corner with the pack's own tone in it, and a table's edge."""
    wall = mix(tone, WHITE, 0.78 + random.uniform(-0.03, 0.03))
    table = mix(tone, WHITE, 0.6)
    canvas = Canvas(*SIZE, Gradient((mix(wall, WHITE, 0.5), wall, mix(wall, tone, 0.12))))
    canvas.veil(ellipse(random.uniform(25, 40), 30, 24, 24), WHITE, 0.75, 12)
    canvas.area(
        block(-1, 76, 102, 26), Gradient((mix(table, WHITE, 0.3), table, mix(table, tone, 0.2)))
    )
    canvas.veil(block(-5, 75.4, 110, 0.8), mix(tone, BLACK, 0.4), 0.16, 0.8)
    return canvas


def rice_bag(canvas: Canvas, random: Random, words: Wording) -> None:
    """A bag of sticky rice with a window on the grains, and an ear of rice beside it."""
    cast_shadow(canvas, 27)
    green, cream = (42, 98, 62), (250, 244, 226)
    outline = _bag(19.5, (26, 24), (24, 25))
    canvas.area(
        outline,
        Gradient(
            (mix(cream, green, 0.2), cream, WHITE, cream, mix(cream, green, 0.28)), across=True
        ),
    )
    canvas.area(
        block(25.6, 17, 48.8, 5, 0.8), Gradient((green, mix(green, WHITE, 0.3), green), across=True)
    )
    for step in range(12):
        canvas.line(
            [(27.5 + step * 4, 17.6), (27.5 + step * 4, 21.4)], 0.16, mix(green, BLACK, 0.3)
        )
    band = [(24.1, 29), (75.9, 29), (76, 53), (24, 53)]
    canvas.area(
        band,
        Gradient(
            (
                mix(green, BLACK, 0.2),
                green,
                mix(green, WHITE, 0.12),
                green,
                mix(green, BLACK, 0.25),
            ),
            across=True,
        ),
    )
    canvas.area(block(24.1, 53, 51.8, 0.9), (214, 176, 82))
    print_name(canvas, words, 35.5, WHITE, (240, 214, 140))
    _window_of_grains(canvas, random)
    canvas.words(words.amount, (65.5, 70), 5, green, Style.BOLD.value)
    shine(canvas, [(29, 24), (33, 24), (32, 84), (28.4, 84)])
    _ear(canvas, random, 84)


def _bag(top: float, upper: tuple[float, float], lower: tuple[float, float]) -> list[Point]:
    """A filled bag: where its left edge runs from above to below, the right one like it."""
    heights = (top, 50.0, 84.0, 87.4)
    edge = zip((*upper, *lower), heights, strict=True)
    left = [(upper[0] + 5, top - 0.4), *edge, (lower[1] + 4, 88.6)]
    right = [(2 * MIDDLE - x, y) for x, y in reversed(left)]
    return smooth([*left, (MIDDLE, 88.8), *right])


def _window_of_grains(canvas: Canvas, random: Random) -> None:
    canvas.area(ellipse(43, 70, 13.4, 11.4), (214, 176, 82))
    canvas.area(ellipse(43, 70, 12.6, 10.6), Gradient(((240, 232, 206), (222, 210, 176))))
    for _ in range(230):
        x, y = inside(random, (43, 70), 11.4, 9.4)
        grain = leaf(x, y, 1.9, random.uniform(0, 360), 0.24)
        canvas.area(grain, mix((250, 247, 232), (206, 190, 146), random.random() ** 2))
    canvas.veil(ellipse(39, 65, 6, 3), WHITE, 0.35, 2)


def _ear(canvas: Canvas, random: Random, x: float) -> None:
    """An ear of ripe rice lying on the table."""
    stalk = [(x - 2, 95), (x + 2, 86), (x + 8, 76), (x + 11, 66)]
    canvas.line(stalk, 0.5, (150, 150, 70))
    for step in range(26):
        share = step / 26
        grain_x, grain_y = x + 1 + 10 * share, 88 - 24 * share
        turn = 60 + random.uniform(-34, 34)
        canvas.area(
            leaf(grain_x, grain_y, 3.2, turn, 0.24),
            mix((226, 184, 84), (188, 142, 52), random.random()),
        )


def honey_jar(canvas: Canvas, random: Random, words: Wording) -> None:
    """A jar of honey with light in it, a dipper and blossoms."""
    cast_shadow(canvas, 24)
    amber = (226, 146, 30)
    glass = block(29, 30, 42, 58, 7)
    canvas.area(
        glass,
        Gradient(
            ((150, 82, 14), amber, (250, 190, 74), (240, 168, 50), amber, (142, 76, 12)),
            across=True,
        ),
    )
    canvas.veil(block(32, 36, 36, 12, 3), (255, 220, 130), 0.55, 3)
    canvas.veil(block(31, 78, 38, 8, 4), (120, 62, 8), 0.4, 3)
    canvas.area(block(31, 26, 38, 6, 1), (232, 196, 140))
    _lid(canvas)
    shine(canvas, [(33, 33), (36, 32), (36, 86), (33, 85)])
    label = block(29, 45, 42, 30)
    canvas.area(
        label,
        Gradient(
            ((224, 212, 186), (254, 249, 236), WHITE, (253, 247, 232), (216, 200, 170)), across=True
        ),
    )
    canvas.area(block(29, 45, 42, 1.2), (196, 128, 24))
    canvas.area(block(29, 73.8, 42, 1.2), (196, 128, 24))
    print_name(canvas, words, 52, (96, 58, 12), (168, 104, 20))
    canvas.words(words.amount, (MIDDLE, 70.6), 2.8, (120, 84, 30), Style.REGULAR.value)
    _dipper(canvas)
    for _ in range(3):
        _blossom(canvas, random.uniform(6, 22), random.uniform(84, 94), random.uniform(2, 2.8))


def _lid(canvas: Canvas) -> None:
    """A ribbed golden lid."""
    lid = block(29.4, 14.5, 41.2, 12.5, 2)
    canvas.area(
        lid,
        Gradient(
            ((150, 108, 36), (222, 182, 92), (252, 230, 160), (222, 180, 88), (140, 98, 30)),
            across=True,
        ),
    )
    for step in range(19):
        x = 31.4 + step * 2.06
        canvas.line([(x, 17.6), (x, 26)], 0.22, (176, 134, 54))


def _dipper(canvas: Canvas) -> None:
    canvas.veil(ellipse(86, 92.5, 12, 1.6), (120, 80, 30), 0.35, 1)
    canvas.area(
        [(78, 88), (79.4, 90), (97, 72.6), (96, 71.4)], Gradient(((204, 156, 92), (166, 116, 62)))
    )
    for step in range(5):
        x, y = 74.6 + step * 1.7, 93 - step * 1.5
        canvas.area(ellipse(x, y - 1, 2.0, 3.0), mix((206, 156, 90), (140, 92, 44), step % 2 * 0.7))
    canvas.area(ellipse(75.6, 94, 5, 1.4), (232, 160, 40))


def _blossom(canvas: Canvas, x: float, y: float, size: float) -> None:
    for petal in range(5):
        canvas.area(
            leaf(x, y, size, petal * 72 + 18, 0.42),
            mix((255, 250, 232), (240, 222, 176), petal / 8),
        )
    canvas.area(ellipse(x, y, size * 0.26, size * 0.26), (224, 160, 40))


def longan_pouch(canvas: Canvas, random: Random, words: Wording) -> None:
    """A standing pouch of dried longan with fruits before it."""
    cast_shadow(canvas, 26)
    kraft = (188, 142, 90)
    outline = _bag(15, (27, 25.4), (23, 22.6))
    shades = (mix(kraft, BLACK, 0.3), kraft, mix(kraft, WHITE, 0.3), kraft, mix(kraft, BLACK, 0.34))
    canvas.area(outline, Gradient(shades, across=True))
    canvas.area(block(26.2, 13.2, 47.6, 4.4, 0.5), mix(kraft, BLACK, 0.14))
    canvas.line([(27, 20.6), (73, 20.6)], 0.5, mix(kraft, BLACK, 0.35))
    canvas.line([(27, 21.3), (73, 21.3)], 0.3, mix(kraft, WHITE, 0.3))
    canvas.area(block(31, 28, 38, 30, 2), Gradient(((255, 250, 238), (246, 234, 208))))
    canvas.area(block(31, 28, 38, 3.4, 1.6), (150, 52, 34))
    print_name(canvas, words, 38, (122, 44, 28), (160, 98, 40))
    canvas.words(words.amount, (MIDDLE, 54.4), 2.8, (110, 80, 50), Style.REGULAR.value)
    canvas.area(ellipse(MIDDLE, 72, 11, 9), (240, 222, 186))
    canvas.area(ellipse(MIDDLE, 72, 10.2, 8.2), (92, 54, 28))
    for _ in range(46):
        _longan(canvas, inside(random, (MIDDLE, 72), 8.8, 6.8), 1.7, dried=True)
    shine(canvas, [(29.4, 24), (32.4, 24), (30.6, 82), (27, 82)])
    for x, y in ((12, 90), (17.6, 92.6), (84, 91), (89.4, 89.6), (80, 93.4)):
        _longan(canvas, (x, y), 3.6, dried=False)


def _longan(canvas: Canvas, middle: Point, size: float, *, dried: bool) -> None:
    """A longan in its shell, or its dried flesh."""
    x, y = middle
    colour = (156, 92, 40) if dried else (202, 158, 92)
    if not dried:
        canvas.veil(ellipse(x + 0.4, y + size * 0.9, size, size * 0.22), (90, 66, 36), 0.4, 0.8)
    canvas.area(ellipse(x, y, size, size * 0.94), mix(colour, (70, 36, 14), 0.4))
    canvas.area(ellipse(x - size * 0.08, y - size * 0.1, size * 0.86, size * 0.8), colour)
    canvas.area(
        ellipse(x - size * 0.34, y - size * 0.38, size * 0.26, size * 0.18), mix(colour, WHITE, 0.5)
    )


def print_name(canvas: Canvas, words: Wording, top: float, colour: Colour, second: Colour) -> None:
    """The name in large letters, where it comes from below."""
    for step, line in enumerate(words.name):
        canvas.words(line, (MIDDLE, top + step * 6.8), 5.6, colour, Style.BOLD.value)
    below = top + len(words.name) * 6.8 - 0.8
    canvas.words(words.origin, (MIDDLE, below), 2.6, second, Style.REGULAR.value)


def cast_shadow(canvas: Canvas, half: float) -> None:
    """The shadow under a pack that is twice `half` wide."""
    canvas.veil(ellipse(MIDDLE + 3, 87.5, half + 5, 4), (60, 50, 36), 0.45, 2.6)
    canvas.veil(ellipse(MIDDLE, 87.4, half, 1.6), (40, 32, 22), 0.6, 0.8)


def shine(canvas: Canvas, points: list[Point]) -> None:
    """Light on a smooth surface."""
    canvas.veil(points, WHITE, 0.5, 0.9)
