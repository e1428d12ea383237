"""Where things grow: terraces, orchards, tea hills and meadows, drawn anew for every seed."""

from random import Random

from webapp.demo.canvas import Canvas, Colour, Gradient, Point, mix
from webapp.demo.scenery import HORIZON, LEAF_GREENS, Light, lit, tree
from webapp.demo.shapes import band, block, ellipse, ground, moved, ridge

RIPE: tuple[Colour, ...] = ((226, 186, 78), (206, 176, 70), (236, 200, 100))
YOUNG: tuple[Colour, ...] = ((128, 182, 70), (106, 168, 72), (150, 196, 84))


def paddy(canvas: Canvas, random: Random, light: Light) -> None:
    """Terraces of rice following the slope, young or ripe, with water between some."""
    crops = random.choice((RIPE, YOUNG))
    slope = ridge(canvas.width, 0, 1.0, random)
    level, depth = HORIZON + 0.5, 2.4
    while level < 99:
        sway = ridge(canvas.width, 0, 0.14, random)
        line = [
            (x, level + depth * (0.42 * bend + more))
            for (x, bend), (_, more) in zip(slope, sway, strict=True)
        ]
        crop = lit(random.choice(crops), light)
        flooded = crops is YOUNG and random.random() < 0.3
        _terrace(canvas, line, depth, mix(light.sky[0], (235, 245, 240), 0.4) if flooded else crop)
        if not flooded:
            _stalks(canvas, random, line, depth, crop)
        level += depth
        depth *= 1.27


def _terrace(canvas: Canvas, line: list[Point], depth: float, colour: Colour) -> None:
    """One step: its surface, and the grassy wall that holds it."""
    foot = max(y for _, y in line) + 2.6 * depth
    surface = Gradient(
        (mix(colour, (255, 255, 230), 0.16), colour, mix(colour, (50, 80, 30), 0.25))
    )
    canvas.area(ground(line, foot), surface)
    canvas.area(band(moved(line, -depth * 0.06), depth * 0.13), (112, 122, 58))
    canvas.area(band(moved(line, -depth * 0.08), depth * 0.045), (164, 186, 92))


def _stalks(canvas: Canvas, random: Random, line: list[Point], depth: float, crop: Colour) -> None:
    """Rows of rice plants on a terrace."""
    shades = (
        mix(crop, (40, 80, 20), 0.4),
        mix(crop, (40, 80, 20), 0.2),
        mix(crop, (255, 255, 210), 0.35),
    )
    for row in (0.38, 0.66, 0.96):
        for x, y in line[:: 1 if depth > 3.6 else 2]:
            foot = (x + random.uniform(-1.5, 1.5), y + depth * row)
            height = depth * random.uniform(0.24, 0.34)
            blades = [(foot[0] + lean * depth * 0.16, foot[1] - height) for lean in (-1, 0, 1)]
            colour = random.choice(shades)
            canvas.line([blades[0], foot, blades[2]], depth / 28, colour)
            canvas.line([foot, blades[1]], depth / 24, shades[-1])


