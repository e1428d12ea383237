"""Keeping photos: the sealed original as it came, and a small copy that people may look at."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from scanner.picture import public_copy
from traceability.errors import Invalid
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.gateways.storage.client import Storage
from webapp.models.file import StoredFile, Visibility, keep_file


class WrongHash(Invalid):
    """The bytes are not those that were announced; they were damaged on the way."""

    code = "photo.hash_mismatch"


@dataclass(frozen=True)
class StorePhoto:
    """`sha256` is what the sender says the bytes are, where it says so."""

    data: bytes
    sha256: str | None = None


@dataclass(frozen=True)
class StoredPhoto:
    """The names of the original and of the copy made from it."""

    sha256: str
    shown_sha256: str


def store_photo(
    actor: Actor, command: StorePhoto, storage: Storage, *, now: datetime
) -> StoredPhoto:
    """Keep a photo, before anything is said to show it; the same photo twice is harmless.

    Raises:
        WrongHash: the bytes are others than announced.
        picture.*: not a picture, damaged, or too large.
    """
    if command.sha256 not in (None, hashlib.sha256(command.data).hexdigest()):
        raise WrongHash
    shown = public_copy(command.data)
    photo = StoredPhoto(storage.put(command.data), storage.put(shown))
    _note(actor, photo, (len(command.data), len(shown)), now=now)
    return photo


@transactional
def _note(actor: Actor, photo: StoredPhoto, sizes: tuple[int, int], *, now: datetime) -> None:
    session = db.session()
    shown = StoredFile(
        sha256=photo.shown_sha256,
        media_type="image/jpeg",
        size=sizes[1],
        organisation_id=actor.organisation_id,
        visibility=Visibility.INTERNAL,
        created_at=now,
    )
    original = StoredFile(
        sha256=photo.sha256,
        media_type="application/octet-stream",  # whatever it is, it is never served as that
        size=sizes[0],
        organisation_id=actor.organisation_id,
        visibility=Visibility.SEALED,
        shown_sha256=photo.shown_sha256,
        created_at=now,
    )
    keep_file(session, shown)
    keep_file(session, original)
