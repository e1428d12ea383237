"""Refusals and faults as HTTP: one table from kind to status, one page, one problem shape."""

import logging
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from traceability.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable
from traceability.stops import Stopped
from webapp.routes.guard import NotPermitted, SignInNeeded, forget_who_asks
from webapp.routes.negotiation import wants_problem
from webapp.routes.words import words
from webapp.usecases.limits import TooManyTries

STATUS: dict[type[Refusal], int] = {
    SignInNeeded: 401,
    TooManyTries: 429,
    Invalid: 422,
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Unavailable: 503,
}


def start_errors(app: Flask) -> None:
    """Wire the answers to refusals and faults into the application."""
    app.register_error_handler(Refusal, _answer_refusal)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(HTTPException, _answer_http)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal's kind."""
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 422)


def headers_of(refusal: Refusal) -> dict[str, str]:
    """When to try again, where the refusal says so."""
    retry_after = refusal.details.get("retry_after")
    return {} if retry_after is None else {"Retry-After": str(retry_after)}


def answer(refusal: Refusal, status: int, *, retype_url: str | None = None) -> ResponseReturnValue:
    """A refusal as a page, or as problem+json for programs.

    `retype_url` is where the code that was refused can be typed again.
    """
    if wants_problem():
        return problem(refusal, status)
    missing = refusal.missing if isinstance(refusal, NotPermitted) else None
    told = {"refusal": refusal, "status": status, "missing": missing, "retype_url": retype_url}
    return render_template("refusal.html", **told), status


def problem(refusal: Refusal, status: int) -> Response:
    """RFC 9457 with our code, the fault of each field, and of a stop the day and the treatment."""
    body: dict[str, Any] = {
        "type": f"/problems/{refusal.code}",
        "title": _title(refusal, status),
        "status": status,
        "code": refusal.code,
        "detail": words(refusal),
        "errors": [
            {"pointer": fault.pointer, "code": fault.code, "detail": words(fault)}
            for fault in getattr(refusal, "errors", ())
        ],
    }
    if isinstance(refusal, Stopped):
        body["stop"] = refusal.facts
    if isinstance(refusal, NotPermitted) and "permission" in refusal.details:
        body["permission"] = refusal.details["permission"]
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _title(refusal: Refusal, status: int) -> str:
    # A title is the same every time; a sentence that needs facts is the detail, not the title.
    sentence = words(refusal.code)
    return words(f"http.{status}") if "%(" in sentence else sentence


def _answer_refusal(refusal: Refusal) -> ResponseReturnValue:
    response = make_response(answer(refusal, status_of(refusal)))
    response.headers.update(headers_of(refusal))
    return response


class _Fault(Refusal):
    """A fault of HTTP itself, made sayable like a refusal."""

    code: str = "http.400"  # type: ignore[misc]

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


def _answer_csrf(_: CSRFError) -> ResponseReturnValue:
    return answer(_Fault("csrf"), 400)


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # a redirect that the router raised
        return error.get_response()
    known = error.code in (400, 401, 403, 404, 405, 411, 413, 415, 429, 500, 503)
    return answer(_Fault(f"http.{error.code if known else 400}"), error.code)


def answer_busy_database(error: Exception) -> ResponseReturnValue:
    """The database is away or busy: nothing is known to be lost, trying again is right."""
    logging.getLogger(__name__).error("database", exc_info=error)
    forget_who_asks()  # the frame of the page would look the person up once more
    response = make_response(answer(_Fault("http.503"), 503))
    response.headers["Retry-After"] = "5"
    return response
