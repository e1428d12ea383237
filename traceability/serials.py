"""Stamp serials: unguessable, checked by a key alone, so that a forged one never asks the database.

80 bits in 16 characters: a 40-bit tag of the counter, then the counter masked under that tag (SIV).
A 17th check character is printed and typed only; links, QR and EPCIS carry the 16.
"""

import base64
import hmac
import re
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_lowercase, ascii_uppercase
from typing import Final, Self

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from traceability.errors import Invalid
from traceability.gs1 import Serial

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SERIAL_LENGTH: Final = 16
COUNTER_LIMIT: Final = 2**40

_RFC4648 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = bytes.maketrans(_RFC4648, ALPHABET.encode())
_TO_BASE_32 = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_FORM = re.compile(rf"[{ALPHABET}]{{{SERIAL_LENGTH}}}")

# What people put between groups: blanks of any kind, hyphens and dashes, dots.
_SEPARATORS = re.compile(r"[\s\-‐-―−.·]+")
# Letters of ASCII alone: of others some have a capital that is one of the alphabet.
_MEANT = str.maketrans(ascii_lowercase + "OILoil", ascii_uppercase + "011011")

_BLOCK = 16
_PART = 5  # bytes in 40 bits
_CHUNK = 4096

# Multiplication by x in GF(32) modulo x^5 + x^2 + 1, where x generates the whole group.
_TIMES_X = tuple((value << 1) ^ (0b100101 if value & 16 else 0) for value in range(32))


class BadSerialCharacter(Invalid):
    """`character` is none of the alphabet; `position` counts from 1, without separators."""

    code = "serial.bad_character"


class BadSerialLength(Invalid):
    """Not 16 characters (17 with the check character) but `length`."""

    code = "serial.bad_length"


class BadCheckCharacter(Invalid):
    """The 17th character does not follow from the others: a slip in typing or reading.

    Which one slipped it cannot say: any one of them, or two that changed places. `groups` is what
    was read, as it would stand on the stamp.
    """

    code = "serial.bad_check_character"


class _Aes(threading.local):
    """AES itself under one key, the keyed function wanted here: whole blocks in, whole blocks out.

    ECB carries nothing from block to block, so each thread makes its context once and not at each
    look at a stamp.
    """

    def __init__(self, key: bytes) -> None:
        # No two blocks under a key are the same, so ECB gives nothing away.
        self.encrypt = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update  # noqa: S305


@dataclass(frozen=True)
class SerialKey:
    """The two AES keys of one key id, derived from the installation's secret."""

    key_id: int
    fingerprint: str
    _tagging: _Aes = field(repr=False, compare=False)
    _masking: _Aes = field(repr=False, compare=False)

    @classmethod
    def derive(cls, secret: bytes, key_id: int) -> Self:
        """The key of this id. The fingerprint may be stored: it gives nothing of the key away."""
        tagging, masking, fingerprint = (
            _expand(secret, f"temthat serial {purpose} {key_id}".encode())
            for purpose in ("tag", "mask", "fingerprint")
        )
        return cls(key_id, fingerprint[:6].hex(), _Aes(tagging), _Aes(masking))


def issue(key: SerialKey, counter: int) -> Serial:
    """The 16 characters of this counter; each counter has one serial under one key."""
    if not 0 <= counter < COUNTER_LIMIT:
        raise ValueError(f"counter out of range: {counter}")
    number = counter.to_bytes(_PART)
    tag = _first_part(key._tagging, number)
    return Serial(spell(tag + _xor(number, _first_part(key._masking, tag))))


def open_serial(key: SerialKey, serial: str) -> int | None:
    """The counter behind the serial, or None where it was not made with this key."""
    if not is_serial(serial):
        return None
    body = int(serial.translate(_TO_BASE_32), 32).to_bytes(2 * _PART)
    tag, masked = body[:_PART], body[_PART:]
    number = _xor(masked, _first_part(key._masking, tag))
    if not hmac.compare_digest(tag, _first_part(key._tagging, number)):
        return None
    return int.from_bytes(number)


