"""What a planting does to other lots of its plots."""

from datetime import datetime

from traceability.calendar import civil_date
from traceability.pre_harvest import is_planting
from webapp.db import db
from webapp.models.event import places_of
from webapp.models.ground import growing_of
from webapp.models.lot_notice import notice_plots_anew
from webapp.usecases.events.checks import CheckedEvent


def count_planted_anew(checked: CheckedEvent, planted_at: datetime) -> None:
    """What is taken after it may be of the new crop: the worker counts anew the lots that took
    something since. One that it puts right was told too early, too late, or elsewhere.
    """
    if not is_planting(checked.template):
        return
    places = {it.id for it in checked.places}
    if checked.corrected is not None:
        places |= places_of(db.session(), checked.corrected)
        planted_at = min(planted_at, checked.corrected.event_time)
    plots = growing_of(db.session(), places)
    notice_plots_anew(db.session(), plots, since=civil_date(planted_at))
