"""Papers are told by their bytes: a PDF is kept as it came, a photo with a copy, nothing else."""

import pytest

from tests.diary import photo
from tests.papers import PDF, PDF_WITH_SCRIPT
from traceability.canonical import sha256_hex
from traceability.errors import Refusal
from webapp.gateways.storage.documents import (
    LARGEST_PDF,
    DocumentBroken,
    DocumentTooLarge,
    extension_of,
    put_document,
)
from webapp.gateways.storage.fake import MemoryStorage


@pytest.fixture
def storage():
    return MemoryStorage()


def padded(size: int) -> bytes:
    head, tail = b"%PDF-1.7\n", b"\n%%EOF\n"
    return head + b"x" * (size - len(head) - len(tail)) + tail


@pytest.mark.parametrize("data", [PDF, PDF_WITH_SCRIPT])
def test_a_pdf_is_kept_byte_for_byte_and_has_no_copy_to_look_at(storage, data: bytes):
    kept = put_document(storage, data)

    assert (kept.sha256, kept.size) == (sha256_hex(data), len(data))
    assert (kept.media_type, kept.shown_sha256) == ("application/pdf", None)
    assert storage.open(kept.sha256) == data


def test_a_photo_of_a_paper_has_a_copy_to_look_at(storage):
    kept = put_document(storage, photo())

    assert kept.shown_sha256
    assert storage.open(kept.shown_sha256).startswith(b"\xff\xd8")


def test_a_pdf_may_be_so_large_and_no_larger(storage):
    put_document(storage, padded(LARGEST_PDF))

    with pytest.raises(DocumentTooLarge):
        put_document(storage, padded(LARGEST_PDF + 1))


def test_half_a_pdf_is_refused(storage):
    with pytest.raises(DocumentBroken):
        put_document(storage, PDF[:-7])


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 a document of an office",
        b"MZ\x90\x00 a programme",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b" " + PDF,
        b"\xff\xd8\xff a picture that is none",
    ],
)
def test_what_is_neither_is_refused_and_nothing_is_kept(storage, data: bytes):
    with pytest.raises(Refusal):
        put_document(storage, data)

    with pytest.raises(KeyError):
        storage.open(sha256_hex(data))


@pytest.mark.parametrize(
    ("data", "extension"), [(PDF, "pdf"), (photo(), "png"), (b"MZ", "bin"), (b"", "bin")]
)
def test_a_file_is_named_for_what_it_is(data: bytes, extension: str):
    assert extension_of(data) == extension
