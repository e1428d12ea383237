"""Laboratory limits: all who work here look them up, officers import them after a preview."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Self
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.calendar import civil_date
from traceability.errors import FieldError, Refusal
from traceability.laboratory_limit_file import BadLimitFile, read_limits
from traceability.markets import MARKETS
from traceability.roles import Permission
from webapp.queries.events import as_pair
from webapp.queries.laboratory_limits import (
    LimitFilter,
    group_choices,
    limits_page,
    preview_limits,
)
from webapp.routes.forms import Form, empty_form, parse_date, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_number, asked_words, paging_of
from webapp.routes.words import label
from webapp.services import now
from webapp.usecases.laboratory_limits import ImportLaboratoryLimits, import_laboratory_limits

laboratory_limits = Blueprint("laboratory_limits", __name__)
LARGEST_FILE: Final = 3 * 1024 * 1024
_SHOWN_FAULTS: Final = 100


@dataclass(frozen=True)
class FileFault:
    """What is wrong with a cell of the file, or with a whole line."""

    line: str
    column: str
    error: FieldError

    @classmethod
    def of(cls, error: FieldError) -> Self:
        """The fault that a pointer such as `3.market` names."""
        line, _, column = error.pointer.partition(".")
        return cls(line, column, error)


@laboratory_limits.get("/laboratory-limits")
@requires(Permission.LIMIT_READ)
def index() -> ResponseReturnValue:
    """The limits in force today; the filter lives in the address."""
    wanted = LimitFilter(
        words=asked_words(),
        market=request.args.get("market", "") if request.args.get("market") in MARKETS else "",
        group=_asked_group(),
        number=asked_number(),
    )
    page = limits_page(current_actor(), wanted, now=now())
    return render_template(
        "laboratory_limits/index.html",
        page=page,
        paging=paging_of(page.listing),
        markets=market_options(),
        groups=[(code, label(labels)) for code, labels in group_choices()],
        may_import=current_actor().may(Permission.LIMIT_IMPORT),
    )


@laboratory_limits.get("/laboratory-limits/import")
@requires(Permission.LIMIT_IMPORT)
def new() -> ResponseReturnValue:
    """Choose a file, say where its limits come from and from when they hold."""
    form = empty_form(version_id=str(uuid4()), valid_from=civil_date(now()).isoformat())
    return render_template("laboratory_limits/import.html", form=form, preview=None, file_faults=())


@laboratory_limits.post("/laboratory-limits/import")
@requires(Permission.LIMIT_IMPORT)
def create() -> ResponseReturnValue:
    """First show what the file would change, or all that is wrong with it; then take it over."""
    form = Form()
    is_confirmed = request.form.get("confirmed") == "1"
    try:
        command = _read(form)
        form.refuse_faults()
        if not is_confirmed:
            return _preview(command)
        done = import_laboratory_limits(current_actor(), command, now=now())
    except BadLimitFile as refusal:
        return refused(
            refusal,
            "laboratory_limits/import.html",
            preview=None,
            file_faults=[FileFault.of(it) for it in refusal.errors[:_SHOWN_FAULTS]],
        )
    except Refusal as refusal:
        return refused(refusal, "laboratory_limits/import.html", preview=None, file_faults=())
    flash(gettext("Đã nhập phiên bản %(number)s.", number=done.number), "green")
    return redirect(url_for("laboratory_limits.index"), code=303)


def market_options() -> list[tuple[str, str]]:
    """The markets as a list of choices takes them, in the reader's language."""
    return [(code, label(as_pair(market.labels))) for code, market in MARKETS.items()]


def _read(form: Form) -> ImportLaboratoryLimits:
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    data = data or request.form.get("content", "").replace("\r\n", "\n").encode()
    if not data:
        form.fault("file", "limit_file.missing")
    if len(data) > LARGEST_FILE:
        form.fault("file", "limit_file.too_large")
    return ImportLaboratoryLimits(
        data=data,
        source=form.text("source", longest=300),
        valid_from=form.parsed("valid_from", parse_date, date.min),
        version_id=form.own_id("version_id"),
    )


def _preview(command: ImportLaboratoryLimits) -> ResponseReturnValue:
    preview = preview_limits(current_actor(), read_limits(command.data), command.valid_from)
    form = empty_form(
        version_id=str(command.version_id),
        valid_from=command.valid_from.isoformat(),
        source=command.source,
        content=command.data.decode("utf-8-sig"),
    )
    return render_template(
        "laboratory_limits/import.html", form=form, preview=preview, file_faults=()
    )


def _asked_group() -> str:
    wanted = request.args.get("group", "")
    return wanted if wanted in dict(group_choices()) else ""
