"""Keeping photos: the sealed original as it came, and a small copy that people may look at."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from traceability.errors import Invalid
from traceability.roles import Actor
from webapp.db import db, transactional
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.documents import put_document
from webapp.gateways.storage.photos import USUAL_SIDE, put_photo
from webapp.models.file import KeptDocument, KeptPhoto, keep_document, keep_photo


class WrongHash(Invalid):
    """The bytes are not those that were announced; they were damaged on the way."""

    code = "photo.hash_mismatch"


@dataclass(frozen=True)
class StorePhoto:
    """`sha256` is what the sender says the bytes are, where it says so; `long_side` how many pixels
    the copy to look at has at most.
    """

    data: bytes
    sha256: str | None = None
    long_side: int = USUAL_SIDE


def store_photo(actor: Actor, command: StorePhoto, storage: Storage, *, now: datetime) -> KeptPhoto:
    """Keep a photo, before anything is said to show it; the same photo twice is harmless.

    Raises:
        WrongHash: the bytes are others than announced.
        picture.*: not a picture, damaged, or too large.
    """
    _check_hash(command.data, command.sha256)
    photo = put_photo(storage, command.data, command.long_side)
    _note(actor, photo, now=now)
    return photo


def store_document(
    actor: Actor, data: bytes, storage: Storage, *, now: datetime, sha256: str | None = None
) -> KeptDocument:
    """Keep a paper, a PDF or a picture of it, before anything is said to prove by it; `sha256` is
    what the sender says the bytes are, where it says so.

    Raises:
        WrongHash: the bytes are others than announced.
        document.*, picture.*: not a paper that can be kept.
    """
    _check_hash(data, sha256)
    document = put_document(storage, data)
    _note_document(actor, document, now=now)
    return document


def _check_hash(data: bytes, announced: str | None) -> None:
    if announced not in (None, hashlib.sha256(data).hexdigest()):
        raise WrongHash


@transactional
def _note_document(actor: Actor, document: KeptDocument, *, now: datetime) -> None:
    keep_document(db.session(), document, actor.organisation_id, now=now)


@transactional
def _note(actor: Actor, photo: KeptPhoto, *, now: datetime) -> None:
    keep_photo(db.session(), photo, actor.organisation_id, now=now)
