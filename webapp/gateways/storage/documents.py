"""Papers that people send in as proof: a PDF kept as it came, or a photo with its shown copy.

A PDF may hold scripts and links: it is stored, never opened here, and only ever handed out as a
download.
"""

from typing import Final

from traceability.errors import Invalid
from webapp.gateways.storage.client import Storage
from webapp.gateways.storage.photos import put_photo
from webapp.models.file import KeptDocument

LARGEST_PDF: Final = 15_000_000
_BEGINNING: Final = b"%PDF-"
_END: Final = b"%%EOF"
_END_WITHIN: Final = 1024


class DocumentTooLarge(Invalid):
    """More bytes than a scanned paper needs."""

    code = "document.too_large"


class DocumentBroken(Invalid):
    """It begins like a PDF, but its end is missing."""

    code = "document.broken"


_EXTENSIONS: Final = (
    (_BEGINNING, "pdf"),
    (b"\xff\xd8", "jpg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
    (b"BM", "bmp"),
)


def extension_of(data: bytes) -> str:
    """How a stored file's name ends when it is handed out; it is told by its first bytes."""
    return next((it for start, it in _EXTENSIONS if data.startswith(start)), "bin")


def put_document(storage: Storage, data: bytes) -> KeptDocument:
    """Store a paper; whatever its name says, its first bytes tell what it is.

    Raises:
        DocumentTooLarge, DocumentBroken.
        picture.*: neither a PDF nor a picture that can be read.
    """
    if not data.startswith(_BEGINNING):
        photo = put_photo(storage, data)
        return KeptDocument(photo.sha256, photo.size, "application/octet-stream", photo)
    if len(data) > LARGEST_PDF:
        raise DocumentTooLarge(limit=LARGEST_PDF // 1_000_000)
    if _END not in data[-_END_WITHIN:]:
        raise DocumentBroken
    return KeptDocument(storage.put(data), len(data), "application/pdf", None)