def issue_many(key: SerialKey, first: int, count: int) -> Iterator[Serial]:
    """The same serials as `issue` for `count` counters from `first`, made in bulk."""
    end = first + count
    if not 0 <= first <= end <= COUNTER_LIMIT:
        raise ValueError(f"counters out of range: {first} and {count} more")
    for start in range(first, end, _CHUNK):
        yield from _issue_chunk(key, start, min(_CHUNK, end - start))


def is_serial(text: str) -> bool:
    """Whether the text is the 16-character form exactly as issued."""
    return _FORM.fullmatch(text) is not None


def check_character(serial: str) -> str:
    """The 17th character: makes the word a zero of a polynomial over GF(32).

    The weights are 17 different powers of x, none of them zero, so that every single wrong
    character and every swap of two characters, neighbours or not, is noticed.
    """
    value = 0
    for character in serial:
        value = _TIMES_X[value ^ _VALUES[character]]
    return ALPHABET[value]


def printed(serial: str) -> str:
    """The 17 characters in groups, as they stand under the QR."""
    whole = serial + check_character(serial)
    return _grouped(whole)


def _grouped(whole: str) -> str:
    return " ".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def normalise(text: str) -> Serial:
    """The 16 characters meant by what a person typed, with or without the check character.

    Raises:
        BadSerialCharacter, BadSerialLength, BadCheckCharacter: the first that holds.
    """
    code = meant(text)
    for position, character in enumerate(code, start=1):
        if character not in _VALUES:
            raise BadSerialCharacter(character=character, position=position)
    if len(code) not in {SERIAL_LENGTH, SERIAL_LENGTH + 1}:
        raise BadSerialLength(length=len(code))
    serial, check = code[:SERIAL_LENGTH], code[SERIAL_LENGTH:]
    if check and check != check_character(serial):
        raise BadCheckCharacter(groups=_grouped(code))
    return Serial(serial)


def meant(text: str) -> str:
    """What somebody typed off a stamp: capitals, no separators, letters for the digits they mean.

    The caller still looks whether every character is one of the alphabet.
    """
    return _SEPARATORS.sub("", text).translate(_MEANT)


def spell(body: bytes) -> str:
    """Whole groups of 5 bytes in characters of the alphabet."""
    return base64.b32encode(body).translate(_TO_OURS).decode()


def _expand(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_BLOCK, salt=None, info=info).derive(secret)


def _first_part(aes: _Aes, part: bytes) -> bytes:
    return aes.encrypt(part.ljust(_BLOCK, b"\0"))[:_PART]


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))


def _issue_chunk(key: SerialKey, start: int, count: int) -> Iterator[Serial]:
    numbers = _take(struct.pack(f">{count}Q", *range(start, start + count)), 8, skip=3)
    tags = _parts(key._tagging, numbers)
    masked = _xor(numbers, _parts(key._masking, tags))
    bodies = bytearray(2 * len(tags))
    for place in range(_PART):
        bodies[place :: 2 * _PART] = tags[place::_PART]
        bodies[place + _PART :: 2 * _PART] = masked[place::_PART]
    text = spell(bytes(bodies))
    for place in range(0, len(text), SERIAL_LENGTH):
        yield Serial(text[place : place + SERIAL_LENGTH])


def _parts(aes: _Aes, parts: bytes) -> bytes:
    """What `_first_part` gives for each 5 bytes, in one pass through AES."""
    blocks = bytearray(len(parts) // _PART * _BLOCK)
    for place in range(_PART):
        blocks[place::_BLOCK] = parts[place::_PART]
    return _take(aes.encrypt(bytes(blocks)), _BLOCK)


def _take(rows: bytes, width: int, *, skip: int = 0) -> bytes:
    """Five bytes of each row of `width`, without a loop over the rows."""
    taken = bytearray(len(rows) // width * _PART)
    for place in range(_PART):
        taken[place::_PART] = rows[skip + place :: width]
    return bytes(taken)
