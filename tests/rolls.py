"""Rolls of stamps: those of an order, and where the stamps of one stand."""

from traceability.stamp_ledger import Balance
from webapp.db import db
from webapp.models import StampOrder, StampRoll
from webapp.models.stamp_holding import holdings_of


def rolls_of(order: StampOrder) -> list[StampRoll]:
    """Its rolls, in order."""
    query = db.session.query(StampRoll).filter_by(order_id=order.id)
    return list(query.order_by(StampRoll.number))


def balance(roll: StampRoll) -> Balance:
    """How many of its stamps stand where, as the database has it now."""
    return Balance.of(holdings_of(db.session(), roll.id))
