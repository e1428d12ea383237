"""How much the looks at one stamp speak for copies of it: information with its signs, no verdict.

Two stories are told of the same looks and weighed against one another. In the one there is one
pack: a household looks at it, people at the shelf before, perhaps somebody it is given to; or the
pack stands on display, or its picture goes round. In the other, packs with the same stamp are
sold: new households keep coming, anywhere, in a region or at one market. The score is the
logarithm of how much better the second story tells what was seen.

A look brings others of its household soon after and from near; how fast new people come is learned
from the looks themselves, so that nothing need be known of how many copies there are.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from traceability.look_places import LookPlace, nearness

# Of genuine stamps one in a thousand ever comes beyond this (docs/clone-score.md).
ALARM: Final = 5.4
# And two in a hundred beyond this: in a lot, many of them at once say what none says alone.
LOT_MARK: Final = 1.5
_LOT_SHARE: Final = 0.02
_LOT_CHANCE: Final = 0.001

_MOST_PHONES: Final = 60  # whoever has not told by then will not be told apart by more
_MOST_CENTRES: Final = 12
_NEAR_KM: Final = 10.0
_REGION_KM: Final = 60.0
_APART_KM: Final = 50.0

_OTHERS_OF_HOUSEHOLD: Final = 0.25  # other phones that follow one phone
_SOON_HOURS: Final = 36.0
_LATE_HOURS: Final = 240.0
_LATE_SHARE: Final = 0.05
_LEAST_RATE: Final = 1e-9
_GIVEN_AWAY: Final = 0.03
_GIVEN_WITHIN_HOURS: Final = 200.0
_GIVEN_LATER: Final = 1e-7
# The rate of new people before any was seen: so many in so many hours.
_FEW_PEOPLE: Final = 0.6
_FEW_HOURS: Final = 150.0


@dataclass(frozen=True)
class Look:
    """One counted look. `hours` are since any fixed moment; `device` tells phones apart for a
    month; staff phones are left out beforehand.
    """

    hours: float
    device: Hashable
    place: LookPlace | None


@dataclass(frozen=True)
class _Story:
    """How new people come: near one place or anywhere (`reach_km` None), and for how long.

    In a crowd each may bring others; of one household each further one is rarer.
    """

    weight: float
    reach_km: float | None
    for_hours: float = math.inf
    is_crowd: bool = True


_SHELF: Final = _Story(0.12, _NEAR_KM, for_hours=264.0, is_crowd=False)
_COPIES: Final = (
    _Story(1 / 3, None),
    _Story(1 / 3, _REGION_KM),
    _Story(1 / 3, _NEAR_KM),
)


@dataclass(frozen=True)
class Custom:
    """How often one pack is looked at by many, among packs that nobody registered as such."""

    display: float
    picture: float

    @property
    def stories(self) -> tuple[_Story, ...]:
        """Of the shelf, of a display, of a picture that goes round."""
        return _SHELF, _Story(self.display, _NEAR_KM), _Story(self.picture, None)


UNREGISTERED: Final = Custom(display=0.002, picture=0.0006)
# Where shops register what they display, an unregistered display is next to impossible.
REGISTERED: Final = Custom(display=1e-7, picture=0.0004)


def clone_score(looks: Iterable[Look], custom: Custom = UNREGISTERED) -> float:
    """The score of one stamp's looks, in their order; 0 where there is nothing to compare."""
    phones = _phones(looks)[:_MOST_PHONES]
    if len(phones) < 2:
        return 0.0
    history = _History.of(phones)
    one_pack = [history.one_household(), history.given_away(), *map(history.told, custom.stories)]
    return _log_sum(map(history.told, _COPIES)) - _log_sum(one_pack)


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
    apart: list[LookPlace] = []
    for place in (it.place for it in phones if it.place):
        if all(place.km_to(other) > _APART_KM for other in apart):
            apart.append(place)
    return CloneSigns(len(phones), len(apart), phones[-1].hours - phones[0].hours)


def is_lot_suspected(looked_at: int, marked: int) -> bool:
    """Whether so many of a lot's stamps that were looked at lie beyond `LOT_MARK` that chance does
    it in fewer than one lot in a thousand: few copies each of many stamps (a binomial test).
    """
    return _chance_of_at_least(marked, looked_at, _LOT_SHARE) < _LOT_CHANCE


