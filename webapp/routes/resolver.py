"""The ways of a GS1-conformant resolver: which answer is wanted, linksets, redirects, headers."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from flask import Response, current_app, jsonify, redirect, request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from traceability.errors import NotFound
from webapp.services import services

VOCABULARY: Final = "https://gs1.org/voc/"
LINKSET_TYPE: Final = "application/linkset+json"
_CONTEXT: Final = "https://ref.gs1.org/standards/resolver/linkset-context"
_CONTEXT_LINK: Final = (
    f'<{_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
)
OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, Location",
}
_WHOLE_LINKSET: Final = ("linkset", "all")

STAMP: Final = _l("Tem truy xuất nguồn gốc")
_VERDICT: Final = _l("Kết quả kiểm tra tem")
_PRODUCT: Final = _l("Thông tin sản phẩm")
_JOURNEY: Final = _l("Đường đi của lô hàng")
_LOT: Final = _l("Thông tin của cả lô")


class NoSuchLinkType(NotFound):
    """The thing is known, but there is no link of that type for it."""

    code = "link.no_such_type"


class Wanted(Enum):
    """What kind of answer a request to a Digital Link asks for."""

    PAGE = auto()
    JSON = auto()
    LINKSET = auto()
    DEFAULT_LINK = auto()
    TYPED_LINK = auto()


@dataclass(frozen=True)
class Link:
    """One link of a linkset; the default link has nothing but address and title."""

    type: str
    path: str
    title: LazyString
    media_type: str = "text/html"


@dataclass(frozen=True)
class LinkedThing:
    """A stamp or a lot with its own address and where its links lead; the first is the default."""

    path: str
    description: LazyString | str
    links: tuple[Link, ...]


def wanted() -> Wanted:
    """`?linkType=` first, then what the Accept header prefers."""
    link_type = request.args.get("linkType")
    if link_type:
        return Wanted.LINKSET if link_type in _WHOLE_LINKSET else Wanted.TYPED_LINK
    return preferred(request.headers.get("Accept", "*/*"))


@lru_cache(maxsize=1024)
def preferred(accept: str) -> Wanted:
    """What an Accept header prefers; who takes anything is led on by the default link."""
    if accept.strip() == "*/*":
        return Wanted.DEFAULT_LINK
    offered = ("text/html", "application/json", LINKSET_TYPE)
    best = parse_accept_header(accept, MIMEAccept).best_match(offered, "text/html")
    return {"application/json": Wanted.JSON, LINKSET_TYPE: Wanted.LINKSET}.get(best, Wanted.PAGE)


def stamp_links(page_path: str) -> tuple[Link, ...]:
    """Where a stamp's link can lead; the same for every serial, issued or not."""
    return (
        Link("defaultLink", page_path, _VERDICT),
        Link("pip", page_path, _PRODUCT),
        Link("traceability", page_path, _JOURNEY),
        Link("verificationService", page_path, _VERDICT, "application/json"),
    )


def lot_links(page_path: str) -> tuple[Link, ...]:
    """Where a lot's link can lead."""
    return (
        Link("defaultLink", page_path, _LOT),
        Link("pip", page_path, _PRODUCT),
        Link("traceability", page_path, _JOURNEY),
    )


def resolved(thing: LinkedThing, show: Callable[[Wanted], Response]) -> Response:
    """The answer that is wanted; `show` makes those that need to look the thing up.

    Raises:
        NoSuchLinkType: a link of a type was asked for that the thing does not have.
    """
    kind = wanted()
    if kind is Wanted.LINKSET:
        return _linkset(thing)
    if kind is Wanted.TYPED_LINK:
        return describe(_to_typed(thing), thing)
    if kind is Wanted.DEFAULT_LINK:
        return describe(_to(thing.links[0]), thing)
    return describe(show(kind), thing)


def _linkset(thing: LinkedThing) -> Response:
    """The whole linkset (RFC 9264)."""
    links = {
        f"{VOCABULARY}{link.type}": [_target(link, is_default=place == 0)]
        for place, link in enumerate(thing.links)
    }
    anchor = _absolute(thing.path, request.host)
    response = jsonify(
        {"linkset": [{"anchor": anchor, "itemDescription": str(thing.description), **links}]}
    )
    response.mimetype = LINKSET_TYPE
    response.headers.add("Link", _CONTEXT_LINK)
    return response


def _to_typed(thing: LinkedThing) -> Response:
    asked = request.args["linkType"].removeprefix("gs1:").removeprefix(VOCABULARY)
    for link in thing.links:
        if link.type == asked:
            return _to(link)
    raise NoSuchLinkType(type=asked)


def describe(response: Response, thing: LinkedThing) -> Response:
    """Say where the linkset is."""
    response.headers.add("Link", linkset_header(thing.path, request.host))
    return response


def linkset_header(path: str, host: str) -> str:
    """The Link header that leads to the linkset of the thing with this path."""
    address = f"{_absolute(path, host)}?linkType=linkset"
    return f'<{address}>; rel="linkset"; type="{LINKSET_TYPE}"'


def open_to_other_sites(response: Response) -> Response:
    """What every answer of the resolver carries: any site may read it; it depends on Accept."""
    response.headers.update(OPEN)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language"
    response.vary.add("Accept")
    return response


def description_file() -> dict[str, object]:
    """What this resolver can do (/.well-known/gs1resolver)."""
    config = services().config
    return {
        "name": config.site_name,
        "resolverRoot": f"{config.scheme}://{config.stamp_host}",
        "supportedPrimaryKeys": ["01"],
        "linkTypeDefaultCanBeLinkset": False,
        "contact": {"fn": config.responsible_body, "hasTelephone": config.hotline},
    }


def _target(link: Link, *, is_default: bool) -> dict[str, object]:
    target: dict[str, object] = {
        "href": _absolute(link.path, request.host),
        "title": str(link.title),
    }
    return target if is_default else target | {"type": link.media_type, "hreflang": ["vi", "en"]}


def _to(link: Link) -> Response:
    passed_on = [pair for pair in request.args.items(multi=True) if pair[0] != "linkType"]
    query = f"?{urlencode(passed_on)}" if passed_on else ""
    # A Host header may say anything: only an own host is repeated in an absolute address.
    is_own = request.host.lower() in services().config.own_hosts
    target = _absolute(link.path, request.host) if is_own else link.path
    return current_app.make_response(redirect(f"{target}{query}", code=307))


def _absolute(path: str, asked_host: str) -> str:
    config, host = services().config, asked_host.lower()
    return f"{config.scheme}://{host if host in config.own_hosts else config.stamp_host}{path}"
