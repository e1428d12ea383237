"""Which answers count as a look at a stamp, and noting them once the answer was sent."""

from typing import Final, cast
from urllib.parse import urlsplit

from flask import Response, current_app, request

from traceability.keyring import SerialPlace
from webapp.queries.verdicts import StampAnswer
from webapp.routes.devices import Device, remember_device
from webapp.routes.scan_sink import ScanSink
from webapp.services import now
from webapp.usecases.scans import SeenStamp

# Programs that fetch a page for nobody's eyes: crawlers, and previews of a link in a chat.
_PROGRAMS: Final = ("bot", "crawl", "spider", "preview", "facebookexternalhit", "whatsapp", "slurp")
_PHONES: Final = ("android", "iphone", "ipad")
WAYS: Final = {"/scan": "scan_page", "/codes": "scan_page", "/": "typed"}


def note_look(
    response: Response, place: SerialPlace | None, answer: StampAnswer, device: Device
) -> None:
    """Count this answer, unless it is a machine's look or one of the last ten minutes again."""
    if not _is_a_persons_look():
        return
    remember_device(response, device)
    if place is None or answer.own_recent_look:
        return
    look = SeenStamp(
        key_id=place.key_id,
        counter=place.counter,
        scanned_at=now(),
        device_hash=device.hash,
        verdict=answer.verdict.code,
        way=_way(),
    )
    sink = cast(ScanSink, current_app.extensions["scan_sink"])
    if not sink.holds(look):
        response.call_on_close(lambda: sink.put(look))


def is_program(agent: str) -> bool:
    """Whether the user-agent text is that of a crawler or of a link preview.

    Zalo's own browser on a phone is a person; Zalo's servers, which name no phone, are not.
    """
    known = agent.lower()
    if any(mark in known for mark in _PROGRAMS):
        return True
    return "zalo" in known and not any(phone in known for phone in _PHONES)


def _is_a_persons_look() -> bool:
    purposes = (request.headers.get("Sec-Purpose", ""), request.headers.get("Purpose", ""))
    is_fetched_ahead = any("prefetch" in purpose.lower() for purpose in purposes)
    is_get = request.method == "GET"
    return is_get and not is_fetched_ahead and not is_program(request.user_agent.string)


def _way() -> str:
    """Whether the person came from a page of ours or by the stamp's link itself."""
    before = urlsplit(request.referrer or "")
    return WAYS.get(before.path, "link") if before.netloc == request.host else "link"
