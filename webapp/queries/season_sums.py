"""What the ground of a lot gave in a season, as its readers see it: by lot, as far as they may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Connection, select

from traceability.growing_seasons import SeasonYield
from traceability.roles import Actor
from webapp.db import in_parts
from webapp.models.lot import Lot, in_reach_of


@dataclass(frozen=True)
class SeasonSum:
    """Amounts are thousandths of a kilogram, `area` of a square metre. `others` are the further
    lots that the reader may see, `unseen` is what the rest of the organisation's took together.
    """

    since: date
    is_year: bool
    area: int
    own: int
    others: tuple[tuple[UUID, str, int], ...]
    unseen: int
    harvested: int
    most: int
    is_above: bool
    mark: str

    @property
    def is_told(self) -> bool:
        """Whether it says more than the sum of the lot itself: others took, or it is too much."""
        return self.is_above or self.harvested > self.own


def season_sums(
    connection: Connection, actor: Actor, lot_id: UUID, seasons: Sequence[SeasonYield]
) -> tuple[SeasonSum, ...]:
    """Each season above its yield, and the fullest one, with its lots: of vegetables there is
    one for each lot near in time, and they say much the same. The reader may see the lot itself.
    """
    fullest = max(seasons, key=lambda it: Fraction(it.harvested, max(it.most, 1)), default=None)
    seasons = [it for it in seasons if it.is_above or it is fullest]
    lot_ids = {it for season in seasons for it, _ in season.taken}
    if not lot_ids:
        return ()
    query = select(Lot.id, Lot.code).where(in_reach_of(actor))
    found = (connection.execute(query.where(Lot.id.in_(some))) for some in in_parts(lot_ids))
    codes = {row.id: row.code for some in found for row in some}
    return tuple(_sum(season, lot_id, codes) for season in seasons)


def _sum(season: SeasonYield, lot_id: UUID, codes: Mapping[UUID, str]) -> SeasonSum:
    taken = dict(season.taken)
    own = taken.pop(lot_id, 0)
    others = tuple((it, codes[it], amount) for it, amount in taken.items() if it in codes)
    return SeasonSum(
        since=season.since,
        is_year=season.is_year,
        area=season.area,
        own=own,
        others=others,
        unseen=season.harvested - own - sum(amount for *_, amount in others),
        harvested=season.harvested,
        most=season.most,
        is_above=season.is_above,
        mark=season.mark,
    )
