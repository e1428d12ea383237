"""Which answers count as a look at a stamp, noting them after it, and their place."""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final, cast
from urllib.parse import quote, urlsplit
from wsgiref.types import WSGIEnvironment

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import get_host

from traceability.digital_link import read_serial
from traceability.geography import PROVINCES, fold
from traceability.gs1 import Serial
from traceability.keyring import SerialPlace
from traceability.looks import (
    PlaceSource,
    is_ahead_of_time,
    is_program,
    network_name,
    read_position,
)
from traceability.province_places import in_likely_order
from traceability.stamps import NoSuchStamp
from traceability.verdict import VerdictCode
from webapp.queries.stamp_staff import is_at_work_with
from webapp.queries.verdicts import StampAnswer
from webapp.routes.csrf import csrf
from webapp.routes.devices import Device, current_device, remember_device
from webapp.routes.forms import Form
from webapp.routes.guard import current_actor, public
from webapp.routes.limits import count_try_of
from webapp.routes.scan_sink import ScanSink
from webapp.services import now, services
from webapp.usecases.limits import PLACE_BY_ADDRESS
from webapp.usecases.scans import BoughtLook, PlaceLook, SeenStamp, place_look, tell_bought

looks = Blueprint("looks", __name__)

WAYS: Final = {"/scan": "scan_page", "/codes": "scan_page", "/": "typed"}
_AHEAD_HEADERS: Final = (
    "HTTP_SEC_PURPOSE",
    "HTTP_PURPOSE",
    "HTTP_X_PURPOSE",
    "HTTP_X_MOZ",
)


class Bought(StrEnum):
    """The two buttons."""

    YES = "yes"
    NO = "no"


def note_look(
    response: Response, place: SerialPlace | None, answer: StampAnswer, device: Device
) -> None:
    """Count this answer, unless it is a machine's look or one of the last ten minutes again.

    A program that asks for codes that nobody can have is told of like a person.
    """
    environ = request.environ
    is_persons = is_a_persons_look(environ)
    is_search = answer.verdict.code is VerdictCode.UNKNOWN and _is_asked_now(environ)
    if not (is_persons or is_search):
        return
    if is_persons:
        remember_device(response, device)
    sink = scan_sink()
    if place is None:
        if answer.verdict.code is VerdictCode.UNKNOWN:
            sink.count_unknown()
        return
    if not answer.own_recent_look:
        is_staff = is_at_work_with(current_actor(), place)
        look = look_of(environ, place, answer, device, at=now(), is_staff=is_staff)
        response.call_on_close(lambda: sink.put(look))


@looks.get("/looks/place")
@public
def new_place() -> ResponseReturnValue:
    """One tap on a province, or one on a position that the browser makes coarse before it leaves.

    The same for every serial that checks: nothing is looked up, so nothing is told.
    """
    serial, _ = _named_stamp(request.args.get("code", ""))
    return render_template(
        "looks/place.html",
        code=serial,
        provinces=_provinces(likely_province()),
        back_url=f"/T/{quote(serial)}",
    )


@looks.post("/looks")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def place() -> ResponseReturnValue:
    """Keep where this phone's last look at a stamp was, and lead back to the stamp."""
    count_try_of(PLACE_BY_ADDRESS)
    serial, stamp = _named_stamp(request.form.get("code", ""))
    scan_sink().flush()  # the look may still wait here to be written
    place_look(current_actor(), _told_place(stamp), now=now())
    return redirect(f"/T/{quote(serial)}?placed=1", code=303)


@looks.post("/looks/bought")
@csrf.exempt  # type: ignore[untyped-decorator]
@public
def bought() -> ResponseReturnValue:
    """Keep by one tap whether the pack was bought, with this phone's last look at its stamp."""
    count_try_of(PLACE_BY_ADDRESS)
    serial, stamp = _named_stamp(request.form.get("code", ""))
    form = Form()
    answer = form.choice("bought", Bought)
    form.refuse_faults()
    scan_sink().flush()  # the look may still wait here to be written
    told = BoughtLook(stamp, current_device().hash, answer is Bought.YES)
    tell_bought(current_actor(), told, now=now())
    return redirect(f"/T/{quote(serial)}?bought=1", code=303)


def _named_stamp(code: str) -> tuple[Serial, SerialPlace]:
    serial = read_serial(code[:200])
    stamp = services().keyring.open(serial) if serial else None
    if serial is None or stamp is None:
        raise NoSuchStamp
    return serial, stamp


@lru_cache(maxsize=64)
def _provinces(likely: str | None) -> tuple[tuple[str, str], ...]:
    """Codes and names, the likely one and its neighbours first."""
    by_name = sorted(PROVINCES.values(), key=lambda province: fold(province.name))
    codes = in_likely_order(tuple(province.code for province in by_name), likely)
    return tuple((code, PROVINCES[code].name) for code in codes)


def _told_place(stamp: SerialPlace) -> PlaceLook:
    device, form = current_device(), request.form
    if "latitude" in form:
        cell = read_position(form["latitude"], form.get("longitude", ""))
        return PlaceLook(stamp, device.hash, cell=cell)
    return PlaceLook(stamp, device.hash, province_code=form.get("province", ""))


def likely_province() -> str | None:
    """Where the network seems to be, as far as the operator's table knows."""
    return services().networks.province_of(request.remote_addr)


def look_of(
    environ: WSGIEnvironment,
    place: SerialPlace,
    answer: StampAnswer,
    device: Device,
    *,
    at: datetime,
    is_staff: bool,
) -> SeenStamp:
    """What is kept of the look that a request is, by what its server tells of it."""
    address = environ.get("REMOTE_ADDR")
    province = services().networks.province_of(address)
    return SeenStamp(
        key_id=place.key_id,
        counter=place.counter,
        scanned_at=at,
        device_hash=device.hash,
        verdict=answer.verdict.code,
        way=_way(environ),
        province_code=province,
        place_source=PlaceSource.NETWORK if province else None,
        network=network_name(device.month_key, address),
        cause=answer.verdict.cause,
        is_staff=is_staff,
        is_new_phone=device.is_new,
    )


def is_a_persons_look(environ: WSGIEnvironment) -> bool:
    """Whether somebody reads the answer now."""
    return _is_asked_now(environ) and not _is_program(environ.get("HTTP_USER_AGENT", ""))


def _is_asked_now(environ: WSGIEnvironment) -> bool:
    ahead = is_ahead_of_time(*(environ.get(name, "") for name in _AHEAD_HEADERS))
    return environ["REQUEST_METHOD"] == "GET" and not ahead


_is_program = lru_cache(maxsize=1024)(is_program)  # many phones, few kinds of them


def _way(environ: WSGIEnvironment) -> str:
    """Whether the person came from a page of ours or by the stamp's link itself."""
    referrer = environ.get("HTTP_REFERER")
    if not referrer:
        return "link"
    try:
        before = urlsplit(referrer)
    except ValueError:
        return "link"
    return WAYS.get(before.path, "link") if before.netloc == get_host(environ) else "link"


def scan_sink() -> ScanSink:
    """Where looks of this process wait to be written."""
    return cast(ScanSink, current_app.extensions["scan_sink"])
