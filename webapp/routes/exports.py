"""Taking one's own data away: one page, one button."""

import tempfile

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from traceability.calendar import civil_date
from traceability.roles import Permission, Role
from webapp.routes.export_files import write_export
from webapp.routes.guard import current_actor, requires
from webapp.routes.limits import count_try_of
from webapp.services import now, services
from webapp.usecases.audit import NoteAccess, note_access
from webapp.usecases.limits import EXPORT_BY_ACCOUNT

exports = Blueprint("exports", __name__)


@exports.get("/export")
@requires(Permission.DATA_EXPORT)
def index() -> ResponseReturnValue:
    """What is in it, and the button."""
    actor = current_actor()
    return render_template(
        "exports/index.html",
        is_all=actor.role is not Role.FARMER,
        has_stamps=actor.may(Permission.STAMP_READ),
    )


@exports.post("/export")
@requires(Permission.DATA_EXPORT)
def create() -> ResponseReturnValue:
    """The archive; it lies on the disk while it is made and sent, never in memory."""
    actor = current_actor()
    count_try_of(EXPORT_BY_ACCOUNT, str(actor.account_id))
    note_access(
        actor, NoteAccess("export", f"organisation {actor.organisation_id}", "given"), now=now()
    )
    made = tempfile.TemporaryFile()  # noqa: SIM115 - sent, then closed by the answer
    write_export(actor, made, services().storage, services().config.stamp_host, now())
    made.seek(0)
    name = f"tem-that-{civil_date(now()):%y%m%d}.zip"
    response = send_file(made, "application/zip", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
