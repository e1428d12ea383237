"""Finding one roll of thousands by its number, on pages that list fifty of them at a time."""

from collections.abc import Callable

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from traceability.roll_numbers import NoRollOfNumber
from webapp.routes.words import words


def to_roll(address_of: Callable[[int], str], back: str) -> ResponseReturnValue:
    """Go to the roll of the number that was typed; back to the list where there is none."""
    typed = request.args.get("number", "").strip()[:20]
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 7
    try:
        address = address_of(int(typed) if is_number else 0)
    except NoRollOfNumber:
        flash(words(NoRollOfNumber(number=typed)), "amber")
        address = back
    return redirect(address, code=303)
