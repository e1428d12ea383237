"""Guessing serials in bulk: what somebody with time and a computer would try."""

import random
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from traceability import serials
from traceability.keyring import Keyring, SerialPlace
from traceability.serials import ALPHABET, SERIAL_LENGTH, SerialKey

_PART = serials._PART
# Sixteen characters of the alphabet in one piece or in groups, wherever they stand.
_LOOKS_LIKE_ONE = re.compile(rf"(?=((?:[{ALPHABET}][\s\-+]?(?:%20)?){{16}}))", re.IGNORECASE)


def hits(key: SerialKey, bodies: bytes) -> list[int]:
    """Which of many 80-bit numbers open under a key: what `open_serial` asks, in two passes of AES.

    Ten bytes a guess; the answer holds the guesses' places.
    """
    guesses = np.frombuffer(bodies, np.uint8).reshape(-1, 2 * _PART)
    tags, masked = guesses[:, :_PART].tobytes(), guesses[:, _PART:]
    numbers = masked ^ _rows(serials._parts(key._masking, tags))
    right = _rows(serials._parts(key._tagging, numbers.tobytes()))
    return np.flatnonzero((right == guesses[:, :_PART]).all(axis=1)).tolist()


def spelled(bodies: bytes) -> list[str]:
    """The same guesses as people would type them."""
    width = 2 * _PART
    return [serials.spell(bodies[at : at + width]) for at in range(0, len(bodies), width)]


def body_of(serial: str) -> bytes:
    """The 80-bit number behind 16 characters."""
    return int(serial.translate(serials._TO_BASE_32), 32).to_bytes(2 * _PART)


def guessed(count: int, seed: int = 4) -> Iterator[str]:
    """Random serials of the right form."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(count):
        yield "".join(chance.choices(ALPHABET, k=SERIAL_LENGTH))


def places_in(text: str, keyring: Keyring) -> set[SerialPlace]:
    """Every serial of ours that can be read out of a text, in groups or not."""
    found = set()
    for piece in {match[1] for match in _LOOKS_LIKE_ONE.finditer(text)}:
        serial = re.sub(r"%20|[\s\-+]", "", piece).upper()
        place = keyring.open(serial[:SERIAL_LENGTH])
        if place is not None:
            found.add(place)
    return found


def _rows(parts: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(parts, np.uint8).reshape(-1, _PART)
