"""Putting a photo into storage: as it came, and as a copy that people may look at."""

from typing import Final

from scanner.picture import public_copy
from webapp.gateways.storage.client import Storage
from webapp.models.file import KeptPhoto

USUAL_SIDE: Final = 1280  # pixels; enough for a picture of work
PAPER_SIDE: Final = 2000  # handwriting stays readable


def put_photo(storage: Storage, data: bytes, long_side: int = USUAL_SIDE) -> KeptPhoto:
    """Store both; nothing is stored of what is no picture.

    Raises:
        picture.*: not a picture, damaged, or too large.
    """
    shown = public_copy(data, long_side)
    return KeptPhoto(
        sha256=storage.put(data),
        size=len(data),
        shown_sha256=storage.put(shown),
        shown_size=len(shown),
    )
