"""The diary as an auditor's book on paper: of one lot, or of an organisation's lots of a period."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from traceability.calendar import civil_date
from traceability.roles import Permission
from webapp.queries.books import BadPeriod, Book, Period, lot_book, organisation_book
from webapp.routes.book_pages import book_blocks, printed_seal
from webapp.routes.forms import parse_date
from webapp.routes.guard import current_actor, requires
from webapp.routes.printed_files import printed_file
from webapp.services import now, services
from webapp.usecases.audit import NoteAccess, note_access

books = Blueprint("books", __name__)
_USUAL = timedelta(days=365)


@books.get("/books")
@requires(Permission.BOOK_READ)
def index() -> ResponseReturnValue:
    """Which days the book of the own organisation is to hold."""
    usual = _usual_period()
    actor = current_actor()
    return render_template(
        "books/index.html",
        organisation_id=None if actor.sees_every_organisation else actor.organisation_id,
        first=usual.first.isoformat(),
        last=usual.last.isoformat(),
    )


@books.get("/lots/<uuid:lot_id>/book.pdf")
@requires(Permission.BOOK_READ)
def show_lot(lot_id: UUID) -> ResponseReturnValue:
    """The book of one lot; `?from=` and `?to=` narrow it."""
    period = _asked_period() if _is_narrowed() else None
    book = lot_book(current_actor(), lot_id, period, now=now())
    return _printed(book, f"lot {lot_id}", f"so-nhat-ky-{book.lots[0].code}")


@books.get("/organisations/<uuid:organisation_id>/book.pdf")
@requires(Permission.BOOK_READ)
def show_organisation(organisation_id: UUID) -> ResponseReturnValue:
    """The book of an organisation's lots; without a period that of the last twelve months."""
    period = _asked_period()
    book = organisation_book(current_actor(), organisation_id, period, now=now())
    name = f"so-nhat-ky-{period.first:%y%m%d}-{period.last:%y%m%d}"
    return _printed(book, f"organisation {organisation_id}", name)


def _printed(book: Book, subject: str, name: str) -> Response:
    """The file; that it was given out is noted."""
    note_access(current_actor(), NoteAccess("book", subject, "given"), now=now())
    subject_line = " · ".join([book.organisation, *(lot.code for lot in book.lots[:3])])
    foot = f"{printed_seal(book.checkpoint)}{subject_line}"
    return printed_file(book_blocks(book, services().storage), foot, name)


def _is_narrowed() -> bool:
    return bool(request.args.get("from") or request.args.get("to"))


def _usual_period() -> Period:
    today = civil_date(now())
    return Period(today - _USUAL, today)


def _asked_period() -> Period:
    usual = _usual_period()
    return Period(_asked("from", lambda: usual.first), _asked("to", lambda: usual.last))


def _asked(name: str, otherwise: Callable[[], date]) -> date:
    text = request.args.get(name, "")
    try:
        return parse_date(text) if text else otherwise()
    except ValueError:
        raise BadPeriod from None
