"""Lots for tests that hold the database against the ledger: opened as people open them."""

from typing import Any

from traceability.roles import Actor
from webapp.db import db
from webapp.models import Lot, Organisation
from webapp.usecases.lots import OpenLot, open_lot


def opened(make: Any, farmer: Actor, product: Any, **given: Any) -> Lot:
    """A lot of the farmer's, on a plot of its own; `given` as in OpenLot."""
    place = make.place(db.session.get_one(Organisation, product.organisation_id))
    lot_id = open_lot(farmer, OpenLot(product.id, place.id, **given), now=make.now)
    return db.session.get_one(Lot, lot_id)
