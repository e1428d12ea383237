"""What a planting does to other lots of its plots."""

from datetime import datetime

from traceability.places import GROWING
from traceability.pre_harvest import is_planting
from webapp.db import db
from webapp.models.lot_notice import notice_plots_anew
from webapp.usecases.events.checks import CheckedEvent


def count_planted_anew(checked: CheckedEvent, planted_at: datetime) -> None:
    """What is taken after it may be of the new crop: the worker counts anew the lots worked since.

    Where it puts right another planting, that one was told too early, too late, or elsewhere.
    """
    if not is_planting(checked.template):
        return
    plots = {it.id for it in checked.places if it.kind in GROWING}
    if checked.corrected is not None:
        plots.add(checked.corrected.place_id)
        planted_at = min(planted_at, checked.corrected.event_time)
    notice_plots_anew(db.session(), plots, since=planted_at)
