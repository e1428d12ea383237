"""Which orders of stamps the demonstration has, and how far each has come."""

from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from webapp.demo.cooperatives import (
    HO_CHI_MINH,
    HUNG_YEN,
    SON_LA,
    THAI_NGUYEN,
    THANH_HOA,
)
from webapp.demo.lots import product_id
from webapp.demo.plan import Cooperative, Goods, named_id


class Fate(Enum):
    """How far an order has come."""

    WAITING = auto()
    REFUSED = auto()
    WITHDRAWN = auto()
    PRESS = auto()
    DELIVERED = auto()
    STOLEN = auto()
    LOST = auto()


@dataclass(frozen=True)
class OrderPlan:
    """An order of a cooperative for its goods, made so many days ago."""

    cooperative: Cooperative
    goods: str
    rolls: int
    roll_size: int
    ordered: int
    fate: Fate = Fate.DELIVERED
    has_covered_code: bool = False
    is_signed: bool = False

    @property
    def id(self) -> UUID:
        """Its id."""
        return named_id("order", self.cooperative.province, self.goods, self.ordered)

    @property
    def product_id(self) -> UUID:
        """The product its stamps are for."""
        goods: Goods = next(g for g in self.cooperative.goods if g.key == self.goods)
        return product_id(self.cooperative, goods)


# Twenty thousand in all.
ORDERS = (
    OrderPlan(SON_LA, "rice", 1, 500, 175),
    OrderPlan(SON_LA, "rice", 6, 500, 60),
    OrderPlan(SON_LA, "rice", 1, 500, 1, Fate.WAITING),
    OrderPlan(HUNG_YEN, "longan", 4, 500, 140),
    OrderPlan(HUNG_YEN, "dried_longan", 3, 500, 118, has_covered_code=True),
    OrderPlan(HUNG_YEN, "honey", 3, 500, 230),
    OrderPlan(HUNG_YEN, "honey", 3, 100, 6, Fate.PRESS),
    OrderPlan(THAI_NGUYEN, "tea", 5, 400, 280),
    OrderPlan(THAI_NGUYEN, "tea", 4, 400, 130, is_signed=True),
    OrderPlan(THAI_NGUYEN, "tea", 1, 100, 101, Fate.STOLEN),
    OrderPlan(THAI_NGUYEN, "tea", 1, 200, 45, Fate.REFUSED),
    OrderPlan(THAI_NGUYEN, "tea", 1, 100, 44, Fate.WITHDRAWN),
    OrderPlan(THANH_HOA, "sticky_rice", 1, 500, 176),
    OrderPlan(THANH_HOA, "sticky_rice", 3, 500, 50),
    OrderPlan(THANH_HOA, "greens", 4, 300, 115),
    OrderPlan(THANH_HOA, "greens", 1, 100, 70, Fate.LOST),
    OrderPlan(HO_CHI_MINH, "dragon_fruit", 4, 400, 200),
    OrderPlan(HO_CHI_MINH, "dragon_fruit", 4, 400, 72),
    OrderPlan(HO_CHI_MINH, "dragon_fruit", 1, 200, 0, Fate.WAITING),
)
