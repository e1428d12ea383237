"""The laboratory's report of an entry as a file: taken with the form, handed out as a download."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from traceability.errors import FieldError, Refusal
from traceability.roles import Permission
from webapp.queries.event_reports import kept_report, report_of_event
from webapp.routes.attachments import attachment
from webapp.routes.guard import current_actor, requires
from webapp.routes.sent_photos import SentPhotos
from webapp.services import now, services
from webapp.usecases.files import store_document

event_reports = Blueprint("event_reports", __name__)
REPORT_FIELD = "report"


@event_reports.get("/events/<uuid:event_id>/reports/<sha256>")
@requires(Permission.LOT_READ)
def show(event_id: UUID, sha256: str) -> ResponseReturnValue:
    """The file as it came, never shown by the browser itself."""
    report_of_event(current_actor(), event_id, sha256)
    return attachment(sha256, f"event {event_id}", f"phieu-ket-qua-{sha256[:8]}")


def add_stored_report(sent: SentPhotos) -> str | None:
    """Store the report that came with the form, or keep the one that came before: it joins what
    the entry is proved by. Gives back its hash where it is a PDF; a picture is a photo like others.
    """
    file = request.files.get(REPORT_FIELD)
    if not file:
        return _keep(sent, request.form.get(f"kept_{REPORT_FIELD}", ""))
    try:
        document = store_document(current_actor(), file.read(), services().storage, now=now())
    except Refusal as refusal:
        sent.faults.append(FieldError(REPORT_FIELD, refusal.code, refusal.details))
        return None
    sent.hashes = list(dict.fromkeys([*sent.hashes, document.sha256]))
    return document.sha256 if document.photo is None else None


def _keep(sent: SentPhotos, sha256: str) -> str | None:
    kept = kept_report(current_actor(), sha256)
    if kept is None and sha256:  # it is asked for again rather than left out without a word
        sent.faults.append(FieldError(REPORT_FIELD, "document.missing"))
    if kept is not None:
        sent.hashes = list(dict.fromkeys([*sent.hashes, kept]))
    return kept
