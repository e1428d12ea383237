"""Signatures in the links of stamps: what a phone without network can hold against published keys.

A signed link carries one more parameter, which GS1 Digital Link parsers pass over: the number of
the key, the stamp's slot, and an Ed25519 signature over both, the serial, the GTIN and the host.
The slot is what lists of withdrawn stamps name: a serial cannot be turned into its counter without
the serials' secret. Slots are handed out to signed stamps one after the other, in blocks of 4,096
whose numbers are shuffled under a key, so that nobody counts what others order.

A signature proves that the code was made here. It does not prove that nobody copied it.
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from traceability.digital_link import SIGNATURE_PARAMETER, stamp_uri
from traceability.errors import Conflict
from traceability.gs1 import Gtin, Serial
from traceability.serials import ALPHABET

SIGNATURE_LENGTH: Final = 64
LARGEST_KEY_ID: Final = 31
BLOCK_SIZE: Final = 4096
SLOTS: Final = 2**28
# 5 bits of key, 28 of slot, 512 of signature are exactly 109 letters of 5 bits: with a host of 14
# letters that is the last bit of a QR of 45 modules at level M (performance.md 7).
TEXT_LENGTH: Final = 109

_DOMAIN: Final = b"temthat stamp 1\n"
_LIST_DOMAIN: Final = b"temthat list 1\n"
_SLOT_BITS: Final = 28
_SIGNATURE_BITS: Final = 8 * SIGNATURE_LENGTH
_INDEX_BITS: Final = 12
_ROUNDS: Final = 8
_PADDING: Final = 5 * (112 - TEXT_LENGTH)  # base32 writes 8 letters at a time
_RFC4648: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS: Final = str.maketrans(_RFC4648, ALPHABET)
_TO_RFC4648: Final = str.maketrans(ALPHABET, _RFC4648)


class SignatureState(StrEnum):
    """What the signature in a link says; typed codes and plain stamps have none."""

    ABSENT = "absent"
    RIGHT = "right"
    WRONG = "wrong"
    COMPROMISED = "compromised"


class SlotsUsedUp(Conflict):
    """A signing key signs 2^28 stamps; then the operator raises its number."""

    code = "stamp.slots_used_up"


class SigningKeyCompromised(Conflict):
    """The key is known to others: what it would sign from now on proves nothing."""

    code = "stamp.signing_key_compromised"


@dataclass(frozen=True)
class SignedStamp:
    """What a link says, and what is signed of it. The host is the one printed, in lower case."""

    host: str
    serial: Serial
    gtin: Gtin | None = None

    def message(self, key_id: int, slot: int) -> bytes:
        """The bytes that are signed: lines, of which none can hold a line break."""
        lines = (str(key_id), str(slot), self.host.lower(), self.gtin or "", self.serial)
        return _DOMAIN + "\n".join(lines).encode()


@dataclass(frozen=True)
class SignedNumbers:
    """Which key signs the stamps of an order, and as which of its stamps the order's first."""

    signing_key_id: int
    signed_first: int
    first: int  # the counter of the order's first serial


