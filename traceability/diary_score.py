"""How much of a diary looks told from memory in few sittings: advice for a look, never a verdict.

Pure arithmetic over three times of each entry: when the work was done as claimed, when the phone
wrote it down, and when the server received it. Nothing is refused by it, nothing of it is public,
and it accuses nobody: a true diary may be written late, and the reasons say what was counted.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from traceability.calendar import civil_date
from traceability.event_flags import CLOCKS_DIFFER

# The handbook's share counts what came more than three days after the work.
LATE_AFTER: Final = timedelta(hours=72)
# Whoever writes for many members goes round once a week.
CLERK_LATE_AFTER: Final = timedelta(days=7)
# A phone that was away longer has a wrong clock, for all that can be known.
LONGEST_AWAY: Final = timedelta(days=180)
# Entries with no longer pause between them were written in one sitting.
SITTING_PAUSE: Final = timedelta(hours=1)
# Beyond this nobody is expected to remember the day: later counts no more.
MEMORY: Final = timedelta(days=14)
# A page of a paper diary explains why an entry is late, and less why all of them came at once.
PAPER_DELAY_WEIGHT: Final = 0.3
PAPER_BURST_WEIGHT: Final = 0.4
DELAY_POINTS: Final = 30
BURST_POINTS: Final = 60
CLOCK_POINTS: Final = 10
LOOK_FROM: Final = 25
ASK_FROM: Final = 60
_FEW: Final = 2  # so many late entries weigh half
_TOLD_BURST: Final = 3  # fewer in one sitting are not worth a sentence


class ScoreLevel(StrEnum):
    """What to make of the points; the values are message codes."""

    USUAL = "diary_score.usual"
    LOOK = "diary_score.look"
    ASK = "diary_score.ask"


def level_of(points: int) -> ScoreLevel:
    """How points from 0 to 100 are to be read."""
    if points >= ASK_FROM:
        return ScoreLevel.ASK
    return ScoreLevel.LOOK if points >= LOOK_FROM else ScoreLevel.USUAL


@dataclass(frozen=True)
class ToldEntry:
    """The times of one entry. A correction is an entry of its own, written when it was written."""

    claimed: datetime
    received: datetime
    device: datetime | None = None
    from_paper: bool = False
    by_clerk: bool = False


@dataclass(frozen=True)
class ScoreReason:
    """One thing that was counted: a message code and the numbers of its sentence."""

    code: str
    details: Mapping[str, int | date] = field(default_factory=dict)


@dataclass(frozen=True)
class DiaryScore:
    """`points` from 0 to 100, the sum of its three parts, and what they were counted from."""

    points: int
    delay: int
    burst: int
    clock: int
    reasons: tuple[ScoreReason, ...]

    @property
    def level(self) -> ScoreLevel:
        """How the points are to be read."""
        return level_of(self.points)


@dataclass(frozen=True)
class _Read:
    """An entry with the time at which it was written, as far as that can be believed."""

    entry: ToldEntry
    written: datetime
    clock_off: timedelta | None  # by how much the phone's clock was wrong at least

    @property
    def delay(self) -> timedelta:
        return self.written - self.entry.claimed

    @property
    def is_late(self) -> bool:
        return self.delay > (CLERK_LATE_AFTER if self.entry.by_clerk else LATE_AFTER)

    @property
    def depth(self) -> float:
        """How far the work lay beyond what people remember, from 0 to 1."""
        return min(1.0, self.delay / MEMORY)

    @property
    def day(self) -> date:
        return civil_date(self.entry.claimed)


_Sitting = tuple[_Read, ...]  # never empty, in the order of writing


def score_diary(entries: Collection[ToldEntry], *, opened_at: datetime | None = None) -> DiaryScore:
    """Score a diary; `opened_at` is when the server opened its lot: no phone wrote before that.

    One more entry that was written in time never raises the points of delay and burst, and the
    order in which entries are given does not matter.
    """
    read = sorted((_read(it, opened_at) for it in entries), key=_order)
    late = [it for it in read if it.is_late]
    sittings = _sittings(late)
    share = _late_share(late, len(read))
    crowding = _crowding(late, sittings)
    certain = len(late) / (len(late) + _FEW)
    off = [it for it in read if it.clock_off]
    delay = round(DELAY_POINTS * certain * share)
    burst = round(BURST_POINTS * certain * crowding * _burst_share(late, len(read)))
    clock = math.ceil(CLOCK_POINTS * len(off) / len(read)) if off else 0
    reasons = [*_burst_reasons(sittings, len(read)), *_late_reasons(late, len(read))]
    reasons += [*_explained_reasons(late, read), *_clock_reasons(off, read)]
    return DiaryScore(delay + burst + clock, delay, burst, clock, tuple(reasons))


def _late_share(late: Sequence[_Read], total: int) -> float:
    """The share of late entries; those from paper count for less, their delay is explained."""
    weights = (PAPER_DELAY_WEIGHT if it.entry.from_paper else 1.0 for it in late)
    return math.fsum(weights) / total if total else 0.0


def _burst_share(late: Sequence[_Read], total: int) -> float:
    weights = (it.depth * (PAPER_BURST_WEIGHT if it.entry.from_paper else 1.0) for it in late)
    return math.fsum(weights) / total if total else 0.0


def _read(entry: ToldEntry, opened_at: datetime | None) -> _Read:
    off = _clock_off(entry, opened_at)
    is_known = entry.device is not None and off is None
    written = min(entry.device, entry.received) if is_known and entry.device else entry.received
    return _Read(entry, written, off)


def _clock_off(entry: ToldEntry, opened_at: datetime | None) -> timedelta | None:
    """By how much the phone's clock was wrong; None where nothing says that it was."""
    if entry.device is None:
        return None
    ahead = entry.device - entry.received
    if ahead > CLOCKS_DIFFER:
        return ahead
    is_impossible = opened_at is not None and entry.device < opened_at - CLOCKS_DIFFER
    return -ahead if -ahead > LONGEST_AWAY or is_impossible else None


