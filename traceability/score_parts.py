"""What the clone score of one stamp is made of, for whoever has to judge it: which looks, from how
many networks and places, what tells them best, and what each phone added.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from traceability.clone_score import MOST_PHONES, Custom, places_of, weighed
from traceability.look_stories import COPIES, StoryName
from traceability.suspicion import (
    ALARM_AT,
    SeenLook,
    as_weighed,
    buyers_of,
    networks_of,
    running_thousandths,
)

_FEWEST_PHONES: Final = 2  # one look compares with nothing


@dataclass(frozen=True)
class PhonePart:
    """The first look of one phone, and what the score was after it, in thousandths of the alarm."""

    at: datetime
    province: str | None
    network: int | None
    bought: bool
    thousandths: int


@dataclass(frozen=True)
class ScoreParts:
    """`pack` and `copies` are the stories of either kind that tell the looks best; `score` is the
    logarithm of how much better copies tell them. `is_held` is whether it would alarm but for too
    few networks or places. A network is numbered in the order in which it was first seen.
    """

    networks: int
    places: int
    buyers: int
    pack: StoryName
    copies: StoryName
    score: float
    is_held: bool
    phones: tuple[PhonePart, ...]


def score_parts(looks: Sequence[SeenLook], custom: Custom) -> ScoreParts | None:
    """The parts of the sum over counted looks; None where there is nothing to compare."""
    weighing = weighed(as_weighed(looks), custom)
    running = list(running_thousandths(looks, custom))
    phones = tuple(_phones(looks, running))
    if len(phones) < _FEWEST_PHONES:
        return None
    logs = weighing.logs
    pack = {name: log for name, log in logs.items() if name not in COPIES}
    return ScoreParts(
        networks=networks_of(looks),
        places=places_of(as_weighed(looks)),
        buyers=len(set(buyers_of(looks))),
        pack=_best(pack),
        copies=_best({name: logs[name] for name in COPIES}),
        score=weighing.score,
        is_held=running[-1] == ALARM_AT,
        phones=phones[:MOST_PHONES],
    )


def _best(logs: Mapping[StoryName, float]) -> StoryName:
    return max(sorted(logs), key=lambda name: logs[name])


def _phones(looks: Sequence[SeenLook], running: Sequence[int]) -> Iterator[PhonePart]:
    seen: set[Hashable] = set()
    networks: dict[int, int] = {}
    buyers = {look.device or number for number, look in enumerate(looks) if look.bought}
    for number, (look, thousandths) in enumerate(zip(looks, running, strict=True)):
        device = look.device or number
        if device in seen:
            continue
        seen.add(device)
        network = look.network
        name = None if network is None else networks.setdefault(network, len(networks) + 1)
        yield PhonePart(look.at, look.province, name, device in buyers, thousandths)
