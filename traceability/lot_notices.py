"""What an inspector may want to look at in a lot: each a reason to ask, none of them a verdict."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final

from traceability.diary_score import DiaryScore
from traceability.event_flags import EventFlag
from traceability.mass_balance import Balance, Imbalance


class LotNotice(StrEnum):
    """One thing by which lots are found; the value ends the code of its words."""

    BURST = "burst"
    DELAY = "delay"
    IMBALANCE = "imbalance"
    WITHIN_INTERVAL = "within_interval"


# Less is in any diary that is kept by people.
_TOLD_FROM: Final = 10
_EARLY: Final = frozenset({EventFlag.WITHIN_INTERVAL, EventFlag.HARVESTED_BEFORE})


def lot_notices(
    score: DiaryScore, balance: Balance, flags: Collection[str]
) -> frozenset[LotNotice]:
    """What is to be noticed; `flags` are those of the entries that stand."""
    found = {
        LotNotice.BURST: score.burst >= _TOLD_FROM,
        LotNotice.DELAY: score.delay >= _TOLD_FROM,
        LotNotice.IMBALANCE: any(_is_told(balance.imbalances)),
        LotNotice.WITHIN_INTERVAL: not _EARLY.isdisjoint(flags),
    }
    return frozenset(notice for notice, holds in found.items() if holds)


def _is_told(imbalances: Iterable[Imbalance]) -> Iterable[bool]:
    """Where no sum judges the goods, there is no sum to look at."""
    return (it is not Imbalance.PACKED_UNMEASURED for it in imbalances)
