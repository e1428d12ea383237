"""Photos of a report: stored as they come, so that a form that comes back has lost none of them.

Visitors have no session. What was stored for them goes with the form, signed: nobody attaches a
file by merely naming its hash.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from flask import request

from traceability.errors import FieldError, Invalid
from webapp.routes.guard import current_actor
from webapp.services import now, services
from webapp.usecases.files import StorePhoto, store_photo
from webapp.usecases.reports import MOST_PHOTOS, ReportedPhoto, TooManyPhotos


@dataclass
class SentReportPhotos:
    """The photos of one form, and why it must come back, if it must."""

    photos: list[ReportedPhoto] = field(default_factory=list)
    fault: Invalid | None = None

    @property
    def kept(self) -> list[str]:
        """What a form that comes back carries of them."""
        return [_token(photo) for photo in self.photos]

    def refuse_fault(self) -> None:
        """Raise what was wrong with a picture, or that there were too many.

        Raises:
            TooManyPhotos, picture.*: what can be kept is kept.
        """
        if self.fault is not None:
            raise self.fault


def photos_from_before() -> SentReportPhotos:
    """What the form kept from before: it costs nothing, so that no limit need come before it."""
    kept = (_read(text) for text in request.form.getlist("kept_photo")[:MOST_PHOTOS])
    return SentReportPhotos([photo for photo in kept if photo is not None])


def store_sent_photos(sent: SentReportPhotos) -> None:
    """Store what came with the form now beside it; of too many the first ones."""
    files = [data for file in request.files.getlist("photo") if (data := file.read())]
    room = MOST_PHOTOS - len(sent.photos)
    for data in files[:room]:
        try:
            photo = store_photo(current_actor(), StorePhoto(data), services().storage, now=now())
        except Invalid as refusal:
            sent.fault = _beside(refusal)
        else:
            sent.photos.append(ReportedPhoto(photo.sha256, photo.shown_sha256))
    if len(files) > room:
        sent.fault = _beside(TooManyPhotos(most=MOST_PHOTOS))


def _beside(refusal: Invalid) -> Invalid:
    refusal.errors = (FieldError("photo", refusal.code, refusal.details),)
    return refusal


def _token(photo: ReportedPhoto) -> str:
    told = f"{photo.sha256}.{photo.shown_sha256}"
    return f"{told}.{_signature(told)}"


def _read(text: str) -> ReportedPhoto | None:
    told, _, signature = text.rpartition(".")
    if not text.isascii() or not hmac.compare_digest(signature, _signature(told)):
        return None
    sha256, shown_sha256 = told.split(".")
    return ReportedPhoto(sha256, shown_sha256)


def _signature(told: str) -> str:
    key = services().config.secret_key.encode()
    return hmac.new(key, f"report photo|{told}".encode(), hashlib.sha256).hexdigest()[:32]
