"""Telling one phone's looks from another's without knowing whose phone it is.

The cookie holds a random id and nothing else. What is stored is its HMAC under a random key of the
month, which is destroyed when the month is over: from then on a hash leads back to no cookie, and
looks of two months cannot be joined, by anybody.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import Response, request
from werkzeug.http import dump_cookie

from traceability.looks import device_hash
from webapp.routes.kept import kept
from webapp.services import now, services

COOKIE = "device"
_YEAR = 31_536_000
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Device:
    """The phone behind a request; `is_new` when it has no cookie of ours yet. `month_key` is the
    one that its hash was made with.
    """

    id: str
    hash: str
    is_new: bool
    month_key: bytes


def current_device() -> Device:
    """The phone that is asking."""
    return device_of(request.cookies.get(COOKIE, ""), month_key(now()))


def device_of(known: str, key: bytes) -> Device:
    """The phone with this cookie, asking in the month of this key; one without gets an id for the
    answer to set.
    """
    is_known = _ID.fullmatch(known) is not None
    device_id = known if is_known else secrets.token_urlsafe(16)
    return Device(device_id, device_hash(key, device_id), is_new=not is_known, month_key=key)


def hashed(device_id: str, at: datetime) -> str:
    """What may be stored of a device id in the month of `at`."""
    return device_hash(month_key(at), device_id)


def month_key(at: datetime) -> bytes:
    """The key of the month of `at`."""
    return kept().device_keys.key_at(at)


def remember_device(response: Response, device: Device) -> None:
    """Give a new phone its cookie."""
    if device.is_new:
        response.headers.add("Set-Cookie", device_cookie(device))


def device_cookie(device: Device) -> str:
    """The cookie as a header says it, first-party and unreadable for scripts."""
    return dump_cookie(
        COOKIE,
        device.id,
        max_age=_YEAR,
        samesite="Lax",
        secure=services().config.is_production,
        httponly=True,
    )
