"""Checking a stamp by a photo of it, or by the code printed under it; the live camera's page."""

from dataclasses import dataclass
from threading import BoundedSemaphore

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from scanner.decode import decode
from scanner.payload import PayloadKind
from scanner.symbol import Symbol
from traceability.errors import FieldError, Invalid, Refusal
from traceability.stamp_facts import StampFacts
from traceability.verdict import decide
from webapp.routes.code_meaning import Meaning, meaning_of_scan, meaning_of_typed
from webapp.routes.csrf import csrf
from webapp.routes.forms import Form, empty_form, refused
from webapp.routes.guard import public
from webapp.routes.limits import count_try_of
from webapp.routes.negotiation import wants_json
from webapp.routes.trust import OfflinePage, offline_page
from webapp.routes.verdict_pages import (
    Band,
    Responsible,
    band_of,
    foreign_page,
    not_checked_band,
    responsible,
)
from webapp.services import now, services
from webapp.usecases.limits import CODE_BY_ADDRESS, PHOTO_BY_ADDRESS

scan = Blueprint("scan", __name__)

# Decoding is pure work: more at once than cores would only make everybody wait longer.
_DECODING = BoundedSemaphore(2)
_FOREIGN = StampFacts(issued=False, foreign=True)


class NoImage(Invalid):
    """The form came without a photo."""

    code = "image.missing"


class NoCodeInPhoto(Invalid):
    """No code was read in the photo."""

    code = "code.not_found_in_photo"


class SeveralStamps(Invalid):
    """Two stamps in one photo: nobody can say which one was meant."""

    code = "code.several_in_photo"


class NotAStamp(Invalid):
    """A code was read, but it is no stamp's."""

    code = "code.not_a_stamp"


class WrongOwnLink(Invalid):
    """An address of ours that is no stamp's; the detail `problem` is the code of the reason."""

    code = "code.wrong_own_link"


class BarcodeOnly(Invalid):
    """The bar code of a kind of goods, which proves nothing of the item."""

    code = "code.barcode_only"


@dataclass(frozen=True)
class ScanPage:
    """What the scanner's page needs of the server, the grey and blue answers among it."""

    own_hosts: tuple[str, ...]
    foreign_band: Band
    not_checked_band: Band
    responsible: Responsible
    offline: OfflinePage


@scan.get("/scan")
@public
def show() -> ResponseReturnValue:
    """The viewfinder; a photo and a typed code work without any script. `?code=` is typed anew."""
    form = empty_form(code=request.args.get("code", ""))
    return render_template("scan/show.html", form=form, page=_page())


@scan.post("/scan")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def read_photo() -> ResponseReturnValue:
    """Read the stamp in a photo and lead to its verdict."""
    try:
        count_try_of(PHOTO_BY_ADDRESS)
        image = _image()
        with _DECODING:
            symbols = decode(image)
        if wants_json():
            return _symbols_json(symbols)
        return _answer(_the_one_meant(symbols))
    except Refusal as refusal:
        return _again(refusal, "image")


@scan.post("/codes")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def read_code() -> ResponseReturnValue:
    """Check a typed code, or a pasted link, and lead to its verdict."""
    form = Form()
    typed = form.text("code", longest=2000)
    try:
        form.refuse_faults()
        count_try_of(CODE_BY_ADDRESS)
        return _answer(meaning_of_typed(typed, services().config.own_hosts))
    except Refusal as refusal:
        return _again(refusal, "code")


def _image() -> bytes:
    file = request.files.get("image")
    data = file.read() if file else b""
    if not data:
        raise NoImage
    return data


def _meanings(symbols: list[Symbol]) -> list[Meaning]:
    hosts = services().config.own_hosts
    return [meaning_of_scan(symbol.text, hosts) for symbol in symbols]


def _the_one_meant(symbols: list[Symbol]) -> Meaning:
    """The stamp in the photo; what else is printed on the pack does not disturb it.

    Raises:
        NoCodeInPhoto, SeveralStamps: there is not exactly one.
    """
    if not symbols:
        raise NoCodeInPhoto
    meanings = _meanings(symbols)
    if len(_stamps(meanings)) > 1:
        raise SeveralStamps
    return min(meanings, key=lambda meaning: meaning.rank)


def _stamps(meanings: list[Meaning]) -> set[str]:
    return {meaning.path for meaning in meanings if meaning.path}


def _answer(meaning: Meaning) -> ResponseReturnValue:
    """To the verdict of a code of ours, or a page that says whose code it is.

    Raises:
        BarcodeOnly, WrongOwnLink, NotAStamp: it is nobody's stamp.
    """
    if wants_json() and (meaning.path or meaning.foreign_host):
        return jsonify({"verdict_url": meaning.path, "foreign_host": meaning.foreign_host})
    if meaning.path:
        return redirect(meaning.path, code=303)
    if meaning.foreign_host:
        page = foreign_page(decide(_FOREIGN, now()), meaning.foreign_host, None)
        return render_template("verdicts/foreign.html", page=page)
    raise _refusal_of(meaning)


def _refusal_of(meaning: Meaning) -> Invalid:
    if meaning.problem:
        return WrongOwnLink(problem=meaning.problem)
    return BarcodeOnly() if meaning.kind is PayloadKind.GTIN else NotAStamp()


def _symbols_json(symbols: list[Symbol]) -> ResponseReturnValue:
    """What was read, for programs; an empty list is an honest nothing."""
    stamps = _stamps(_meanings(symbols))
    return jsonify(
        {
            "symbols": [{"text": s.text, "symbology": s.symbology} for s in symbols],
            "verdict_url": stamps.pop() if len(stamps) == 1 else None,
        }
    )


def _again(refusal: Refusal, field: str) -> ResponseReturnValue:
    """The same page with the reason beside the field, and what was typed kept."""
    if not isinstance(refusal, Invalid):
        raise refusal  # too many tries: a page of its own says when to come back
    if not refusal.errors:
        refusal.errors = (FieldError(field, refusal.code, refusal.details),)
    return refused(refusal, "scan/show.html", page=_page())


def _page() -> ScanPage:
    return ScanPage(
        own_hosts=tuple(sorted(services().config.own_hosts)),
        foreign_band=band_of(decide(_FOREIGN, now())),
        not_checked_band=not_checked_band(),
        responsible=responsible(),
        offline=offline_page(),
    )
