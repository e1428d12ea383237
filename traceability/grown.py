"""What grows or is kept in a lot, as registers of inputs name it.

A register says `lúa`, `cây ăn quả` or `lợn`; a lot has a product group and the name of its product.
Where that does not tell, nothing is claimed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from traceability.event_template import Template, current, groups
from traceability.geography import fold

# Groups in which whatever the register calls by one of these names is meant as a whole.
_GROUP_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "rice": ("lúa", "lúa gạo", "lúa nước", "gạo"),
    "tea": ("chè", "trà"),
    "coffee": ("cà phê",),
    "honey": ("ong", "ong mật", "mật ong"),
    "livestock": ("vật nuôi", "gia súc gia cầm"),
    "aquaculture": ("thủy sản", "thủy sản nuôi"),
    "medicinal_herbs": ("dược liệu", "cây dược liệu", "cây thuốc"),
    "fruit_vegetables": ("rau củ quả",),
}
_ONE_CROP: Final = frozenset(["rice", "tea", "coffee", "honey"])
_FRUIT: Final = ("cây ăn quả", "cây ăn trái")
_CATTLE: Final = ("gia súc", "trâu", "bò", "trâu bò")
_CROP_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("mango", "plum", "banana", "dragon_fruit", "avocado"), _FRUIT),
    **dict.fromkeys(("longan", "lychee"), (*_FRUIT, "nhãn vải")),
    **dict.fromkeys(("pomelo", "orange"), (*_FRUIT, "cây có múi")),
    "green_tea": ("trà xanh",),
    "scented_tea": ("chè sen", "trà sen", "chè nhài", "trà nhài", "trà ướp hương"),
    "oolong_tea": ("ô long", "oolong", "ôlong"),
    "black_tea": ("trà đen", "hồng trà"),
    "shan_tea": ("shan tuyết", "shan"),
    "arabica": ("arabica", "cà phê chè"),
    "robusta": ("robusta", "cà phê vối"),
    "liberica": ("liberica", "cà phê mít"),
    "ordinary": ("gạo tẻ", "lúa tẻ"),
    "fragrant": ("gạo thơm", "nếp thơm", "tẻ thơm"),
    "glutinous": ("nếp",),
    "upland": ("gạo nương", "nếp nương", "tẻ nương"),
    "leafy_vegetables": ("rau", "rau cải", "cải", "xà lách", "bắp cải", "cải bắp", "cải ngọt"),
    "fruit_vegetables": ("rau", "cà chua", "dưa chuột", "dưa leo", "ớt", "đậu", "bầu bí"),
    "root_vegetables": ("rau", "cà rốt", "khoai tây", "su hào", "củ cải"),
    "pork": ("lợn", "heo", "gia súc"),
    "chicken": ("gà", "gia cầm"),
    "chicken_eggs": ("gà", "gà đẻ", "gia cầm"),
    "duck": ("vịt", "ngan", "gia cầm"),
    "duck_eggs": ("vịt", "vịt đẻ", "gia cầm"),
    "quail_eggs": ("chim cút", "cút", "gia cầm"),
    "beef": _CATTLE,
    "milk": (*_CATTLE, "bò sữa"),
    "goat": ("dê", "gia súc"),
    "whiteleg_shrimp": ("tôm", "tôm thẻ chân trắng"),
    "black_tiger_shrimp": ("tôm",),
    **dict.fromkeys(("pangasius", "tilapia", "carp", "snakehead"), ("cá",)),
    **dict.fromkeys(("catfish", "sturgeon", "trout"), ("cá",)),
}
# Goods that are sold as they were harvested, of groups whose others dry or are husked.
_AS_HARVESTED: Final[Mapping[str, tuple[str, ...]]] = {
    "rice": ("thóc", "lúa tươi", "lúa giống"),
    "tea": ("tươi",),
    "coffee": ("tươi", "quả khô"),
}
_TOO_WIDE: Final = frozenset([*_FRUIT, "cây có múi", "gia súc", "gia cầm", "rau", "cá", "tôm"])


@dataclass(frozen=True)
class Grown:
    """A lot's group, every folded name its crop or animal goes by, and the name of its product.

    `is_known` is whether the crop itself can be told, so that a register that does not name it has
    left it out. `crops` are the template's own codes that the product's name holds: none or a few.
    """

    group: str
    names: frozenset[str]
    product: str
    is_known: bool
    crops: frozenset[str] = frozenset()
    is_as_harvested: bool = False

    @classmethod
    def of(cls, template: Template, product_name: str) -> Self:
        """What the product's name tells of a lot of this group."""
        found = [
            crop for crop, names in _own_names(template).items() if is_named(product_name, names)
        ]
        as_harvested = _AS_HARVESTED.get(template.group, ())
        names = {fold(template.group), *map(fold, _GROUP_NAMES.get(template.group, ()))}
        for crop in found:
            names |= _all_names(template)[crop]
        is_known = template.group in _ONE_CROP or bool(found)
        return cls(
            template.group,
            frozenset(names),
            fold(product_name),
            is_known,
            frozenset(found),
            is_named(product_name, as_harvested),
        )

    def is_called(self, name: str) -> bool | None:
        """Whether a register's word means what grows here; None when that cannot be told."""
        folded = fold(name)
        if folded in self.names or _holds(self.product, folded):
            return True
        return False if self.is_known or _is_elsewhere(folded, self.group) else None


def _own_names(template: Template) -> dict[str, list[str]]:
    """By crop, the names that a product's own name may hold: with marks, and no wide ones."""
    return {
        crop.code: [
            name
            for name in (crop.labels.vi.casefold(), *_CROP_NAMES.get(crop.code, ()))
            if name not in _TOO_WIDE
        ]
        for crop in template.crops
        if crop.code != "other"
    }


def _all_names(template: Template) -> dict[str, set[str]]:
    return {
        crop.code: {
            fold(crop.code),
            fold(crop.labels.en),
            fold(crop.labels.vi),
            *map(fold, _CROP_NAMES.get(crop.code, ())),
        }
        for crop in template.crops
        if crop.code != "other"
    }


def is_named(product_name: str, names: Iterable[str]) -> bool:
    """Whether the product's name holds one of them. Marks count (mận is no mắn) unless the whole
    name was typed without any.
    """
    product = product_name.casefold()
    if product == fold(product_name):
        return any(_holds(product, fold(name)) for name in names)
    return any(_holds(product, name) for name in names)


def _holds(text: str, words: str) -> bool:
    """Whether the words stand in the text one after another, as whole words."""
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _is_elsewhere(folded: str, group: str) -> bool:
    """Whether the word is a name of another group's, and none of this one's."""
    own, others = False, False
    for known in groups():
        names = _names_in(known)
        own = own or (known == group and folded in names)
        others = others or (known != group and folded in names)
    return others and not own


def _names_in(group: str) -> set[str]:
    template = current(group)
    crops = _all_names(template).values()
    return {fold(group), *map(fold, _GROUP_NAMES.get(group, ()))}.union(*crops)
