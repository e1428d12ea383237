"""Lots for tests that hold the database against the ledger: opened as people open them."""

from datetime import datetime
from typing import Any

from traceability.roles import Actor
from webapp.db import db
from webapp.models import Lot, Organisation
from webapp.usecases.lots import OpenLot, open_lot
from webapp.usecases.places import adopt_places
from webapp.usecases.products import adopt_products


def tell_catalogue(now: datetime) -> None:
    """Tell the ledger of the products and places that makers put into the database."""
    for adopt in (adopt_products, adopt_places):
        adopt(Actor.system(), now=now)


def opened(make: Any, farmer: Actor, product: Any, **given: Any) -> Lot:
    """A lot of the farmer's, on a plot of its own; `given` as in OpenLot.

    The ledger is told of what the makers made before it was asked to tell.
    """
    place = make.place(db.session.get_one(Organisation, product.organisation_id))
    tell_catalogue(make.now)
    lot_id = open_lot(farmer, OpenLot(product.id, place.id, **given), now=make.now)
    return db.session.get_one(Lot, lot_id)
