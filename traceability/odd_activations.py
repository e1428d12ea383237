"""What is odd in the stamps that an organisation activated on one day: where, when, how many.

Whoever activates stamps for outsiders does it with a right account, so that no single activation
breaks a rule. Odd is what this organisation does not do otherwise; each oddity is a question to the
owner and not an answer.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from traceability.calendar import VIETNAM_TIME, civil_date
from traceability.geography import PROVINCES
from traceability.province_places import place_of_province
from traceability.suspicion import Sign

# What is usual is learned from so long, over harvests, and from no fewer days or activations.
USUAL_WITHIN: Final = timedelta(days=90)
_FEWEST_DAYS: Final = 5
_FEWEST_KNOWN: Final = 5
# Packing for the early market begins at four; before, and after ten, packing houses sleep.
_NIGHT_BEGINS, _NIGHT_ENDS = 22, 4
_USUAL_AT_NIGHT: Final = 0.2  # of earlier activations; who works at night is not asked each day
# Harvests come all at once: only beyond three times the greatest day is a day out of the ordinary.
_TIMES_GREATEST: Final = 3
_FEWEST_STAMPS: Final = 1_000


@dataclass(frozen=True)
class ActivationFact:
    """So many stamps at a time, from a network of that province where that is known."""

    at: datetime
    count: int
    province: str | None = None


def odd_signs(
    today: Sequence[ActivationFact], before: Sequence[ActivationFact], home: Collection[str]
) -> tuple[Sign, ...]:
    """What is odd about one day's activations, none of them undone, in countable facts.

    `before` are those of `USUAL_WITHIN` earlier, `home` the provinces in which the organisation or
    a place of it is registered.
    """
    return (*_at_night(today, before), *_above_usual(today, before), *_elsewhere(today, home))


def _at_night(today: Sequence[ActivationFact], before: Sequence[ActivationFact]) -> Iterator[Sign]:
    count = sum(it.count for it in today if _is_night(it.at))
    usual = sum(_is_night(it.at) for it in before)
    is_usual = len(before) >= _FEWEST_KNOWN and usual >= _USUAL_AT_NIGHT * len(before)
    if count and not is_usual:
        yield Sign("activated_at_night", {"count": count})


def _above_usual(
    today: Sequence[ActivationFact], before: Sequence[ActivationFact]
) -> Iterator[Sign]:
    days: Counter[object] = Counter()
    for it in before:
        days[civil_date(it.at)] += it.count
    count, most = sum(it.count for it in today), max(days.values(), default=0)
    if len(days) >= _FEWEST_DAYS and count >= max(_FEWEST_STAMPS, _TIMES_GREATEST * most + 1):
        yield Sign("activated_above_usual", {"count": count, "most": most})


def _elsewhere(today: Sequence[ActivationFact], home: Collection[str]) -> Iterator[Sign]:
    """Networks of carriers often seem to be in one of three cities: those tell nothing."""
    places: Counter[str] = Counter()
    for it in today:
        if it.province and it.province not in home and not _is_gateway(it.province):
            places[it.province] += it.count
    for province, count in sorted(places.items()):
        name = PROVINCES[province].name
        yield Sign("activated_elsewhere", {"count": count, "province": name})


def _is_night(at: datetime) -> bool:
    hour = at.astimezone(VIETNAM_TIME).hour
    return hour >= _NIGHT_BEGINS or hour < _NIGHT_ENDS


def _is_gateway(province: str) -> bool:
    place = place_of_province(province)
    return place is not None and place.is_gateway
