"""Thin adapters that outside measuring scripts call."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zlib import crc32

from scanner.decode import decode
from traceability import clone_score as scores
from traceability.clone_score import REGISTERED, UNREGISTERED, Custom, Look
from traceability.look_places import LookPlace
from traceability.looks import NETWORKS
from traceability.suspicion import SeenLook, running_thousandths

STAFF_BELOW = 10  # the phones of staff, which are known and left out
MONTH_HOURS = 720
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def scan(data: bytes) -> list[tuple[str, str]]:
    return [(symbol.text, symbol.symbology) for symbol in decode(data)]


History = Sequence[tuple[float, float, float, int]]  # hours, latitude, longitude, phone


def clone_score(history: History) -> float:
    """A world in which nobody registers displays."""
    return _score(history, UNREGISTERED)


def clone_score_registered(history: History) -> float:
    """One in which shops do."""
    return _score(history, REGISTERED)


def _score(history: History, custom: Custom) -> float:
    return scores.clone_score(kept_looks(history), custom)


def kept_looks(history: History) -> Iterable[Look]:
    """What is kept of looks: a cell, and phones that can be told apart for a month."""
    for hours, latitude, longitude, phone in history:
        if phone >= STAFF_BELOW:
            known = not math.isnan(latitude)
            place = LookPlace.around(latitude, longitude) if known else None
            yield Look(hours, (phone, hours // MONTH_HOURS), place)


def scores_as_they_run(looks: Sequence[Look], custom: Custom) -> Iterator[float]:
    """The score after each look as the running system says it: with the fixed alarm, and only of
    phones on enough networks. Each phone is on one of its own, as far as the few names tell.
    """
    for thousandths in running_thousandths([_seen(look) for look in looks], custom):
        yield thousandths * scores.ALARM / 1000


def _seen(look: Look) -> SeenLook:
    phone = repr(look.device)
    network = crc32(phone.encode()) % NETWORKS
    return SeenLook(BEGIN + timedelta(hours=look.hours), phone, look.place, network=network)
