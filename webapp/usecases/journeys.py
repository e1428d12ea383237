"""Telling anew the public stories that were told by an earlier release."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from traceability.event_template import UnknownTemplate
from traceability.journey import VERSION
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.journey import tell_journey
from webapp.models.lot import Lot

AT_ONCE: Final = 200


@transactional
def tell_older_journeys(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001 - told of the rows
    """Tell stories of an earlier version as they are told now; gives back how many there were.

    Lots that somebody is writing in at the moment are left for the next time. What was written with
    a template that is not here stays as it was told.
    """
    query = (
        select(Lot)
        .where(Lot.journey_version < VERSION)
        .order_by(Lot.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    lots = db.session.scalars(query).all()
    for lot in lots:
        try:
            tell_journey(db.session(), lot)
        except UnknownTemplate:
            lot.journey_version = VERSION
    return len(lots)
