"""Telling one phone's looks from another's without knowing whose phone it is.

The cookie holds a random id and nothing else. What is stored is its HMAC under a random key of the
month, which is destroyed when the month is over: from then on a hash leads back to no cookie, and
looks of two months cannot be joined, by anybody.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Response, current_app, request

from traceability.looks import device_hash, month_of
from traceability.roles import Actor
from webapp.queries.device_keys import find_device_key
from webapp.services import now, services
from webapp.usecases.device_keys import make_device_key

COOKIE = "device"
_YEAR = 31_536_000
_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Device:
    """The phone behind a request; `is_new` when it has no cookie of ours yet."""

    id: str
    hash: str
    is_new: bool


class DeviceKeys:
    """This process's copy of the month's key: asked of the database once a month."""

    def __init__(self) -> None:
        self._held: tuple[str, bytes] | None = None

    def key_at(self, at: datetime) -> bytes:
        """The key of the month of `at`; only one is held, so an old one is not kept alive."""
        month, held = month_of(at), self._held
        if held is None or held[0] != month:
            key = find_device_key(month) or make_device_key(Actor.system(), month, now=at)
            self._held = held = (month, key)
        return held[1]


def current_device() -> Device:
    """The phone that is asking; one without a cookie gets an id for the answer to set."""
    known = request.cookies.get(COOKIE, "")
    is_known = _ID.fullmatch(known) is not None
    device_id = known if is_known else secrets.token_urlsafe(16)
    return Device(device_id, hashed(device_id, now()), is_new=not is_known)


def hashed(device_id: str, at: datetime) -> str:
    """What may be stored of a device id in the month of `at`."""
    return device_hash(month_key(at), device_id)


def month_key(at: datetime) -> bytes:
    """The key of the month of `at`."""
    keys = cast(DeviceKeys, current_app.extensions["device_keys"])
    return keys.key_at(at)


def remember_device(response: Response, device: Device) -> None:
    """Give a new phone its cookie, first-party and unreadable for scripts."""
    if device.is_new:
        response.set_cookie(
            COOKIE,
            device.id,
            max_age=_YEAR,
            samesite="Lax",
            secure=services().config.is_production,
            httponly=True,
        )