def _order(it: _Read) -> tuple[datetime, datetime, datetime, bool, bool]:
    entry = it.entry
    return it.written, entry.claimed, entry.received, entry.from_paper, entry.by_clerk


def _sittings(late: Sequence[_Read]) -> list[_Sitting]:
    """Late entries alone: what is written in time joins no sitting and parts none."""
    found: list[list[_Read]] = [[it] for it in late[:1]]
    for before, it in pairwise(late):
        if it.written - before.written <= SITTING_PAUSE:
            found[-1].append(it)
        else:
            found.append([it])
    return [tuple(sitting) for sitting in found]


def _crowding(late: Sequence[_Read], sittings: Sequence[_Sitting]) -> float:
    """1 where work of many days was written in one sitting, 0 where each day had its own.

    The entropy of the sittings against that of the days they tell of.
    """
    days = _entropy(Counter(it.day for it in late).values())
    return max(0.0, 1.0 - _entropy(map(len, sittings)) / days) if days else 0.0


def _entropy(counts: Iterable[int]) -> float:
    counted = sorted(counts)
    total = sum(counted)
    return math.fsum(-it / total * math.log(it / total) for it in counted)


def _burst_reasons(sittings: Sequence[_Sitting], total: int) -> Iterable[ScoreReason]:
    """The largest sitting in words, whether or not paper explains it."""
    largest = max(sittings, key=len, default=())
    told = {it.day for it in largest}
    if len(largest) < _TOLD_BURST or len(told) == 1:
        return
    minutes = math.ceil((largest[-1].written - largest[0].written) / timedelta(minutes=1))
    paper = sum(it.entry.from_paper for it in largest)
    details: dict[str, int | date] = {
        "count": len(largest),
        "total": total,
        "minutes": max(1, minutes),
        "day": civil_date(largest[0].written),
        "days": (civil_date(largest[-1].written) - min(told)).days,
    }
    if paper:
        yield ScoreReason("diary_score.burst_from_paper", details | {"paper": paper})
    else:
        yield ScoreReason("diary_score.burst", details)


def _late_reasons(late: Sequence[_Read], total: int) -> Iterable[ScoreReason]:
    if late:
        # By the calendar, as the entry itself says it.
        longest = max((civil_date(it.written) - it.day).days for it in late)
        details = {"count": len(late), "total": total, "days": longest}
        yield ScoreReason("diary_score.late", details)


def _explained_reasons(late: Sequence[_Read], read: Sequence[_Read]) -> Iterable[ScoreReason]:
    """What makes a delay less odd; said, so that it can be asked about."""
    paper = sum(it.entry.from_paper for it in late)
    clerk = sum(it.entry.by_clerk for it in read)
    away = [
        it.entry.received - it.written for it in read if it.entry.received - it.written > LATE_AFTER
    ]
    if paper:
        yield ScoreReason("diary_score.paper", {"count": paper})
    if clerk:
        yield ScoreReason("diary_score.clerk", {"count": clerk})
    if away:
        details = {"count": len(away), "days": max(away).days}
        yield ScoreReason("diary_score.away", details)


def _clock_reasons(off: Sequence[_Read], read: Sequence[_Read]) -> Iterable[ScoreReason]:
    if off:
        widest = max(it.clock_off for it in off if it.clock_off)
        details = {"count": len(off), "total": len(read), "days": widest.days}
        yield ScoreReason("diary_score.clock", details)
