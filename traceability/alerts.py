"""Alerts about stamps: which kinds there are, how they stand, what the owner may say to them.

An alert is information with its reasons. It accuses nobody.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from traceability.errors import Invalid, NotFound
from traceability.suspicion import DisplayKind

# What happened longer ago is history when it arrives: an offline phone, a replay, a restore.
ALERT_WITHIN: Final = timedelta(days=30)
# A province from which fewer phones looked is not named to the owner.
FEWEST_PHONES: Final = 3


class NoSuchAlert(NotFound):
    """None in the actor's reach."""

    code = "alert.not_found"


class DisplayNotTold(Invalid):
    """Who says that one stamp is on display says where and why, which registers it."""

    code = "alert.display_not_told"


class AnswerUnfit(Invalid):
    """The answer is one to another kind of alert (`answers_to`)."""

    code = "alert.answer_unfit"


class NoSuchDisplay(NotFound):
    """No registration in the actor's reach."""

    code = "display.not_found"


class AlertKind(StrEnum):
    """What was noticed."""

    SUSPECTED_COPY = "suspected_copy"
    LOT_COPIES = "lot_copies"
    LATE_LOOKS = "late_looks"  # stamps of a lot whose goods should long be gone
    ODD_ACTIVATION = "odd_activation"
    NOT_ACTIVATED = "not_activated"
    GONE = "gone"  # reported stolen, lost, void or destroyed, and looked at all the same
    NEVER_ISSUED = "never_issued"  # a code that only our key can make
    UNKNOWN_BURST = "unknown_burst"


# What is told once for a whole lot, by how many of its stamps are odd.
OF_A_LOT: Final = frozenset({AlertKind.LOT_COPIES, AlertKind.LATE_LOOKS})


class AlertState(StrEnum):
    """How an alert stands. An explained one lapsed: what explains it was registered."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPLAINED = "explained"


class AlertAnswer(StrEnum):
    """What the owner says to it."""

    DISPLAY = "display"
    LISTING = "listing"
    OWN_WORK = "own_work"
    DO_NOT_KNOW = "do_not_know"
    INSPECTION_WANTED = "inspection_wanted"

    @property
    def display_kind(self) -> DisplayKind | None:
        """As what the stamp is registered by this answer; None where it explains nothing."""
        return _SHOWN_AS.get(self)


_SHOWN_AS: Final = {
    AlertAnswer.DISPLAY: DisplayKind.DISPLAY,
    AlertAnswer.LISTING: DisplayKind.LISTING,
}


def answers_to(kind: AlertKind) -> tuple[AlertAnswer, ...]:
    """What the owner may say to this kind: who activated is no question of who looks, and the
    other way round.
    """
    is_work = kind is AlertKind.ODD_ACTIVATION
    shown = {AlertAnswer.DISPLAY, AlertAnswer.LISTING} if is_work else {AlertAnswer.OWN_WORK}
    return tuple(answer for answer in AlertAnswer if answer not in shown)


@dataclass(frozen=True)
class SeenOn:
    """One phone's look: on which day, and in which province where that is known."""

    day: date
    province: str | None
    phone: str


@dataclass(frozen=True)
class DayLine:
    """Phones of one day and province; `province` None is places that are unknown or not named."""

    day: date
    province: str | None
    phones: int


def spread_of(looks: Iterable[SeenOn], *, fewest: int = 1) -> tuple[DayLine, ...]:
    """Phones by day and province, the latest day first.

    A province from which fewer than `fewest` phones looked in all is told as one of other places.
    """
    phones_of: dict[str | None, set[str]] = {}
    seen = set(looks)
    for look in seen:
        phones_of.setdefault(look.province, set()).add(look.phone)
    named = {name for name, phones in phones_of.items() if name and len(phones) >= fewest}
    places = {(it.day, it.province if it.province in named else None, it.phone) for it in seen}
    counted = Counter((day, province) for day, province, _ in places)
    lines = (DayLine(day, province, phones) for (day, province), phones in counted.items())
    return tuple(
        sorted(lines, key=lambda it: (-it.day.toordinal(), -it.phones, it.province or "~"))
    )
