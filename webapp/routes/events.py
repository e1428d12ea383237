"""The form of a diary entry: one screen, filled in beforehand, and nothing typed is ever lost."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from traceability.calendar import VIETNAM_TIME
from traceability.errors import FieldError, Refusal
from traceability.event_flags import GRAVE, EventFlag
from traceability.input_stock import Shortage
from traceability.lots import NoSuchEvent
from traceability.paper_pages import NoSuchPaperPage
from traceability.roles import Permission
from traceability.stops import Stopped
from webapp.queries.event_form_fields import Choice
from webapp.queries.event_forms import (
    EventForm,
    PlaceChoice,
    event_form,
    new_event_form,
)
from webapp.queries.event_prefills import AskForm
from webapp.queries.event_reports import KeptPhoto, photos_to_correct, reports_to_keep
from webapp.queries.input_stock import unit_labels
from webapp.queries.unbought import unbought_of
from webapp.routes.event_reports import add_stored_reports
from webapp.routes.event_requests import BadEventRequest, read_request
from webapp.routes.forms import FormView, clean_text, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.sent_photos import (
    PhotoFields,
    SentPhotos,
    photos_again,
    refuse_photo_faults,
    stored_photos,
)
from webapp.routes.words import amount, label, words
from webapp.services import now, services
from webapp.usecases.events.capture import capture_event
from webapp.usecases.events.checks import MOST_PHOTOS, CaptureEvent

events = Blueprint("events", __name__)
VALUES: Final = "values."
_VERSION: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
FURTHER_INDICATOR: Final = "further_indicator"
_NAMES: Final = (
    "event_code",
    "place_id",
    "on_behalf_of",
    "operator_name",
    "note",
    "corrects",
    "paper_page_id",
)


@events.app_template_filter("options")
def options(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Choices as the pairs that a list of choices takes, in the reader's language."""
    return [(choice.code, label(choice.labels)) for choice in choices]


@events.app_template_filter("cards")
def cards(choices: Iterable[Choice]) -> list[tuple[str, str, str]]:
    """Choices as the triples that choice cards take; words alone, no icons."""
    return [(*pair, "") for pair in options(choices)]


@events.get("/lots/<uuid:lot_id>/events/new/<event_code>")
@requires(Permission.LOT_WORK)
def new(lot_id: UUID, event_code: str) -> ResponseReturnValue:
    """The form of one kind of work; with `?corrects=` of an entry that is to be put right, with
    `?paper_page=` beside the picture of the page that it is read off, with `?same_report=` of an
    entry of the report whose next indicator is told; `?values.<field>=` is typed beforehand.
    """
    corrected, paper = request.args.get("corrects", ""), request.args.get("paper_page", "")
    report = request.args.get("same_report", "")
    wanted = AskForm(lot_id, event_code, _uuid(corrected), _uuid(paper), _uuid(report))
    if (corrected and wanted.corrects is None) or (report and wanted.same_report is None):
        raise NoSuchEvent
    if paper and wanted.paper_page_id is None:
        raise NoSuchPaperPage
    page = new_event_form(current_actor(), wanted, now=now())
    kept = photos_to_correct(current_actor(), wanted)
    values = {**page.values, **_typed_beforehand(page)}
    context = _context(page, values, kept)
    context["kept_reports"] = reports_to_keep(current_actor(), wanted)
    return render_template("events/new.html", form=FormView(values=values), **context)


@events.post("/lots/<uuid:lot_id>/events")
@requires(Permission.LOT_WORK)
def create(lot_id: UUID) -> ResponseReturnValue:
    """Write the entry; twice the same is once."""
    actor, sent = current_actor(), stored_photos(MOST_PHOTOS)
    reports = add_stored_reports(sent)
    try:
        refuse_photo_faults(sent)
        body = _body(lot_id, sent.hashes)
        command = read_request(_event_id(), body, frozenset(sent.hashes))
        captured = capture_event(actor, command, services().config.stamp_host, now=now())
    except Refusal as refusal:
        return _again(lot_id, sent, refusal, reports)
    if captured.shortage and captured.is_new:
        flash(_told(captured.shortage), "amber")
    elif captured.is_new and (name := unbought_of(captured.event_id)):
        flash(gettext("Chưa ghi lần mua nào của %(name)s.", name=name), "info")
    if captured.flags and captured.is_new:
        _say_what_is_odd(captured.flags)
    flash(gettext("Đã lưu vào nhật ký."), "green")
    return redirect(_after(lot_id, command), code=303)


def _typed_beforehand(page: EventForm) -> dict[str, str]:
    """What the address fills in of the fields that the form has."""
    asked = {field.name: request.args.get(field.name, "") for field in page.fields}
    return {name: clean_text(text) for name, text in asked.items() if text}


def _after(lot_id: UUID, command: CaptureEvent) -> str:
    """On to the next indicator of a report where that was asked for; back to the page of paper,
    whose next line waits; a correction leads back to its lot.
    """
    if request.form.get("then") == FURTHER_INDICATOR:
        code, event_id = command.event_code, command.event_id
        return url_for("events.new", lot_id=lot_id, event_code=code, same_report=event_id)
    if command.paper_page_id is None or command.corrects is not None:
        return url_for("lots.show", lot_id=lot_id)
    return url_for("paper_pages.show", page_id=command.paper_page_id, lot_id=lot_id)


