"""Accepting what a lot's ground gave above its yield, as the page shows it at that moment."""

from typing import Any

from webapp.db import db
from webapp.models.growing import growing_seasons
from webapp.usecases.releases import AcceptYield

WHY = "Được mùa, đã cân lại."


def accepting(lot: Any, reason: str = WHY) -> AcceptYield:
    """The form, filled in and not sent yet."""
    seasons = growing_seasons(db.session(), lot)
    return AcceptYield(lot.id, reason, frozenset(it.mark for it in seasons if it.is_above))
