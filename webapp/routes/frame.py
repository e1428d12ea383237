"""What surrounds every page: the place's name, language switch, navigation, notices."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from flask import Flask, get_flashed_messages, request, url_for
from flask_babel import lazy_gettext as _l
from jinja2 import StrictUndefined

from traceability.roles import Actor, Permission
from webapp.config import Config
from webapp.routes.guard import current_actor, current_sign_in
from webapp.routes.words import language
from webapp.services import services


@dataclass(frozen=True)
class Site:
    """The installation, as pages name it."""

    name: str
    place: str
    host: str
    responsible_body: str
    hotline: str
    sms_number: str = ""


@dataclass(frozen=True)
class Destination:
    """One entry of the bar at the bottom."""

    label: object
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Notice:
    """One message after an action; `kind` is a tone: green, info, amber, red, grey."""

    kind: str
    text: str


@dataclass(frozen=True)
class _Entry:
    permission: Permission
    label: object
    endpoint: str
    icon: str
    family: tuple[str, ...] = ()  # where else its pages live


_LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
_REGISTRY = (
    "/products",
    "/places",
    "/members",
    "/organisation",
    "/organisations",
    "/inputs",
    "/area-codes",
    "/alerts",
    "/displays",
)
_STAMPS = ("/stamp-rolls", "/stamp-activations", "/stamp-supplies")
_ENTRIES = (
    _Entry(Permission.ACCOUNT_OWN, _l("Trang chủ"), "home.dashboard", "house", _REGISTRY),
    _Entry(Permission.LOT_READ, _l("Lô hàng"), "lots.index", "sprout"),
    _Entry(Permission.STAMP_READ, _l("Tem"), "stamp_orders.index", "stamp", _STAMPS),
    _Entry(Permission.STAMP_PRODUCE, _l("Đơn in"), "printing.index", "printer"),
    _Entry(Permission.REPORT_READ, _l("Tin báo"), "inspection.index", "flag"),
    _Entry(
        Permission.STAMP_INSPECT,
        _l("Tra tem"),
        "inspection.search",
        "search",
        ("/inspection/offline",),
    ),
    _Entry(Permission.ACCOUNT_OWN, _l("Tài khoản"), "accounts.show", "user"),
)


def start_frame(app: Flask) -> None:
    """Make the frame available to every template and undefined names an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_frame)


def site_of(config: Config) -> Site:
    """The installation in the reader's language."""
    body = config.responsible_body_en if language() == "en" else config.responsible_body
    return Site(
        name=config.site_name,
        place=config.site_place,
        host=config.stamp_host,
        responsible_body=body,
        hotline=config.hotline,
        sms_number=config.sms.number if config.sms else "",
    )


def _frame() -> dict[str, object]:
    actor = current_actor()
    signed_in = current_sign_in()
    return {
        "site": site_of(services().config),
        "lang": language(),
        "lang_switch_url": other_language_url(),
        "lang_switch_code": _other_language(),
        "lang_switch_label": _LANGUAGE_NAMES[_other_language()],
        "actor": actor,
        "organisation_name": signed_in.organisation_name if signed_in else "",
        "navigation": _navigation(actor),
        "notices": _notices(actor),
    }


def _navigation(actor: Actor) -> list[Destination]:
    """At most four destinations, one of them current; a visitor has none."""
    entries = [
        (entry, url_for(entry.endpoint)) for entry in _ENTRIES if actor.may(entry.permission)
    ]
    nearest = max((_nearness(entry, url) for entry, url in entries), default=0)
    return [
        Destination(entry.label, url, entry.icon, current=0 < nearest == _nearness(entry, url))
        for entry, url in entries
    ]


def _nearness(entry: _Entry, url: str) -> int:
    """How much of the address is an entry's own; nothing when the page is none of its pages."""
    path = f"{request.path}/"
    return max((len(it) for it in (url, *entry.family) if path.startswith(f"{it}/")), default=0)


def _notices(actor: Actor) -> list[Notice]:
    # Only somebody signed in has a session to keep notices in; others must get no cookie.
    if actor.account_id is None:
        return []
    flashed = cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))
    return [Notice(kind, text) for kind, text in flashed]


def _other_language() -> str:
    return "vi" if language() == "en" else "en"


def other_language_url() -> str:
    """The same page in the other language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*kept, ('lang', _other_language())])}"
