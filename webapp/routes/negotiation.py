"""What kind of answer the client wants: a page for people, problem+json for programs."""

from flask import request


def wants_problem() -> bool:
    """Programs are told in problem+json: the API always, others when they prefer JSON."""
    if request.path.startswith(("/api/", "/epcis/")):
        return True
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/json", "application/problem+json"], default="text/html"
    )
    return best != "text/html"


def wants_json() -> bool:
    """Whether a page that also speaks JSON should do so."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"
