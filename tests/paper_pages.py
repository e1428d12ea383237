"""Pages of paper diaries for tests, kept through the use case with a small picture each."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests.diary import photo
from traceability.roles import Actor
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.fake import MemoryStorage
from webapp.usecases.files import StorePhoto, store_photo
from webapp.usecases.paper_pages import KeepPaperPage, keep_paper_page


def stored(actor: Actor, now: Any, shade: int = 120, storage: Storage | None = None) -> str:
    """A picture that the actor's organisation has stored; another shade is another picture."""
    command = StorePhoto(photo(shade))
    return store_photo(actor, command, storage or MemoryStorage(), now=now).sha256


def page_of(*photos: str, **given: Any) -> KeepPaperPage:
    """A page that tells of the work of October."""
    asked = {
        "page_id": uuid4(),
        "covers_from": date(2026, 10, 1),
        "covers_to": date(2026, 10, 31),
        "photos": photos,
    } | given
    return KeepPaperPage(**asked)


def kept_page(actor: Actor, now: Any, **given: Any) -> Any:
    """A page that is kept already; its id."""
    picture = stored(actor, now, given.pop("shade", 120), given.pop("storage", None))
    command = page_of(picture, received_photos=frozenset({picture}), **given)
    return keep_paper_page(actor, command, now=now)
