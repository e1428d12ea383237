"""What must hold of lots, told a second time and as naively as can be: lists of facts, day by day.

Nothing here is taken from the rules under test: days are counted as whole numbers, every forbidden
day of every plot is written out, goods are grams, and what fits is found by counting down.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
    """One entry of a diary. Of a harvest `day` is the one that was written down.

    Of a spray `label` are the days that were read on it, `wait` those that hold; `version` is the
    number of the register that spoke of it.
    """

    number: int
    lot: str
    kind: str
    plots: frozenset[str]
    moment: datetime
    received: datetime
    item: str = ""
    label: int = 0
    wait: int = 0
    is_banned: bool = False
    version: int | None = None
    day: int = 0
    grams: int = 0
    used: int = 0
    packs: int = 0
    passed: bool = False
    corrects: int | None = None

    @property
    def done_at(self) -> datetime:
        """The moment by which it was done: what is told has happened, whatever was dated."""
        return min(self.moment, self.received)

    @property
    def done(self) -> int:
        """The same as a day."""
        return home_day(self.done_at)

    @property
    def taken_on(self) -> int:
        """The day of a harvest: the written one, unless it was told to be done before."""
        return min(self.day, self.done)

    @property
    def is_timed(self) -> bool:
        """Whether it is known at which hour of its day the harvest was."""
        return self.taken_on == self.done


@dataclass(frozen=True)
class Version:
    """A register of inputs from a day on: of each product its status and days of waiting."""

    since: int
    lines: tuple[tuple[str, tuple[str, int]], ...]


@dataclass
class Lot:
    """Where a lot stands, by what was done and decided in this order; `home` is its own plot."""

    home: str
    held_since: datetime | None = None
    is_packed: bool = False
    is_asked: bool = False
    is_released: bool = False
    has_lapsed: bool = False
    activated: int = 0
    ever_early: bool = False
    ever_failed: bool = False
    ever_banned: bool = False

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
    causes: set[int] = field(default_factory=set)
    registers: list[Version] = field(default_factory=list)

    def take_register(self, version: Version) -> bool:
        """Keep a version; False where the last one of its day says the very same."""
        of_day = [it for it in self.registers if it.since == version.since]
        if of_day[-1:] == [version]:
            return False
        self.registers.append(version)
        return True

    def judged(self, fact: Fact) -> Fact:
        """A spray as the registers there are speak of the day on which it was done, at the latest
        the day it was told; anything else as it is.
        """
        fact = replace(fact, wait=fact.label, is_banned=False, version=None)
        begun = [
            (it.since, number, it)
            for number, it in enumerate(self.registers, 1)
            if it.since <= fact.done
        ]
        if fact.kind != "treat" or not begun:
            return fact
        _, number, version = max(begun, key=lambda it: it[:2])
        status, asked = dict(version.lines).get(fact.item, ("unknown", 0))
        if status == "banned":
            return replace(fact, version=number, is_banned=True)
        return replace(fact, version=number, wait=max(fact.label, asked))

    def standing(self) -> list[Fact]:
        """Those that no later one put right."""
        replaced = {fact.corrects for fact in self.facts}
        return [fact for fact in self.facts if fact.number not in replaced]

    def of(self, lot: str, *kinds: str) -> list[Fact]:
        return [it for it in self.standing() if it.lot == lot and it.kind in kinds]

    def add(self, fact: Fact) -> None:
        """Take in a fact, and hold what it shows to be too early, or what failed."""
        self.facts.append(fact)
        early = self._shown_early_by(fact)
        if early and fact.kind != "treat":
            self.known_early.add(fact.number)
        for taken in early:
            self.lots[taken.lot].ever_early = True
            self.lots[taken.lot].hold(fact.received)
        lot, has_failed = self.lots[fact.lot], fact.kind == "test" and not fact.passed
        if has_failed:
            lot.ever_failed = True
            lot.hold(fact.received)
        if fact.is_banned:
            lot.ever_banned = True
            lot.hold(fact.received)
        if early or has_failed or fact.is_banned:
            self.causes.add(fact.number)
        if fact.kind == "pack":
            lot.is_packed = True

    def is_stopped(self, fact: Fact) -> bool:
        """Whether whoever tells that these goods were taken is asked first if it has been done.

        Nobody is asked a second time: what is put right was told as a fact before.
        """
        if fact.is_banned:
            before = [it.is_banned for it in self.facts if it.number == fact.corrects]
            return before != [True]
        if fact.kind not in ("harvest", "pack") or fact.corrects in self.known_early:
            return False
        told = Field(self.lots, [*self.facts, fact])
        return bool(told._shown_early_by(fact))

    def taken(self, lot: str) -> list[Fact]:
        """What took goods off the field: the harvests of a lot; its packings, where none is told.

        Those may be of any plot that was worked on for the lot.
        """
        harvests = self.of(lot, "harvest")
        worked = [it.plots for it in self.standing() if it.lot == lot]
        plots = frozenset({self.lots[lot].home}).union(*worked)
        return harvests or [replace(it, plots=plots, day=it.done) for it in self.of(lot, "pack")]

    def _shown_early_by(self, fact: Fact) -> list[Fact]:
        taken = [it for lot in self.lots for it in self.taken(lot)]
        if fact.kind == "treat":
            return [it for it in taken if is_early(it, [fact])]
        treatments = [it for it in self.standing() if it.kind == "treat"]
        return [it for it in taken if it.number == fact.number and is_early(it, treatments)]

    def early(self, lot: str) -> list[Fact]:
        """The harvests of a lot that are too early as things stand."""
        treatments = [it for it in self.standing() if it.kind == "treat"]
        return [it for it in self.of(lot, "harvest") if is_early(it, treatments)]

    def banned(self, lot: str) -> list[Fact]:
        """The sprays of a lot with what was banned, as things stand."""
        return [it for it in self.of(lot, "treat") if it.is_banned]

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

    def free_from(self, lot: str, now: datetime) -> int | None:
        """The day after the last forbidden one, at the lot's plot and where it was treated."""
        today = home_day(now)
        known = [it for it in self.standing() if it.kind == "treat" and it.done <= today]
        own = {plot for it in known if it.lot == lot for plot in it.plots}
        days = [day for plot, day, _ in forbidden(known) if plot in own | {self.lots[lot].home}]
        return max(days) + 1 if days else None

    def has_answer(self, lot: str) -> bool:
        """Whether a test that its goods passed came since the lot is held.

        Of a sample that is no older than the goods and than what held them, be that called a slip
        since; and not told in the place of a test that they failed.
        """
        since = self.lots[lot].held_since
        assert since is not None
        told = [it for it in self.facts if it.lot == lot and it.received <= since]
        causes = [it for it in told if it.number in self.causes]
        standing = [it for it in self.standing() if it in told]
        harvests = [it for it in standing if it.kind == "harvest"]
        taken = harvests or [it for it in standing if it.kind == "pack"]
        days = [it.day if it.kind == "harvest" else home_day(it.moment) for it in (*causes, *taken)]
        first = min(max(days), home_day(since)) if days else 0
        return any(
            it.passed
            and it.received >= since
            and home_day(it.moment) >= first
            and not self._takes_back(it)
            for it in self.of(lot, "test")
        )

    def _takes_back(self, test: Fact) -> bool:
        """Whether a failed test was put right by this one, or by what this one puts right."""
        before = [it for it in self.facts if it.number == test.corrects]
        return any(not it.passed or self._takes_back(it) for it in before)


def forbidden(treatments: Iterable[Fact]) -> list[tuple[str, int, Fact]]:
    """Every plot on every day on which nothing may be taken from it, and because of what."""
    return [
        (plot, day, it)
        for it in treatments
        for plot in it.plots
        for day in range(it.done, home_day(it.moment) + it.wait)
        if it.wait
    ]


def is_early(harvest: Fact, treatments: Iterable[Fact]) -> bool:
    """Whether one of its plots was forbidden that day, by what was done before the harvest."""
    return any(
        plot in harvest.plots and day == harvest.taken_on and _is_before(why, harvest)
        for plot, day, why in forbidden(treatments)
    )


def _is_before(treatment: Fact, harvest: Fact) -> bool:
    if harvest.is_timed and treatment.done == harvest.taken_on:
        return treatment.done_at <= harvest.done_at
    return True
