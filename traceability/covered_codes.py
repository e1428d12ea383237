"""Covered codes: eight characters below a scratch layer, the second factor of a stamp.

A code is a truncated HMAC of the stamp's counter under a key of its own, so that it is kept nowhere
and can be printed again, but not be guessed (docs/decisions/0016-covered-codes.md).
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from traceability.errors import Conflict, Invalid
from traceability.serials import ALPHABET, COUNTER_LIMIT, meant, spell

CODE_LENGTH: Final = 8
MOST_WRONG: Final = 5
WINDOW: Final = timedelta(hours=1)
OWN_CHECK: Final = timedelta(minutes=10)  # within which a device's check is still its own look

_CODE_BYTES: Final = 5  # 40 bits are eight characters
_GROUP: Final = 4
_CODE, _GUESS = b"c", b"g"  # what the key is used for comes first, so that no two uses meet


class BadCoveredCode(Invalid):
    """Not eight characters of the alphabet: no try at all, only a slip."""

    code = "covered_code.bad_form"


class NoCoveredCode(Conflict):
    """Stamps of this order have no covered code, or the stamp is on no goods that are sold."""

    code = "covered_code.none"


class CoveredCodeLook(StrEnum):
    """What a right code was for this look."""

    FIRST = "first"  # nobody had opened it before
    OWN = "own"  # this very device had, minutes ago
    LATER = "later"  # somebody had


@dataclass(frozen=True)
class OpenedCode:
    """A right code, told for this look; `checked_at` is when the stamp's code was first opened."""

    look: CoveredCodeLook
    checked_at: datetime

    @property
    def is_own(self) -> bool:
        """Whether it was opened by whoever looks, so that it is a second factor."""
        return self.look is not CoveredCodeLook.LATER


@dataclass(frozen=True)
class CoveredCodeKey:
    """The HMAC key of one key id; the serials' keys come from the same secret and tell nothing."""

    key_id: int
    _key: bytes = field(repr=False, compare=False)

    @classmethod
    def derive(cls, secret: bytes, key_id: int) -> Self:
        """The key that belongs to the serials of this key id."""
        info = f"temthat covered code {key_id}".encode()
        return cls(key_id, HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret))


def covered_code(key: CoveredCodeKey, counter: int) -> str:
    """The eight characters below the scratch layer of the stamp of this counter."""
    if not 0 <= counter < COUNTER_LIMIT:
        raise ValueError(f"counter out of range: {counter}")
    return spell(_digest(key, _CODE, counter.to_bytes(_CODE_BYTES))[:_CODE_BYTES])


def covered_codes(key: CoveredCodeKey, first: int, count: int) -> Iterator[str]:
    """The codes of `count` counters from `first`, one by one as they are asked for."""
    return (covered_code(key, counter) for counter in range(first, first + count))


def is_covered_code(key: CoveredCodeKey, counter: int, code: str) -> bool:
    """Whether this is the stamp's code; as slow for a nearly right one as for any other."""
    return hmac.compare_digest(covered_code(key, counter).encode(), code.encode())


def guess_mark(key: CoveredCodeKey, counter: int, code: str) -> str:
    """By what a wrong guess is known again, without being kept itself."""
    told = counter.to_bytes(_CODE_BYTES) + code.encode()
    return _digest(key, _GUESS, told)[:16].hex()


def read_covered_code(text: str) -> str:
    """The eight characters that somebody meant who typed them off a stamp.

    Raises:
        BadCoveredCode: another number of characters, or one that no code has.
    """
    code = meant(text)
    for character in code:
        if character not in ALPHABET:
            raise BadCoveredCode(reason="character", character=character)
    if len(code) != CODE_LENGTH:
        raise BadCoveredCode(reason="length", length=len(code))
    return code


def printed_code(code: str) -> str:
    """In two groups, as it stands on the stamp."""
    return f"{code[:_GROUP]} {code[_GROUP:]}"


def tries_left(wrong: Sequence[datetime], now: datetime) -> int:
    """How many guesses a stamp still takes after these wrong ones."""
    return max(0, MOST_WRONG - len(_recent(wrong, now)))


def open_again_at(wrong: Sequence[datetime], now: datetime) -> datetime:
    """When the next guess is taken: the oldest of the last five must be an hour old."""
    recent = _recent(wrong, now)
    return now if len(recent) < MOST_WRONG else recent[-MOST_WRONG] + WINDOW


def _recent(wrong: Sequence[datetime], now: datetime) -> list[datetime]:
    return sorted(at for at in wrong if at > now - WINDOW)


def _digest(key: CoveredCodeKey, use: bytes, told: bytes) -> bytes:
    return hmac.digest(key._key, use + told, hashlib.sha256)
