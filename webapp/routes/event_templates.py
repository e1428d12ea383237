"""Event templates: what is in force, uploading a version, opinions on it, and the decision."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import FieldError, Invalid, Refusal
from traceability.event_template import BadTemplate, Problem
from traceability.event_template_problems import landmarks, pointer
from traceability.roles import Permission
from traceability.template_versions import Stance
from webapp.queries.event_forms import PlaceChoice
from webapp.queries.event_templates import (
    TemplateFile,
    file_in_force,
    templates_page,
    uploaded_file,
)
from webapp.queries.template_versions import VersionPage, previewed_form, version_page
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, FormView, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.negotiation import wants_problem
from webapp.routes.sent_photos import PhotoFields
from webapp.routes.words import words
from webapp.services import now, services
from webapp.usecases import event_templates as usecases
from webapp.usecases.events.checks import MOST_PHOTOS

event_templates = Blueprint("event_templates", __name__)

_FIELDS: Final = {
    "template_version.not_next": "file",
    "template_version.nothing_changed": "file",
    "template_version.dangers_not_seen": "has_seen_dangers",
    "template_opinion.words_missing": "words",
}
_LONGEST_WORDS: Final = 2000


class Decision(StrEnum):
    """What is done with a proposed version."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class BadTemplateFile(Invalid):
    """The uploaded file has faults; `errors` names each by its place in the file."""

    code = "template_version.bad_file"


@dataclass(frozen=True)
class FileFault:
    """One fault of a file: the place by the names that people gave, and as programs write it."""

    place: str
    pointer: str
    problem: Problem


@event_templates.get("/event-templates")
@requires(Permission.TEMPLATE_READ)
def index() -> ResponseReturnValue:
    """The groups in force, what is proposed, and what was decided."""
    return render_template("event_templates/index.html", page=templates_page(current_actor()))


@event_templates.get("/event-templates/new")
@requires(Permission.TEMPLATE_PROPOSE)
def new() -> ResponseReturnValue:
    """The form of an upload."""
    form = empty_form(id=str(uuid4()))
    return render_template("event_templates/new.html", form=form, **_upload_context())


@event_templates.post("/event-templates")
@requires(Permission.TEMPLATE_PROPOSE)
def create() -> ResponseReturnValue:
    """Check the file, and propose it where nothing is wrong with it."""
    try:
        command = _read_upload()
        version_id = usecases.propose_template(
            current_actor(), command, services().icons, now=now()
        )
    except BadTemplate as bad:
        refusal = BadTemplateFile(errors=_errors(bad) if wants_problem() else ())
        return refused(refusal, "event_templates/new.html", **_upload_context(bad))
    except Refusal as refusal:
        return refused(beside(refusal, _FIELDS), "event_templates/new.html", **_upload_context())
    flash(gettext("Đã tải mẫu lên. Các cơ quan có thể cho ý kiến."), "green")
    return redirect(url_for("event_templates.show", version_id=version_id), code=303)


@event_templates.get("/event-templates/in-force/<group>/<int:version>/file")
@requires(Permission.TEMPLATE_READ)
def download_in_force(group: str, version: int) -> ResponseReturnValue:
    """The file of a version in force, uploaded or from the package."""
    return _download(file_in_force(group, version))


@event_templates.get("/event-templates/<uuid:version_id>")
@requires(Permission.TEMPLATE_READ)
def show(version_id: UUID) -> ResponseReturnValue:
    """One version: what it changes, its forms, opinions, and what may be done with it."""
    page = version_page(current_actor(), version_id)
    return render_template("event_templates/show.html", **_shown(page, _first_form(page)))


@event_templates.get("/event-templates/<uuid:version_id>/file")
@requires(Permission.TEMPLATE_READ)
def download(version_id: UUID) -> ResponseReturnValue:
    """The file as it was uploaded, byte for byte."""
    return _download(uploaded_file(version_id))


@event_templates.get("/event-templates/<uuid:version_id>/events/<event_code>")
@requires(Permission.TEMPLATE_READ)
def preview(version_id: UUID, event_code: str) -> ResponseReturnValue:
    """The form of one kind of work as a farmer would see it; it cannot be filled in."""
    page = previewed_form(version_id, event_code, now=now())
    place = PlaceChoice("", gettext("Thửa hoặc cơ sở của lô"), None)
    return render_template(
        "event_templates/preview.html",
        page=replace(page, places=(place,)),
        form=FormView(values=page.values),
        photos=PhotoFields((), MOST_PHOTOS),
        kept_reports=(),
        further_places=[],
        has_chosen_places=False,
        more_is_open=False,
    )


