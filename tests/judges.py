"""Thin adapters that outside measuring scripts call."""

import math
from collections.abc import Iterable, Sequence

from scanner.decode import decode
from traceability import clone_score as scores
from traceability.clone_score import REGISTERED, UNREGISTERED, Custom, Look
from traceability.look_places import LookPlace

STAFF_BELOW = 10  # the phones of staff, which are known and left out
MONTH_HOURS = 720


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
