"""What every answer carries for safety, and what every request must satisfy before a view runs."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from traceability.errors import Forbidden
from webapp.routes.words import LANGUAGES, language
from webapp.services import services

_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_SAFE: Final = {
    "Content-Security-Policy": _POLICY.format(nonce=""),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
DIFFERS_BY = ("Accept-Language", "Cookie")
_YEAR = 31_536_000
_MEGABYTE = 1024 * 1024
# Five photos of an entry, three of a report: each file has its own limit in scanner.intake.
_SEVERAL_PHOTOS = {"events.create": 130 * _MEGABYTE, "reports.create": 80 * _MEGABYTE}

# A file that was looked at comes back as a field of the form that confirms it.
_CHECKED_FILES = {
    "laboratory_limits.create": 6 * _MEGABYTE,
    "inputs.create": 16 * _MEGABYTE,
}


class ForeignOrigin(Forbidden):
    """A browser sends this write from another site's page."""

    code = "origin.foreign"


def start_headers(app: Flask) -> None:
    """Wire the checks and the headers into the application."""
    app.before_request(_need_length)
    app.before_request(_take_several_photos)
    app.before_request(_take_checked_file)
    app.before_request(_refuse_nul)
    app.before_request(_refuse_foreign_origin)
    app.after_request(_protect)
    app.after_request(_keep_language)
    app.add_template_global(csp_nonce)


def csp_nonce() -> str:
    """The nonce of this answer, for an inline script the page cannot do without (JSON-LD)."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _need_length() -> None:
    # A chunked body beyond the limit is cut silently by the server library: insist on a length.
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        abort(411)


def _refuse_nul() -> None:
    # PostgreSQL keeps no NUL in text, and no address of ours has one.
    parts = (part for pair in request.args.items(multi=True) for part in pair)
    if "\0" in request.path or any("\0" in part for part in parts):
        abort(400)


def _take_several_photos() -> None:
    # Without the script a phone sends its photos as they are, and no word may be lost over it.
    if request.endpoint in _SEVERAL_PHOTOS:
        request.max_content_length = _SEVERAL_PHOTOS[request.endpoint]


def _take_checked_file() -> None:
    # Set before anything reads the form: the check of the token does.
    if request.endpoint in _CHECKED_FILES:
        request.max_form_memory_size = _CHECKED_FILES[request.endpoint]


def _refuse_foreign_origin() -> None:
    # Public forms carry no token (they need no session); a foreign page may still not send them.
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc.lower() != request.host.lower()
    if foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise ForeignOrigin


def safe_headers(nonce: str | None = None) -> dict[str, str]:
    """What every answer carries; `nonce` is that of an inline script in it."""
    headers = dict(_SAFE)
    if nonce:
        headers["Content-Security-Policy"] = _POLICY.format(nonce=f" 'nonce-{nonce}'")
    if services().config.is_production:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    return headers


def _protect(response: Response) -> Response:
    for name, value in safe_headers(g.get("csp_nonce")).items():
        response.headers.setdefault(name, value)
    return response


def _keep_language(response: Response) -> Response:
    response.vary.update(DIFFERS_BY)
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            "lang",
            language(),
            max_age=_YEAR,
            samesite="Lax",
            secure=services().config.is_production,
            httponly=True,
        )
    return response