def _chance_of_at_least(marked: int, looked_at: int, share: float) -> float:
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
    for look in looks:
        known = first.setdefault(look.device, look)
        if _is_better(look.place, known.place):
            first[look.device] = replace(known, place=look.place)
    return sorted(first.values(), key=lambda look: look.hours)


def _is_better(place: LookPlace | None, known: LookPlace | None) -> bool:
    if place is None:
        return False
    return known is None or (known.is_gateway and not place.is_gateway)


@dataclass(frozen=True)
class _History:
    """Phones in their order, and for each but the first: the rate at which those before bring
    others of their households, and at which new people have come so far. Rates are per hour, and
    relative to where looks come from anyway.
    """

    phones: Sequence[Look]
    followed: Sequence[float]
    fresh: Sequence[float]

    @classmethod
    def of(cls, phones: Sequence[Look]) -> "_History":
        """Of at least one phone."""
        followed = [_followed(phones[:number], phones[number]) for number in range(1, len(phones))]
        fresh = [
            (_FEW_PEOPLE + number) / (_FEW_HOURS + phone.hours - phones[0].hours)
            for number, phone in enumerate(phones[1:])
        ]
        return cls(phones, followed, fresh)

    def one_household(self) -> float:
        """All but the first are of its household: a few people, so each further one is rarer."""
        return sum(math.log(rate) for rate in self._of_one_household())

    def given_away(self) -> float:
        """One of the later phones begins a second household."""
        one = self.one_household()
        begun = (
            one - math.log(rate) + math.log(self._given(phone))
            for rate, phone in zip(self._of_one_household(), self.phones[1:], strict=True)
        )
        return math.log(_GIVEN_AWAY) + _log_sum(begun)

    def told(self, story: _Story) -> float:
        """How well a story tells the phones; of the places around which they may come the best."""
        return math.log(story.weight) + max(
            self._around(centre, story) for centre in self._centres(story)
        )

    def _centres(self, story: _Story) -> Sequence[LookPlace | None]:
        places = dict.fromkeys(it.place for it in self.phones if it.place)
        return list(places)[:_MOST_CENTRES] if story.reach_km and places else [None]

    def _around(self, centre: LookPlace | None, story: _Story) -> float:
        first = self.phones[0].hours
        rates = self.followed if story.is_crowd else self._of_one_household()
        log = 0.0
        for phone, fresh, rate in zip(self.phones[1:], self.fresh, rates, strict=True):
            is_time = phone.hours - first <= story.for_hours
            new = fresh * _nearness(phone.place, centre, story.reach_km) if is_time else 0.0
            log += math.log(new + rate)
        return log

    def _of_one_household(self) -> list[float]:
        return [rate / number for number, rate in enumerate(self.followed, start=1)]

    def _given(self, phone: Look) -> float:
        waited = phone.hours - self.phones[0].hours
        return math.exp(-waited / _GIVEN_WITHIN_HOURS) / _GIVEN_WITHIN_HOURS + _GIVEN_LATER


def _followed(earlier: Sequence[Look], phone: Look) -> float:
    soon = sum(
        _after(phone.hours - one.hours) * _nearness(phone.place, one.place, _NEAR_KM)
        for one in earlier
    )
    return _OTHERS_OF_HOUSEHOLD * soon + _LEAST_RATE


def _after(hours: float) -> float:
    """How others of a household are spread over the hours after one of them; adds up to 1."""
    soon = (1 - _LATE_SHARE) * math.exp(-hours / _SOON_HOURS) / _SOON_HOURS
    return soon + _LATE_SHARE * math.exp(-hours / _LATE_HOURS) / _LATE_HOURS


def _nearness(seen: LookPlace | None, home: LookPlace | None, reach_km: float | None) -> float:
    """1 where nothing is known: such a look speaks by its time alone."""
    if seen is None or home is None or reach_km is None:
        return 1.0
    return nearness(seen, home, reach_km)


def _log_sum(logs: Iterable[float]) -> float:
    """The logarithm of the sum of what `logs` are the logarithms of."""
    told = list(logs)
    most = max(told)
    return most + math.log(sum(math.exp(log - most) for log in told))
