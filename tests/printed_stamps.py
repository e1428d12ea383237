"""Stamps as printers and phones see them: labels, pages as pictures, and what a bad photo does."""

import io
from collections.abc import Iterable

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from traceability.serials import ALPHABET
from webapp.gateways.printing.labels import INCH, SheetLayout, StampLabel

HOST = "tem.sonla.vn"
LONG_NAME = "Rượu nếp cẩm Tả Phìn đặc biệt"
NAMES = ("Nếp tan Mường Và", LONG_NAME, "Chè Tân Cương", "Ổi lê Đỗ Xá ẫặỡữ")
SIGNATURE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" * 3 + "01234567"  # 64 bytes in base 32
PAPER, PRINT = 205, 60  # a grey photo of a stamp in bad light


def serial_of(number: int) -> str:
    """17 characters that look random and are the same in every run."""
    mixed = (number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**85
    return "".join(ALPHABET[mixed >> shift & 31] for shift in range(0, 85, 5))


def label(
    number: int,
    name: str = NAMES[0],
    host: str = HOST,
    *,
    signed: bool = False,
    covered_code: str | None = None,
) -> StampLabel:
    serial = serial_of(number)
    signature = f"/{SIGNATURE}" if signed else ""
    return StampLabel(
        payload=f"HTTPS://{host.upper()}/01/09520123456788/21/{serial[:16]}{signature}",
        serial_text=" ".join(serial[at : at + 4] for at in range(0, 17, 4)),
        host=host,
        name=name,
        covered_code=covered_code,
        number=number + 1,
    )


def many(count: int, *, signed: bool = False) -> list[StampLabel]:
    return [label(n, NAMES[n % len(NAMES)], signed=signed) for n in range(count)]


def page_of(data: bytes, page: int = 0, dots_per_inch: int = 300) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=dots_per_inch / 72).to_pil()


def cut_out(
    page: Image.Image, layout: SheetLayout, place: int, dots_per_inch: int = 300
) -> Image.Image:
    """One label of a page, as it comes off the sheet."""
    dots = dots_per_inch / INCH
    x, y = layout.corner(place)
    top = layout.page_height - y - layout.label_height
    edges = (x, top, x + layout.label_width, top + layout.label_height)
    return page.crop(tuple(round(edge * dots) for edge in edges))


def badly_photographed(stamp: Image.Image, turn: float, seed: int) -> bytes:
    """A JPEG of it in bad light: low contrast, turned, out of focus and noisy."""
    grey = stamp.convert("L")
    room = Image.new("L", (grey.width + 120, grey.height + 120), 255)
    room.paste(grey, (60, 60))
    seen = room.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    seen = seen.filter(ImageFilter.GaussianBlur(1))
    light = PRINT + np.asarray(seen, dtype=float) * (PAPER - PRINT) / 255
    noisy = light + np.random.default_rng(seed).normal(0, 6, light.shape)
    file = io.BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=70)
    return file.getvalue()


def joined(pieces: Iterable[bytes]) -> bytes:
    return b"".join(pieces)
