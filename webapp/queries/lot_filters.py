"""Which lots a list holds: the filter that its address says."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, true

from traceability.lots import PACKED, LotState
from webapp.models.event_template import goes_on_after_packing
from webapp.models.lot import Lot
from webapp.models.place import Place
from webapp.models.product import Product


class Shown(StrEnum):
    """Which lots a list holds."""

    OPEN = "open"
    IN_WORK = "in_work"
    DRAFT = "draft"
    AWAITING = "awaiting_release"
    HELD = "on_hold"
    RELEASED = "released"
    PACKED = "packed"
    ON_MARKET = "on_market"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ALL = "all"


@dataclass(frozen=True)
class LotFilter:
    """What the address of the list says; pages count from 1."""

    words: str = ""
    shown: Shown = Shown.OPEN
    page: int = 1


def is_shown(shown: Shown) -> ColumnElement[bool]:
    """The lots of this part of the list."""
    is_open = (Lot.state != LotState.CLOSED) & Lot.cancelled_at.is_(None)
    still_worked_on = ~Lot.state.in_(PACKED) | goes_on_after_packing()
    return {
        Shown.OPEN: is_open,
        Shown.IN_WORK: is_open & still_worked_on,
        Shown.DRAFT: is_open & (Lot.state == LotState.DRAFT),
        Shown.AWAITING: is_open & Lot.release_asked_at.is_not(None),
        Shown.HELD: is_open & or_(Lot.on_hold_at.is_not(None), Lot.recalled_at.is_not(None)),
        Shown.RELEASED: is_open & Lot.released_at.is_not(None),
        Shown.PACKED: is_open & (Lot.state == LotState.PACKED),
        Shown.ON_MARKET: is_open & (Lot.state == LotState.ON_MARKET),
        Shown.CLOSED: Lot.state == LotState.CLOSED,
        Shown.CANCELLED: Lot.cancelled_at.is_not(None),
        Shown.ALL: true(),
    }[shown]


def is_named(folded: str) -> ColumnElement[bool]:
    """Every word is somewhere in the name of the product or the place, or in the code."""
    columns = (Product.name_folded, Place.name_folded, func.lower(Lot.code))
    return and_(
        true(),
        *(or_(*(it.contains(word, autoescape=True) for it in columns)) for word in folded.split()),
    )
