"""Harvests, and accepting what a lot's ground gave above its yield as its page shows it then."""

from typing import Any

from tests.diary import values_of
from webapp.db import db
from webapp.models.growing import growing_seasons
from webapp.usecases.releases import AcceptYield

WHY = "Được mùa, đã cân lại."


def harvest(kg: int, day: str = "2026-11-22") -> dict[str, Any]:
    """What an entry tells that so much was taken on a day."""
    return {"values": values_of("harvesting", quantity=str(kg), harvest_date=day)}


def accepting(lot: Any, reason: str = WHY) -> AcceptYield:
    """The form, filled in and not sent yet."""
    seasons = growing_seasons(db.session(), lot)
    return AcceptYield(lot.id, reason, frozenset(it.mark for it in seasons if it.is_above))
