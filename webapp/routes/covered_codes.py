"""Telling the code below the scratch layer of a stamp: a form without a script, and for programs.

A right code leads to the stamp's page with a proof in its address (post, redirect, get), so that
reading the answer again neither counts nor makes one's own check look like somebody else's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from traceability.asked_link import AskedLotLink, AskedStampLink, read_path
from traceability.covered_codes import OpenedCode, read_covered_code
from traceability.errors import FieldError, Invalid, Refusal
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from webapp.queries.public_lots import NoSuchPublicLot
from webapp.queries.verdicts import AskedStamp, StampAnswer, public_look
from webapp.routes.covered_code_part import PROOF, covered_code_part, proof_of
from webapp.routes.csrf import csrf
from webapp.routes.devices import Device, current_device, remember_device
from webapp.routes.errors import headers_of, problem, status_of
from webapp.routes.forms import clean_text, empty_form, refused
from webapp.routes.guard import public
from webapp.routes.kept import kept
from webapp.routes.limits import count_guess, count_try_of
from webapp.routes.negotiation import wants_json
from webapp.routes.verdict_json import verdict_json
from webapp.routes.verdict_pages import VerdictPage, grouped, stamp_page_path, verdict_page
from webapp.services import now, services
from webapp.usecases.covered_codes import CheckCoveredCode, CoveredCodeCheck, check_covered_code
from webapp.usecases.limits import COVERED_CODE_BY_ADDRESS, TooManyTries

covered_codes = Blueprint("covered_codes", __name__)
FIELD = "covered_code"


class WrongCoveredCode(Invalid):
    """Not the stamp's code; it may be read wrong, and says nothing of the goods."""

    code = "covered_code.wrong"


class CoveredCodeClosed(TooManyTries):
    """Five wrong codes within an hour: until the first of them is an hour old none is compared."""

    code = "covered_code.closed"


@dataclass(frozen=True)
class _Asked:
    """The stamp whose code is told, and by which phone."""

    link: AskedStampLink
    place: SerialPlace | None
    device: Device

    @property
    def page_path(self) -> str:
        return stamp_page_path(self.link)

    def look(self, opened: OpenedCode | None = None) -> StampAnswer:
        asked = AskedStamp(self.place, self.link.gtin, self.device.hash, opened)
        look = public_look(asked, now=now())
        count_guess(look)
        return look.answer(kept().registered_gtins.knows)

    def page(self, found: StampAnswer) -> VerdictPage:
        shown = grouped(self.link.serial) if self.link.serial else self.link.text
        part = covered_code_part(found, self.page_path)
        return verdict_page(found, self.link.serial, shown, part)


@covered_codes.get("/stamps/<serial>/covered-code")
@covered_codes.get("/stamps/<gtin>/<serial>/covered-code")
@public
def show(serial: str, gtin: str | None = None) -> ResponseReturnValue:
    """Who comes here by a link, such as that of the other language, finds the form at the stamp."""
    asked = _asked(serial, gtin)
    query = f"?{urlencode(list(request.args.items(multi=True)))}" if request.args else ""
    return redirect(f"{asked.page_path}{query}", code=303)


@covered_codes.post("/stamps/<serial>/covered-code")
@covered_codes.post("/stamps/<gtin>/<serial>/covered-code")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def create(serial: str, gtin: str | None = None) -> ResponseReturnValue:
    """Check a code. A stamp that takes none answers with its page, which says why."""
    asked = _asked(serial, gtin)
    found = asked.look()
    if asked.place is None or not found.takes_covered_code:
        return _to_page(asked, found)
    try:
        check = _check(asked.place, asked.device)
    except Refusal as refusal:
        return _again(refusal, asked, found)
    if check.look is None or check.checked_at is None:
        return _again(_refusal_of(check), asked, found)
    return _opened(asked, asked.place, OpenedCode(check.look, check.checked_at))


def _asked(serial: str, gtin: str | None) -> _Asked:
    link = read_path(["01", gtin, "21", serial] if gtin else ["T", serial])
    if isinstance(link, AskedLotLink):
        raise NoSuchPublicLot
    place = services().keyring.open(link.serial) if link.serial else None
    return _Asked(link, place, current_device())


def _check(place: SerialPlace, device: Device) -> CoveredCodeCheck:
    try:
        code = read_covered_code(_typed())
    except Invalid as refusal:
        refusal.errors = (FieldError(FIELD, refusal.code, refusal.details),)
        raise
    count_try_of(COVERED_CODE_BY_ADDRESS)
    command = CheckCoveredCode(place, code, device.hash)
    # Whoever looks at a stamp is nobody to us, signed in or not.
    return check_covered_code(Actor.public(), command, services().keyring, now=now())


def _typed() -> str:
    body = request.get_json(silent=True) if request.is_json else request.form
    told = body.get(FIELD) if isinstance(body, Mapping) else None
    return clean_text(told)[:100] if isinstance(told, str) else ""


def _refusal_of(check: CoveredCodeCheck) -> Refusal:
    if check.open_again_at is not None:
        wait = int((check.open_again_at - now()).total_seconds()) + 1
        return CoveredCodeClosed(at=check.open_again_at, retry_after=wait, tries_left=0)
    fault = WrongCoveredCode(tries_left=check.tries_left)
    said = {0: f"{fault.code}_last", 1: f"{fault.code}_once"}.get(check.tries_left, fault.code)
    fault.errors = (FieldError(FIELD, said, fault.details),)
    return fault


def _again(refusal: Refusal, asked: _Asked, found: StampAnswer) -> ResponseReturnValue:
    if wants_json():
        return _problem(refusal)
    return refused(refusal, "verdicts/show.html", page=asked.page(found))


def _problem(refusal: Refusal) -> Response:
    """For programs the number of tries left stands in a member of its own."""
    response = problem(refusal, status_of(refusal))
    told = {name: refusal.details[name] for name in ("tries_left",) if name in refusal.details}
    response.data = jsonify(response.get_json() | told).data
    response.headers.update(headers_of(refusal))
    return response


def _opened(asked: _Asked, place: SerialPlace, opened: OpenedCode) -> ResponseReturnValue:
    if wants_json():
        code = asked.link.serial or asked.link.text
        return jsonify(verdict_json(asked.look(opened), code, asked.page_path))
    if asked.device.is_new:
        # Without a cookie a proof would be nobody's: the answer is given here and now.
        page = asked.page(asked.look(opened))
        response = make_response(
            render_template("verdicts/show.html", page=page, form=empty_form())
        )
        remember_device(response, asked.device)
        return response
    proof = urlencode({PROOF: proof_of(opened, place, asked.device)})
    return redirect(f"{asked.page_path}?{proof}", code=303)


def _to_page(asked: _Asked, found: StampAnswer) -> ResponseReturnValue:
    if wants_json():
        code = asked.link.serial or asked.link.text
        return jsonify(verdict_json(found, code, asked.page_path)), 409
    return redirect(asked.page_path, code=303)
