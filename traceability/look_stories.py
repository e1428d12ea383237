"""What may be going on when many phones look at one stamp, told as stories that can be weighed.

A story says from where new people come (from near those before them, or from anywhere) and in what
course (steadily, or ever fewer, or for some days only). How many of them there are it need not
know: it learns that from those who came. In every story whoever looked may bring others of the same
household, soon after and from near.

All is told in logarithms of likelihoods, phone by phone in the order of their first looks: what is
kept of the phones before is little, and a story once told is only told on.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from operator import itemgetter
from typing import Final

from traceability.look_places import LookPlace, nearness

NEAR_KM: Final = 7.0
REGION_KM: Final = 60.0
_BUSIEST: Final = 5  # a pack is in one place, but looks at it are told from some around, or wrongly

_OTHERS_OF_HOUSEHOLD: Final = 0.25  # other phones that follow one phone
_SOON_HOURS: Final = 36.0
_LATE_HOURS: Final = 240.0
_LATE_SHARE: Final = 0.05
_LEAST_RATE: Final = 1e-9
_BRINGING: Final = 24  # so many of the last phones may have brought the next one
# Who has a pack looks again another day more often than who passes one, or its picture, by.
_OWNERS_AGAIN: Final = 0.20
_PASSERS_AGAIN: Final = 0.06
_AGAIN_HOURS: Final = 40.0
ANOTHER_TIME_HOURS: Final = 3.0
_ALIKE: Final = 0.1  # that owners of these goods look again no more often than passers-by
_GIVEN_AWAY: Final = 0.03
_GIVEN_WITHIN_HOURS: Final = 200.0
_GIVEN_LATER: Final = 1e-7
# Before any place is known: as if one look had been made from anywhere.
_ANYBODY: Final = 1.0


class Reach(StrEnum):
    """From around whom new people come: earlier ones near or in the region, or those few places
    only that most looks came from, or nobody.
    """

    FEW_PLACES = "few_places"
    NEAR = "near"
    REGION = "region"
    ANYWHERE = "anywhere"


_SPEAKS_BY_TIME: Final = dict.fromkeys(Reach, 1.0)


class StoryName(StrEnum):
    """What is told of the looks at one stamp."""

    HOUSEHOLD = "household"
    GIVEN_AWAY = "given_away"
    SHELF = "shelf"
    DISPLAY = "display"
    PICTURE = "picture"
    PICTURE_IN_REGION = "picture_in_region"
    LISTING = "listing"
    LISTING_IN_REGION = "listing_in_region"
    COPIES_ANYWHERE = "copies_anywhere"
    COPIES_IN_REGION = "copies_in_region"
    COPIES_NEARBY = "copies_nearby"


COPIES: Final = frozenset(
    {StoryName.COPIES_ANYWHERE, StoryName.COPIES_IN_REGION, StoryName.COPIES_NEARBY}
)


# In these, whoever looks has no pack.
PASSING: Final = frozenset(
    {
        StoryName.DISPLAY,
        StoryName.PICTURE,
        StoryName.PICTURE_IN_REGION,
        StoryName.LISTING,
        StoryName.LISTING_IN_REGION,
    }
)


@dataclass(frozen=True)
class Course:
    """How many people come in time: `people` in `hours` are what is thought of it beforehand, and
    they weigh as much as so many who came (a Poisson process whose rate has a gamma prior).

    After `fades_after` hours half of those whom nothing ends have come; none after `ends_after`.
    In a crowd each may bring others; of one household each further one is rarer.
    """

    people: float
    hours: float
    fades_after: float = math.inf
    ends_after: float = math.inf
    is_crowd: bool = True

    def passed(self, hours: float) -> float:
        """How far the course is, in hours of its beginning."""
        within = min(hours, self.ends_after)
        return within / (1 + within / self.fades_after)

    def pace(self, hours: float) -> float:
        """How fast it is then, where it is 1 at the beginning."""
        return 0.0 if hours > self.ends_after else (1 + hours / self.fades_after) ** -2


# One person in forty hours, but a hundredth or ten times as many are hardly less likely.
STEADY: Final = Course(people=0.3, hours=12.0)
# At the shelf, before the pack is sold: some people in eleven days.
BROWSING: Final = Course(people=1.0, hours=66.0, ends_after=264.0, is_crowd=False)
# Some forty people, half of them within a day and a half.
FADING: Final = Course(people=1.0, hours=0.9, fades_after=36.0)


@dataclass(frozen=True)
class Story:
    """How often it is so (`weight`), and from around whom new people come."""

    name: StoryName
    weight: float
    reach: Reach


@dataclass(frozen=True)
class Heard:
    """A further phone, as stories see it: `hours` and those of the phone `before` since the first,
    how much likelier its place is among people `around` the earlier ones than among anybody, by
    reach, and the rate (an hour) at which the phones before bring others; `number` are before.
    """

    hours: float
    before: float
    around: Mapping[Reach, float]
    brought: float
    number: int

    @property
    def of_household(self) -> float:
        """The rate at which it would be looked at by a further one of a single household."""
        return self.brought / self.number


class Stream:
    """Stories in which people come in the same course: only from where, sets them apart. Who is
    new, and not brought by others, is judged by the one among them that tells it best.
    """

    def __init__(self, course: Course, stories: Iterable[Story]) -> None:
        self._course, self._stories = course, tuple(stories)
        self._people = course.people
        self.logs = {story.name: math.log(story.weight) for story in self._stories}

    def hear(self, phone: Heard) -> None:
        """Told on with the next phone."""
        course = self._course
        until, now = (course.hours + course.passed(it) for it in (phone.before, phone.hours))
        nobody = self._people * math.log(until / now)
        rate = self._people / now * course.pace(phone.hours)
        brought = phone.brought if course.is_crowd else phone.of_household
        most = 0.0
        for story in self._stories:
            new = rate * phone.around[story.reach]
            self.logs[story.name] += nobody + math.log(new + brought)
            most = max(most, new)
        self._people += most / (most + brought)


@dataclass
class Households:
    """The plain stories: one household, or one that gave the pack away to a second one."""

    one: float = 0.0
    two: float = -math.inf

    @property
    def logs(self) -> Mapping[StoryName, float]:
        """How well they tell the phones so far."""
        return {StoryName.HOUSEHOLD: self.one, StoryName.GIVEN_AWAY: self.two}

    def hear(self, phone: Heard) -> None:
        """Told on: the phone is of the household, or it begins the second one."""
        rate = math.log(phone.of_household)
        begun = self.one + math.log(_GIVEN_AWAY * _given(phone.hours))
        self.two = log_sum((self.two + rate, begun))
        self.one += rate


class Returns:
    """Which phones looked again another time, and for how long the others could have."""

    def __init__(self) -> None:
        self._first: list[float] = []
        self._again: set[int] = set()

    def hear(self, hours: float) -> None:
        """A further phone, by its first look."""
        self._first.append(hours)

    def again(self, number: int, hours: float) -> None:
        """One of the phones, counted from 0, looked again; soon after, that says nothing."""
        if number < len(self._first) and hours - self._first[number] >= ANOTHER_TIME_HOURS:
            self._again.add(number)

    @property
    def log(self) -> float:
        """How much likelier this is of people who pass by than of such who have a pack; that
        nobody looks again can say little only, for nobody knows how often owners of these goods do.
        """
        owners = -math.fsum(
            _CAME_AGAIN if number in self._again else _not_yet_again(self._first[-1] - first)
            for number, first in enumerate(self._first)
        )
        return -log_sum((math.log(1 - _ALIKE) + owners, math.log(_ALIKE)))


_CAME_AGAIN: Final = math.log(_PASSERS_AGAIN / _OWNERS_AGAIN)


def _not_yet_again(hours: float) -> float:
    due = 1 - math.exp(-hours / _AGAIN_HOURS)
    return math.log((1 - _PASSERS_AGAIN * due) / (1 - _OWNERS_AGAIN * due))


def _given(hours: float) -> float:
    return math.exp(-hours / _GIVEN_WITHIN_HOURS) / _GIVEN_WITHIN_HOURS + _GIVEN_LATER


class Earlier:
    """What is kept of the phones before: where they were, and when the last of them looked."""

    def __init__(self) -> None:
        self._number = 0
        self._first = 0.0
        self._last: deque[tuple[float, LookPlace | None]] = deque(maxlen=_BRINGING)
        self._places: dict[LookPlace, int] = {}

    def hear(self, hours: float, place: LookPlace | None) -> Heard | None:
        """The next phone as stories see it; None is the first, of which there is nothing to say."""
        heard = self._heard(hours, place) if self._number else None
        self._first = self._first if self._number else hours
        self._number += 1
        self._last.append((hours, place))
        if place:
            self._places[place] = self._places.get(place, 0) + 1
        return heard

    def _heard(self, hours: float, place: LookPlace | None) -> Heard:
        return Heard(
            hours - self._first,
            self._last[-1][0] - self._first,
            self._around(place),
            _OTHERS_OF_HOUSEHOLD * self._soon(hours, place) + _LEAST_RATE,
            self._number,
        )

    def _around(self, place: LookPlace | None) -> Mapping[Reach, float]:
        """1 where nothing is known: such a look speaks by its time alone."""
        if not place:
            return _SPEAKS_BY_TIME
        busiest = nlargest(_BUSIEST, self._places.items(), key=itemgetter(1))
        return {
            Reach.ANYWHERE: 1.0,
            Reach.FEW_PLACES: _among(place, busiest, NEAR_KM),
            Reach.NEAR: _among(place, self._places.items(), NEAR_KM),
            Reach.REGION: _among(place, self._places.items(), REGION_KM),
        }

    def _soon(self, hours: float, place: LookPlace | None) -> float:
        return sum(
            _after(hours - earlier) * (nearness(place, other, NEAR_KM) if place and other else 1.0)
            for earlier, other in self._last
        )


def _among(place: LookPlace, others: Iterable[tuple[LookPlace, int]], reach_km: float) -> float:
    near = looks = _ANYBODY
    for other, number in others:
        near += number * nearness(place, other, reach_km)
        looks += number
    return near / looks


def _after(hours: float) -> float:
    """How others of a household are spread over the hours after one of them; adds up to 1."""
    soon = (1 - _LATE_SHARE) * math.exp(-hours / _SOON_HOURS) / _SOON_HOURS
    return soon + _LATE_SHARE * math.exp(-hours / _LATE_HOURS) / _LATE_HOURS


def log_sum(logs: Iterable[float]) -> float:
    """The logarithm of the sum of what `logs` are the logarithms of; one of them is finite."""
    told = list(logs)
    most = max(told)
    return most + math.log(sum(math.exp(log - most) for log in told))
