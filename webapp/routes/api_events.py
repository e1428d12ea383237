"""Diary entries and their photos from phones: sent as often as need be, recorded once."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from traceability.errors import Invalid
from traceability.event_template import LABORATORY_TEST
from traceability.roles import Actor, Permission
from webapp.queries.events import work_in_reach
from webapp.queries.unbought import unbought_of
from webapp.routes.csrf import csrf
from webapp.routes.event_requests import BadEventRequest, read_request
from webapp.routes.guard import SignInNeeded, current_actor, requires
from webapp.services import now, services
from webapp.usecases.events.capture import Captured, capture_event
from webapp.usecases.events.photos import AttachPhoto, attach_photo
from webapp.usecases.files import StorePhoto, store_document, store_photo

api_events = Blueprint("api_events", __name__, url_prefix="/api/v1/events")
# No token: a page kept by the phone holds a stale one. The header stops foreign pages, which may
# not send it without asking first, and headers.py checks the Origin of every write.
csrf.exempt(api_events)
LARGEST_ENTRY = 256 * 1024


class OtherAccount(SignInNeeded):
    """Somebody else is signed in than the one whose entry it is: it waits for its own person."""

    code = "api.other_account"


class HeaderMissing(Invalid):
    """Without `X-App: 1` a write could come from any page."""

    code = "api.header_missing"


@api_events.put("/<uuid:event_id>")
@requires(Permission.LOT_WORK)
def put(event_id: UUID) -> ResponseReturnValue:
    """Record an entry: 201 when it is new, 200 when the same was recorded before."""
    _need_header()
    command = read_request(event_id, _json_object())
    host = services().config.stamp_host
    captured = capture_event(current_actor(), command, host, now=now())
    return jsonify(_told(captured)), 201 if captured.is_new else 200


@api_events.put("/<uuid:event_id>/photos/<sha256>")
@requires(Permission.LOT_WORK)
def put_photo(event_id: UUID, sha256: str) -> ResponseReturnValue:
    """Add a photo, or a laboratory's report to its test, the bytes as they are: 201 when it is new,
    200 when it was there.
    """
    actor = current_actor()
    event_code = work_in_reach(actor, event_id)
    _need_header()
    stored, shown = _stored(actor, event_code, sha256.lower())
    is_new = attach_photo(actor, AttachPhoto(event_id, stored), now=now())
    body = {"event_id": str(event_id), "sha256": stored, "shown_sha256": shown}
    return jsonify(body), 201 if is_new else 200


def _stored(actor: Actor, event_code: str, sha256: str) -> tuple[str, str | None]:
    """The hashes of what came and of its copy to look at; only a test is proved by a PDF."""
    data, storage = request.get_data(), services().storage
    if event_code == LABORATORY_TEST:
        document = store_document(actor, data, storage, now=now(), sha256=sha256)
        return document.sha256, document.shown_sha256
    photo = store_photo(actor, StorePhoto(data, sha256), storage, now=now())
    return photo.sha256, photo.shown_sha256


def _need_header() -> None:
    if request.headers.get("X-App") != "1":
        raise HeaderMissing
    owner = request.headers.get("X-Account")
    if owner is not None and owner != str(current_actor().account_id):
        raise OtherAccount


def _json_object() -> dict[str, Any]:
    if request.mimetype != "application/json":
        abort(415)
    if (request.content_length or 0) > LARGEST_ENTRY:
        abort(413)
    try:
        # Fractions stay text that the canonical form refuses: amounts are sent as they were typed.
        body = json.loads(request.get_data(), parse_float=_Fraction, parse_constant=_Fraction)
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(body, dict):
        raise BadEventRequest
    return body


class _Fraction:
    """A number that has no exact form here."""

    def __init__(self, text: str) -> None:
        self.text = text


def _told(captured: Captured) -> dict[str, Any]:
    """`shortage` is the sum by which the stock went below zero with the entry (thousandths of the
    unit that it names), `unbought` what it used of which no purchase is on record; null for none.
    """
    short = captured.shortage
    return {
        "event_id": str(captured.event_id),
        "received_at": captured.received_at.isoformat(),
        "ledger_position": captured.ledger_position,
        "flags": list(captured.flags),
        "missing_photos": list(captured.missing_photos),
        "shortage": short.as_json() if short else None,
        "unbought": unbought_of(captured.event_id) or None,
    }
