"""Signed checkpoints of the ledger: so many entries, this root, and who says so.

The form is the one that transparency logs share (C2SP tlog-checkpoint and signed-note), so that
witnesses of others can keep ours: three lines, an empty line, and a line for each signature.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from traceability.errors import Invalid
from traceability.merkle import TreeHead

_ED25519: Final = b"\x01"
_KEY_HASH_LENGTH: Final = 4
_DASH: Final = "\N{EM DASH} "


class BadCheckpoint(Invalid):
    """Not a checkpoint, or one whose signature does not hold."""

    code = "ledger.bad_checkpoint"


@dataclass(frozen=True)
class LogKey:
    """The public half of a log's key; `name` is the log's own, without blanks or plus signs."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The inverse of `text`.

        Raises:
            BadCheckpoint: it is not the text of a key.
        """
        try:
            name, key_hash, encoded = text.strip().split("+", 2)
            kind_and_key = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise BadCheckpoint from None
        key = cls(name, kind_and_key[1:])
        if kind_and_key[:1] != _ED25519 or len(key.public) != 32 or key.hash.hex() != key_hash:
            raise BadCheckpoint
        return key

    @property
    def hash(self) -> bytes:
        """Four bytes that tell keys apart, in signatures."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public
        return hashlib.sha256(named).digest()[:_KEY_HASH_LENGTH]

    @property
    def text(self) -> str:
        """As it is published: name, hash and key."""
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.hash.hex()}+{encoded}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what `/ledger/key` answers, in fours of digits: for paper, and to compare."""
        digits = hashlib.sha256(f"{self.text}\n".encode()).hexdigest()
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    def check(self, signed: bytes, signature: bytes) -> None:
        """Refuse what this key did not sign.

        Raises:
            BadCheckpoint.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except InvalidSignature:
            raise BadCheckpoint from None


class LogSigner:
    """The private half; it is derived from the installation's secret and never stored."""

    def __init__(self, name: str, secret: bytes) -> None:
        seed = HKDF(SHA256(), 32, salt=None, info=b"temthat ledger checkpoint 1").derive(secret)
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = LogKey(name, self._private.public_key().public_bytes_raw())

    def sign(self, head: TreeHead) -> str:
        """The signed checkpoint of a tree."""
        text = _text(self.key.name, head)
        signature = self._private.sign(text.encode())
        signed = base64.b64encode(self.key.hash + signature).decode()
        return f"{text}\n{_DASH}{self.key.name} {signed}\n"


def short_form(size: int, root: str) -> str:
    """A checkpoint in one printed line: how many entries, and the two ends of the root's hex."""
    return f"{size} · {root[:8]}…{root[-8:]}"


def seal_key(secret: bytes) -> bytes:
    """The key of the entries' seals; like the signing key it is derived and never stored."""
    return HKDF(SHA256(), 32, salt=None, info=b"temthat ledger seal 1").derive(secret)


def entry_seal(key: bytes, position: int, leaf: bytes) -> str:
    """What binds an entry to its position from its first moment on, before any checkpoint does.

    Who can write to the database but does not know the secret cannot make one.
    """
    return hmac.digest(key, position.to_bytes(8) + leaf, "sha256").hex()


def read_checkpoint(note: str, key: LogKey) -> TreeHead:
    """The tree that a signed checkpoint tells of, once its signature was checked.

    Lines after the third and signatures of others are allowed, as the format has it.

    Raises:
        BadCheckpoint: not in form, of another log, or not signed by this key.
    """
    text, separator, signatures = note.partition("\n\n")
    signed = f"{text}\n"
    lines = signed.splitlines()
    if not separator or len(lines) < 3 or lines[0] != key.name:
        raise BadCheckpoint
    key.check(signed.encode(), _signature_of(key, signatures))
    return _head(lines[1], lines[2])


def _text(name: str, head: TreeHead) -> str:
    return f"{name}\n{head.size}\n{base64.b64encode(head.root).decode()}\n"


def _signature_of(key: LogKey, signatures: str) -> bytes:
    for line in signatures.splitlines():
        if not line.startswith(f"{_DASH}{key.name} "):
            continue
        try:
            signed = base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
        except binascii.Error:
            continue
        if signed[:_KEY_HASH_LENGTH] == key.hash:
            return signed[_KEY_HASH_LENGTH:]
    raise BadCheckpoint


def _head(size: str, root: str) -> TreeHead:
    try:
        head = TreeHead(int(size), base64.b64decode(root, validate=True))
    except (ValueError, binascii.Error):
        raise BadCheckpoint from None
    if len(head.root) != hashlib.sha256().digest_size or str(head.size) != size:
        raise BadCheckpoint
    return head
