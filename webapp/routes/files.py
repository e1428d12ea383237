"""Stored pictures under the names of their contents; never the originals."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from webapp.queries.files import NoSuchFile, ServedFile, file_for
from webapp.routes.guard import current_actor, public
from webapp.routes.sent_files import sent_before
from webapp.services import services

files = Blueprint("files", __name__)
_FOR_EVER = "public, max-age=31536000, immutable"
# A colleague at the same phone must not see it after sign-out, so the browser asks each time.
_ASK_AGAIN = "private, no-cache"


@files.get("/files/<sha256>")
@public
def show(sha256: str) -> ResponseReturnValue:
    """A picture that the asking person may see."""
    file = file_for(current_actor(), sha256, sent_before())
    if request.if_none_match.contains(sha256):
        return _with_headers(Response(status=304), file)
    try:
        content = services().storage.open(sha256)
    except KeyError:
        raise NoSuchFile from None
    return _with_headers(Response(content, mimetype=file.media_type), file)


def _with_headers(response: Response, file: ServedFile) -> Response:
    response.set_etag(file.sha256)
    response.headers["Cache-Control"] = _FOR_EVER if file.is_public else _ASK_AGAIN
    response.headers["Content-Disposition"] = f'inline; filename="{file.sha256[:16]}.jpg"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
