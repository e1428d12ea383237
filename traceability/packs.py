"""What packings come to: how many packs of a lot there are, and how old they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from traceability.calendar import civil_date
from traceability.event_template import Value


@dataclass(frozen=True)
class Packing:
    """What one packing says of its packs."""

    units: int
    made_on: date
    expires_on: date | None


@dataclass(frozen=True)
class PackingTimes:
    """When it was packed, as the phone says, and when we heard of it."""

    packed_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class CountedPacks:
    """All packings of a lot together; their oldest dates count, for the buyer's safety."""

    units: int
    made_on: date | None
    expires_on: date | None

    @classmethod
    def of(cls, packings: Sequence[Packing]) -> Self:
        """Of those that stand."""
        return cls(
            units=sum(packing.units for packing in packings),
            made_on=min((packing.made_on for packing in packings), default=None),
            expires_on=min((it.expires_on for it in packings if it.expires_on), default=None),
        )


def packing_of(
    values: Mapping[str, Value], times: PackingTimes, shelf_life_days: int | None
) -> Packing:
    """What an entry of packing says; without a written date its best before is by shelf life."""
    # What is recorded was made by then: a clock that is ahead makes no food younger.
    made_on = min(civil_date(times.packed_at), civil_date(times.received_at))
    units = int(str(values["pack_count"]))
    return Packing(units, made_on, _best_before(values, made_on, shelf_life_days))


def _best_before(values: Mapping[str, Value], made_on: date, days: int | None) -> date | None:
    written = values.get("best_before")
    if isinstance(written, str):
        return date.fromisoformat(written)
    return None if days is None else made_on + timedelta(days=days)
