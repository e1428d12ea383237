"""Pages of lists: which one is asked for, and the addresses of its neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request

from webapp.queries.listings import Listing
from webapp.routes.words import number as shown_number

E = TypeVar("E", bound=StrEnum)
_LAST_PAGE = 100_000


@dataclass(frozen=True)
class Paging:
    """What the pagination at the foot of a list shows."""

    summary: str
    previous_url: str
    next_url: str
    is_shown: bool


def paging_of(listing: Listing[Any], path: str | None = None) -> Paging:
    """The neighbours of a page; every filter stays in the address.

    `path` is where the list is read, for what is shown again in answer to a form.
    """
    path = request.path if path is None else path
    first, last = shown_number(listing.first), shown_number(listing.last)
    return Paging(
        summary=f"{first}–{last} / {shown_number(listing.total)}",
        previous_url=_url(path, listing.previous),
        next_url=_url(path, listing.next),
        is_shown=listing.has_others,
    )


def asked_number() -> int:
    """The page asked for; whatever is not a number is the first."""
    text = request.args.get("page", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < 7
    return min(max(int(text), 1), _LAST_PAGE) if is_number else 1


def asked_words() -> str:
    """What is searched for."""
    return request.args.get("q", "").strip()[:100]


def asked_choice(name: str, choices: type[E]) -> E | None:
    """One of an enum's values from the address; anything else filters nothing."""
    wanted = request.args.get(name, "")
    return choices(wanted) if wanted in list(choices) else None


def asked_code(name: str, choices: Iterable[tuple[str, str]]) -> str:
    """One of the codes that a list offers, from the address; anything else filters nothing."""
    wanted = request.args.get(name, "")
    return wanted if wanted in dict(choices) else ""


def _url(path: str, number: int | None) -> str:
    if number is None:
        return ""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return f"{path}?{urlencode([*kept, ('page', number)])}"