@dataclass(frozen=True)
class StampSignature:
    """What the parameter of a link holds."""

    key_id: int
    slot: int
    signature: bytes

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The inverse of `text`, in either case of letters; None where it is not in form."""
        letters = text.upper() if text.isascii() else ""
        if len(letters) != TEXT_LENGTH or not set(letters) <= set(ALPHABET):
            return None
        packed = base64.b32decode(letters.translate(_TO_RFC4648) + "AAA")
        whole = int.from_bytes(packed) >> _PADDING
        head, signature = divmod(whole, 1 << _SIGNATURE_BITS)
        key_id, slot = divmod(head, SLOTS)
        return cls(key_id, slot, signature.to_bytes(SIGNATURE_LENGTH))

    @property
    def text(self) -> str:
        """109 capital letters and digits, as the QR of a stamp carries them."""
        head = (self.key_id << _SLOT_BITS | self.slot) << _SIGNATURE_BITS
        whole = head | int.from_bytes(self.signature)
        packed = (whole << _PADDING).to_bytes(70)
        return base64.b32encode(packed).decode().translate(_TO_OURS)[:TEXT_LENGTH]


@dataclass(frozen=True)
class PublicKey:
    """The half that everybody may have."""

    key_id: int
    raw: bytes

    def signed_stamp(self, stamp: SignedStamp, given: StampSignature) -> bool:
        """Whether this key signed that stamp with that slot."""
        message = stamp.message(self.key_id, given.slot)
        return given.key_id == self.key_id and self._signed(message, given.signature)

    def signed_list(self, content: bytes, signature: bytes) -> bool:
        """Whether this key signed that list."""
        return self._signed(_LIST_DOMAIN + content, signature)

    def _signed(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class StampSigner:
    """The private half of one key id: derived from the installation's secret, never stored."""

    def __init__(self, secret: bytes, key_id: int) -> None:
        if not 0 < key_id <= LARGEST_KEY_ID:
            raise ValueError(f"signing key id out of range: {key_id}")
        self.key_id = key_id
        self.fingerprint = _derived(secret, "fingerprint", key_id)[:6].hex()
        self._private = Ed25519PrivateKey.from_private_bytes(_derived(secret, "signature", key_id))
        self._shuffling = _derived(secret, "slots", key_id)
        self._blocks: dict[int, int] = {}
        self.public = PublicKey(key_id, self._private.public_key().public_bytes_raw())

    def slot(self, number: int) -> int:
        """The slot of the signed stamp of this number (0, 1, 2, ... under one key).

        Raises:
            SlotsUsedUp: there is no such slot.
        """
        block, index = divmod(number, BLOCK_SIZE)
        return self.block(block) << _INDEX_BITS | index

    def block(self, block: int) -> int:
        """The number under which lists name this block of slots: no two have the same.

        Raises:
            SlotsUsedUp: there is no such block.
        """
        if not 0 <= block < SLOTS // BLOCK_SIZE:
            raise SlotsUsedUp(key_id=self.key_id)
        if block not in self._blocks:
            self._blocks[block] = self._shuffled(block)
        return self._blocks[block]

    def sign(self, stamp: SignedStamp, number: int) -> StampSignature:
        """The signature of a stamp in the slot of this number."""
        slot = self.slot(number)
        signature = self._private.sign(stamp.message(self.key_id, slot))
        return StampSignature(self.key_id, slot, signature)

    def sign_list(self, content: bytes) -> bytes:
        """The signature of a list; it can never be taken for that of a stamp."""
        return self._private.sign(_LIST_DOMAIN + content)

    def _shuffled(self, block: int) -> int:
        # A Feistel network: whatever the rounds do, it maps the 16 bits one to one.
        left, right = block >> 8, block & 255
        for turn in range(_ROUNDS):
            mixed = hmac.digest(self._shuffling, bytes((turn, right)), "sha256")[0]
            left, right = right, left ^ mixed
        return left << 8 | right


class SigningRing:
    """All keys that ever signed: the newest signs, every one of them verifies.

    `before` holds secrets that were given up: each made the keys up to and with its number.
    """

    def __init__(
        self, secret: bytes, current_id: int, before: Mapping[int, bytes] | None = None
    ) -> None:
        secrets = sorted((before or {}).items())
        self._signers = {}
        for key_id in range(1, current_id + 1):
            made_by = next((old for last, old in secrets if key_id <= last), secret)
            self._signers[key_id] = StampSigner(made_by, key_id)
        self.current = self._signers[current_id]

    def signer(self, key_id: int) -> StampSigner:
        """The signer of one id, for stamps that were ordered under it."""
        return self._signers[key_id]

    @property
    def public_keys(self) -> tuple[PublicKey, ...]:
        """Every public half, in the order of their ids."""
        return tuple(signer.public for signer in self._signers.values())

    def signed(self, stamp: SignedStamp, given: StampSignature) -> bool:
        """Whether any key of ours signed that stamp."""
        signer = self._signers.get(given.key_id)
        return signer is not None and signer.public.signed_stamp(stamp, given)


def signed_link(
    stamp: SignedStamp, signer: StampSigner, number: int, *, scheme: str = "https"
) -> str:
    """The address of a signed stamp as it is printed, all in capitals.

    `number` counts the stamps that this key signs: the order's first signed number and the stamp's
    place in the order together.
    """
    link = stamp_uri(stamp.host, stamp.serial, stamp.gtin, scheme=scheme)
    return f"{link}?{SIGNATURE_PARAMETER}={signer.sign(stamp, number).text}"


def _derived(secret: bytes, purpose: str, key_id: int) -> bytes:
    info = f"temthat stamp {purpose} {key_id}".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(secret)
