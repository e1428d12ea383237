"""Registers of inputs, their import by officers, and the stock of what was bought."""

from datetime import date
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from traceability.errors import Invalid, Refusal
from traceability.input_register import InputKind, InputStatus
from traceability.input_register_csv import HEADINGS, BadRegister, read_register
from traceability.roles import Permission
from webapp.queries.input_stock import stock_rows
from webapp.queries.inputs import (
    RegisterFilter,
    register_list,
    register_preview,
    register_versions,
)
from webapp.routes.errors import status_of
from webapp.routes.field_faults import beside
from webapp.routes.forms import Form, FormView, empty_form, refused
from webapp.routes.guard import current_actor, requires
from webapp.routes.listings import asked_choice, asked_number, asked_words, paging_of
from webapp.routes.negotiation import wants_problem
from webapp.routes.words import number, words
from webapp.services import now
from webapp.usecases import inputs as usecases

inputs = Blueprint("inputs", __name__)
LARGEST_FILE: Final = 8 * 1024 * 1024
_FIELDS = {"inputs.source": "source", "inputs.bad_effective": "effective_from", "inputs.": "file"}


class NoRegisterFile(Invalid):
    """No file was chosen, or nothing of it came."""

    code = "inputs.no_file"


class RegisterFileTooLarge(Invalid):
    """No register is so large."""

    code = "inputs.file_too_large"


@inputs.get("/inputs")
@requires(Permission.INPUT_READ)
def index() -> ResponseReturnValue:
    """What the registers in force say, searched without marks."""
    actor = current_actor()
    wanted = RegisterFilter(
        words=asked_words(),
        kind=asked_choice("kind", InputKind),
        status=asked_choice("status", InputStatus),
        number=asked_number(),
    )
    listing = register_list(actor, wanted, now=now())
    return render_template(
        "inputs/index.html",
        listing=listing,
        paging=paging_of(listing),
        wanted=wanted,
        kinds=[(it.value, words(f"input_kind.{it.value}")) for it in InputKind],
        statuses=[(it.value, words(f"input_status.{it.value}")) for it in InputStatus],
        versions=register_versions(actor, now=now()),
        may_import=actor.may(Permission.INPUT_IMPORT),
    )


@inputs.get("/inputs/stock")
@requires(Permission.INPUT_STOCK)
def stock() -> ResponseReturnValue:
    """What was bought, used and is left."""
    wanted = asked_words()
    rows = stock_rows(current_actor(), wanted, now=now())
    return render_template("inputs/stock.html", stock=rows, wanted=wanted)


@inputs.get("/inputs/new")
@requires(Permission.INPUT_IMPORT)
def new() -> ResponseReturnValue:
    """The form of an import."""
    return render_template("inputs/new.html", form=empty_form(), file_faults=(), headings=HEADINGS)


@inputs.post("/inputs/preview")
@requires(Permission.INPUT_IMPORT)
def preview() -> ResponseReturnValue:
    """Read the file and say what it would change; nothing is changed yet."""
    form = Form()
    effective_from, source = _read_envelope(form)
    try:
        data = _sent_file()
        register = read_register(data)
        form.refuse_faults()
    except BadRegister as refusal:
        return _file_faults(refusal)
    except Refusal as refusal:
        return _refused(refusal)
    # The page brings it back, so that what is confirmed is what was looked at; until then nothing
    # is kept of it.
    values = {
        "content": data.decode("utf-8-sig"),
        "effective_from": effective_from.isoformat(),
        "source": source,
    }
    page = register_preview(current_actor(), register, effective_from)
    return render_template(
        "inputs/preview.html",
        page=page,
        form=FormView(values=values),
        effective_from=effective_from,
    )


@inputs.post("/inputs")
@requires(Permission.INPUT_IMPORT)
def create() -> ResponseReturnValue:
    """Import what was looked at; twice the same is once."""
    form = Form()
    effective_from, source = _read_envelope(form)
    try:
        register = read_register(_sent_content())
        form.refuse_faults()
        command = usecases.ImportInputRegister(register, effective_from, source)
        done = usecases.import_input_register(current_actor(), command, now=now())
    except BadRegister as refusal:
        return _file_faults(refusal)
    except Refusal as refusal:
        return _refused(refusal)
    _tell(done)
    return redirect(url_for("inputs.index", kind=register.kind.value), code=303)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    told = beside(refusal, _FIELDS)
    return refused(told, "inputs/new.html", file_faults=(), headings=HEADINGS)


def _tell(done: usecases.ImportedRegister) -> None:
    if not done.is_new:
        flash(gettext("Danh mục này đã được nhập trước đó; không có gì thay đổi."), "info")
        return
    counts = {
        "new": number(len(done.changes.new)),
        "changed": number(len(done.changes.changed)),
        "gone": number(len(done.changes.gone)),
    }
    flash(
        gettext("Đã nhập danh mục: %(new)s mới, %(changed)s đổi, %(gone)s bỏ ra.", **counts),
        "green",
    )


def _read_envelope(form: Form) -> tuple[date, str]:
    effective_from = form.optional_date("effective_from")
    if effective_from is None and request.form.get("effective_from", "").strip() == "":
        form.fault("effective_from", "field.missing")
    return effective_from or date.min, form.text("source", longest=300)


def _sent_file() -> bytes:
    sent = request.files.get("file")
    data = sent.read(LARGEST_FILE + 1) if sent else b""
    if not data:
        raise NoRegisterFile
    if len(data) > LARGEST_FILE:
        raise RegisterFileTooLarge
    return data


def _sent_content() -> bytes:
    data = request.form.get("content", "").replace("\r\n", "\n").encode()
    if not data:
        raise NoRegisterFile
    if len(data) > LARGEST_FILE:
        raise RegisterFileTooLarge
    return data


def _file_faults(refusal: BadRegister) -> ResponseReturnValue:
    """The form again, with a table of what is wrong where; programs get the refusal as it is."""
    faults = [_fault(it.pointer, it.code) for it in refusal.errors]
    if wants_problem():
        raise refusal
    form = FormView(values=request.form.to_dict())
    context: dict[str, Any] = {"form": form, "file_faults": faults, "headings": HEADINGS}
    return render_template("inputs/new.html", **context), status_of(refusal)


def _fault(pointer: str, code: str) -> tuple[str, str, str]:
    line, _, column = pointer.partition(":")
    return line, words(f"input_column.{column}") if column else "", words(code)
