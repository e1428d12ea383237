"""Photos of one form: stored as they are read, so that a refusal costs the sender none of them."""

import re
from dataclasses import dataclass, field
from typing import Final

from flask import request

from traceability.errors import FieldError, Invalid, Refusal
from webapp.gateways.storage.photos import USUAL_SIDE
from webapp.queries.event_reports import KeptPhoto, kept_photos
from webapp.routes.guard import current_actor
from webapp.routes.sent_files import note_sent, sent_before
from webapp.services import now, services
from webapp.usecases.files import StorePhoto, store_photo

_HASH: Final = re.compile(r"[0-9a-f]{64}")
FIRST_KEPT: Final = "photo.first_kept"


class BadPhotos(Invalid):
    """A picture that cannot be kept, or too many of them; `errors` say which."""

    code = "photo.faults"


@dataclass(frozen=True)
class PhotoFields:
    """Photos that are stored already, and room for more, `most` in all."""

    kept: tuple[KeptPhoto, ...]
    most: int

    @property
    def first(self) -> str | None:
        """The name of the field that is open at once, while there is room."""
        return next(iter(_slots(self.most)[len(self.kept) :]), None)

    @property
    def more(self) -> tuple[str, ...]:
        """The names of the others."""
        return _slots(self.most)[len(self.kept) + 1 :]


@dataclass
class SentPhotos:
    """The photos of one request, by their hashes."""

    hashes: list[str] = field(default_factory=list)
    faults: list[FieldError] = field(default_factory=list)


def stored_photos(most: int, long_side: int = USUAL_SIDE) -> SentPhotos:
    """What the form kept from before, and what came with it now; of too many the first ones."""
    actor, sent = current_actor(), SentPhotos()
    kept = kept_photos(actor, named_hashes("kept_photo")[:most], sent_before())
    sent.hashes = [photo.sha256 for photo in kept]
    names = ("photos", *_slots(most))
    files = [file for name in names for file in request.files.getlist(name) if file]
    room = most - len(kept)
    if len(files) > room:
        sent.faults = [FieldError("photos", FIRST_KEPT, {"most": most})]
    for file in files[:room]:
        try:
            command = StorePhoto(file.read(), long_side=long_side)
            photo = store_photo(actor, command, services().storage, now=now())
        except Refusal as refusal:
            sent.faults.append(FieldError("photos", refusal.code, refusal.details))
        else:
            sent.hashes = list(dict.fromkeys([*sent.hashes, photo.sha256]))
            note_sent(photo.sha256, photo.shown_sha256)
    return sent


def named_hashes(name: str) -> list[str]:
    """The files that a form keeps from before; what no form of ours sends is left out."""
    return [it for it in request.form.getlist(name) if _HASH.fullmatch(it)]


def photos_again(sent: SentPhotos) -> tuple[KeptPhoto, ...]:
    """What a refused form shows as sent already."""
    return kept_photos(current_actor(), sent.hashes, sent_before())


def refuse_photo_faults(sent: SentPhotos) -> None:
    """Raise when a picture was no picture.

    Raises:
        BadPhotos: what can be kept is kept.
    """
    if sent.faults:
        raise BadPhotos(errors=tuple(sent.faults))


def _slots(most: int) -> tuple[str, ...]:
    return tuple(f"photo_{number}" for number in range(1, most + 1))
