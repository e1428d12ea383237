"""Synthetic diaries for the score: honest ones with dead spots and lapses, and back-filled ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from traceability.diary_score import ToldEntry, score_diary

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
Diary = tuple[ToldEntry, ...]


@dataclass(frozen=True)
class Setting:
    """`clerk` and `paper` are shares of entries; `kept` of a back-filled diary was kept in time."""

    name: str
    clerk: float = 0.0
    paper: float = 0.0
    kept: float = 0.0


SETTINGS = (
    Setting("plain"),
    Setting("20 % by a clerk", clerk=0.2),
    Setting("20 % by a clerk, 15 % from paper", clerk=0.2, paper=0.15),
    Setting("half kept in time, half back-filled", kept=0.5),
    Setting("half kept, 20 % by a clerk, 15 % from paper", clerk=0.2, paper=0.15, kept=0.5),
)
# Told honestly: a paper diary copied at the month's end and one made up last night look much alike
# by their times. The picture of the page is what an inspector has then.
PAPER_ONLY = Setting("everything from paper (no goal)", paper=1.0)


def works(dice: Random) -> list[datetime]:
    """The moments of one season's work: 15 to 60 of them over 60 to 160 days."""
    days, count = dice.randint(60, 160), dice.randint(15, 60)
    moments = (BEGIN + timedelta(days=dice.random() * days) for _ in range(count))
    return sorted(it.replace(hour=dice.randint(0, 10)) for it in moments)


def honest(dice: Random, setting: Setting) -> Diary:
    """Written mostly the same day, on a phone that is at times away for weeks, or on the web;
    every fifth keeper sits down once a week.
    """
    has_phone, forgets = dice.random() < 0.7, dice.choice((0.02, 0.05, 0.15))
    is_weekly = dice.random() < 0.2
    moments, next_sync = works(dice), BEGIN
    told = []
    for at in moments:
        lapse = dice.random() < forgets
        written = at + timedelta(hours=dice.random() * 10)
        if lapse:
            written = at + timedelta(days=dice.uniform(1, 12))
        if is_weekly:
            written = _next_round(ToldEntry(at, at), timedelta(days=7)).received
        if has_phone and next_sync < written:
            is_away = dice.random() < 0.25
            away = dice.uniform(5, 40) if is_away else dice.uniform(0, 1)
            next_sync = written + timedelta(days=away)
        received = max(next_sync, written) if has_phone else written
        entry = ToldEntry(at, received, written if has_phone else None)
        told.append(_helped(entry, dice, setting))
    return tuple(told)


def _helped(entry: ToldEntry, dice: Random, setting: Setting) -> ToldEntry:
    """A clerk comes round each week; a page of paper is copied when it is full, after a month."""
    luck = dice.random()
    if luck < setting.paper:
        return _next_round(entry, timedelta(days=30), from_paper=True)
    if luck < setting.paper + setting.clerk:
        return _next_round(entry, timedelta(days=7), by_clerk=True)
    return entry


def _next_round(entry: ToldEntry, every: timedelta, **how: bool) -> ToldEntry:
    rounds = (entry.claimed - BEGIN) // every + 1
    minute = timedelta(minutes=(entry.claimed - BEGIN) % every / timedelta(hours=24) * 3)
    written = BEGIN + rounds * every + minute
    return replace(entry, received=written, device=None, **how)


def back_filled(dice: Random, setting: Setting) -> Diary:
    """Made up the night before somebody comes, in one to three sittings, on web or phone."""
    moments = works(dice)
    has_phone, sittings = dice.random() < 0.5, dice.randint(1, 3)
    night = moments[-1] + timedelta(days=dice.uniform(0.3, 3))
    from_then_on = int(len(moments) * setting.kept)
    told = []
    for number, at in enumerate(moments):
        if number < from_then_on:
            in_time = at + timedelta(hours=dice.random() * 10)
            told.append(ToldEntry(at, in_time, in_time if has_phone else None))
            continue
        sitting = timedelta(hours=2 * (number * sittings // len(moments)))
        written = night + sitting + timedelta(minutes=number * dice.uniform(0.5, 1))
        received = written + timedelta(minutes=dice.random() * 20)
        luck = dice.random()
        told.append(
            ToldEntry(
                at,
                received,
                written if has_phone else None,
                from_paper=luck < setting.paper,
                by_clerk=setting.paper <= luck < setting.paper + setting.clerk,
            )
        )
    return tuple(told)


def seeded(seed: int | str) -> Random:
    """Dice that fall the same way each time."""
    return Random(seed)  # noqa: S311 - nothing secret


def auc(low: Sequence[int], high: Sequence[int]) -> float:
    """How often one of `high` lies above one of `low`; a tie counts half."""
    pairs = [(a, b) for a in low for b in high]
    return sum((b > a) + (b == a) / 2 for a, b in pairs) / len(pairs)


def measured(setting: Setting, seed: int, count: int = 100) -> tuple[list[int], list[int]]:
    """The points of honest and of back-filled diaries."""
    return (_points(honest, setting, seed, count), _points(back_filled, setting, seed, count))


def _points(
    make: Callable[[Random, Setting], Diary], setting: Setting, seed: int, count: int
) -> list[int]:
    dice = seeded(f"{make.__name__} {seed}")
    return [score_diary(make(dice, setting), opened_at=BEGIN).points for _ in range(count)]
