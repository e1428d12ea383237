"""Putting a photo into storage: as it came, and as a copy that people may look at."""

from scanner.picture import public_copy
from webapp.gateways.storage.client import Storage
from webapp.models.file import KeptPhoto


def put_photo(storage: Storage, data: bytes) -> KeptPhoto:
    """Store both; nothing is stored of what is no picture.

    Raises:
        picture.*: not a picture, damaged, or too large.
    """
    shown = public_copy(data)
    return KeptPhoto(
        sha256=storage.put(data),
        size=len(data),
        shown_sha256=storage.put(shown),
        shown_size=len(shown),
    )
