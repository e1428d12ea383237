"""Labels of the rolls of an order: the code that activates a whole roll, and what is on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, select

from traceability.roles import Actor
from traceability.roll_codes import roll_code
from webapp.db import reader
from webapp.models.stamp_order import StampRoll
from webapp.queries.listings import Listing, rows_of_page
from webapp.queries.printing import order_to_print
from webapp.queries.stamp_orders import found_order

LABELS_OF_A_PAGE: Final = 250  # printed by one command: thousands of rolls are a few pages
_Found = Callable[[Connection, Actor, UUID], Row[Any]]


@dataclass(frozen=True)
class RollLabel:
    """One roll, `[first, last)` of the order's key."""

    number: int
    code: str
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many stamps are on it."""
        return self.last - self.first


@dataclass(frozen=True)
class RollLabelsPage:
    """Some labels of an order, by the numbers of their rolls."""

    product_name: str
    organisation_name: str
    key_id: int
    labels: Listing[RollLabel]


def labels_of_order(actor: Actor, order_id: UUID, number: int = 1) -> RollLabelsPage:
    """For whoever ordered, and the office.

    Raises:
        NoSuchOrder: none, or one that the actor does not reach.
    """
    return _labels(found_order, actor, order_id, number)


def labels_to_print(actor: Actor, order_id: UUID, number: int = 1) -> RollLabelsPage:
    """The same for the order's printer.

    Raises:
        NoSuchOrder: none, or another printer's.
    """
    return _labels(order_to_print, actor, order_id, number)


def _labels(find: _Found, actor: Actor, order_id: UUID, number: int) -> RollLabelsPage:
    query = (
        select(StampRoll.id, StampRoll.number, StampRoll.first, StampRoll.last)
        .where(StampRoll.order_id == order_id)
        .order_by(StampRoll.number)
    )
    with reader() as connection:
        order = find(connection, actor, order_id)
        rows, total = rows_of_page(connection, query, number, LABELS_OF_A_PAGE)
    labels = tuple(RollLabel(it.number, roll_code(it.id), it.first, it.last) for it in rows)
    listing = Listing(labels, total, number, LABELS_OF_A_PAGE)
    return RollLabelsPage(order.product_name, order.organisation_name, order.key_id, listing)