def _say_what_is_odd(flags: Collection[str]) -> None:
    """At once, and in its own words what tells of the goods: few look for it in the entry."""
    grave = [flag for flag in flags if flag in GRAVE]
    for flag in grave:
        flash(words(flag), "red" if flag == EventFlag.INPUT_NOT_FOR_CROP else "amber")
    if not grave:
        flash(gettext("Có điều cần xem lại, ghi ở mục vừa lưu."), "amber")


def _told(short: Shortage) -> str:
    """The sum by which the stock is below zero."""
    unit = label(unit_labels(short.unit))
    sums = {"bought": short.bought, "used": short.used, "now": short.now}
    told = {name: f"{amount(thousandths)} {unit}" for name, thousandths in sums.items()}
    return str(gettext("Vật tư bị âm: mua %(bought)s, đã dùng %(used)s, lần này %(now)s.", **told))


def _again(
    lot_id: UUID, sent: SentPhotos, refusal: Refusal, reports: tuple[str, ...]
) -> ResponseReturnValue:
    """The same form with everything typed and every photo and report that is stored."""
    actor, form = current_actor(), request.form
    wanted = AskForm(
        lot_id,
        form.get("event_code", ""),
        _uuid(form.get("corrects", "")),
        _uuid(form.get("paper_page_id", "")),
        template_version=_version(form),
    )
    page = event_form(actor, wanted, now=now())
    kept = photos_again(sent)
    faults = {fault.pointer for fault in getattr(refusal, "errors", ())}
    context = _context(page, form, kept, faults)
    context["kept_reports"] = reports
    if isinstance(refusal, Stopped):
        context["stop"] = refusal
    return refused(refusal, "events/new.html", **context)


def _context(
    page: EventForm,
    values: Mapping[str, str],
    kept: Sequence[KeptPhoto],
    faults: Collection[str] = (),
) -> dict[str, Any]:
    """What the page shows beside the form; optional fields that say something are not hidden."""
    further = values.getlist("other_place_ids") if isinstance(values, MultiDict) else None
    places = _further_places(page, further)
    is_open = any(values.get(it.name) or it.name in faults for it in page.optional_fields)
    return {
        "page": page,
        "stop": None,
        "kept_reports": (),
        "photos": PhotoFields(tuple(kept), MOST_PHOTOS),
        "labels": _labels(page),
        "more_is_open": is_open,
        "further_places": places,
        "has_chosen_places": any(is_chosen for _, is_chosen in places),
    }


def _further_places(
    page: EventForm, chosen: Collection[str] | None
) -> list[tuple[PlaceChoice, bool]]:
    """The plots that may have been done in one go, and whether chosen; none for one plot."""
    ticked = page.other_place_ids if chosen is None else chosen
    return [(it, it.id in ticked) for it in page.places] if len(page.places) > 1 else []


def _labels(page: EventForm) -> dict[str, str]:
    """What the list of faults calls the fields."""
    asked = {field.name: label(field.labels) for field in page.fields}
    return asked | {
        "event_time": gettext("Lúc nào"),
        "place_id": gettext("Ở đâu"),
        "other_place_ids": gettext("Cùng làm ở"),
        "on_behalf_of": gettext("Việc của ai"),
        "paper_page_id": gettext("Trang sổ giấy"),
        "operator_name": gettext("Ai làm"),
        "note": gettext("Ghi chú"),
        "photos": gettext("Ảnh"),
        "report": gettext("Tệp phiếu kết quả"),
    }


def _body(lot_id: UUID, photos: Sequence[str]) -> dict[str, Any]:
    """The form as the JSON that a phone would send, so that both are read and hashed alike."""
    form = request.form
    values = {k.removeprefix(VALUES): it for k, it in form.items() if k.startswith(VALUES)}
    body: dict[str, Any] = {name: form[name] for name in _NAMES if form.get(name)}
    if form.get("corrects") and form.get("on_behalf_of") == "":
        # Chosen, not left out: what a correction leaves out stays as it was told before.
        body["on_behalf_of"] = str(current_actor().account_id)
    if further := form.getlist("other_place_ids"):
        body["other_place_ids"] = further
    if version := _version(form):
        body["template_version"] = version
    body |= {"lot_id": str(lot_id), "values": values, "photos": list(photos)}
    body["event_time"] = _with_offset(form.get("event_time", ""))
    if form.get("as_fact") == "true":
        body["as_fact"] = True
    if form.get("position_latitude"):
        parts = ("latitude", "longitude", "accuracy")
        body["position"] = {part: form.get(f"position_{part}", "") for part in parts}
    return body


def _version(form: Mapping[str, str]) -> int | None:
    """The version of the template by which the form was shown; a page of before names none."""
    text = form.get("template_version", "")
    return int(text) if _VERSION.fullmatch(text) else None


def _with_offset(text: str) -> str:
    """A browser's local time with the offset of home; what is no time stays as it was typed."""
    try:
        moment = datetime.fromisoformat(clean_text(text))
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM_TIME)).isoformat()


def _event_id() -> UUID:
    event_id = _uuid(request.form.get("event_id", ""))
    if event_id is None:
        raise BadEventRequest(errors=(FieldError("event_id", "field.missing"),))
    return event_id


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
