"""Telling anew the public stories that were told by an earlier release."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from traceability.journey import VERSION
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.event_template import refresh_templates
from webapp.models.journey import is_tellable, tell_journey
from webapp.models.lot import Lot

AT_ONCE: Final = 200


@transactional
def tell_older_journeys(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001 - told of the rows
    """Tell stories of an earlier version as they are told now; gives back how many there were.

    Lots that somebody is writing in at the moment are left for the next time. Those with work of a
    template that is not here stay as they were told, and of their version, until it is.
    """
    refresh_templates(db.session())
    query = (
        select(Lot)
        .where(Lot.journey_version < VERSION, is_tellable())
        .order_by(Lot.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    lots = db.session.scalars(query).all()
    for lot in lots:
        tell_journey(db.session(), lot)
    return len(lots)
