"""How much the looks at one stamp speak for copies of it: information with its signs, no verdict.

Two kinds of story are told of the same looks and weighed against one another. In the one there is
one pack: a household looks at it, people at the shelf before, perhaps somebody it is given to; or
the pack stands on display, or its picture goes round. In the other, packs with the same stamp are
sold: new people keep coming, from anywhere, in a region or at one market. The score is the
logarithm of how much better the second kind tells what was seen (`look_stories` has the stories).
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from traceability.look_places import LookPlace
from traceability.look_stories import (
    BROWSING,
    COPIES,
    FADING,
    PASSING,
    STEADY,
    Earlier,
    Households,
    Reach,
    Returns,
    Story,
    StoryName,
    Stream,
    log_sum,
)

# With what `suspicion` asks of networks too, of genuine stamps fewer than one in a thousand ever
# come beyond this (docs/clone-score.md).
ALARM: Final = 3.3
# And two in a hundred beyond this: in a lot, many of them at once say what none says alone.
LOT_MARK: Final = 1.4
_LOT_SHARE: Final = 0.02
LOT_CHANCE: Final = 0.001

_FEWEST_PHONES: Final = 2
_FEWEST_TO_ALARM: Final = 3
MOST_PHONES: Final = 100  # whoever has not told by then will not be told apart by more
_APART_KM: Final = 50.0
_OTHER_PLACE_KM: Final = 20.0
_NOWHERE: Final = LookPlace(0, 0)
# One pack is bought once: another buyer is of the same household, was given it, or tapped wrongly
# (a guess, as all numbers here). However many say so, that alone never alarms.
_BUYER: Final = math.log(3)
_MOST_BUYERS: Final = 4
_PICTURES_THAT_STAY: Final = 0.05  # a web shop's, looked at for months


@dataclass(frozen=True)
class Look:
    """One counted look. `hours` are since any fixed moment; `device` tells phones apart for a
    month; staff phones are left out beforehand. `is_buyers`: whoever looked says that they bought
    the pack; of one network only one.
    """

    hours: float
    device: Hashable
    place: LookPlace | None
    is_buyers: bool = False


@dataclass(frozen=True)
class Custom:
    """How often one pack is looked at by many, among packs that nobody registered as such: it
    stands on display, or its picture goes round. Looks from fewer than `fewest_places`, more than
    20 km apart, never alarm, so that nobody can make an alarm from where they live; two phones
    never do.
    """

    display: float
    picture: float
    fewest_places: int = 3


# Pictures go round more often than this. But at first what they bring looks like copies that sell
# fast, which must be told within days: that it is a picture is for the owner to say.
UNREGISTERED: Final = Custom(display=0.02, picture=1e-6)
# Where shops register what they display, an unregistered display is next to impossible, and one
# market is enough.
REGISTERED: Final = Custom(display=1e-7, picture=1e-6, fewest_places=1)

_COPIES: Final = (
    Story(StoryName.COPIES_ANYWHERE, 0.5, Reach.ANYWHERE),
    Story(StoryName.COPIES_IN_REGION, 0.35, Reach.REGION),
    Story(StoryName.COPIES_NEARBY, 0.15, Reach.FEW_PLACES),
)
_SHELF: Final = Story(StoryName.SHELF, 0.2, Reach.NEAR)


def _streams(custom: Custom) -> tuple[Stream, ...]:
    display, listing = custom.display, _PICTURES_THAT_STAY * custom.picture
    stay = (
        Story(StoryName.DISPLAY, display, Reach.FEW_PLACES),
        Story(StoryName.LISTING, listing, Reach.ANYWHERE),
        Story(StoryName.LISTING_IN_REGION, listing, Reach.REGION),
    )
    go_round = (
        Story(StoryName.PICTURE, custom.picture, Reach.ANYWHERE),
        Story(StoryName.PICTURE_IN_REGION, custom.picture, Reach.REGION),
    )
    return Stream(STEADY, (*_COPIES, *stay)), Stream(BROWSING, (_SHELF,)), Stream(FADING, go_round)


class Weighing:
    """The stories of one stamp, told on phone by phone in the order of their first looks. What a
    further one costs is bounded, and beyond the first `MOST_PHONES` nothing.
    """

    def __init__(self, custom: Custom = UNREGISTERED) -> None:
        self._custom, self._phones = custom, 0
        self._earlier, self._households, self._returns = Earlier(), Households(), Returns()
        self._streams = _streams(custom)
        self._places: list[LookPlace] = []
        self._buyers: set[Hashable] = set()

    def hear(self, hours: float, place: LookPlace | None) -> None:
        """The next phone, by its first look."""
        if self._phones == MOST_PHONES:
            return
        self._phones += 1
        self._returns.hear(hours)
        if place and all(place.km_to(other) > _OTHER_PLACE_KM for other in self._places):
            self._places.append(place)
        heard = self._earlier.hear(hours, place)
        if heard:
            self._households.hear(heard)
            for stream in self._streams:
                stream.hear(heard)

    def again(self, number: int, hours: float) -> None:
        """The phone of this number, counted from 0, looked again."""
        self._returns.again(number, hours)

    def bought(self, device: Hashable) -> None:
        """By this phone somebody says that they bought the pack.

        That they did not says nothing: who sells copies can tap that as often as they like.
        """
        self._buyers.add(device)

    @property
    def logs(self) -> Mapping[StoryName, float]:
        """How well each story tells the looks, as logarithms: what the score is summed up from.
        Only their differences say anything.
        """
        told = dict(self._households.logs)
        for stream in self._streams:
            told |= stream.logs
        passing = self._returns.log
        return {name: log + passing if name in PASSING else log for name, log in told.items()}

    @property
    def score(self) -> float:
        """The logarithm of how much better copies tell it; 0 where there is nothing to compare."""
        if self._phones < _FEWEST_PHONES:
            return 0.0
        logs = self.logs
        copies = log_sum(logs[name] for name in COPIES)
        score = copies - log_sum(log for name, log in logs.items() if name not in COPIES)
        score += _BUYER * (min(max(1, len(self._buyers)), _MOST_BUYERS) - 1)
        is_few = len(self._places) < self._custom.fewest_places or self._phones < _FEWEST_TO_ALARM
        return min(score, ALARM) if is_few else score


def clone_score(looks: Iterable[Look], custom: Custom = UNREGISTERED) -> float:
    """The score of one stamp's looks, in any order; 0 where there is nothing to compare."""
    return weighed(looks, custom).score