def orchard(canvas: Canvas, random: Random, light: Light) -> None:
    """Rows of fruit trees on grass, the fruit's colour different from farm to farm."""
    grass = lit(random.choice(((132, 172, 84), (146, 178, 92), (120, 164, 80))), light)
    field = ground(ridge(canvas.width, HORIZON, 1.0, random))
    canvas.area(
        field, Gradient((mix(grass, light.haze, 0.4), grass, mix(grass, (40, 70, 30), 0.3)))
    )
    path = [(60, HORIZON + 2), (64, HORIZON + 2), (92, 101), (44, 101)]
    canvas.area(path, Gradient((lit((214, 194, 150), light), lit((190, 160, 112), light))))
    fruit = random.choice(((190, 142, 74), (240, 186, 62), (222, 66, 104), (236, 132, 48)))
    for row in range(6):
        size = 3.4 * 1.44**row
        foot = HORIZON + 1.2 + size * 1.52
        spread = size * 2.25
        for side in (-1, 1):
            for place in range(5 - row // 2):
                x = 62 + side * (spread * 0.75 + place * spread) + random.uniform(-0.5, 0.5)
                if -size < x < canvas.width + size:
                    tree(
                        canvas,
                        random,
                        (x, foot),
                        size,
                        (lit(random.choice(LEAF_GREENS), light), fruit),
                    )


def tea_hills(canvas: Canvas, random: Random, light: Light) -> None:
    """Round hills combed by hedges of tea, a few shade trees between them."""
    level = HORIZON + 1.0
    for step in range(4):
        green = lit(mix((92, 150, 66), (54, 112, 50), step / 4), light)
        line = ridge(canvas.width, level, 4.5, random)
        surface = Gradient((mix(green, light.haze, 0.3 - 0.07 * step), green, green))
        canvas.area(ground(line, min(101, level + 22 + 3 * step)), surface)
        _hedges(canvas, line, 1.5 * 1.42**step, green)
        if step < 3:
            x, y = line[random.randrange(4, 36)]
            tree(
                canvas, random, (x, y + 1), 2.6 + 1.5 * step, (mix(green, (20, 60, 30), 0.3), green)
            )
        level += 10.5 + 2.5 * step


def _hedges(canvas: Canvas, line: list[Point], gap: float, green: Colour) -> None:
    """Hedge below hedge, each a dark foot, a body and a bright top."""
    crest = min(y for _, y in line)
    for step in range(1, 9):
        bend = 1 - 0.055 * step
        row = [(x, crest + (y - crest) * bend + gap * step * (1 + 0.05 * step)) for x, y in line]
        canvas.area(band(moved(row, gap * 0.2), gap * 0.34), mix(green, (20, 50, 24), 0.5))
        canvas.area(band(moved(row, -gap * 0.3), gap * 0.56), mix(green, (30, 70, 30), 0.12))
        canvas.area(band(moved(row, -gap * 0.3), gap * 0.2), mix(green, (214, 236, 120), 0.42))
        for x, y in row[step % 2 :: 2]:
            split = [(x, y - gap * 0.3), (x + gap * 0.25, y + gap * 0.1)]
            canvas.line(split, gap * 0.12, mix(green, (30, 70, 30), 0.3))


def apiary(canvas: Canvas, random: Random, light: Light) -> None:
    """Hives in rows on a flowering meadow before a belt of trees."""
    for step in range(18):
        foot = (step * 8 - 4 + random.uniform(-2, 2), HORIZON + 3)
        leaves = lit(random.choice(LEAF_GREENS), light)
        tree(canvas, random, foot, random.uniform(5, 6.9), (leaves, (232, 214, 120)))
    meadow = lit((142, 182, 88), light)
    line = ridge(canvas.width, HORIZON + 2, 0.8, random)
    canvas.area(
        ground(line),
        Gradient((mix(meadow, (60, 100, 50), 0.25), meadow, mix(meadow, (60, 96, 40), 0.3))),
    )
    petals = ((252, 250, 240), (250, 216, 90), (226, 150, 190))
    for _ in range(150):
        x, y = random.uniform(0, canvas.width), HORIZON + 6 + 48 * random.random() ** 1.5
        size = 0.15 + (y - HORIZON) / 90
        canvas.area(ellipse(x, y, size, size * 0.7), random.choice(petals))
    wood = random.sample(((240, 202, 96), (120, 174, 202), (238, 234, 218), (150, 190, 140)), 3)
    for row in range(3):
        size = 8 * 1.5**row
        base = HORIZON + 8 + size * 1.35 + row * 3
        for place in range(int(canvas.width / size / 1.85) + 1):
            left = place * size * 1.85 + row * 4 - 2 + random.uniform(-1, 1)
            _hive(canvas, (left, base), size, lit(random.choice(wood), light))


def _hive(canvas: Canvas, foot: Point, size: float, paint: Colour) -> None:
    x, y = foot
    shade = mix(paint, (70, 56, 40), 0.28)
    canvas.veil(
        ellipse(x + size * 0.65, y + size * 0.06, size * 0.85, size * 0.16),
        (40, 56, 24),
        0.45,
        size / 16,
    )
    for leg in (0.1, 0.8):
        canvas.area(block(x + size * leg, y - size * 0.12, size * 0.1, size * 0.2), (98, 76, 56))
    body = block(x, y - size * 0.85, size, size * 0.75, size * 0.03)
    canvas.area(body, Gradient((mix(paint, (255, 255, 255), 0.25), paint, shade), across=True))
    canvas.line([(x, y - size * 0.48), (x + size, y - size * 0.48)], size * 0.02, shade)
    canvas.area(block(x + size * 0.25, y - size * 0.24, size * 0.5, size * 0.06), (58, 44, 34))
    canvas.area(
        block(x + size * 0.2, y - size * 0.17, size * 0.6, size * 0.045),
        mix(shade, (90, 70, 50), 0.4),
    )
    roof = block(x - size * 0.07, y - size * 0.97, size * 1.14, size * 0.15, size * 0.03)
    canvas.area(roof, Gradient(((226, 230, 230), (166, 174, 176))))
