"""From the kept looks at one stamp to how far they speak for copies, and why, in countable facts.

The weighing itself is `clone_score`. Here stands which looks are weighed, what a registration as a
display changes, and when a score is enough to say so in public.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from traceability.clone_score import (
    ALARM,
    LOT_MARK,
    UNREGISTERED,
    Custom,
    Look,
    clone_score,
    clone_signs,
    places_of,
    running_scores,
)
from traceability.look_places import LookPlace

# In thousandths of the threshold: beyond ALARM_AT it is said in public.
ALARM_AT: Final = 1000
LOT_MARK_AT: Final = round(1000 * LOT_MARK / ALARM)
# However many phones one person pretends to be, their networks are few; one fewer is enough where
# they are spread over so many places.
FEWEST_NETWORKS: Final = 6
_FEWER_NETWORKS: Final = 5
_SPREAD_PLACES: Final = 4
_HOUR_SECONDS: Final = 3600
_WITHIN_HOURS: Final = 72


class DisplayKind(StrEnum):
    """Why many people look at one pack that was not copied."""

    DISPLAY = "display"
    LISTING = "listing"
    PICTURE = "picture"


_COMMON: Final = 0.9
_EXPLAINED: Final = {
    # A pack on a shelf is looked at from around, and once in a while photographed.
    DisplayKind.DISPLAY: Custom(display=_COMMON, picture=0.05),
    DisplayKind.LISTING: Custom(display=_COMMON, picture=_COMMON),
    DisplayKind.PICTURE: Custom(display=_COMMON, picture=_COMMON),
}


@dataclass(frozen=True)
class SeenLook:
    """One kept look. Without `device` nobody can be told apart: such a look is nobody's twice."""

    at: datetime
    device: str | None
    place: LookPlace | None = None
    province: str | None = None
    network: int | None = None
    is_staff: bool = False
    bought: bool | None = None


@dataclass(frozen=True)
class Sign:
    """One reason in countable facts; the words are the catalogue's."""

    code: str
    details: Mapping[str, int | str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the stamp."""
        return {"code": self.code, **self.details}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | str) -> Self:
        """As it was kept; a bare code is one without facts."""
        if isinstance(kept, str):
            return cls(kept)
        return cls(str(kept["code"]), {k: v for k, v in kept.items() if k != "code"})


@dataclass(frozen=True)
class Suspicion:
    """`thousandths` of the threshold, and what they would be had nobody registered the stamp."""

    thousandths: int
    unexplained: int
    signs: tuple[Sign, ...] = ()

    @property
    def alarms(self) -> bool:
        """Whether it is said."""
        return self.thousandths > ALARM_AT


def custom_of(display: DisplayKind | None, usual: Custom = UNREGISTERED) -> Custom:
    """How often such a stamp is on display: what it is registered as, else what is usual."""
    return _EXPLAINED[display] if display else usual


def counted(looks: Iterable[SeenLook]) -> list[SeenLook]:
    """Looks of people in the order of time; phones that were ever those of staff are left out."""
    seen = sorted(looks, key=lambda look: look.at)
    staff = {look.device for look in seen if look.is_staff}
    return [look for look in seen if not look.is_staff and look.device not in staff - {None}]


def suspicion_of(
    looks: Sequence[SeenLook], display: DisplayKind | None, usual: Custom = UNREGISTERED
) -> Suspicion:
    """Of counted looks; `usual` is how often a stamp that nobody registered is on display."""
    if not looks:
        return Suspicion(0, 0)
    unexplained = _thousandths(looks, usual)
    thousandths = unexplained if display is None else _thousandths(looks, custom_of(display, usual))
    signs = (_sign(looks),) if unexplained > ALARM_AT else ()
    return Suspicion(thousandths, unexplained, signs)


def graver(one: Suspicion, other: Suspicion) -> Suspicion:
    """Of two stretches of one stamp's looks the one that says more."""
    return max(one, other, key=lambda it: (it.thousandths, it.unexplained))


def alarmed_at(
    looks: Sequence[SeenLook], display: DisplayKind | None, usual: Custom = UNREGISTERED
) -> datetime:
    """When the first of the counted looks was made by which they were enough; else of the last."""
    running = running_thousandths(looks, custom_of(display, usual))
    said = (look.at for look, it in zip(looks, running, strict=False) if it > ALARM_AT)
    return next(said, looks[-1].at)


def running_thousandths(looks: Sequence[SeenLook], custom: Custom) -> Iterator[int]:
    """Of counted looks: what was said after each of them."""
    for number, score in enumerate(running_scores(as_weighed(looks), custom), start=1):
        yield _capped(score, looks[:number])


def is_marked(thousandths: int | None) -> bool:
    """Whether a stamp counts among those of its lot that were looked at oddly."""
    return (thousandths or 0) > LOT_MARK_AT


def _thousandths(looks: Sequence[SeenLook], custom: Custom) -> int:
    return _capped(clone_score(as_weighed(looks), custom), looks)


def _capped(score: float, looks: Sequence[SeenLook]) -> int:
    """In thousandths of the threshold; few networks, however many phones, never pass it."""
    thousandths = round(1000 * score / ALARM)
    return thousandths if thousandths <= ALARM_AT or _is_spread(looks) else ALARM_AT


def _is_spread(looks: Sequence[SeenLook]) -> bool:
    networks = networks_of(looks)
    if networks == _FEWER_NETWORKS:
        return places_of(as_weighed(looks)) >= _SPREAD_PLACES
    return networks >= FEWEST_NETWORKS


def as_weighed(looks: Sequence[SeenLook]) -> list[Look]:
    """Counted looks as the score weighs them."""
    buyers = set(buyers_of(looks))
    return [
        Look(
            look.at.timestamp() / _HOUR_SECONDS,
            look.device or number,
            look.place,
            is_buyers=number in buyers,
        )
        for number, look in enumerate(looks)
    ]


def buyers_of(looks: Sequence[SeenLook]) -> Iterator[int]:
    """Which looks say that the pack was bought: one of each network, for one tap is soon made
    twice. One that is not known is the phone's own.
    """
    told: set[Hashable] = set()
    for number, look in enumerate(looks):
        network: Hashable = (look.network,)
        if look.network is None:
            network = look.device or number
        if look.bought and network not in told:
            told.add(network)
            yield number


def networks_of(looks: Sequence[SeenLook]) -> int:
    """From how many networks phones looked; one that is not known is the phone's own."""
    phones = {look.device or number: look.network for number, look in enumerate(looks)}
    known = {network for network in phones.values() if network is not None}
    return len(known) + sum(network is None for network in phones.values())


def _sign(looks: Sequence[SeenLook]) -> Sign:
    signs = clone_signs(as_weighed(looks))
    provinces = len({look.province for look in looks if look.province})
    hours = max(1, round(signs.hours))
    soon = hours <= _WITHIN_HOURS
    details = {"phones": signs.phones, "within": hours if soon else round(hours / 24)}
    unit = "hours" if soon else "days"
    if provinces > 1:
        return Sign(f"seen_in_provinces_{unit}", {"provinces": provinces, **details})
    return Sign(f"seen_by_phones_{unit}", details)
