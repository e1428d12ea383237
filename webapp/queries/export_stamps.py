"""An organisation's orders of stamps, rolls and activations, without anything that makes a stamp.

Stamps are counted from 1 within their order: the counters of a key would tell how much others
ordered. Of agencies' and printers' people no names are told.
"""

from typing import Any

from sqlalchemy import Select, select

from traceability.roles import Actor
from webapp.models.account import Account
from webapp.models.activation import Activation, asked_by
from webapp.models.lot import Lot
from webapp.models.product import Product
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll


def select_orders(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The orders, with who ordered and how it was decided."""
    return (
        select(
            StampOrder.id,
            Product.name.label("product"),
            StampOrder.count.label("stamps"),
            StampOrder.roll_size,
            StampOrder.state,
            Account.name.label("ordered_by"),
            StampOrder.ordered_at,
            StampOrder.decided_at,
            StampOrder.refusal_reason,
            StampOrder.withdrawn_at,
            StampOrder.withdrawal_reason,
        )
        .join(Product, Product.id == StampOrder.product_id)
        .join(Account, Account.id == StampOrder.ordered_by_id)
        .where(StampOrder.organisation_id == actor.organisation_id)
        .order_by(StampOrder.ordered_at, StampOrder.id)
    )


def select_rolls(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The rolls; both stamps that are named belong to them."""
    return (
        select(
            StampRoll.order_id.label("order"),
            StampRoll.number.label("roll"),
            (StampRoll.first - StampOrder.first + 1).label("first_stamp"),
            (StampRoll.last - StampOrder.first).label("last_stamp"),
            StampRoll.printed_at,
            StampRoll.delivered_at,
        )
        .join(StampOrder, StampOrder.id == StampRoll.order_id)
        .where(StampRoll.organisation_id == actor.organisation_id)
        .order_by(StampOrder.ordered_at, StampOrder.id, StampRoll.number)
    )


def select_holdings(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Where the stamps of each roll stand now."""
    return (
        select(
            StampHolding.order_id.label("order"),
            StampRoll.number.label("roll"),
            (StampHolding.first - StampOrder.first + 1).label("first_stamp"),
            (StampHolding.last - StampOrder.first).label("last_stamp"),
            StampHolding.state,
            StampHolding.activation_id.label("activation"),
        )
        .join(StampOrder, StampOrder.id == StampHolding.order_id)
        .join(StampRoll, StampRoll.id == StampHolding.roll_id)
        .where(StampOrder.organisation_id == actor.organisation_id)
        .order_by(StampOrder.ordered_at, StampOrder.id, StampHolding.first)
    )


def select_activations(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Which stamps went on which lot, those that were undone among them."""
    return (
        select(
            Activation.id,
            Lot.code.label("lot"),
            Activation.order_id.label("order"),
            StampRoll.number.label("roll"),
            (Activation.first - StampOrder.first + 1).label("first_stamp"),
            (Activation.last - StampOrder.first).label("last_stamp"),
            asked_by().label("asked_by"),
            Account.name.label("activated_by"),
            Activation.activated_at,
            Activation.undone_at,
        )
        .join(Lot, Lot.id == Activation.lot_id)
        .join(StampOrder, StampOrder.id == Activation.order_id)
        .join(StampRoll, StampRoll.id == Activation.roll_id)
        .join(Account, Account.id == Activation.activated_by_id)
        .where(Activation.organisation_id == actor.organisation_id)
        .order_by(Activation.activated_at, Activation.id)
    )
