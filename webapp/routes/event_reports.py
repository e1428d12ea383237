"""The laboratory's reports of an entry as files: taken with the form, handed out as a download."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from traceability.errors import FieldError, Refusal
from traceability.event_template import LABORATORY_TEST
from traceability.roles import Permission
from webapp.queries.event_reports import kept_report, report_of_event
from webapp.routes.attachments import attachment
from webapp.routes.guard import current_actor, requires
from webapp.routes.sent_files import note_sent, sent_before
from webapp.routes.sent_photos import SentPhotos, named_hashes
from webapp.services import now, services
from webapp.usecases.events.checks import most_files
from webapp.usecases.files import store_document

event_reports = Blueprint("event_reports", __name__)
REPORT_FIELD = "report"


@event_reports.get("/events/<uuid:event_id>/reports/<sha256>")
@requires(Permission.BOOK_READ)
def show(event_id: UUID, sha256: str) -> ResponseReturnValue:
    """The file as it came, never shown by the browser itself."""
    report_of_event(current_actor(), event_id, sha256)
    return attachment(sha256, f"event {event_id}", f"phieu-ket-qua-{sha256[:8]}")


def add_stored_reports(sent: SentPhotos) -> tuple[str, ...]:
    """Keep the reports that came before, and store the one that came with the form: they join what
    the entry is proved by. Gives back the hashes of PDFs; a picture is a photo like others.
    """
    named = named_hashes(f"kept_{REPORT_FIELD}")[: most_files(LABORATORY_TEST)]
    found = [*(_kept(sent, it) for it in named), _stored(sent)]
    reports = tuple(dict.fromkeys(it for it in found if it))
    sent.hashes = list(dict.fromkeys([*sent.hashes, *reports]))
    return reports


def _stored(sent: SentPhotos) -> str | None:
    file = request.files.get(REPORT_FIELD)
    if not file:
        return None
    try:
        document = store_document(current_actor(), file.read(), services().storage, now=now())
    except Refusal as refusal:
        sent.faults.append(FieldError(REPORT_FIELD, refusal.code, refusal.details))
        return None
    note_sent(document.sha256, document.shown_sha256 or document.sha256)
    if document.photo is None:
        return document.sha256
    sent.hashes = list(dict.fromkeys([*sent.hashes, document.sha256]))
    return None


def _kept(sent: SentPhotos, sha256: str) -> str | None:
    kept = kept_report(current_actor(), sha256, sent_before())
    if kept is None:  # it is asked for again rather than left out without a word
        sent.faults.append(FieldError(REPORT_FIELD, "document.missing"))
    return kept
