"""Diary entries as planned: great works, chores in between, late ones, slips and corrections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from traceability.quantities import parse_amount
from webapp.demo.chance import seeded
from webapp.demo.days import Days
from webapp.demo.lots import LotPlan
from webapp.demo.plan import Work, amount, named_id

EVENTS: Final = 2_000
CORRECTIONS: Final = 8
# What others wait for is written down the same hour.
_PROMPT: Final = frozenset(
    {
        "harvesting",
        "drying",
        "milling",
        "receiving",
        "processing",
        "finishing",
        "ccp_check",
        "extracting",
        "filtering",
        "withering",
        "fixing",
        "rolling",
        "cooling",
        "packing",
        "laboratory_test",
    }
)
_DATES: Final = {
    "planting": "sow_date",
    "harvesting": "harvest_date",
    "bagging": "bagging_date",
    "laboratory_test": "tested_on",
    "apiary_setup": "setup_date",
    "moving": "moving_date",
    "feeding": "stop_date",
    "blooming": "bloom_start",
    "extracting": "extraction_date",
    "finishing": "production_date",
}
_PER_HUNDRED_SAME_DAY, _PER_HUNDRED_WITHIN_DAYS = 91, 98


@dataclass(frozen=True)
class Entry:
    """One entry of one lot: when it happened and when it was recorded."""

    id: UUID
    lot: LotPlan
    work: Work
    at: datetime
    recorded_at: datetime
    corrects: UUID | None = None
    note: str | None = None
    paper_id: UUID | None = None

    @property
    def values(self) -> Mapping[str, str]:
        """The filled form."""
        return self.work.values


def planned_entries(lots: Sequence[LotPlan], days: Days) -> list[Entry]:
    """Exactly `EVENTS` entries, none of them later than now."""
    works = [entry for lot in lots for entry in _works(lot, days)]
    mended = _with_slips(works, days)
    return mended + list(_chores(lots, EVENTS - len(mended)))


def _works(lot: LotPlan, days: Days) -> Iterator[Entry]:
    for number, work in enumerate(lot.diary.works):
        dice = seeded("work", lot.id, number)
        entry = _entry(lot, work, f"work {number}", dice)
        if days.has_been(entry.at):
            yield entry


def _entry(lot: LotPlan, work: Work, name: str, dice: Random) -> Entry:
    at = lot.at(work.day, work.hour, dice.randint(0, 55))
    recorded_at = lot.days.no_later(at + _delay(work.code, dice))
    if work.code in _DATES:
        dated = {_DATES[work.code]: at.date().isoformat()}
        work = replace(work, values={**work.values, **dated})
    return Entry(named_id("event", lot.id, name), lot, work, at, max(at, recorded_at))


def _delay(code: str, dice: Random) -> timedelta:
    luck = dice.randint(1, 100)
    if code in _PROMPT:
        return timedelta(minutes=dice.randint(2, 50))
    if luck <= _PER_HUNDRED_SAME_DAY:
        return timedelta(minutes=dice.randint(2, 240))
    if luck <= _PER_HUNDRED_WITHIN_DAYS:
        return timedelta(days=dice.randint(1, 3), minutes=dice.randint(0, 240))
    return timedelta(days=dice.randint(8, 12))


def _chores(lots: Sequence[LotPlan], wanted: int) -> Iterator[Entry]:
    lengths = [_days_of_chores(lot) for lot in lots]
    for lot, length, count in zip(lots, lengths, _shares(lengths, wanted), strict=True):
        for number in range(count):
            yield _chore(lot, number, length * number // count)


def _days_of_chores(lot: LotPlan) -> int:
    """How many days of chores the lot has had: whole days that are over."""
    first, last = lot.diary.chores_from, lot.diary.chores_to
    return max(0, min(last, lot.season.begun - 1) - first)


def _shares(lengths: Sequence[int], wanted: int) -> list[int]:
    """`wanted` split in proportion to the lengths, exactly."""
    total, given, shares, seen = sum(lengths), 0, [], 0
    for length in lengths:
        seen += length
        share = wanted * seen // total - given
        shares.append(share)
        given += share
    return shares


def _chore(lot: LotPlan, number: int, day: int) -> Entry:
    dice = seeded("chore", lot.id, number)
    do = lot.diary.chores[number % len(lot.diary.chores)]
    code, values = do(lot.ground, dice)
    hour = dice.choice((6, 7, 9, 15, 16, 17))
    work = Work(lot.diary.chores_from + day, hour, code, values)
    return _entry(lot, work, f"chore {number}", dice)


def _with_slips(entries: Sequence[Entry], days: Days) -> list[Entry]:
    """The entries, some of them with a zero too many, each followed by its correction."""
    spread = [entry for entry in entries if entry.work.code == "fertilising"]
    older = [entry for entry in spread if days.has_been(entry.recorded_at + timedelta(days=2))]
    chosen = {entry.id for entry in older[:: max(1, len(older) // CORRECTIONS)][:CORRECTIONS]}
    told: list[Entry] = []
    for entry in entries:
        told += _slip(entry) if entry.id in chosen else (entry,)
    return told


def _slip(entry: Entry) -> tuple[Entry, Entry]:
    unit = entry.values["amount_unit"]
    tenfold = amount("amount", 10 * parse_amount(entry.values["amount"]), unit)
    wrong = replace(entry, work=replace(entry.work, values={**entry.values, **tenfold}))
    right = replace(
        entry,
        id=named_id("correction", entry.id),
        recorded_at=entry.recorded_at + timedelta(hours=20),
        corrects=entry.id,
        note="Ghi nhầm số lượng, thừa một số không.",
    )
    return wrong, right
