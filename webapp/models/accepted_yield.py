"""Which seasons above the yield of their ground somebody accepted for a lot, and up to what."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from traceability.growing_seasons import AcceptedSeason, SeasonYield
from traceability.lot_decisions import LotDecisionKind
from webapp.models.ledger import LedgerEntry
from webapp.models.lot_decision import LotDecision


def has_accepted(
    reading: Session | Connection, lot_id: UUID, seasons: Collection[SeasonYield]
) -> bool:
    """Whether all that is told above the yield was accepted, by numbers that still hold."""
    above = [it for it in seasons if it.is_above]
    if not above:
        return True
    query = (
        select(LedgerEntry.position, LedgerEntry.body)
        .join(LotDecision, LotDecision.ledger_position == LedgerEntry.position)
        .where(LotDecision.lot_id == lot_id, LotDecision.kind == LotDecisionKind.YIELD_ACCEPTED)
    )
    accepted = [
        _accepted(told, row.position)
        for row in reading.execute(query)
        for told in json.loads(row.body)["content"]["seasons"]
    ]
    return all(any(it.covers(season) for it in accepted) for season in above)


def told_of(season: SeasonYield) -> dict[str, Any]:
    """What the ledger keeps of a season that is accepted; the inverse of what is read here."""
    return {
        "since": season.since.isoformat(),
        "area": season.area,
        "harvested": season.harvested,
        "most": season.most,
    }


def _accepted(told: Mapping[str, Any], position: int) -> AcceptedSeason:
    """Decisions of before named no season: they stand for what was told until then."""
    since = told.get("since")
    return AcceptedSeason(
        since=date.fromisoformat(since) if since else None,
        area=told.get("area"),
        above=told["harvested"] - told["most"],
        position=position,
    )
