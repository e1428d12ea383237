"""The field book as phones fetch it: facts as JSON, the forms of work as pieces of a page."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from traceability.event_template import TemplateEvent
from traceability.pre_harvest import is_harvest, is_treatment
from traceability.roles import Permission
from webapp.queries.event_forms import PlaceChoice
from webapp.queries.field_book import BookLot, BookWork, FieldBook, field_book
from webapp.routes.forms import empty_form
from webapp.routes.guard import current_actor, requires
from webapp.routes.words import language, words
from webapp.services import now

api_field_book = Blueprint("api_field_book", __name__, url_prefix="/api/v1/field-book")
# Raised where an older phone would not understand what is sent.
FORMAT = 1


@api_field_book.get("")
@requires(Permission.LOT_WORK)
def show() -> ResponseReturnValue:
    """All of it, or 304 where the phone has this one."""
    actor = current_actor()
    account_id = actor.account_id or UUID(int=0)  # `requires` lets nobody in without one
    told = book_json(field_book(actor, account_id, now=now()))
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(body, mimetype="application/json")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    return response.make_conditional(request)


def book_json(book: FieldBook) -> dict[str, Any]:
    """The book in the language of whoever asks; the phone says itself when it came."""
    return {
        "format": FORMAT,
        "language": language(),
        "account_id": str(book.account_id),
        "name": book.name,
        "organisation": book.organisation_name,
        "writes_for_members": book.writes_for_members,
        "lots": [_lot(lot) for lot in book.lots],
        "works": {f"{it.group}/{it.event.code}": _work(it) for it in book.works},
        "places": [_place(it) for it in book.places],
        "members": [list(it) for it in book.members],
        "remembered": book.remembered,
    }


def _lot(lot: BookLot) -> dict[str, Any]:
    return {
        "id": str(lot.id),
        "code": lot.code,
        "product": lot.product_name,
        "icon": lot.icon,
        "place_id": str(lot.place_id),
        "place": lot.place_name,
        "state": words(lot.standing.shown_code),
        "tone": lot.standing.tone,
        "opened_on": lot.opened_on.isoformat(),
        "group": lot.group,
        "treatment_follows": lot.treatment_follows,
        "works": list(lot.works),
        "others": list(lot.others),
        "harvest_from": lot.harvest_from.isoformat() if lot.harvest_from else None,
        "last": {"code": lot.last.event_code, "values": lot.last.values} if lot.last else None,
        "offered": lot.offered,
        "inputs": {code: _inputs(known) for code, known in lot.known_inputs.items()},
    }


def _inputs(known: Iterable[Any]) -> list[list[Any]]:
    return [[it.name, it.days] for it in known]


def _work(work: BookWork) -> dict[str, Any]:
    event = work.event
    form = render_template("phone/fields.html", work=work, form=empty_form())
    return {
        "version": work.version,
        "label": event.labels.text(language()),
        "icon": event.icon,
        "asks_photo": event.asks_photo,
        "is_harvest": is_harvest(event),
        "required": [it.name for it in work.fields if not it.is_optional],
        "interval": _interval(event),
        "input_name": f"values.{took.name}" if (took := event.epcis.input) else None,
        "defaults": work.defaults,
        "form": form,
    }


def _interval(event: TemplateEvent) -> dict[str, Any] | None:
    """Which fields say how long has to be waited after it; None of work that keeps nobody."""
    if not is_treatment(event):
        return None
    told = event.epcis
    by_harvest = dict(told.intervals or {})
    return {"field": told.interval_field, "from": told.interval_from, "by_harvest": by_harvest}


def _place(place: PlaceChoice) -> dict[str, Any]:
    return {"id": place.id, "name": place.name, "area": place.area_thousandths}
