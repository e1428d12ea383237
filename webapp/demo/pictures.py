"""The demonstration's photos, all drawn: products, fields, and a stamp as a phone sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from types import MappingProxyType

from webapp.demo.boxes import dragon_fruit, fruit_box, longan_bunch, mango, mustard_greens, tea_tin
from webapp.demo.canvas import Canvas, Colour, jpeg
from webapp.demo.chance import seeded
from webapp.demo.fields import apiary, orchard, paddy, tea_hills
from webapp.demo.packs import Wording, honey_jar, longan_pouch, rice_bag, studio
from webapp.demo.scenery import LIGHTS, Light, landscape
from webapp.demo.stamp_photos import photographed
from webapp.demo.yards import drying_yard, packing_table

Scene = Callable[[Canvas, Random, Light], None]
Pack = Callable[[Canvas, Random, Wording], None]


@dataclass(frozen=True)
class Product:
    """A kind of pack: its drawing, the tone of its surroundings, what is printed on it."""

    draw: Pack
    tone: Colour
    words: Wording


PRODUCTS: Mapping[str, Product] = MappingProxyType(
    {
        "rice": Product(
            rice_bag,
            (126, 156, 112),
            Wording(("NẾP TAN", "MƯỜNG VÀ"), "Sơn La", "2 kg"),
        ),
        "sticky_rice": Product(
            rice_bag,
            (150, 148, 96),
            Wording(("NẾP CÁI", "HOA VÀNG"), "Thọ Xuân, Thanh Hóa", "2 kg"),
        ),
        "honey": Product(
            honey_jar,
            (222, 168, 82),
            Wording(("MẬT ONG", "HOA NHÃN"), "Hưng Yên", "500 ml"),
        ),
        "dried_longan": Product(
            longan_pouch,
            (196, 146, 100),
            Wording(("LONG NHÃN", "SẤY KHÔ"), "Phố Hiến, Hưng Yên", "300 g"),
        ),
        "tea": Product(
            tea_tin,
            (112, 156, 128),
            Wording(("CHÈ", "TÂN CƯƠNG"), "Thái Nguyên", "200 g"),
        ),
        "mustard_greens": Product(
            partial(fruit_box, fruit=mustard_greens),
            (150, 190, 128),
            Wording(("CẢI NGỌT",), "Nga Sơn, Thanh Hóa", "Gói 500 g"),
        ),
        "mango": Product(
            partial(fruit_box, fruit=mango),
            (232, 184, 96),
            Wording(("XOÀI TƯỢNG",), "Mã số vùng trồng: DEMO-0014", "Thùng 5 kg"),
        ),
        "longan": Product(
            partial(fruit_box, fruit=longan_bunch),
            (206, 172, 120),
            Wording(("NHÃN LỒNG",), "Mã số vùng trồng: DEMO-0033", "Thùng 5 kg"),
        ),
        "dragon_fruit": Product(
            partial(fruit_box, fruit=dragon_fruit),
            (226, 150, 176),
            Wording(("THANH LONG",), "Mã số vùng trồng: DEMO-0079", "Thùng 5 kg"),
        ),
    }
)
OUTDOORS: Mapping[str, Scene] = MappingProxyType(
    {
        "paddy": paddy,
        "orchard": orchard,
        "tea_hills": tea_hills,
        "apiary": apiary,
        "drying_yard": drying_yard,
    }
)
FIELDS = (*OUTDOORS, "packing_table")


def product_picture(kind: str, seed: int) -> bytes:
    """A pack shot as JPEG; the same kind and seed give the same bytes."""
    random, product = seeded(kind, seed), PRODUCTS[kind]
    canvas = studio(random, product.tone)
    product.draw(canvas, random, product.words)
    return jpeg(canvas.finished())


def field_picture(kind: str, seed: int) -> bytes:
    """A place of work as JPEG; the same kind and seed give the same bytes."""
    random = seeded(kind, seed)
    if kind == "packing_table":
        return jpeg(packing_table(random).finished())
    light = random.choice(LIGHTS)
    canvas = landscape(random, light)
    OUTDOORS[kind](canvas, random, light)
    return jpeg(canvas.finished())


def stamp_photo(payload: str, serial_text: str, name: str, seed: int) -> bytes:
    """A printed stamp on a pack as a phone photographs it; it can be read back."""
    return jpeg(photographed(payload, serial_text, name, seed))
