"""Pictures for the scanner's tests, drawn here: codes on paper, and files that mean harm."""

import io
import struct
import zlib

import numpy as np
import zxingcpp
from PIL import Image

STAMP = "HTTPS://TEM.EXAMPLE/01/09520000000004/21/0123456789ABCDEF"
EAN = "9520000000004"


def draw_code(text: str = STAMP, kind: str = "QRCode", scale: int = 4) -> Image.Image:
    """A code in black on white paper, with paper around it."""
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    drawn = Image.fromarray(np.array(code.to_image(scale=scale))).convert("L")
    paper = Image.new("L", (drawn.width + 80, drawn.height + 80), 255)
    paper.paste(drawn, (40, 40))
    return paper


def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def make_photo(width: int = 640, height: int = 480) -> Image.Image:
    """Something with edges and colours, and no code in it; the same each time."""
    grain = np.random.default_rng(7).integers(40, 215, (height // 8, width // 8, 3), dtype=np.uint8)
    return Image.fromarray(grain).resize((width, height), Image.Resampling.BICUBIC)


def make_png(width: int, height: int, *, colour_type: int = 2, depth: int = 8) -> bytes:
    """A black PNG of any size in next to no bytes: a decompression bomb when large."""
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour_type]
    row = bytes(1 + (width * channels * depth + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", packed), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def claim_size(jpeg: bytes, width: int, height: int) -> bytes:
    """The same JPEG with a header that lies about its size."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def repeat_last_scan(jpeg: bytes, times: int) -> bytes:
    """A progressive JPEG that goes over its pixels again and again."""
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * times + jpeg[-2:]


def tile_corners(width: int, height: int, cell: int = 1) -> Image.Image:
    """The corner mark of a QR, side by side over the whole picture."""
    mark = np.full((8, 8), 255, np.uint8)
    mark[:7, :7], mark[1:6, 1:6], mark[2:5, 2:5] = 0, 255, 0
    mark = np.kron(mark, np.ones((cell, cell), np.uint8))
    rows, columns = height // len(mark) + 1, width // len(mark) + 1
    return Image.fromarray(np.tile(mark, (rows, columns))[:height, :width])


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
