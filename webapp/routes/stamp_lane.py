"""A visitor's look at a stamp, answered before Flask: the page that people wait for in a shop.

Only the plain case: somebody without a sign-in asks for the page of a genuine stamp, with nothing
behind the address, and a shell of it is kept. All else falls to the application behind, which gives
the same answer to what is answered here; tests hold both against each other, headers included.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, g
from werkzeug.wsgi import get_host

from traceability.asked_link import AskedStampLink
from traceability.gs1 import Gtin, Serial
from traceability.keyring import SerialPlace
from traceability.serials import ALPHABET, SERIAL_LENGTH
from webapp.queries.verdicts import AskedStamp, StampLook, public_look
from webapp.routes.devices import COOKIE, Device, device_cookie, device_of
from webapp.routes.headers import DIFFERS_BY, safe_headers
from webapp.routes.kept import kept
from webapp.routes.looks import is_a_persons_look, look_of, scan_sink
from webapp.routes.resolver import OPEN, Wanted, linkset_header, preferred
from webapp.routes.stamp_pages import kept_page
from webapp.routes.words import preferred_language
from webapp.services import services

log = logging.getLogger(__name__)
_Answer = tuple[list[tuple[str, str]], Iterable[bytes]]
_GTIN: Final = "[0-9]{14}"
_PATH: Final = re.compile(
    rf"(?:(?P<link>/01/(?P<gtin>{_GTIN})/21|/[Tt])|/stamps(?:/(?P<page_gtin>{_GTIN}))?)"
    rf"/(?P<serial>[{ALPHABET}]{{{SERIAL_LENGTH}}})"
)
# The ways in which a cookie of ours is written; whoever writes it otherwise is answered by Flask.
_COOKIES: Final = re.compile(rf"(?:{COOKIE}=(?P<device>[A-Za-z0-9_-]{{22}})|lang=(?P<lang>vi|en))")
_ALWAYS: Final = (*OPEN.items(), ("Vary", ", ".join(("Accept", *DIFFERS_BY))))


class _Answered:
    """A page on its way; `noted` is done when it is sent."""

    noted: Callable[[], None] | None = None

    def __init__(self, page: bytes) -> None:
        self._page = page

    def __iter__(self) -> Iterator[bytes]:
        return iter((self._page,))

    def close(self) -> None:
        """The server has sent it, or whoever asked went away."""
        if self.noted is not None:
            self.noted()


@dataclass(frozen=True)
class _Visit:
    """What a visitor asks, and how the answer is to be."""

    asked: AskedStampLink
    path: str
    language: str
    cookie: str  # of the device


class StampLane:
    """A WSGI application before the other: answers looks at stamps, hands on all else."""

    def __init__(self, app: Flask, behind: WSGIApplication) -> None:
        self._app = app
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or hand on."""
        visit = _visit(environ)
        found = None if visit is None else self._tried(visit, environ)
        if found is None:
            return self._behind(environ, start_response)
        headers, answer = found
        start_response("200 OK", headers)
        return answer

    def _tried(self, visit: _Visit, environ: WSGIEnvironment) -> _Answer | None:
        try:
            return self._answer(visit, environ)
        except Exception:  # the application behind meets the same, and has words for it
            log.exception("a look at a stamp is handed on")
            return None

    def _answer(self, visit: _Visit, environ: WSGIEnvironment) -> _Answer | None:
        with self._app.app_context():
            g.language = visit.language
            found = services()
            place, at = found.keyring.open(visit.asked.serial or ""), found.clock()
            keeps = kept()
            device = device_of(visit.cookie, keeps.device_keys.key_at(at))
            look = _look(visit.asked, place, device, at) if place else None
            other = "vi" if visit.language == "en" else "en"
            spoken = (visit.language, f"{visit.path}?lang={other}")
            page = look and kept_page(keeps.stamp_pages, visit.asked, look, spoken)
            if not (place and look and page):
                return None
            answer = _Answered(page)
            headers = _headers(visit, len(page), get_host(environ))
            if is_a_persons_look(environ):
                if device.is_new:
                    headers.append(("Set-Cookie", device_cookie(device)))
                told, sink = look.without_goods, scan_sink()
                if not told.own_recent_look:
                    seen = look_of(environ, place, told, device, at=at, is_staff=False)
                    answer.noted = lambda: sink.put(seen)
        return headers, answer


def _look(asked: AskedStampLink, place: SerialPlace, device: Device, at: datetime) -> StampLook:
    return public_look(AskedStamp(place, asked.gtin, device.hash), now=at)


def _visit(environ: WSGIEnvironment) -> _Visit | None:
    """What is asked, where it is the plain case."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_TRANSFER_ENCODING"):
        return None
    found = _PATH.fullmatch(environ.get("RAW_URI") or "")
    cookies = _cookies(environ.get("HTTP_COOKIE", ""))
    if found is None or cookies is None or not _wants_page(environ, found["link"] is not None):
        return None
    gtin = found["gtin"] or found["page_gtin"]
    asked = AskedStampLink(Gtin(gtin) if gtin else None, Serial(found["serial"]), found["serial"])
    language = cookies.get("lang") or preferred_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return _Visit(asked, found[0], language, cookies.get(COOKIE, ""))


def _wants_page(environ: WSGIEnvironment, is_link: bool) -> bool:  # noqa: FBT001
    kind = preferred(environ.get("HTTP_ACCEPT", "*/*"))
    return kind is Wanted.PAGE or (kind is Wanted.DEFAULT_LINK and not is_link)


def _cookies(header: str) -> dict[str, str] | None:
    """Our cookies by name; None where another one is sent: somebody may be signed in by it."""
    told: dict[str, str] = {}
    for part in filter(None, header.split("; ")):
        found = _COOKIES.fullmatch(part)
        if found is None:
            return None
        told.setdefault(*part.split("=", 1))
    return told


def _headers(visit: _Visit, length: int, host: str) -> list[tuple[str, str]]:
    asked = visit.asked
    path = f"/01/{asked.gtin}/21/{asked.serial}" if asked.gtin else f"/T/{asked.serial}"
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(length)),
        ("Link", linkset_header(path, host)),
        *_ALWAYS,
        *safe_headers().items(),
    ]
