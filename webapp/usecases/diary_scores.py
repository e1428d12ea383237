"""Counting the diary scores that lists are sorted by, and noticing what they are filtered by; the
page of a lot counts its own anew.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.models.diary_score import score_of
from webapp.models.event_template import refresh_templates
from webapp.models.growing import shared_grounds
from webapp.models.journey import is_readable, last_received
from webapp.models.lot import Lot
from webapp.models.lot_notice import keep_notices

AT_ONCE: Final = 25  # who writes in one of these lots waits for all of them


@transactional
def score_diaries(actor: Actor, *, now: datetime) -> int:  # noqa: ARG001 - time does not matter
    """Score lots that nobody has scored since their last entry; gives back how many.

    Lots that somebody is writing in at the moment are left for the next time. Those with work of a
    template that is not here wait until it is, and keep no other lot waiting.
    """
    refresh_templates(db.session())
    query = (
        select(Lot)
        .where(Lot.diary_score.is_(None), is_readable())
        .order_by(Lot.place_id, Lot.id)  # of one ground together: it is read once for all
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    lots = db.session.scalars(query).all()
    grounds = shared_grounds(db.session(), lots)
    received = last_received(db.session(), [lot.id for lot in lots])
    for lot in lots:
        score = score_of(db.session(), lot.id)
        lot.take_score(score.points, received.get(lot.id))
        keep_notices(db.session(), lot, score, grounds[lot.id])
    return len(lots)