@event_templates.post("/event-templates/<uuid:version_id>/opinions")
@requires(Permission.TEMPLATE_ADVISE)
def give_opinion(version_id: UUID) -> ResponseReturnValue:
    """What the person's agency says of the version."""
    page, form = version_page(current_actor(), version_id), Form()
    command = usecases.GiveOpinion(
        opinion_id=form.own_id("opinion_id"),
        version_id=version_id,
        stance=form.choice("stance", Stance),
        words=form.optional_text("words", longest=_LONGEST_WORDS) or "",
    )
    try:
        form.refuse_faults()
        usecases.give_opinion(current_actor(), command, now=now())
    except Refusal as refusal:
        return _again(page, refusal)
    flash(gettext("Đã ghi ý kiến của cơ quan bạn."), "green")
    return _to(version_id)


@event_templates.post("/event-templates/<uuid:version_id>/decision")
@requires(Permission.TEMPLATE_DECIDE)
def decide(version_id: UUID) -> ResponseReturnValue:
    """Put it in force, or refuse it; who comes second sees that it is done."""
    page, form = version_page(current_actor(), version_id), Form()
    is_accepted = form.choice("decision", Decision) is Decision.ACCEPTED
    command = usecases.DecideTemplate(
        version_id=version_id,
        is_accepted=is_accepted,
        reason=form.text("reason", longest=_LONGEST_WORDS),
        has_seen_dangers=request.form.get("has_seen_dangers") == "1",
    )
    try:
        form.refuse_faults()
        usecases.decide_template(current_actor(), command, now=now())
    except Refusal as refusal:
        return _again(page, refusal)
    done = gettext("Mẫu đã được áp dụng.") if is_accepted else gettext("Đã từ chối mẫu này.")
    flash(done, "green" if is_accepted else "info")
    return _to(version_id)


@event_templates.post("/event-templates/<uuid:version_id>/withdrawal")
@requires(Permission.TEMPLATE_PROPOSE)
def withdraw(version_id: UUID) -> ResponseReturnValue:
    """Take the own proposal back."""
    page, form = version_page(current_actor(), version_id), Form()
    command = usecases.WithdrawTemplate(version_id, form.text("reason", longest=_LONGEST_WORDS))
    try:
        form.refuse_faults()
        usecases.withdraw_template(current_actor(), command, now=now())
    except Refusal as refusal:
        return _again(page, refusal)
    flash(gettext("Đã rút mẫu; số phiên bản này dùng lại được."), "info")
    return _to(version_id)


def _to(version_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("event_templates.show", version_id=version_id), code=303)


def _again(page: VersionPage, refusal: Refusal) -> ResponseReturnValue:
    """The same page with what was typed; what was decided meanwhile is shown as it is now."""
    page = version_page(current_actor(), page.row.id)
    shown = _shown(page, empty_form())
    shown.pop("form")
    return refused(beside(refusal, _FIELDS), "event_templates/show.html", **shown)


def _first_form(page: VersionPage) -> FormView:
    """Who changes an opinion begins with what the agency said before."""
    said = page.own_opinion
    own = {"stance": said.stance.value, "words": said.words} if said else {}
    return empty_form(**own)


def _shown(page: VersionPage, form: FormView) -> dict[str, object]:
    stances = [(it.value, words(f"template_stance.{it.value}"), "") for it in Stance]
    return {"page": page, "form": form, "stances": stances, "new_id": str(uuid4())}


def _upload_context(bad: BadTemplate | None = None) -> dict[str, object]:
    problems = tuple(_file_faults(bad)) if bad else ()
    return {"problems": problems, "icons": sorted(services().icons)}


def _read_upload() -> usecases.ProposeTemplate:
    form, sent = Form(), request.files.get("file")
    data = sent.read() if sent else b""
    if not data:
        form.fault("file", "template_version.file_missing")
    purpose = form.text("purpose", longest=_LONGEST_WORDS)
    command = usecases.ProposeTemplate(form.own_id("id"), data, purpose)
    form.refuse_faults()
    return command


def _file_faults(bad: BadTemplate) -> Iterable[FileFault]:
    for problem in bad.problems:
        yield FileFault(_place(bad.raw, problem), problem.pointer, problem)


def _place(raw: object, problem: Problem) -> str:
    """`Việc packing › Mục pack_size › max`; what concerns no part of the file, the whole."""
    parts, rest = landmarks(raw, problem.path)
    named = [f"{words(f'template_part.{it.kind}')} {it.name}" for it in parts]
    key = [pointer(rest)] if rest else []
    return " › ".join([*(named or [words("template_part.group")]), *key])


def _errors(bad: BadTemplate) -> tuple[FieldError, ...]:
    return tuple(FieldError(it.pointer, it.code, it.details) for it in bad.problems)


def _download(file: TemplateFile) -> Response:
    response = Response(file.content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
