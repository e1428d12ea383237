"""What must hold of lots, told a second time and as naively as can be: lists of facts, day by day.

Nothing here is taken from the rules under test: days are counted as whole numbers, every forbidden
day of every plot is written out, goods are grams, and what fits is found by counting down.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Final

_HOME: Final = 7 * 3600  # seconds by which the day begins earlier here than in Greenwich
_TOLERANCE: Final = Fraction(102, 100)


def home_day(moment: datetime) -> int:
    """The day in Vietnam, counted from 1970."""
    return int((moment.timestamp() + _HOME) // 86_400)


@dataclass(frozen=True)
class Fact:
    """One entry of a diary. Of a harvest `day` is the one that was written down."""

    number: int
    lot: str
    kind: str
    plots: frozenset[str]
    moment: datetime
    received: datetime
    wait: int = 0
    day: int = 0
    grams: int = 0
    used: int = 0
    packs: int = 0
    passed: bool = False
    corrects: int | None = None

    @property
    def is_timed(self) -> bool:
        """Whether it is known at which hour of its day the harvest was."""
        return self.day == home_day(self.moment)


@dataclass
class Lot:
    """Where a lot stands, by what was done and decided in this order."""

    held_since: datetime | None = None
    is_packed: bool = False
    is_asked: bool = False
    is_released: bool = False
    has_lapsed: bool = False
    activated: int = 0
    ever_early: bool = False
    ever_failed: bool = False

    def hold(self, now: datetime) -> None:
        self.held_since = now
        if self.is_released:
            self.is_released, self.has_lapsed = False, True


@dataclass
class Field:
    """All facts so far, and the lots they are about."""

    lots: dict[str, Lot]
    facts: list[Fact] = field(default_factory=list)
    known_early: set[int | None] = field(default_factory=set)

    def standing(self) -> list[Fact]:
        """Those that no later one put right."""
        replaced = {fact.corrects for fact in self.facts}
        return [fact for fact in self.facts if fact.number not in replaced]

    def of(self, lot: str, *kinds: str) -> list[Fact]:
        return [it for it in self.standing() if it.lot == lot and it.kind in kinds]

    def add(self, fact: Fact) -> None:
        """Take in a fact, and hold what it shows to be too early, or what failed."""
        self.facts.append(fact)
        if fact.kind == "harvest" and self._shown_early_by(fact):
            self.known_early.add(fact.number)
        for harvest in self._shown_early_by(fact):
            self.lots[harvest.lot].ever_early = True
            self.lots[harvest.lot].hold(fact.received)
        lot = self.lots[fact.lot]
        if fact.kind == "test" and not fact.passed:
            lot.ever_failed = True
            lot.hold(fact.received)
        if fact.kind == "pack":
            lot.is_packed = True

    def is_stopped(self, fact: Fact) -> bool:
        """Whether whoever tells this harvest is asked first if it has been done.

        Nobody is asked a second time: what is put right was told as a fact before.
        """
        treatments = [it for it in self.standing() if it.kind == "treat"]
        is_first = fact.corrects not in self.known_early
        return fact.kind == "harvest" and is_first and is_early(fact, treatments)

    def _shown_early_by(self, fact: Fact) -> list[Fact]:
        treatments = [it for it in self.standing() if it.kind == "treat"]
        harvests = [it for it in self.standing() if it.kind == "harvest"]
        if fact.kind == "harvest":
            return [fact] if is_early(fact, treatments) else []
        if fact.kind == "treat":
            return [harvest for harvest in harvests if is_early(harvest, [fact])]
        return []

    def early(self, lot: str) -> list[Fact]:
        """The harvests of a lot that are too early as things stand."""
        treatments = [it for it in self.standing() if it.kind == "treat"]
        return [it for it in self.of(lot, "harvest") if is_early(it, treatments)]

    def packs(self, lot: str) -> int:
        return sum(fact.packs for fact in self.of(lot, "pack"))

    def supported(self, lot: str) -> int:
        """The most packs that the goods on record can have filled, found by counting down."""
        packed, harvested = self.packs(lot), sum(it.grams for it in self.of(lot, "harvest"))
        if not harvested:
            return packed
        used = sum(it.used for it in self.of(lot, "mill"))
        left = sum(it.grams for it in self.of(lot, "mill"))
        there = harvested - used + min(used, left)
        most = Fraction(max(0, there)) * _TOLERANCE // 1
        sizes = [
            Fraction(it.grams, it.packs) for it in self.of(lot, "pack") for _ in range(it.packs)
        ]
        sizes.sort(reverse=True)
        return next(n for n in range(packed, -1, -1) if sum(sizes[:n]) <= most)

    def free_from(self, lot: str, home: str, now: datetime) -> int | None:
        """The day after the last forbidden one, at the lot's plot and where it was treated."""
        today = home_day(now)
        known = [
            it for it in self.standing() if it.kind == "treat" and home_day(it.moment) <= today
        ]
        own = {plot for it in known if it.lot == lot for plot in it.plots}
        days = [day for plot, day, _ in forbidden(known) if plot in own | {home}]
        return max(days) + 1 if days else None

    def has_corrected(self, lot: str) -> bool:
        """Whether something of the lot was put right, after which a hold asks for more."""
        return any(it.lot == lot and it.corrects is not None for it in self.facts)

    def has_answer(self, lot: str) -> bool:
        """Whether a test that its goods passed came since the lot is held."""
        since = self.lots[lot].held_since
        assert since is not None
        causes = [
            it.day if it.kind == "harvest" else home_day(it.moment)
            for it in self.of(lot, "harvest", "test")
            if it.received <= since and not it.passed
        ]
        first = min([max(causes), home_day(since)]) if causes else 0
        return any(
            it.passed and it.received >= since and home_day(it.moment) >= first
            for it in self.of(lot, "test")
        )


def forbidden(treatments: Iterable[Fact]) -> list[tuple[str, int, Fact]]:
    """Every plot on every day on which nothing may be taken from it, and because of what."""
    return [
        (plot, home_day(it.moment) + after, it)
        for it in treatments
        for plot in it.plots
        for after in range(it.wait)
    ]


def is_early(harvest: Fact, treatments: Iterable[Fact]) -> bool:
    """Whether one of its plots was forbidden that day, by what was done before the harvest."""
    return any(
        plot in harvest.plots and day == harvest.day and _is_before(why, harvest)
        for plot, day, why in forbidden(treatments)
    )


def _is_before(treatment: Fact, harvest: Fact) -> bool:
    if harvest.is_timed and home_day(treatment.moment) == harvest.day:
        return treatment.moment <= harvest.moment
    return True