def weighed(looks: Iterable[Look], custom: Custom = UNREGISTERED) -> Weighing:
    """The stories of one stamp's looks, in any order."""
    told = sorted(looks, key=_order)
    phones = _phones(told)
    weighing = Weighing(custom)
    for phone in phones[:MOST_PHONES]:
        weighing.hear(phone.hours, phone.place)
    numbers = _numbers(phones)
    for look in told:
        weighing.again(numbers[look.device], look.hours)
        if look.is_buyers:
            weighing.bought(look.device)
    return weighing


def _numbers(phones: Iterable[Look]) -> dict[Hashable, int]:
    return {phone.device: number for number, phone in enumerate(phones)}


def running_scores(looks: Iterable[Look], custom: Custom = UNREGISTERED) -> Iterator[float]:
    """The score as it was after each look, in the order of time: what `clone_score` says of all
    looks up to then, for little more than it costs to say it of all of them once.
    """
    told = sorted(looks, key=_order)
    phones: dict[Hashable, Look] = {}
    numbers: dict[Hashable, int] = {}
    weighing = Weighing(custom)
    for until, look in enumerate(told, start=1):
        known = phones.setdefault(look.device, look)
        if known is look:
            numbers[look.device] = len(numbers)
            weighing.hear(look.hours, look.place)
        elif _is_better(look.place, known.place):
            phones[look.device] = replace(known, place=look.place)
            # Of phones first seen at one moment another may be the first now.
            weighing, numbers = weighed(told[:until], custom), _numbers(_phones(told[:until]))
        weighing.again(numbers[look.device], look.hours)
        if look.is_buyers:
            weighing.bought(look.device)
        yield weighing.score


@dataclass(frozen=True)
class CloneSigns:
    """What can be said of the looks in a sentence: so many phones, in so many places more than
    50 km apart, within so many hours.
    """

    phones: int
    places: int
    hours: float


def clone_signs(looks: Iterable[Look]) -> CloneSigns:
    """Of at least one look."""
    phones = _phones(looks)
    hours = phones[-1].hours - phones[0].hours
    return CloneSigns(len(phones), _places(phones, _APART_KM), hours)


def places_of(looks: Iterable[Look]) -> int:
    """From how many places more than 20 km apart phones looked."""
    return _places(_phones(looks), _OTHER_PLACE_KM)


def _places(phones: Iterable[Look], apart_km: float) -> int:
    apart: list[LookPlace] = []
    for place in (it.place for it in phones if it.place):
        if all(place.km_to(other) > apart_km for other in apart):
            apart.append(place)
    return len(apart)


def is_lot_suspected(looked_at: int, marked: int) -> bool:
    """Whether so many of a lot's stamps that were looked at lie beyond `LOT_MARK` that chance does
    it in fewer than one lot in a thousand: few copies each of many stamps (a binomial test).
    """
    return chance_of_at_least(marked, looked_at, _LOT_SHARE) < LOT_CHANCE


def chance_of_at_least(marked: int, looked_at: int, share: float) -> float:
    """Of so many things of which each is odd with the chance `share`: that so many are, or more.

    No fewer can have been looked at than are odd, whatever was counted.
    """
    looked_at = max(looked_at, marked)
    fewer = (
        math.exp(
            math.lgamma(looked_at + 1)
            - math.lgamma(number + 1)
            - math.lgamma(looked_at - number + 1)
            + number * math.log(share)
            + (looked_at - number) * math.log1p(-share)
        )
        for number in range(marked)
    )
    return max(0.0, 1.0 - math.fsum(fewer))


def _phones(looks: Iterable[Look]) -> list[Look]:
    """The first look of each phone; of its places one that is seldom wrong, if there is any."""
    first: dict[Hashable, Look] = {}
    for look in sorted(looks, key=_order):
        known = first.setdefault(look.device, look)
        if _is_better(look.place, known.place):
            first[look.device] = replace(known, place=look.place)
    return sorted(first.values(), key=_order)


def _order(look: Look) -> tuple[float, LookPlace]:
    """By time; of looks at the same moment nothing but their places matters."""
    return look.hours, look.place or _NOWHERE


def _is_better(place: LookPlace | None, known: LookPlace | None) -> bool:
    if place is None:
        return False
    return known is None or (known.is_gateway and not place.is_gateway)
