"""Stored originals handed out as downloads: never shown by the browser, whatever they hold."""

from flask import Response

from webapp.gateways.storage.documents import extension_of
from webapp.queries.files import NoSuchFile
from webapp.routes.guard import current_actor
from webapp.services import now, services
from webapp.usecases.audit import NoteAccess, note_access

_NOTHING_RUNS = "default-src 'none'; sandbox"


def attachment(sha256: str, subject: str, name: str) -> Response:
    """The original as it came, under a name of ours; that it was given out is noted of `subject`.

    Raises:
        NoSuchFile: its bytes are not here.
    """
    try:
        content = services().storage.open(sha256)
    except KeyError:
        raise NoSuchFile from None
    note_access(current_actor(), NoteAccess("file", subject, "given"), now=now())
    extension = extension_of(content)
    is_pdf = extension == "pdf"
    response = Response(
        content, mimetype="application/pdf" if is_pdf else "application/octet-stream"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    response.headers["Content-Security-Policy"] = _NOTHING_RUNS
    response.headers["Cache-Control"] = "private, no-store"
    return response
