"""Counting the tries of whoever is asking, by network address or by another name, and guesses."""

from flask import request

from webapp.queries.verdicts import StampLook
from webapp.routes.guard import current_actor
from webapp.routes.kept import kept
from webapp.services import now, services
from webapp.usecases.limits import CountTry, Limit, try_once


def count_try_of(limit: Limit, who: str | None = None) -> None:
    """Count one try of the visitor's address (or of `who`).

    Raises:
        TooManyTries: the limit is reached.
    """
    if services().config.rate_limits_on:
        name = who or request.remote_addr or "unknown"
        try_once(current_actor(), CountTry(limit, name), now=now())


def count_guess(look: StampLook) -> None:
    """Count an answer that nothing is known of a code for the visitor's network.

    Raises:
        TooManyTries: it had as many as a window allows.
    """
    if look.row is None and services().config.rate_limits_on:
        kept().guesses.count(request.remote_addr, now())
