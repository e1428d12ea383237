"""A printed stamp on a pack, as somebody's phone sees it: askew, a little soft, a little noisy."""

from collections.abc import Sequence
from random import Random
from urllib.parse import urlsplit

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from webapp.demo.canvas import Canvas, Colour, Gradient, Point, mix
from webapp.demo.chance import seeded
from webapp.demo.shapes import block, ellipse
from webapp.gateways.printing.face_words import Line
from webapp.gateways.printing.faces import BORDER, Face, arrange
from webapp.gateways.printing.labels import LAYOUTS, SheetLayout, StampLabel
from webapp.gateways.printing.symbols import Modules, modules_of

SIZE = (960, 720)
DOTS = 24  # a millimetre of the stamp, before it is seen from the side
CORNER = 1.2
PACKS: tuple[Colour, ...] = ((190, 146, 96), (64, 116, 82), (214, 176, 92), (146, 64, 54))
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (26, 28, 28)


def photographed(payload: str, serial_text: str, name: str, seed: int) -> Image.Image:
    """The stamp with its pack and table, with everything that a phone does to it."""
    random = seeded("stamp", seed)
    host = urlsplit(payload.lower()).netloc
    stamp = printed(StampLabel(payload, serial_text, host, name), LAYOUTS["a4-65"])
    scene = _pack(random)
    corners = _corners(random, stamp.width / stamp.height)
    _stick(scene, stamp, corners)
    return _seen(scene, random)


def printed(label: StampLabel, layout: SheetLayout) -> Image.Image:
    """One label by itself, drawn from the same face as the sheet."""
    modules = modules_of(label.payload)
    face = arrange(label, layout, len(modules))
    size = (round(layout.label_width * DOTS), round(layout.label_height * DOTS))
    image = Image.new("RGB", size, (253, 253, 250))
    draw = ImageDraw.Draw(image)
    ink = tuple(round(255 * share) for share in layout.ink)
    box = face.border
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    draw.rounded_rectangle(_dots(edges), CORNER * DOTS, outline=ink, width=round(BORDER * DOTS))
    for line in (*face.words, *face.serial):
        _write(draw, line, layout.label_height, ink if line.coloured else BLACK)
    _paste_symbol(image, modules, face)
    return image


def _write(draw: ImageDraw.ImageDraw, line: Line, height: float, colour: tuple[int, ...]) -> None:
    font = ImageFont.truetype(line.style.value, round(line.size * DOTS))
    draw.text((line.x * DOTS, (height - line.y) * DOTS), line.text, colour, font, anchor="ls")


def _paste_symbol(image: Image.Image, modules: Modules, face: Face) -> None:
    box = face.symbol
    side = round(box.width * DOTS)
    symbol = Image.fromarray(modules).resize((side, side), Image.Resampling.NEAREST)
    top = image.height - (box.y + box.height) * DOTS
    image.paste(symbol.convert("RGB"), (round(box.x * DOTS), round(top)))


def _dots(values: Sequence[float]) -> tuple[int, ...]:
    return tuple(round(value * DOTS) for value in values)


def _pack(random: Random) -> Image.Image:
    """A table, and on it a pack that fills most of the picture."""
    wood = mix((150, 112, 78), (206, 178, 142), random.random())
    canvas = Canvas(*SIZE, Gradient((mix(wood, WHITE, 0.2), wood, mix(wood, BLACK, 0.3))))
    for _ in range(14):
        y = random.uniform(0, 100)
        canvas.line(
            [(-1, y), (canvas.width + 1, y + random.uniform(-3, 3))], 0.2, mix(wood, BLACK, 0.18)
        )
    colour = random.choice(PACKS)
    left, right = random.uniform(8, 14), canvas.width - random.uniform(8, 14)
    canvas.veil(block(left + 2, 4, right - left + 2, 100), BLACK, 0.5, 3)
    edge = [(left + random.uniform(-0.6, 0.6), y) for y in range(-4, 110, 18)]
    outline = [*edge, *((left + right - x, y) for x, y in reversed(edge))]
    shades = (
        mix(colour, BLACK, 0.4),
        colour,
        mix(colour, WHITE, 0.24),
        colour,
        mix(colour, BLACK, 0.45),
    )
    canvas.area(outline, Gradient(shades, across=True))
    canvas.veil(ellipse(canvas.width * random.uniform(0.3, 0.7), 18, 34, 8), WHITE, 0.3, 6)
    for _ in range(5):
        x = random.uniform(left + 6, right - 6)
        fold = [(x, -2), (x + 2, 30), (x - 1, 60), (x + 3, 102), (x + 4, 102), (x, 60), (x + 3, 30)]
        canvas.veil(fold, random.choice((WHITE, BLACK)), 0.16, 1.2)
    return canvas.finished()


def _corners(random: Random, shape: float) -> list[Point]:
    """Where the stamp's corners are seen, from the upper left with the clock."""
    width = random.uniform(0.6, 0.7) * SIZE[0]
    height = width / shape
    x = SIZE[0] / 2 + random.uniform(-40, 40)
    y = SIZE[1] / 2 + random.uniform(-50, 50)
    turn = np.exp(1j * np.radians(random.uniform(-9, 9)))
    square = np.array(
        [-width - 1j * height, width - 1j * height, width + 1j * height, -width + 1j * height]
    )
    seen = square / 2 * turn * np.array([random.uniform(0.93, 1.04) for _ in range(4)])
    return [(x + corner.real, y + corner.imag) for corner in seen]


def _stick(scene: Image.Image, stamp: Image.Image, corners: list[Point]) -> None:
    """The stamp on the pack in perspective, with the thin shadow of its paper."""
    ends = [(0, 0), (stamp.width, 0), (stamp.width, stamp.height), (0, stamp.height)]
    view = _perspective(corners, ends)
    paper = ImageOps.expand(Image.new("L", (stamp.width - 4, stamp.height - 4), 255), 2)
    mask = _askew(paper, scene.size, view)
    shadow = ImageChops.offset(mask.filter(ImageFilter.GaussianBlur(5)), 3, 5)
    scene.paste(BLACK, mask=shadow.point(lambda value: value * 0.45))
    scene.paste(_askew(stamp, scene.size, view), mask=mask)


def _askew(flat: Image.Image, size: tuple[int, int], view: list[float]) -> Image.Image:
    return flat.transform(size, Image.Transform.PERSPECTIVE, view, Image.Resampling.BICUBIC)


def _perspective(seen: Sequence[Point], flat: Sequence[Point]) -> list[float]:
    """The eight numbers by which Pillow finds a point of the flat stamp for one of the picture."""
    rows, results = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        results += [u, v]
    solved: list[float] = np.linalg.solve(np.array(rows), np.array(results)).tolist()
    return solved


def _seen(scene: Image.Image, random: Random) -> Image.Image:
    """Softness, uneven light and grain."""
    soft = scene.filter(ImageFilter.GaussianBlur(random.uniform(0.7, 1.2)))
    pixels = np.asarray(soft, dtype=np.float32)
    across = np.linspace(-1, 1, scene.width, dtype=np.float32)[None, :, None]
    down = np.linspace(-1, 1, scene.height, dtype=np.float32)[:, None, None]
    light = 1 + 0.09 * (across * random.uniform(-1, 1) + down * random.uniform(-1, 1))
    light -= 0.1 * (across**2 + down**2)
    grain = np.random.default_rng(random.randrange(2**32)).normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(pixels * light + grain, 0, 255).astype(np.uint8))
