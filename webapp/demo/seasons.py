"""The sixty lots of the demonstration: whose, of what, and how many days ago they began.

Rice is begun on a plot twice a year, longan once; fruit, greens and tea all year round.
"""

from collections.abc import Mapping
from types import MappingProxyType

from webapp.demo.plan import Season

_RICE = (
    Season(0, 0, "rice", 299, is_stamped=True, closed=40),
    Season(1, 0, "rice", 297, closed=60),
    Season(2, 0, "rice", 295, closed=52),
    Season(3, 0, "rice", 293, closed=45),
    Season(0, 1, "rice", 172, is_stamped=True),
    Season(1, 1, "rice", 171, is_stamped=True),
    Season(2, 1, "rice", 170, is_stamped=True),
    Season(3, 1, "rice", 169, is_stamped=True),
    Season(3, 0, "rice", 168, is_stamped=True),
    Season(1, 0, "rice", 154),
    Season(2, 0, "rice", 142),
    Season(0, 0, "rice", 126),
)
_LONGAN_AND_HONEY = (
    Season(0, 0, "longan", 284, is_stamped=True, closed=75),
    Season(0, 1, "longan", 281, is_stamped=True, market="china"),
    Season(1, 0, "longan", 278, is_stamped=True, closed=70),
    Season(1, 1, "longan", 274, is_stamped=True),
    Season(2, 0, "dried_longan", 104, is_stamped=True),
    Season(2, 0, "dried_longan", 96, is_stamped=True),
    Season(2, 0, "dried_longan", 88, is_stamped=True),
    Season(2, 0, "dried_longan", 79),
    Season(3, 0, "honey", 242, is_stamped=True, packed_after=30),
    Season(3, 0, "honey", 241, is_stamped=True, packed_after=86),
    Season(3, 0, "honey", 240, is_stamped=True, packed_after=140),
    Season(3, 0, "honey", 239, packed_after=232),
)
_TEA = (
    Season(0, 0, "tea", 262, is_stamped=True, closed=50),
    Season(1, 0, "tea", 236, is_stamped=True, closed=38),
    Season(2, 0, "tea", 205, is_stamped=True),
    Season(3, 0, "tea", 178, is_stamped=True),
    Season(0, 0, "tea", 150, is_stamped=True),
    Season(1, 0, "tea", 120, is_stamped=True),
    Season(2, 0, "tea", 95, is_stamped=True),
    Season(3, 0, "tea", 66, is_stamped=True),
    Season(0, 0, "tea", 40, is_stamped=True),
    Season(1, 0, "tea", 22),
    Season(2, 0, "tea", 9),
    Season(3, 0, "tea", 2),
)
_RICE_AND_GREENS = (
    Season(0, 0, "sticky_rice", 299, is_stamped=True, closed=44),
    Season(1, 0, "sticky_rice", 297, closed=58),
    Season(1, 1, "sticky_rice", 294, closed=61),
    Season(0, 0, "sticky_rice", 167, is_stamped=True),
    Season(1, 0, "sticky_rice", 166, is_stamped=True),
    Season(1, 1, "sticky_rice", 164, is_stamped=True),
    Season(2, 0, "greens", 120, is_stamped=True, closed=72),
    Season(3, 0, "greens", 90, is_stamped=True, closed=40, is_hasty=True),
    Season(2, 0, "greens", 62, is_stamped=True),
    Season(3, 0, "greens", 37, is_stamped=True),
    Season(2, 0, "greens", 20),
    Season(3, 0, "greens", 2),
)
_DRAGON_FRUIT = (
    Season(0, 0, "dragon_fruit", 240, is_stamped=True, closed=140),
    Season(1, 0, "dragon_fruit", 225, is_stamped=True, closed=120),
    Season(0, 0, "dragon_fruit", 160, is_stamped=True, closed=60),
    Season(1, 0, "dragon_fruit", 150, is_stamped=True),
    Season(2, 0, "dragon_fruit", 110, is_stamped=True),
    Season(2, 1, "dragon_fruit", 100, is_stamped=True),
    Season(3, 0, "dragon_fruit", 85, is_stamped=True),
    Season(0, 0, "dragon_fruit", 81, is_stamped=True),
    Season(1, 1, "dragon_fruit", 75, market="china"),
    Season(3, 1, "dragon_fruit", 60),
    Season(2, 0, "dragon_fruit", 30),
    Season(0, 1, "dragon_fruit", 15),
)

SEASONS: Mapping[str, tuple[Season, ...]] = MappingProxyType(
    {
        "14": _RICE,
        "19": _TEA,
        "33": _LONGAN_AND_HONEY,
        "38": _RICE_AND_GREENS,
        "79": _DRAGON_FRUIT,
    }
)
